//! PIN blocks.

use ducat_hal::blocks::{self, BlockFunction, PinKey};
use ducat_hal::{
    Block, DecipherPin, EncipherPin, EncipheredPin, ErrorKind, NewPinBlock, Operation, PanFields,
    PinBlockFormat, PinDigits, TranslatePin,
};

use super::SecureElement;
use super::cipher::Cipher;
use super::tdea::Tdea;
use crate::slots::Slot;

impl BlockFunction<16> for Cipher {
    type Error = ErrorKind;

    fn encipher(&self, block: &mut Block) -> Result<(), ErrorKind> {
        Self::encipher(self, block)
    }

    fn decipher(&self, block: &mut Block) -> Result<(), ErrorKind> {
        Self::decipher(self, block)
    }
}

impl BlockFunction<8> for Tdea {
    type Error = ErrorKind;

    fn encipher(&self, block: &mut [u8; 8]) -> Result<(), ErrorKind> {
        Self::encipher(self, block)
    }

    fn decipher(&self, block: &mut [u8; 8]) -> Result<(), ErrorKind> {
        Self::decipher(self, block)
    }
}

impl SecureElement {
    /// The cipher of a PIN key that permits `operation` on blocks of `format`.
    pub(super) fn pin_key(
        &self,
        key: &Slot,
        operation: Operation,
        format: PinBlockFormat,
    ) -> Result<PinKey<Tdea, Cipher>, ErrorKind> {
        let attributes = self.slots.get(key)?.attributes;
        if attributes.permits(operation) && !format.accepts(attributes.algorithm) {
            return Err(ErrorKind::Unsupported);
        }
        match format {
            PinBlockFormat::Format4 => self.cipher(key, operation).map(PinKey::Aes),
            _ => self.tdea(key, operation).map(PinKey::Tdea),
        }
    }
}

impl EncipherPin for SecureElement {
    fn encipher_pin(
        &mut self,
        key: &Slot,
        pin: &PinDigits,
        new: &NewPinBlock<'_>,
    ) -> Result<Block, ErrorKind> {
        match self.pin_key(key, Operation::EncipherPin, new.format)? {
            PinKey::Aes(cipher) => blocks::encipher_long_pin(&cipher, pin, new),
            PinKey::Tdea(_) => Err(ErrorKind::Unsupported),
        }
    }
}

impl EncipherPin<8> for SecureElement {
    fn encipher_pin(
        &mut self,
        key: &Slot,
        pin: &PinDigits,
        new: &NewPinBlock<'_>,
    ) -> Result<[u8; 8], ErrorKind> {
        match self.pin_key(key, Operation::EncipherPin, new.format)? {
            PinKey::Tdea(cipher) => blocks::encipher_short_pin(&cipher, pin, new),
            PinKey::Aes(_) => Err(ErrorKind::Unsupported),
        }
    }
}

impl DecipherPin for SecureElement {
    fn decipher_pin(
        &mut self,
        key: &Slot,
        format: PinBlockFormat,
        block: &Block,
        pan: &PanFields,
    ) -> Result<Option<PinDigits>, ErrorKind> {
        match self.pin_key(key, Operation::DecipherPin, format)? {
            PinKey::Aes(cipher) => blocks::decipher_long_pin(&cipher, block, pan),
            PinKey::Tdea(_) => Err(ErrorKind::Unsupported),
        }
    }
}

impl DecipherPin<8> for SecureElement {
    fn decipher_pin(
        &mut self,
        key: &Slot,
        format: PinBlockFormat,
        block: &[u8; 8],
        pan: &PanFields,
    ) -> Result<Option<PinDigits>, ErrorKind> {
        match self.pin_key(key, Operation::DecipherPin, format)? {
            PinKey::Tdea(cipher) => blocks::decipher_short_pin(&cipher, format, block, pan),
            PinKey::Aes(_) => Err(ErrorKind::Unsupported),
        }
    }
}

impl TranslatePin for SecureElement {
    fn translate_pin(
        &mut self,
        from: &Slot,
        block: &EncipheredPin,
        pan: &PanFields,
        to: &Slot,
        new: &NewPinBlock<'_>,
    ) -> Result<Option<EncipheredPin>, ErrorKind> {
        let from = self.pin_key(from, Operation::DecipherPin, block.format())?;
        let to = self.pin_key(to, Operation::EncipherPin, new.format)?;
        blocks::translate_pin(&from, block, pan, &to, new)
    }
}
