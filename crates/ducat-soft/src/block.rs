//! AES and TDEA under a key of any length, one block at a time.

use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use aes::{Aes128, Aes192, Aes256};
use ducat_hal::{Block, ErrorKind, Operation};

use crate::key::Handle;
use crate::tdes::TdeaKey;

/// An expanded AES key. Comparisons with `MAX` are decided when it compiles: a variant that does
/// not fit an engine is not linked.
pub(crate) enum Cipher<const MAX: usize> {
    Aes128(Aes128),
    Aes192(Aes192),
    Aes256(Aes256),
}

impl<const MAX: usize> Cipher<MAX> {
    /// Expands an AES key that permits `operation`.
    pub(crate) fn new(key: &Handle<MAX>, operation: Operation) -> Result<Self, ErrorKind> {
        let attributes = key.attributes();
        if !attributes.permits(operation) {
            return Err(ErrorKind::NotPermitted);
        }
        Self::expand(key)
    }

    /// Expands an AES key whose rights the caller has checked.
    pub(crate) fn expand(key: &Handle<MAX>) -> Result<Self, ErrorKind> {
        if !key.attributes().algorithm.is_aes() {
            return Err(ErrorKind::Unsupported);
        }
        let octets = key.expose_secret();
        if MAX >= 32 && octets.len() == 32 {
            Aes256::new_from_slice(octets).map(Self::Aes256)
        } else if MAX >= 24 && octets.len() == 24 {
            Aes192::new_from_slice(octets).map(Self::Aes192)
        } else {
            Aes128::new_from_slice(octets).map(Self::Aes128)
        }
        .map_err(|_| ErrorKind::KeyLength)
    }

    pub(crate) fn encipher(&self, block: &mut Block) {
        match self {
            Self::Aes256(cipher) if MAX >= 32 => cipher.encrypt_block(block.into()),
            Self::Aes192(cipher) if MAX >= 24 => cipher.encrypt_block(block.into()),
            Self::Aes128(cipher) => cipher.encrypt_block(block.into()),
            Self::Aes192(_) | Self::Aes256(_) => {}
        }
    }

    pub(crate) fn decipher(&self, block: &mut Block) {
        match self {
            Self::Aes256(cipher) if MAX >= 32 => cipher.decrypt_block(block.into()),
            Self::Aes192(cipher) if MAX >= 24 => cipher.decrypt_block(block.into()),
            Self::Aes128(cipher) => cipher.decrypt_block(block.into()),
            Self::Aes192(_) | Self::Aes256(_) => {}
        }
    }

    /// [`encipher`](Self::encipher) in the shape that the constructions over blocks take.
    pub(crate) fn enciphering(&self) -> impl FnMut(&mut Block) -> Result<(), ErrorKind> {
        |block| {
            self.encipher(block);
            Ok(())
        }
    }

    /// [`decipher`](Self::decipher) in the shape that the constructions over blocks take.
    pub(crate) fn deciphering(&self) -> impl FnMut(&mut Block) -> Result<(), ErrorKind> {
        |block| {
            self.decipher(block);
            Ok(())
        }
    }
}

/// Expands a TDEA or DES key that permits `operation`.
pub(crate) fn tdea<const MAX: usize>(
    key: &Handle<MAX>,
    operation: Operation,
) -> Result<TdeaKey, ErrorKind> {
    if !key.attributes().permits(operation) {
        return Err(ErrorKind::NotPermitted);
    }
    expand_tdea(key)
}

/// Expands a TDEA or DES key whose rights the caller has checked.
pub(crate) fn expand_tdea<const MAX: usize>(key: &Handle<MAX>) -> Result<TdeaKey, ErrorKind> {
    if !key.attributes().algorithm.has_short_blocks() {
        return Err(ErrorKind::Unsupported);
    }
    TdeaKey::new(key.expose_secret()).ok_or(ErrorKind::KeyLength)
}
