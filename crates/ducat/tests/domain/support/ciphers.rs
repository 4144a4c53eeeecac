//! Single blocks under any key, for models: on the simulated element, as data.

use ducat_hal::{Algorithm, BlockCipher, KeyAttributes, KeyUsage, LoadKey, ModeOfUse};
use ducat_sim::{SecureElement, Slot};

/// A cipher under one key. Blocks are numbers, most significant octet first.
pub(crate) struct Cipher {
    element: SecureElement,
    key: Slot,
}

impl Cipher {
    pub(crate) fn new(algorithm: Algorithm, key: &[u8]) -> Self {
        let mut element = SecureElement::new(1);
        let attributes = KeyAttributes::new(KeyUsage::Data, algorithm, ModeOfUse::Both);
        let key = element.load(attributes, key).unwrap();
        Self { element, key }
    }

    pub(crate) fn encipher_short(&mut self, block: u64) -> u64 {
        let mut octets = block.to_be_bytes();
        BlockCipher::<8>::encipher_block(&mut self.element, &self.key, &mut octets).unwrap();
        u64::from_be_bytes(octets)
    }

    pub(crate) fn decipher_short(&mut self, block: u64) -> u64 {
        let mut octets = block.to_be_bytes();
        BlockCipher::<8>::decipher_block(&mut self.element, &self.key, &mut octets).unwrap();
        u64::from_be_bytes(octets)
    }

    pub(crate) fn encipher_long(&mut self, block: u128) -> u128 {
        let mut octets = block.to_be_bytes();
        BlockCipher::<16>::encipher_block(&mut self.element, &self.key, &mut octets).unwrap();
        u128::from_be_bytes(octets)
    }

    pub(crate) fn decipher_long(&mut self, block: u128) -> u128 {
        let mut octets = block.to_be_bytes();
        BlockCipher::<16>::decipher_block(&mut self.element, &self.key, &mut octets).unwrap();
        u128::from_be_bytes(octets)
    }
}

/// Decimal digits of a block by the letter of the rule: digits from left to right, then letters.
pub(crate) fn digits_then_letters(block: u64, count: usize) -> Vec<u8> {
    let nibbles = || (0..16).rev().map(|place| (block >> (4 * place) & 0xF) as u8);
    let letters = nibbles().filter(|n| *n > 9).map(|n| n - 10);
    nibbles().filter(|n| *n < 10).chain(letters).take(count).collect()
}
