//! The element's ciphers.

use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use ducat_hal::{Algorithm, Block, ErrorKind};

use crate::slots::Stored;

/// AES of any key length.
pub(super) enum Cipher {
    Aes128(aes::Aes128),
    Aes192(aes::Aes192),
    Aes256(aes::Aes256),
}

impl Cipher {
    pub(super) fn new(key: &Stored) -> Result<Self, ErrorKind> {
        Self::of(key.attributes.algorithm, &key.octets)
    }

    pub(super) fn of(algorithm: Algorithm, octets: &[u8]) -> Result<Self, ErrorKind> {
        match algorithm {
            Algorithm::Aes128 => aes::Aes128::new_from_slice(octets).map(Self::Aes128),
            Algorithm::Aes192 => aes::Aes192::new_from_slice(octets).map(Self::Aes192),
            Algorithm::Aes256 => aes::Aes256::new_from_slice(octets).map(Self::Aes256),
            _ => return Err(ErrorKind::Unsupported),
        }
        .map_err(|_| ErrorKind::KeyLength)
    }

    pub(super) fn encipher(&self, block: &mut Block) -> Result<(), ErrorKind> {
        match self {
            Self::Aes128(cipher) => cipher.encrypt_block(block.into()),
            Self::Aes192(cipher) => cipher.encrypt_block(block.into()),
            Self::Aes256(cipher) => cipher.encrypt_block(block.into()),
        }
        Ok(())
    }

    pub(super) fn decipher(&self, block: &mut Block) -> Result<(), ErrorKind> {
        match self {
            Self::Aes128(cipher) => cipher.decrypt_block(block.into()),
            Self::Aes192(cipher) => cipher.decrypt_block(block.into()),
            Self::Aes256(cipher) => cipher.decrypt_block(block.into()),
        }
        Ok(())
    }
}
