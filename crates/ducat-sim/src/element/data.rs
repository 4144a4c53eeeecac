//! Data.

use ducat_hal::{Block, BlockCipher, ErrorKind, Operation};

use super::SecureElement;
use crate::slots::Slot;

impl BlockCipher for SecureElement {
    fn encipher_block(&mut self, key: &Slot, block: &mut Block) -> Result<(), ErrorKind> {
        self.cipher(key, Operation::Encipher)?.encipher(block)
    }

    fn decipher_block(&mut self, key: &Slot, block: &mut Block) -> Result<(), ErrorKind> {
        self.cipher(key, Operation::Decipher)?.decipher(block)
    }
}

impl BlockCipher<8> for SecureElement {
    fn encipher_block(&mut self, key: &Slot, block: &mut [u8; 8]) -> Result<(), ErrorKind> {
        self.tdea(key, Operation::Encipher)?.encipher(block)
    }

    fn decipher_block(&mut self, key: &Slot, block: &mut [u8; 8]) -> Result<(), ErrorKind> {
        self.tdea(key, Operation::Decipher)?.decipher(block)
    }
}
