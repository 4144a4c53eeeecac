//! PINs, PANs and their fields, by the letter of the standard and without regard to time.

use ducat::pin_block::{EncipheredPin, Format};
use ducat_hal::Algorithm;
use proptest::prelude::*;

use super::ciphers::Cipher;

/// What may stand behind the digits.
#[derive(Clone, Copy)]
pub(crate) enum Fill {
    Exactly(u8),
    Letters,
    Anything,
}

impl Fill {
    pub(crate) fn admits(self, nibble: u8) -> bool {
        match self {
            Self::Exactly(fill) => nibble == fill,
            Self::Letters => (0xA..=0xF).contains(&nibble),
            Self::Anything => true,
        }
    }
}

/// The digits in a PIN field, if it obeys every rule of ISO 9564-1.
pub(crate) fn decode(control: u8, nibbles: &[u8; 16], fill: Fill) -> Option<Vec<u8>> {
    let [c, length, places @ ..] = nibbles;
    if *c != control || !(4..=12).contains(length) {
        return None;
    }
    let (digits, filler) = places.split_at(usize::from(*length));
    let good = digits.iter().all(|d| *d <= 9) && filler.iter().all(|f| fill.admits(*f));
    good.then(|| digits.to_vec())
}

/// A good PIN field.
pub(crate) fn pin_field(control: u8, digits: &[u8], fill: Fill) -> [u8; 16] {
    let filler = match fill {
        Fill::Exactly(filler) => filler,
        Fill::Letters => 0xC,
        Fill::Anything => 0x3,
    };
    let mut nibbles = [filler; 16];
    nibbles[0] = control;
    nibbles[1] = u8::try_from(digits.len()).unwrap();
    nibbles[2..2 + digits.len()].copy_from_slice(digits);
    nibbles
}

fn octets<const N: usize>(nibbles: &str) -> [u8; N] {
    let octet = |i: usize| u8::from_str_radix(&nibbles[2 * i..2 * i + 2], 16).unwrap();
    core::array::from_fn(octet)
}

/// The fill of each format.
pub(crate) const fn fill(format: Format) -> Fill {
    match format {
        Format::Format0 | Format::Format2 => Fill::Exactly(0xF),
        Format::Format1 => Fill::Anything,
        Format::Format3 => Fill::Letters,
        Format::Format4 => Fill::Exactly(0xA),
    }
}

/// A PIN field and a PAN field enciphered as they stand, which neither the domain nor an engine
/// does.
pub(crate) fn enciphered_field(
    format: Format,
    (algorithm, key): (Algorithm, &[u8]),
    nibbles: &[u8; 16],
    random: [u8; 8],
    pan: &[u8],
) -> EncipheredPin {
    let cipher = &mut Cipher::new(algorithm, key);
    let field: [u8; 8] = core::array::from_fn(|i| nibbles[2 * i] << 4 | nibbles[2 * i + 1]);
    if format == Format::Format4 {
        let field = u128::from_be_bytes([field, random].concat().try_into().unwrap());
        let mixed = cipher.encipher_long(field) ^ u128::from_be_bytes(pan_field_16(pan));
        return EncipheredPin::Format4(cipher.encipher_long(mixed).to_be_bytes());
    }
    let pan_field = if format.is_bound_to_pan() { pan_field_8(pan) } else { [0; 8] };
    let mixed = u64::from_be_bytes(field) ^ u64::from_be_bytes(pan_field);
    EncipheredPin::from_octets(format, &cipher.encipher_short(mixed).to_be_bytes()).unwrap()
}

/// The PIN in an enciphered block, and what stands behind its digits: the random half of format 4,
/// else the fill.
pub(crate) fn deciphered(
    block: &EncipheredPin,
    (algorithm, key): (Algorithm, &[u8]),
    pan: &[u8],
) -> Option<(Vec<u8>, Vec<u8>)> {
    let cipher = &mut Cipher::new(algorithm, key);
    let format = block.format();
    let (field, random) = if format == Format::Format4 {
        let octets = u128::from_be_bytes(block.as_octets().try_into().unwrap());
        let mixed = cipher.decipher_long(octets) ^ u128::from_be_bytes(pan_field_16(pan));
        let field = cipher.decipher_long(mixed).to_be_bytes();
        let (field, random) = field.split_at(8);
        (field.to_vec(), Some(random.to_vec()))
    } else {
        let octets = u64::from_be_bytes(block.as_octets().try_into().unwrap());
        let pan_field = if format.is_bound_to_pan() { pan_field_8(pan) } else { [0; 8] };
        let field = cipher.decipher_short(octets) ^ u64::from_be_bytes(pan_field);
        (field.to_be_bytes().to_vec(), None)
    };
    let nibbles: Vec<u8> = field.iter().flat_map(|o| [o >> 4, o & 0xF]).collect();
    let pin = decode(format.number(), nibbles[..].try_into().unwrap(), fill(format))?;
    let filler = nibbles[2 + pin.len()..].to_vec();
    Some((pin, random.unwrap_or(filler)))
}

/// PAN field of formats 0 and 3: the twelve digits before the check digit.
pub(crate) fn pan_field_8(ascii: &[u8]) -> [u8; 8] {
    let (_, digits) = ascii.split_last().unwrap();
    let padded = format!("{:0>16}", core::str::from_utf8(digits).unwrap());
    octets(&format!("0000{}", &padded[padded.len() - 12..]))
}

/// PAN field of format 4.
pub(crate) fn pan_field_16(ascii: &[u8]) -> [u8; 16] {
    let digits = format!("{:0>12}", core::str::from_utf8(ascii).unwrap());
    octets(&format!("{:0<32}", format!("{}{digits}", digits.len() - 12)))
}

pub(crate) fn any_pin() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(0u8..10, 4..=12)
}

/// ASCII digits, 1 to 19 of them.
pub(crate) fn any_pan() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(b'0'..=b'9', 1..=19)
}
