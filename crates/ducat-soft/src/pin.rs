//! PIN blocks.

use ducat_hal::{Block, DecipherPin, EncipherPin, ErrorKind, Operation, TranslatePin, blocks};

use crate::block::Cipher;
use crate::engine::Engine;
use crate::key::Handle;
use crate::wipe::wiped;

impl<const MAX: usize> EncipherPin for Engine<MAX> {
    fn encipher_pin(
        &mut self,
        key: &Handle<MAX>,
        pin_field: &Block,
        pan_field: &Block,
    ) -> Result<Block, ErrorKind> {
        wiped(|| {
            let cipher = Cipher::new(key, Operation::EncipherPin)?;
            blocks::encipher_pin(cipher.enciphering(), pin_field, pan_field)
        })
    }
}

impl<const MAX: usize> DecipherPin for Engine<MAX> {
    fn decipher_pin(
        &mut self,
        key: &Handle<MAX>,
        pin_block: &Block,
        pan_field: &Block,
        pin_field: &mut Block,
    ) -> Result<(), ErrorKind> {
        wiped(|| {
            let cipher = Cipher::new(key, Operation::DecipherPin)?;
            blocks::decipher_pin(cipher.deciphering(), pin_block, pan_field, pin_field)
        })
    }
}

impl<const MAX: usize> TranslatePin for Engine<MAX> {
    fn translate_pin(
        &mut self,
        from: &Handle<MAX>,
        pin_block: &Block,
        pan_field: &Block,
        to: &Handle<MAX>,
        random: &[u8; 8],
    ) -> Result<Option<Block>, ErrorKind> {
        wiped(|| {
            let from = Cipher::new(from, Operation::DecipherPin)?;
            let to = Cipher::new(to, Operation::EncipherPin)?;
            let (decipher, encipher) = (from.deciphering(), to.enciphering());
            blocks::translate_pin(decipher, pin_block, pan_field, encipher, random)
        })
    }
}
