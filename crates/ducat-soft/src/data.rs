//! Data under AES and TDEA.

use ducat_hal::{Block, BlockCipher, ErrorKind, Operation, blocks};

use crate::block::{Cipher, tdea};
use crate::engine::Engine;
use crate::key::Handle;
use crate::wipe::wiped;

impl<const MAX: usize> BlockCipher for Engine<MAX> {
    fn encipher_block(&mut self, key: &Handle<MAX>, block: &mut Block) -> Result<(), ErrorKind> {
        wiped(|| {
            Cipher::new(key, Operation::Encipher)?.encipher(block);
            Ok(())
        })
    }

    fn decipher_block(&mut self, key: &Handle<MAX>, block: &mut Block) -> Result<(), ErrorKind> {
        wiped(|| {
            Cipher::new(key, Operation::Decipher)?.decipher(block);
            Ok(())
        })
    }

    fn encipher_cbc(
        &mut self,
        key: &Handle<MAX>,
        iv: &Block,
        data: &mut [Block],
    ) -> Result<(), ErrorKind> {
        wiped(|| {
            let cipher = Cipher::new(key, Operation::Encipher)?;
            blocks::cbc_encipher(cipher.enciphering(), iv, data)
        })
    }

    fn decipher_cbc(
        &mut self,
        key: &Handle<MAX>,
        iv: &Block,
        data: &mut [Block],
    ) -> Result<(), ErrorKind> {
        wiped(|| {
            let cipher = Cipher::new(key, Operation::Decipher)?;
            blocks::cbc_decipher(cipher.deciphering(), iv, data)
        })
    }
}

impl<const MAX: usize> BlockCipher<8> for Engine<MAX> {
    fn encipher_block(&mut self, key: &Handle<MAX>, block: &mut [u8; 8]) -> Result<(), ErrorKind> {
        wiped(|| {
            tdea(key, Operation::Encipher)?.encipher(block);
            Ok(())
        })
    }

    fn decipher_block(&mut self, key: &Handle<MAX>, block: &mut [u8; 8]) -> Result<(), ErrorKind> {
        wiped(|| {
            tdea(key, Operation::Decipher)?.decipher(block);
            Ok(())
        })
    }

    fn encipher_cbc(
        &mut self,
        key: &Handle<MAX>,
        iv: &[u8; 8],
        data: &mut [[u8; 8]],
    ) -> Result<(), ErrorKind> {
        wiped(|| {
            let cipher = tdea(key, Operation::Encipher)?;
            let encipher = |block: &mut [u8; 8]| {
                cipher.encipher(block);
                Ok(())
            };
            blocks::cbc_encipher(encipher, iv, data)
        })
    }

    fn decipher_cbc(
        &mut self,
        key: &Handle<MAX>,
        iv: &[u8; 8],
        data: &mut [[u8; 8]],
    ) -> Result<(), ErrorKind> {
        wiped(|| {
            let cipher = tdea(key, Operation::Decipher)?;
            let decipher = |block: &mut [u8; 8]| {
                cipher.decipher(block);
                Ok(())
            };
            blocks::cbc_decipher(decipher, iv, data)
        })
    }
}
