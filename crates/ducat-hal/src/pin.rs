//! PIN blocks of format 4 (ISO 9564-1) under AES keys whose usage is PIN encipherment.
//!
//! Three capabilities, because they are three rights: a terminal enciphers, an issuer deciphers,
//! and who stands between them translates without ever holding a PIN. None of them enciphers
//! arbitrary blocks with a PIN key (PCI PTS POI B12).
//!
//! The PIN field is secret, the PAN field is cardholder data, the enciphered block is public.
//!
//! **If you implement them**: [`blocks`](crate::blocks) has each of them over single AES blocks.
//! An engine that may not release a PIN implements [`TranslatePin`] and leaves [`DecipherPin`]
//! out. **If you call them**: `ducat::pin_block` is the typed form.

use crate::engine::{Block, KeyEngine};

/// Enciphers PINs.
pub trait EncipherPin: KeyEngine {
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
}

/// Deciphers PINs: the PIN comes out.
pub trait DecipherPin: KeyEngine {
    /// Deciphers a PIN block into `pin_field`, which the caller wipes. Nothing is checked: a
    /// wrong key or PAN field gives a wrong PIN field, not an error.
    ///
    /// # Errors
    /// `NotPermitted` by the key's attributes, `Unsupported` if it is no AES key. `pin_field` is
    /// then unchanged.
    fn decipher_pin(
        &mut self,
        key: &Self::Handle,
        pin_block: &Block,
        pan_field: &Block,
        pin_field: &mut Block,
    ) -> Result<(), Self::Error>;
}

/// Translates PINs from one key to another: the PIN stays inside.
pub trait TranslatePin: KeyEngine {
    /// Deciphers a PIN block under `from`, checks its PIN field
    /// ([`blocks::is_pin_field`](crate::blocks::is_pin_field)), and enciphers the PIN under `to`,
    /// bound to the same PAN field. The random half of the new PIN field is `random`, or the
    /// engine's own.
    ///
    /// `None` if the PIN field is not what format 4 demands, whatever is wrong with it; the time
    /// taken does not tell what.
    ///
    /// # Errors
    /// `NotPermitted` by the keys' attributes, `Unsupported` if one is no AES key.
    fn translate_pin(
        &mut self,
        from: &Self::Handle,
        pin_block: &Block,
        pan_field: &Block,
        to: &Self::Handle,
        random: &[u8; 8],
    ) -> Result<Option<Block>, Self::Error>;
}

impl<T: EncipherPin + ?Sized> EncipherPin for &mut T {
    fn encipher_pin(
        &mut self,
        key: &Self::Handle,
        pin_field: &Block,
        pan_field: &Block,
    ) -> Result<Block, Self::Error> {
        T::encipher_pin(self, key, pin_field, pan_field)
    }
}

impl<T: DecipherPin + ?Sized> DecipherPin for &mut T {
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

impl<T: TranslatePin + ?Sized> TranslatePin for &mut T {
    fn translate_pin(
        &mut self,
        from: &Self::Handle,
        pin_block: &Block,
        pan_field: &Block,
        to: &Self::Handle,
        random: &[u8; 8],
    ) -> Result<Option<Block>, Self::Error> {
        T::translate_pin(self, from, pin_block, pan_field, to, random)
    }
}
