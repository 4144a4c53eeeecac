//! Encipherment of data under AES or TDEA.
//!
//! **If you implement it**: one block in each direction is enough; override the chained forms if
//! your hardware chains. **If you call it**: `ducat::data` is the typed form. PINs have
//! capabilities of their own, in [`pin`](crate::pin).

use crate::blocks;
use crate::engine::KeyEngine;

/// A block cipher over data, under keys whose usage is data encipherment: AES with `OCTETS` 16,
/// TDEA or single DES with `OCTETS` 8. An engine may have one, the other, or both.
pub trait BlockCipher<const OCTETS: usize = 16>: KeyEngine {
    /// Enciphers one block in place.
    ///
    /// # Errors
    /// `NotPermitted` by the key's attributes, `Unsupported` if it is no key of the cipher.
    /// `block` is then unchanged.
    fn encipher_block(
        &mut self,
        key: &Self::Handle,
        block: &mut [u8; OCTETS],
    ) -> Result<(), Self::Error>;

    /// Deciphers one block in place.
    ///
    /// # Errors
    /// As [`encipher_block`](Self::encipher_block).
    fn decipher_block(
        &mut self,
        key: &Self::Handle,
        block: &mut [u8; OCTETS],
    ) -> Result<(), Self::Error>;

    /// Enciphers whole blocks in place, chained (SP 800-38A CBC).
    ///
    /// # Errors
    /// As [`encipher_block`](Self::encipher_block); the blocks before the error are enciphered.
    fn encipher_cbc(
        &mut self,
        key: &Self::Handle,
        iv: &[u8; OCTETS],
        data: &mut [[u8; OCTETS]],
    ) -> Result<(), Self::Error> {
        blocks::cbc_encipher(|b| self.encipher_block(key, b), iv, data)
    }

    /// Deciphers whole blocks in place, chained (SP 800-38A CBC).
    ///
    /// # Errors
    /// As [`decipher_block`](Self::decipher_block); the blocks before the error are deciphered.
    fn decipher_cbc(
        &mut self,
        key: &Self::Handle,
        iv: &[u8; OCTETS],
        data: &mut [[u8; OCTETS]],
    ) -> Result<(), Self::Error> {
        blocks::cbc_decipher(|b| self.decipher_block(key, b), iv, data)
    }
}

impl<const OCTETS: usize, T: BlockCipher<OCTETS> + ?Sized> BlockCipher<OCTETS> for &mut T {
    fn encipher_block(
        &mut self,
        key: &Self::Handle,
        block: &mut [u8; OCTETS],
    ) -> Result<(), Self::Error> {
        T::encipher_block(self, key, block)
    }

    fn decipher_block(
        &mut self,
        key: &Self::Handle,
        block: &mut [u8; OCTETS],
    ) -> Result<(), Self::Error> {
        T::decipher_block(self, key, block)
    }

    fn encipher_cbc(
        &mut self,
        key: &Self::Handle,
        iv: &[u8; OCTETS],
        data: &mut [[u8; OCTETS]],
    ) -> Result<(), Self::Error> {
        T::encipher_cbc(self, key, iv, data)
    }

    fn decipher_cbc(
        &mut self,
        key: &Self::Handle,
        iv: &[u8; OCTETS],
        data: &mut [[u8; OCTETS]],
    ) -> Result<(), Self::Error> {
        T::decipher_cbc(self, key, iv, data)
    }
}
