//! Constructions over single blocks, for engines that have nothing but the block: of AES, 16
//! octets, or of TDEA, 8.
//!
//! An MCU with an AES peripheral implements one function, `encipher` (and `decipher` where it
//! deciphers), and gets CMAC and CBC from here. Each takes the block function as a closure and
//! stops at its first error. PIN blocks, the values that PINs are verified by, and card
//! verification values take a [`BlockFunction`]. What is secret in between is wiped.

mod card_value;
mod decimal;
mod pin;
mod pin_value;

use crate::chain::Chain;

pub use card_value::{card_value, verify_card_value};
pub use pin::{
    PinKey, decipher_long_pin, decipher_short_pin, encipher_long_pin, encipher_short_pin,
    translate_pin,
};
pub use pin_value::{pin_of_offset, pin_value, pin_value_of_block, verify_pin};

/// A block cipher under one key, both ways: AES with `OCTETS` 16, DES or TDEA with 8.
pub trait BlockFunction<const OCTETS: usize> {
    /// The engine's error.
    type Error;

    /// Enciphers a block in place.
    ///
    /// # Errors
    /// The engine's.
    fn encipher(&self, block: &mut [u8; OCTETS]) -> Result<(), Self::Error>;

    /// Deciphers a block in place.
    ///
    /// # Errors
    /// The engine's.
    fn decipher(&self, block: &mut [u8; OCTETS]) -> Result<(), Self::Error>;
}

/// CMAC over a message in parts (SP 800-38B 6.2), with blocks of 8 or 16 octets.
///
/// # Errors
/// The block function's; `mac` is then unchanged.
pub fn cmac<const N: usize, E>(
    mut encipher: impl FnMut(&mut [u8; N]) -> Result<(), E>,
    message: &[&[u8]],
    mac: &mut [u8; N],
) -> Result<(), E> {
    let mut chain = Chain::new();
    for part in message {
        chain.absorb(&mut encipher, part)?;
    }
    *mac = *chain.finish_cmac(encipher)?;
    Ok(())
}

/// CBC encipherment of whole blocks in place (SP 800-38A 6.2).
///
/// # Errors
/// The block function's; the blocks before it are enciphered.
pub fn cbc_encipher<const N: usize, E>(
    mut encipher: impl FnMut(&mut [u8; N]) -> Result<(), E>,
    iv: &[u8; N],
    data: &mut [[u8; N]],
) -> Result<(), E> {
    let mut previous = *iv;
    for block in data {
        xor(block, &previous);
        encipher(block)?;
        previous = *block;
    }
    Ok(())
}

/// CBC decipherment of whole blocks in place (SP 800-38A 6.2).
///
/// # Errors
/// The block function's; the blocks before it are deciphered.
pub fn cbc_decipher<const N: usize, E>(
    mut decipher: impl FnMut(&mut [u8; N]) -> Result<(), E>,
    iv: &[u8; N],
    data: &mut [[u8; N]],
) -> Result<(), E> {
    let mut previous = *iv;
    for block in data {
        let ciphertext = *block;
        decipher(block)?;
        xor(block, &previous);
        previous = ciphertext;
    }
    Ok(())
}

pub(crate) fn xor<const N: usize>(block: &mut [u8; N], with: &[u8; N]) {
    for (b, w) in block.iter_mut().zip(with) {
        *b ^= w;
    }
}

/// Doubling in GF(2^128) or GF(2^64), by the length of the block, without a branch on the secret.
pub(crate) fn double<const N: usize>(block: &mut [u8; N]) {
    const { assert!(N == 8 || N == 16, "the polynomial is known for these") };
    let reduction = if N == 16 { 0x87 } else { 0x1B };
    let mut carry = 0;
    for octet in block.iter_mut().rev() {
        let next = *octet >> 7;
        *octet = *octet << 1 | carry;
        carry = next;
    }
    if let Some(last) = block.last_mut() {
        *last ^= carry.wrapping_neg() & reduction;
    }
}
