//! TDEA by RustCrypto's `des`, whose S-boxes are indexed with secret bits: a second opinion on the
//! one of `ducat-soft`, and no more.

use des::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use ducat_hal::{Algorithm, ErrorKind};

use crate::slots::Stored;

/// TDEA or single DES.
pub(super) enum Tdea {
    Des(des::Des),
    Tdea2(des::TdesEde2),
    Tdea3(des::TdesEde3),
}

impl Tdea {
    /// The cipher of a key with blocks of 8 octets.
    pub(super) fn new(key: &Stored) -> Result<Self, ErrorKind> {
        Self::of(key.attributes.algorithm, &key.octets)
    }

    pub(super) fn of(algorithm: Algorithm, octets: &[u8]) -> Result<Self, ErrorKind> {
        match algorithm {
            Algorithm::Des => des::Des::new_from_slice(octets).map(Self::Des),
            Algorithm::Tdea2 => des::TdesEde2::new_from_slice(octets).map(Self::Tdea2),
            Algorithm::Tdea3 => des::TdesEde3::new_from_slice(octets).map(Self::Tdea3),
            _ => return Err(ErrorKind::Unsupported),
        }
        .map_err(|_| ErrorKind::KeyLength)
    }

    pub(super) fn encipher(&self, block: &mut [u8; 8]) -> Result<(), ErrorKind> {
        match self {
            Self::Des(cipher) => cipher.encrypt_block(block.into()),
            Self::Tdea2(cipher) => cipher.encrypt_block(block.into()),
            Self::Tdea3(cipher) => cipher.encrypt_block(block.into()),
        }
        Ok(())
    }

    pub(super) fn decipher(&self, block: &mut [u8; 8]) -> Result<(), ErrorKind> {
        match self {
            Self::Des(cipher) => cipher.decrypt_block(block.into()),
            Self::Tdea2(cipher) => cipher.decrypt_block(block.into()),
            Self::Tdea3(cipher) => cipher.decrypt_block(block.into()),
        }
        Ok(())
    }
}
