//! Encipherment of data and of PIN blocks under AES.
//!
//! Two capabilities, because they are two rights: a key for data never touches a PIN, and no call
//! enciphers arbitrary blocks with a PIN key (PCI PTS POI B12).
//!
//! **If you implement them**: one block in each direction is enough for [`BlockCipher`]; override
//! the chained forms if your hardware chains. **If you call them**: `ducat::data` and
//! `ducat::pin_block` are the typed forms.

use crate::blocks;
use crate::engine::{Block, KeyEngine};

/// AES over data, under keys whose usage is data encipherment.
pub trait BlockCipher: KeyEngine {
    /// Enciphers one block in place.
    ///
    /// # Errors
    /// `NotPermitted` by the key's attributes, `Unsupported` if it is no AES key. `block` is then
    /// unchanged.
    fn encipher_block(&mut self, key: &Self::Handle, block: &mut Block) -> Result<(), Self::Error>;

    /// Deciphers one block in place.
    ///
    /// # Errors
    /// As [`encipher_block`](Self::encipher_block).
    fn decipher_block(&mut self, key: &Self::Handle, block: &mut Block) -> Result<(), Self::Error>;

    /// Enciphers whole blocks in place, chained (SP 800-38A CBC).
    ///
    /// # Errors
    /// As [`encipher_block`](Self::encipher_block); the blocks before the error are enciphered.
    fn encipher_cbc(
        &mut self,
        key: &Self::Handle,
        iv: &Block,
        data: &mut [Block],
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
        iv: &Block,
        data: &mut [Block],
    ) -> Result<(), Self::Error> {
        blocks::cbc_decipher(|b| self.decipher_block(key, b), iv, data)
    }
}

impl<T: BlockCipher + ?Sized> BlockCipher for &mut T {
    fn encipher_block(&mut self, key: &Self::Handle, block: &mut Block) -> Result<(), Self::Error> {
        T::encipher_block(self, key, block)
    }

    fn decipher_block(&mut self, key: &Self::Handle, block: &mut Block) -> Result<(), Self::Error> {
        T::decipher_block(self, key, block)
    }

    fn encipher_cbc(
        &mut self,
        key: &Self::Handle,
        iv: &Block,
        data: &mut [Block],
    ) -> Result<(), Self::Error> {
        T::encipher_cbc(self, key, iv, data)
    }

    fn decipher_cbc(
        &mut self,
        key: &Self::Handle,
        iv: &Block,
        data: &mut [Block],
    ) -> Result<(), Self::Error> {
        T::decipher_cbc(self, key, iv, data)
    }
}

/// PIN block format 4 of ISO 9564-1, under AES keys whose usage is PIN encipherment.
///
/// The engine enciphers fields; what stands in them is the domain's business. The PIN field is
/// secret, the PAN field is cardholder data, the enciphered block is public.
pub trait PinCipher: KeyEngine {
    /// Enciphers a PIN field bound to a PAN field: `E(E(pin_field) ⊕ pan_field)`.
    ///
    /// # Errors
    /// `NotPermitted` by the key's attributes, `Unsupported` if it is no AES key.
    fn encipher_pin(
        &mut self,
        key: &Self::Handle,
        pin_field: &Block,
        pan_field: &Block,
    ) -> Result<Block, Self::Error>;

    /// Deciphers a PIN block into `pin_field`, which the caller wipes. Nothing is checked: a
    /// wrong key or PAN field gives a wrong PIN field, not an error.
    ///
    /// # Errors
    /// As [`encipher_pin`](Self::encipher_pin); `pin_field` is then unchanged.
    fn decipher_pin(
        &mut self,
        key: &Self::Handle,
        pin_block: &Block,
        pan_field: &Block,
        pin_field: &mut Block,
    ) -> Result<(), Self::Error>;
}

impl<T: PinCipher + ?Sized> PinCipher for &mut T {
    fn encipher_pin(
        &mut self,
        key: &Self::Handle,
        pin_field: &Block,
        pan_field: &Block,
    ) -> Result<Block, Self::Error> {
        T::encipher_pin(self, key, pin_field, pan_field)
    }

    fn decipher_pin(
        &mut self,
        key: &Self::Handle,
        pin_block: &Block,
        pan_field: &Block,
        pin_field: &mut Block,
    ) -> Result<(), Self::Error> {
        T::decipher_pin(self, key, pin_block, pan_field, pin_field)
    }
}
