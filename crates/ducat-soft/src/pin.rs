//! PIN blocks.

use ducat_hal::blocks::{self, BlockFunction, PinKey};
use ducat_hal::{
    Block, DecipherPin, EncipherPin, EncipheredPin, ErrorKind, NewPinBlock, Operation, PanFields,
    PinBlockFormat, PinDigits, TranslatePin,
};

use crate::block::Cipher;
use crate::engine::Engine;
use crate::key::Handle;
use crate::tdes::TdeaKey;
use crate::wipe::wiped;

impl<const MAX: usize> BlockFunction<16> for Cipher<MAX> {
    type Error = ErrorKind;

    fn encipher(&self, block: &mut Block) -> Result<(), ErrorKind> {
        Self::encipher(self, block);
        Ok(())
    }

    fn decipher(&self, block: &mut Block) -> Result<(), ErrorKind> {
        Self::decipher(self, block);
        Ok(())
    }
}

impl BlockFunction<8> for TdeaKey {
    type Error = ErrorKind;

    fn encipher(&self, block: &mut [u8; 8]) -> Result<(), ErrorKind> {
        Self::encipher(self, block);
        Ok(())
    }

    fn decipher(&self, block: &mut [u8; 8]) -> Result<(), ErrorKind> {
        Self::decipher(self, block);
        Ok(())
    }
}

/// Expands a TDEA key that permits `operation`.
pub(crate) fn tdea<const MAX: usize>(
    key: &Handle<MAX>,
    operation: Operation,
) -> Result<TdeaKey, ErrorKind> {
    let attributes = key.attributes();
    if !attributes.permits(operation) {
        return Err(ErrorKind::NotPermitted);
    }
    if !attributes.algorithm.is_tdea() {
        return Err(ErrorKind::Unsupported);
    }
    TdeaKey::new(key.expose_secret()).ok_or(ErrorKind::KeyLength)
}

/// Expands a PIN key of either cipher that permits `operation` on blocks of `format`.
pub(crate) fn pin_key<const MAX: usize>(
    key: &Handle<MAX>,
    operation: Operation,
    format: PinBlockFormat,
) -> Result<PinKey<TdeaKey, Cipher<MAX>>, ErrorKind> {
    match format {
        PinBlockFormat::Format4 => Cipher::new(key, operation).map(PinKey::Aes),
        _ => tdea(key, operation).map(PinKey::Tdea),
    }
}

impl<const MAX: usize> EncipherPin for Engine<MAX> {
    fn encipher_pin(
        &mut self,
        key: &Handle<MAX>,
        pin: &PinDigits,
        new: &NewPinBlock<'_>,
    ) -> Result<Block, ErrorKind> {
        wiped(|| blocks::encipher_long_pin(&Cipher::new(key, Operation::EncipherPin)?, pin, new))
    }
}

impl<const MAX: usize> EncipherPin<8> for Engine<MAX> {
    fn encipher_pin(
        &mut self,
        key: &Handle<MAX>,
        pin: &PinDigits,
        new: &NewPinBlock<'_>,
    ) -> Result<[u8; 8], ErrorKind> {
        wiped(|| blocks::encipher_short_pin(&tdea(key, Operation::EncipherPin)?, pin, new))
    }
}

impl<const MAX: usize> DecipherPin for Engine<MAX> {
    fn decipher_pin(
        &mut self,
        key: &Handle<MAX>,
        format: PinBlockFormat,
        block: &Block,
        pan: &PanFields,
    ) -> Result<Option<PinDigits>, ErrorKind> {
        if format != PinBlockFormat::Format4 {
            return Err(ErrorKind::Unsupported);
        }
        wiped(|| blocks::decipher_long_pin(&Cipher::new(key, Operation::DecipherPin)?, block, pan))
    }
}

impl<const MAX: usize> DecipherPin<8> for Engine<MAX> {
    fn decipher_pin(
        &mut self,
        key: &Handle<MAX>,
        format: PinBlockFormat,
        block: &[u8; 8],
        pan: &PanFields,
    ) -> Result<Option<PinDigits>, ErrorKind> {
        wiped(|| {
            let cipher = tdea(key, Operation::DecipherPin)?;
            blocks::decipher_short_pin(&cipher, format, block, pan)
        })
    }
}

impl<const MAX: usize> TranslatePin for Engine<MAX> {
    fn translate_pin(
        &mut self,
        from: &Handle<MAX>,
        block: &EncipheredPin,
        pan: &PanFields,
        to: &Handle<MAX>,
        new: &NewPinBlock<'_>,
    ) -> Result<Option<EncipheredPin>, ErrorKind> {
        wiped(|| {
            let from = pin_key(from, Operation::DecipherPin, block.format())?;
            let to = pin_key(to, Operation::EncipherPin, new.format)?;
            blocks::translate_pin(&from, block, pan, &to, new)
        })
    }
}
