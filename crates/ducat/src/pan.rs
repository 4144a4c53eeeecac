//! The primary account number, and the fields that PIN blocks make of it.

use ducat_hal::{PanFields, nibbles};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::error::Error;

/// Most digits a PAN has.
pub const MAX_PAN_DIGITS: usize = 19;

/// A primary account number: 1 to 19 decimal digits, the last of which is the check digit.
/// Cardholder data: wiped on drop, no `Clone`, `Debug` or `==`.
///
/// Issuers' PANs have 12 to 19 digits; shorter ones occur with tokens and in tests, and the
/// standard says how to pad them.
///
/// ```compile_fail,E0277
/// fn show(pan: &ducat::Pan) -> String { format!("{pan:?}") }
/// ```
#[doc(alias = "card number")]
pub struct Pan {
    /// Values 0 to 9, right-aligned; zero before the first digit.
    digits: [u8; MAX_PAN_DIGITS],
    length: u8,
}

impl Pan {
    /// A PAN from ASCII digits, check digit included.
    ///
    /// # Errors
    /// [`Error::Pan`] unless there are 1 to 19 characters, all `0` to `9`. The check digit is not
    /// verified: see [`check_digit_is_valid`](Self::check_digit_is_valid).
    pub fn from_ascii(ascii: &[u8]) -> Result<Self, Error> {
        if ascii.is_empty() || ascii.len() > MAX_PAN_DIGITS {
            return Err(Error::Pan);
        }
        let mut pan = Self { digits: [0; MAX_PAN_DIGITS], length: 0 };
        let mut beyond_nine = 0;
        for (to, from) in pan.digits.iter_mut().rev().zip(ascii.iter().rev()) {
            *to = from.wrapping_sub(b'0');
            beyond_nine |= u8::from(*to > 9);
        }
        pan.length = u8::try_from(ascii.len()).map_err(|_| Error::Pan)?;
        if beyond_nine == 0 { Ok(pan) } else { Err(Error::Pan) }
    }

    /// Number of digits, 1 to 19, check digit included.
    #[expect(clippy::len_without_is_empty, reason = "a PAN is never empty")]
    pub const fn len(&self) -> usize {
        self.length as usize
    }

    /// Whether the last digit is the check digit of the others (ISO/IEC 7812-1, Luhn).
    pub fn check_digit_is_valid(&self) -> bool {
        let mut sum = 0;
        for (place, &digit) in (0u8..).zip(self.digits.iter().rev()) {
            // Every second digit counts double; a double of two digits counts as their sum.
            let doubled = 2 * digit;
            let doubled = reduce(doubled, 9, u8::from(doubled > 9));
            sum += if place % 2 == 1 { doubled } else { digit };
            sum = reduce(sum, 10, u8::from(sum > 9));
        }
        sum == 0
    }

    /// The PAN field of formats 0 and 3, 8 octets: four zero nibbles, then the 12 rightmost
    /// digits without the check digit, zero-padded on the left.
    ///
    /// # Standard
    /// ISO 9564-1, formats 0 and 3.
    ///
    /// # Secrets
    /// Cardholder data: the caller wipes it.
    pub fn format0_field(&self) -> [u8; 8] {
        let mut nibbles = [0; 16];
        let without_check = self.digits.iter().rev().skip(1);
        for (nibble, digit) in nibbles.iter_mut().rev().zip(without_check).take(12) {
            *nibble = *digit;
        }
        nibbles::join(&nibbles)
    }

    /// The PAN field of format 4, 16 octets: one nibble with the number of digits above 12, then
    /// all digits, padded with zeros on the right; fewer than 12 digits are first padded with
    /// zeros on the left to 12.
    ///
    /// # Standard
    /// ISO 9564-1, format 4.
    ///
    /// # Secrets
    /// Cardholder data: the caller wipes it.
    pub fn format4_field(&self) -> [u8; 16] {
        let shown = self.len().max(12);
        let mut nibbles = [0; 32];
        if let Some((control, places)) = nibbles.split_first_mut() {
            *control = self.length.saturating_sub(12);
            let digits = self.digits.iter().skip(MAX_PAN_DIGITS - shown);
            for (nibble, digit) in places.iter_mut().zip(digits) {
                *nibble = *digit;
            }
        }
        nibbles::join(&nibbles)
    }

    /// The PAN field of format 4 as made by peers that bind it to twelve digits alone, 16 octets:
    /// a zero nibble, the 12 rightmost digits **without** the check digit, zero-padded on the left,
    /// then zeros. See [`Binding::Format4TwelveDigits`](crate::pin_block::Binding).
    ///
    /// # Secrets
    /// Cardholder data: the caller wipes it.
    pub fn format4_field_of_12_digits(&self) -> [u8; 16] {
        let mut nibbles = [0; 32];
        let places = nibbles.iter_mut().skip(1).take(12);
        let without_check = self.digits.iter().rev().skip(1);
        for (nibble, digit) in places.rev().zip(without_check) {
            *nibble = *digit;
        }
        nibbles::join(&nibbles)
    }

    /// Whether two PANs are the same, compared in constant time.
    pub fn is_same_as(&self, other: &Self) -> bool {
        let same = self.digits.ct_eq(&other.digits) & self.length.ct_eq(&other.length);
        same.into()
    }

    /// The fields that PIN blocks are bound to.
    pub(crate) fn fields(&self) -> PanFields {
        PanFields { short: self.format0_field(), long: self.format4_field() }
    }

    /// The digits from left to right, check digit included.
    pub(crate) fn digits(&self) -> impl DoubleEndedIterator<Item = u8> {
        self.digits.iter().skip(MAX_PAN_DIGITS - self.len()).copied()
    }

    /// The `N` rightmost digits without the check digit, zero-padded on the left.
    ///
    /// # Secrets
    /// Cardholder data: the caller wipes it.
    pub(crate) fn rightmost<const N: usize>(&self) -> [u8; N] {
        let mut found = [0; N];
        let without_check = self.digits.iter().rev().skip(1);
        found.iter_mut().rev().zip(without_check).for_each(|(to, digit)| *to = *digit);
        found
    }
}

/// `value - by` if `condition` is 1, without a branch or division on a digit.
const fn reduce(value: u8, by: u8, condition: u8) -> u8 {
    value.wrapping_sub(by & condition.wrapping_neg())
}

impl Drop for Pan {
    fn drop(&mut self) {
        self.digits.zeroize();
        self.length.zeroize();
    }
}

impl ZeroizeOnDrop for Pan {}

#[cfg(test)]
mod tests {
    use super::*;

    fn pan(digits: &str) -> Pan {
        Pan::from_ascii(digits.as_bytes()).unwrap()
    }

    #[test]
    fn one_to_nineteen_decimal_digits() {
        for bad in ["", "12345678901234567890", "411111111111111a", "4111 111", "-1"] {
            assert_eq!(Pan::from_ascii(bad.as_bytes()).err(), Some(Error::Pan), "{bad}");
        }
        assert_eq!(pan("1").len(), 1);
        assert_eq!(pan("1234567890123456789").len(), 19);
    }

    #[test]
    fn check_digit() {
        assert!(pan("4111111111111111").check_digit_is_valid());
        assert!(!pan("4111111111111112").check_digit_is_valid());
        assert!(pan("5500005555555559").check_digit_is_valid());
        assert!(pan("18").check_digit_is_valid());
    }

    #[test]
    fn the_same_pan() {
        assert!(pan("4111111111111111").is_same_as(&pan("4111111111111111")));
        for other in
            ["4111111111111112", "5111111111111111", "04111111111111111", "411111111111111"]
        {
            assert!(!pan("4111111111111111").is_same_as(&pan(other)), "{other}");
        }
        assert!(!pan("0").is_same_as(&pan("00")));
    }

    #[test]
    fn fields() {
        assert_eq!(
            pan("5555555551234567").format0_field(),
            [0, 0, 0x55, 0x55, 0x55, 0x12, 0x34, 0x56]
        );
        assert_eq!(pan("7").format0_field(), [0; 8]);
        assert_eq!(pan("27").format0_field(), [0, 0, 0, 0, 0, 0, 0, 2]);
        let field = |p: &str| u128::from_be_bytes(pan(p).format4_field());
        assert_eq!(field("4111111111111111"), 0x4411_1111_1111_1111_1000_0000_0000_0000);
        assert_eq!(field("12345"), 0x0000_0000_1234_5000_0000_0000_0000_0000);
        assert_eq!(field("1234567890123"), 0x1123_4567_8901_2300_0000_0000_0000_0000);
        let field_of_12 =
            |p: &str| u128::from_be_bytes(pan(p).format4_field_of_12_digits()) >> (128 - 13 * 4);
        assert_eq!(field_of_12("5555555551234567"), 0x0_5555_5512_3456);
        assert_eq!(field_of_12("127"), 0x0_0000_0000_0012);
        assert_eq!(field_of_12("1234567890123456789"), 0x0_7890_1234_5678);
        assert_eq!(field("1234567890123456789"), 0x7123_4567_8901_2345_6789_0000_0000_0000);
    }
}
