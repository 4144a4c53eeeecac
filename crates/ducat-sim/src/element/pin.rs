//! PIN blocks.

use ducat_hal::{Block, DecipherPin, EncipherPin, ErrorKind, Operation, TranslatePin, blocks};

use super::SecureElement;
use crate::slots::Slot;

impl EncipherPin for SecureElement {
    fn encipher_pin(
        &mut self,
        key: &Slot,
        pin_field: &Block,
        pan_field: &Block,
    ) -> Result<Block, ErrorKind> {
        let cipher = self.cipher(key, Operation::EncipherPin)?;
        blocks::encipher_pin(|b| cipher.encipher(b), pin_field, pan_field)
    }
}

impl DecipherPin for SecureElement {
    fn decipher_pin(
        &mut self,
        key: &Slot,
        pin_block: &Block,
        pan_field: &Block,
        pin_field: &mut Block,
    ) -> Result<(), ErrorKind> {
        let cipher = self.cipher(key, Operation::DecipherPin)?;
        blocks::decipher_pin(|b| cipher.decipher(b), pin_block, pan_field, pin_field)
    }
}

impl TranslatePin for SecureElement {
    fn translate_pin(
        &mut self,
        from: &Slot,
        pin_block: &Block,
        pan_field: &Block,
        to: &Slot,
        random: &[u8; 8],
    ) -> Result<Option<Block>, ErrorKind> {
        let from = self.cipher(from, Operation::DecipherPin)?;
        let to = self.cipher(to, Operation::EncipherPin)?;
        let (decipher, encipher) =
            (|b: &mut Block| from.decipher(b), |b: &mut Block| to.encipher(b));
        blocks::translate_pin(decipher, pin_block, pan_field, encipher, random)
    }
}
