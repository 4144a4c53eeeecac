//! Constructions over single blocks, for engines that have nothing but the block: of AES, 16
//! octets, or of TDEA, 8.
//!
//! An MCU with an AES peripheral implements one function, `encipher` (and `decipher` where it
//! deciphers), and gets CMAC, CBC and PIN format 4 from here. Each takes the block function as a
//! closure and stops at its first error. What is secret in between is wiped.

use subtle::ConstantTimeLess;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq, ConstantTimeGreater};
use zeroize::Zeroizing;

use crate::chain::Chain;
use crate::engine::Block;

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

/// PIN block format 4, encipherment (ISO 9564-1 9.4.2.3).
///
/// # Errors
/// The block function's.
pub fn encipher_pin<E>(
    mut encipher: impl FnMut(&mut Block) -> Result<(), E>,
    pin_field: &Block,
    pan_field: &Block,
) -> Result<Block, E> {
    let mut block = Zeroizing::new(*pin_field);
    encipher(&mut block)?;
    xor(&mut block, pan_field);
    encipher(&mut block)?;
    Ok(*block)
}

/// PIN block format 4, decipherment (ISO 9564-1 9.4.2.4).
///
/// # Errors
/// The block function's; `pin_field` is then unchanged.
pub fn decipher_pin<E>(
    mut decipher: impl FnMut(&mut Block) -> Result<(), E>,
    pin_block: &Block,
    pan_field: &Block,
    pin_field: &mut Block,
) -> Result<(), E> {
    let mut block = Zeroizing::new(*pin_block);
    decipher(&mut block)?;
    xor(&mut block, pan_field);
    decipher(&mut block)?;
    *pin_field = *block;
    Ok(())
}

/// PIN block format 4, translation: deciphers under one key, checks, enciphers under another.
/// `None` if the PIN field is not what the format demands.
///
/// # Errors
/// The block functions'.
pub fn translate_pin<E>(
    decipher: impl FnMut(&mut Block) -> Result<(), E>,
    pin_block: &Block,
    pan_field: &Block,
    encipher: impl FnMut(&mut Block) -> Result<(), E>,
    random: &[u8; 8],
) -> Result<Option<Block>, E> {
    let mut pin_field = Zeroizing::new([0; 16]);
    decipher_pin(decipher, pin_block, pan_field, &mut pin_field)?;
    let valid = is_pin_field(&pin_field);
    pin_field.iter_mut().skip(8).zip(random).for_each(|(to, from)| *to = *from);
    let translated = encipher_pin(encipher, &pin_field, pan_field)?;
    // Enciphered all the same: the time does not tell.
    Ok(bool::from(valid).then_some(translated))
}

/// Whether a PIN field is what format 4 demands: control nibble 4, a length of 4 to 12, so many
/// decimal digits, and A up to the end of the first half (ISO 9564-1 9.4.2.2). Looks at all of it,
/// without a branch or an index that depends on it.
pub fn is_pin_field(pin_field: &Block) -> Choice {
    let [first, digits @ .., _, _, _, _, _, _, _, _] = pin_field;
    let length = first & 0xF;
    let mut valid = (first >> 4).ct_eq(&4) & !length.ct_lt(&4) & !length.ct_gt(&12);
    let nibbles = digits.iter().flat_map(|octet| [octet >> 4, octet & 0xF]);
    for (place, nibble) in (0u8..).zip(nibbles) {
        let is_digit = place.ct_lt(&length);
        valid &= Choice::conditional_select(&nibble.ct_eq(&0xA), &nibble.ct_lt(&10), is_digit);
    }
    valid
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
