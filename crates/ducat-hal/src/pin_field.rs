//! The PIN field common to all formats of ISO 9564-1: control nibble, length, digits, fill; 16
//! nibbles in 8 octets.
//!
//! Every engine recodes with this, and the payment domain too. Fields are written and checked
//! without a branch, index or early exit that depends on a digit, the length or the fill.

use subtle::ConstantTimeLess;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq, ConstantTimeGreater};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::attributes::Algorithm;
use crate::nibbles;

/// Most digits a PIN has.
pub const MAX_PIN_DIGITS: usize = 12;
/// Fewest digits a PIN has.
pub const MIN_PIN_DIGITS: usize = 4;
/// Nibbles between the length and the end of a PIN field.
pub const FILL_NIBBLES: usize = 14;

#[expect(clippy::cast_possible_truncation, reason = "4 and 12")]
const SHORTEST: u8 = MIN_PIN_DIGITS as u8;
#[expect(clippy::cast_possible_truncation, reason = "4 and 12")]
const LONGEST: u8 = MAX_PIN_DIGITS as u8;

/// A PIN block format of ISO 9564-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum PinBlockFormat {
    /// Format 0: bound to the PAN, fill F; TDEA.
    Format0 = 0,
    /// Format 1: not bound to a PAN, random fill; TDEA.
    Format1 = 1,
    /// Format 2: for submission to an IC card, fill F; TDEA.
    Format2 = 2,
    /// Format 3: bound to the PAN, random fill A to F; TDEA.
    Format3 = 3,
    /// Format 4: bound to the PAN between two encipherments, fill A and 8 random octets; AES.
    Format4 = 4,
}

impl PinBlockFormat {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Format0, Self::Format1, Self::Format2, Self::Format3, Self::Format4];

    /// The format with this number, 0 to 4.
    pub const fn from_number(number: u8) -> Option<Self> {
        Some(match number {
            0 => Self::Format0,
            1 => Self::Format1,
            2 => Self::Format2,
            3 => Self::Format3,
            4 => Self::Format4,
            _ => return None,
        })
    }

    /// Its number, which is the control nibble of its PIN field.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Whether its blocks are bound to a PAN.
    pub const fn is_bound_to_pan(self) -> bool {
        matches!(self, Self::Format0 | Self::Format3 | Self::Format4)
    }

    /// Length of its enciphered blocks in octets: 16 for format 4, else 8.
    pub const fn octets(self) -> usize {
        match self {
            Self::Format4 => 16,
            _ => 8,
        }
    }

    /// Whether keys of `algorithm` encipher it: AES for format 4, TDEA with two or three keys for
    /// the others.
    pub const fn accepts(self, algorithm: Algorithm) -> bool {
        match self {
            Self::Format4 => algorithm.is_aes(),
            _ => algorithm.is_tdea(),
        }
    }
}

/// The digits of a PIN, 4 to 12 of them: what engines are given, and give.
///
/// # Secrets
/// Wiped on drop. No `Clone`, `Debug` or `==`.
pub struct PinDigits {
    /// Values 0 to 9; zero past the length.
    digits: [u8; MAX_PIN_DIGITS],
    length: u8,
}

impl PinDigits {
    /// A PIN from digit values 0 to 9; `None` unless there are 4 to 12, all of them 0 to 9.
    ///
    /// # Secrets
    /// The number of digits is not treated as secret; no branch depends on a digit.
    pub fn new<I>(digits: I) -> Option<Self>
    where
        I: ExactSizeIterator<Item = u8>,
    {
        let length = u8::try_from(digits.len()).ok()?;
        if !(SHORTEST..=LONGEST).contains(&length) {
            return None;
        }
        let mut pin = Self { digits: [0; MAX_PIN_DIGITS], length };
        let mut all_decimal = Choice::from(1);
        for (to, digit) in pin.digits.iter_mut().zip(digits) {
            *to = digit;
            all_decimal &= digit.ct_lt(&10);
        }
        bool::from(all_decimal).then_some(pin)
    }

    /// Number of digits, 4 to 12.
    #[expect(clippy::len_without_is_empty, reason = "a PIN is never empty")]
    pub const fn len(&self) -> usize {
        self.length as usize
    }

    /// The digits as values 0 to 9, for the one who must have them.
    pub fn expose_secret(&self) -> &[u8] {
        self.digits.get(..self.len()).unwrap_or(&[])
    }

    /// Room for what [`read`] finds, which need not be a PIN.
    pub(crate) const fn undecided() -> Self {
        Self { digits: [0; MAX_PIN_DIGITS], length: 0 }
    }

    /// Twelve values, zero past the length.
    pub(crate) const fn padded(&self) -> &[u8; MAX_PIN_DIGITS] {
        &self.digits
    }

    /// Whether there are so many digits.
    pub(crate) fn has(&self, digits: usize) -> Choice {
        match u8::try_from(digits) {
            Ok(digits) => self.length.ct_eq(&digits),
            Err(_) => Choice::from(0),
        }
    }
}

impl Drop for PinDigits {
    fn drop(&mut self) {
        self.digits.zeroize();
        self.length.zeroize();
    }
}

impl ZeroizeOnDrop for PinDigits {}

/// The PIN field of a format, 8 octets: all of the clear field for formats 0 to 3, its first half
/// for format 4.
///
/// `fill` has a nibble for each of the 14 places that no digit takes; formats 1 and 3 use it. A
/// nibble that is no letter counts as A in format 3, so that the field is valid whatever is given.
///
/// # Secrets
/// As secret as the PIN; wiped on drop.
pub fn encode(
    format: PinBlockFormat,
    pin: &PinDigits,
    fill: &[u8; FILL_NIBBLES],
) -> Zeroizing<[u8; 8]> {
    let mut field = Zeroizing::new([0; 16]);
    let [control, length, places @ ..] = &mut *field;
    *control = format.number();
    *length = pin.length;
    let digits = pin.padded().iter().copied().chain([0; FILL_NIBBLES - MAX_PIN_DIGITS]);
    for (((place, to), digit), random) in (0u8..).zip(places).zip(digits).zip(fill) {
        let filler = match format {
            PinBlockFormat::Format0 | PinBlockFormat::Format2 => 0xF,
            PinBlockFormat::Format1 => random & 0xF,
            PinBlockFormat::Format3 => {
                let nibble = random & 0xF;
                u8::conditional_select(&0xA, &nibble, nibble.ct_gt(&9))
            }
            PinBlockFormat::Format4 => 0xA,
        };
        *to = u8::conditional_select(&filler, &digit, place.ct_lt(&pin.length));
    }
    Zeroizing::new(nibbles::join(&field))
}

/// Checks a PIN field and takes the PIN out of it: control nibble, a length of 4 to 12, so many
/// decimal digits, and the fill of the format in every place behind them. `None` whatever is
/// wrong; all of it is looked at before the one decision.
pub fn decode(format: PinBlockFormat, field: &[u8; 8]) -> Option<PinDigits> {
    let mut pin = PinDigits::undecided();
    let valid = read(format, field, &mut pin);
    bool::from(valid).then_some(pin)
}

/// As [`decode`], without the decision. If the field is not valid, `pin` holds what stands where a
/// PIN should.
pub(crate) fn read(format: PinBlockFormat, field: &[u8; 8], pin: &mut PinDigits) -> Choice {
    let field: Zeroizing<[u8; 16]> = Zeroizing::new(nibbles::split(field));
    let [control, length, places @ ..] = &*field;
    let mut valid = control.ct_eq(&format.number());
    valid &= !length.ct_lt(&SHORTEST) & !length.ct_gt(&LONGEST);
    pin.length = *length;
    let mut slots = pin.digits.iter_mut();
    for (place, nibble) in (0u8..).zip(places) {
        let is_digit = place.ct_lt(length);
        let fits = match format {
            PinBlockFormat::Format0 | PinBlockFormat::Format2 => nibble.ct_eq(&0xF),
            PinBlockFormat::Format1 => Choice::from(1),
            PinBlockFormat::Format3 => nibble.ct_gt(&9),
            PinBlockFormat::Format4 => nibble.ct_eq(&0xA),
        };
        valid &= Choice::conditional_select(&fits, &nibble.ct_lt(&10), is_digit);
        if let Some(slot) = slots.next() {
            *slot = u8::conditional_select(&0, nibble, is_digit);
        }
    }
    valid
}

#[cfg(test)]
mod tests {
    use super::*;
    use PinBlockFormat::{Format0, Format1, Format2, Format3, Format4};

    fn pin(digits: &[u8]) -> PinDigits {
        PinDigits::new(digits.iter().copied()).unwrap()
    }

    #[test]
    fn fields_of_the_standard() {
        let fill = [0xC; FILL_NIBBLES];
        for (format, first, last) in [
            (Format0, 0x04, 0xFF),
            (Format1, 0x14, 0xCC),
            (Format2, 0x24, 0xFF),
            (Format3, 0x34, 0xCC),
            (Format4, 0x44, 0xAA),
        ] {
            let field = encode(format, &pin(&[1, 2, 3, 4]), &fill);
            assert_eq!(*field, [first, 0x12, 0x34, last, last, last, last, last]);
            assert_eq!(decode(format, &field).unwrap().expose_secret(), [1, 2, 3, 4]);
        }
    }

    #[test]
    fn any_fill_makes_a_valid_field() {
        for format in PinBlockFormat::ALL {
            for random in 0..=0xFF {
                for length in 4..=12 {
                    let pin = pin(&[9; 12][..length]);
                    let field = encode(format, &pin, &[random; FILL_NIBBLES]);
                    assert!(decode(format, &field).is_some(), "{format:?} {random:X}");
                }
            }
        }
    }

    #[test]
    fn no_pin() {
        for digits in [&[1, 2, 3][..], &[1; 13], &[1, 2, 3, 10], &[0xFF, 1, 2, 3]] {
            assert!(PinDigits::new(digits.iter().copied()).is_none());
        }
    }

    #[test]
    fn one_cipher_for_each_format() {
        for format in PinBlockFormat::ALL {
            assert_eq!(PinBlockFormat::from_number(format.number()), Some(format));
            let long = format.octets() == 16;
            for (algorithm, aes) in [
                (Algorithm::Aes128, true),
                (Algorithm::Aes256, true),
                (Algorithm::Tdea2, false),
                (Algorithm::Tdea3, false),
            ] {
                assert_eq!(format.accepts(algorithm), long == aes);
            }
            assert!(!format.accepts(Algorithm::Des) && !format.accepts(Algorithm::Hmac));
        }
    }
}
