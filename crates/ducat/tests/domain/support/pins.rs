//! PINs, PANs and their fields, by the letter of the standard and without regard to time.

use proptest::prelude::*;

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
