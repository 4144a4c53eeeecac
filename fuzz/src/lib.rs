//! What the fuzz targets do with their octets. Each module is one target: its `run` panics when
//! the library is wrong, and does nothing else.
//!
//! The targets do not ask for the absence of panics alone. They hold the library against a model
//! that is written in another way, and plainly: no care for time, secrets or space.

#![forbid(unsafe_code)]

pub mod key_block;
pub mod key_block_open;
pub mod ksn;
pub mod pan;
pub mod pin_block;
pub mod runner;
pub mod tdes_terminal_host;
pub mod terminal_host;

use arbitrary::Unstructured;
use ducat::Pan;

/// A PAN of 1 to 19 digits from 20 octets.
fn any_pan(input: &mut Unstructured<'_>) -> arbitrary::Result<Pan> {
    let length = 1 + usize::from(input.arbitrary::<u8>()? % 19);
    let digits: [u8; 19] = input.arbitrary()?;
    let digits = digits.map(|octet| b'0' + octet % 10);
    Ok(Pan::from_ascii(&digits[..length]).expect("1 to 19 digits"))
}

/// Two nibbles from each octet, the high one first.
fn nibbles(octets: &[u8]) -> Vec<u8> {
    octets.iter().flat_map(|octet| [octet >> 4, octet & 0xF]).collect()
}
