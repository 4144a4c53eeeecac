//! Clear PIN blocks: what was encoded is decoded, and nothing else is.

use ducat::pin_block::{
    ClearFormat, ClearPinBlock, Format0, Format1, Format2, Format3, format0, format1, format2,
    format3,
};
use ducat::{Error, Pan, Pin};
use proptest::prelude::*;

use crate::support::check;
use crate::support::pins::{Fill, any_pan, any_pin, decode, pan_field_8, pin_field};
use crate::support::rng::Prng;

/// One of the four formats, behind one face.
struct Clear {
    control: u8,
    fill: Fill,
    bound_to_pan: bool,
    encode: fn(&mut Prng, &Pin, &Pan) -> [u8; 8],
    decode: fn(&[u8; 8], &Pan) -> Result<Pin, Error>,
}

fn block<F: ClearFormat>(octets: &[u8; 8]) -> ClearPinBlock<F> {
    ClearPinBlock::from_octets(octets)
}

const FORMATS: [Clear; 4] = [
    Clear {
        control: 0,
        fill: Fill::Exactly(0xF),
        bound_to_pan: true,
        encode: |_, pin, pan| *format0::encode(pin, pan).expose_secret(),
        decode: |octets, pan| format0::decode(&block::<Format0>(octets), pan),
    },
    Clear {
        control: 1,
        fill: Fill::Anything,
        bound_to_pan: false,
        encode: |rng, pin, _| *format1::encode(rng, pin).unwrap().expose_secret(),
        decode: |octets, _| format1::decode(&block::<Format1>(octets)),
    },
    Clear {
        control: 2,
        fill: Fill::Exactly(0xF),
        bound_to_pan: false,
        encode: |_, pin, _| *format2::encode(pin).expose_secret(),
        decode: |octets, _| format2::decode(&block::<Format2>(octets)),
    },
    Clear {
        control: 3,
        fill: Fill::Letters,
        bound_to_pan: true,
        encode: |rng, pin, pan| *format3::encode(rng, pin, pan).unwrap().expose_secret(),
        decode: |octets, pan| format3::decode(&block::<Format3>(octets), pan),
    },
];

impl Clear {
    fn pan_field(&self, pan: &[u8]) -> [u8; 8] {
        if self.bound_to_pan { pan_field_8(pan) } else { [0; 8] }
    }

    /// The clear block of 16 nibbles, the PAN field put on where the format has one.
    fn block_of(&self, nibbles: &[u8; 16], pan: &[u8]) -> [u8; 8] {
        let octets = core::array::from_fn(|i| nibbles[2 * i] << 4 | nibbles[2 * i + 1]);
        xor(octets, self.pan_field(pan))
    }

    /// Decodes nibbles, and compares with the rules as the standard lists them.
    fn agrees_on(&self, nibbles: &[u8; 16], ascii_pan: &[u8]) {
        let pan = Pan::from_ascii(ascii_pan).unwrap();
        let decoded = (self.decode)(&self.block_of(nibbles, ascii_pan), &pan);
        match (decoded, decode(self.control, nibbles, self.fill)) {
            (Ok(pin), Some(digits)) => assert_eq!(pin.expose_secret(), digits),
            (Err(error), None) => assert_eq!(error, Error::PinBlock),
            (decoded, expected) => {
                panic!("{nibbles:X?}: {:?}, expected {expected:?}", decoded.map(drop));
            }
        }
    }
}

fn xor(a: [u8; 8], b: [u8; 8]) -> [u8; 8] {
    core::array::from_fn(|i| a[i] ^ b[i])
}

#[test]
fn round_trips() {
    check(1500, (any_pin(), any_pan(), any::<u64>()), |(digits, ascii_pan, seed)| {
        let pin = Pin::from_digits(&digits).unwrap();
        let pan = Pan::from_ascii(&ascii_pan).unwrap();
        for format in &FORMATS {
            let octets = (format.encode)(&mut Prng(seed), &pin, &pan);
            let decoded = (format.decode)(&octets, &pan).unwrap();
            prop_assert_eq!(decoded.expose_secret(), &digits[..]);
            // The standard's reading of the same octets.
            let clear = xor(octets, format.pan_field(&ascii_pan));
            let nibbles = core::array::from_fn(|i| clear[i / 2] >> (4 * (1 - i % 2)) & 0xF);
            prop_assert_eq!(decode(format.control, &nibbles, format.fill), Some(digits.clone()));
        }
        Ok(())
    });
}

#[test]
fn every_change_of_one_nibble() {
    let ascii_pan = b"5500005555555559";
    for format in &FORMATS {
        for length in 4..=12 {
            let digits: Vec<u8> = (0..length).map(|i| i * 7 % 10).collect();
            let good = pin_field(format.control, &digits, format.fill);
            format.agrees_on(&good, ascii_pan);
            for at in 0..16 {
                for nibble in 0..16 {
                    let mut changed = good;
                    changed[at] = nibble;
                    format.agrees_on(&changed, ascii_pan);
                }
            }
        }
    }
}

/// Every length nibble over fields of nothing but digits, of nothing but fill, and mixed.
#[test]
fn every_length() {
    for format in &FORMATS {
        for length in 0..16 {
            for cut in 0..=14 {
                for (low, high) in [(9, 0xA), (0, 0xF), (0xA, 9), (5, 5)] {
                    let mut nibbles = [low; 16];
                    nibbles[2 + cut..].fill(high);
                    nibbles[..2].copy_from_slice(&[format.control, length]);
                    format.agrees_on(&nibbles, b"4111111111111111");
                }
            }
        }
    }
}

#[test]
fn random_fields() {
    let nibbles = prop::array::uniform16(0u8..16);
    check(3000, (nibbles, 3u8..14, any_pan()), |(mut nibbles, length, ascii_pan)| {
        nibbles[1] = length;
        for format in &FORMATS {
            // Nearly right: digits where digits stand, any nibble in the last places.
            nibbles[0] = format.control;
            for place in &mut nibbles[2..12] {
                *place %= 10;
            }
            format.agrees_on(&nibbles, &ascii_pan);
        }
        Ok(())
    });
}

/// A format 0 block read with another PAN is refused, or gives another PIN. Format 3 too, unless
/// the PANs differ under fill alone: letters may become other letters.
#[test]
fn another_pan() {
    check(1500, (any_pin(), any_pan(), any::<u64>()), |(digits, ascii_pan, seed)| {
        let pin = Pin::from_digits(&digits).unwrap();
        let pan = Pan::from_ascii(&ascii_pan).unwrap();
        let without_check = ascii_pan.len() - 1;
        for at in without_check.saturating_sub(12)..without_check {
            let mut other = ascii_pan.clone();
            other[at] = if other[at] == b'9' { b'0' } else { other[at] + 1 };
            let other = Pan::from_ascii(&other).unwrap();
            // Nibble of the block that the changed digit stands under.
            let nibble = 16 - (without_check - at);
            for format in [&FORMATS[0], &FORMATS[3]] {
                let octets = (format.encode)(&mut Prng(seed), &pin, &pan);
                match (format.decode)(&octets, &other) {
                    Err(error) => prop_assert_eq!(error, Error::PinBlock),
                    Ok(wrong) if format.control == 3 && nibble >= 2 + digits.len() => {
                        prop_assert_eq!(wrong.expose_secret(), &digits[..]);
                    }
                    Ok(wrong) => prop_assert_ne!(wrong.expose_secret(), &digits[..]),
                }
            }
        }
        Ok(())
    });
}
