//! The PIN.

use subtle::{Choice, ConstantTimeLess};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::error::Error;

/// Most digits a PIN has.
pub const MAX_PIN_DIGITS: usize = 12;
/// Fewest digits a PIN has.
pub const MIN_PIN_DIGITS: usize = 4;

/// A PIN: 4 to 12 decimal digits (ISO 9564-1), wiped on drop. No `Clone`, `Debug` or `==`.
///
/// ```compile_fail,E0277
/// fn show(pin: &ducat::Pin) -> String { format!("{pin:?}") }
/// ```
/// ```compile_fail,E0369
/// fn same(a: &ducat::Pin, b: &ducat::Pin) -> bool { a == b }
/// ```
pub struct Pin {
    /// Values 0 to 9; zero past the length.
    digits: [u8; MAX_PIN_DIGITS],
    length: u8,
}

impl Pin {
    /// A PIN from ASCII digits, as typed.
    ///
    /// # Secrets
    /// The caller wipes `ascii`. The number of digits is not treated as secret; no branch
    /// depends on a digit.
    ///
    /// # Errors
    /// [`Error::Pin`] unless there are 4 to 12 characters, all `0` to `9`.
    pub fn from_ascii(ascii: &[u8]) -> Result<Self, Error> {
        let mut pin = Self { digits: [0; MAX_PIN_DIGITS], length: 0 };
        pin.fill(ascii.len(), ascii.iter().map(|c| c.wrapping_sub(b'0')))?;
        Ok(pin)
    }

    /// A PIN from digit values 0 to 9, as a PIN pad counts them.
    ///
    /// # Secrets
    /// As [`from_ascii`](Self::from_ascii).
    ///
    /// # Errors
    /// [`Error::Pin`] unless there are 4 to 12 values, all 0 to 9.
    pub fn from_digits(digits: &[u8]) -> Result<Self, Error> {
        let mut pin = Self { digits: [0; MAX_PIN_DIGITS], length: 0 };
        pin.fill(digits.len(), digits.iter().copied())?;
        Ok(pin)
    }

    fn fill(&mut self, count: usize, digits: impl Iterator<Item = u8>) -> Result<(), Error> {
        if !(MIN_PIN_DIGITS..=MAX_PIN_DIGITS).contains(&count) {
            return Err(Error::Pin);
        }
        let mut all_decimal = Choice::from(1);
        for (to, digit) in self.digits.iter_mut().zip(digits) {
            *to = digit;
            all_decimal &= digit.ct_lt(&10);
        }
        self.length = u8::try_from(count).map_err(|_| Error::Pin)?;
        if bool::from(all_decimal) { Ok(()) } else { Err(Error::Pin) }
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

    /// Twelve digit values, zero past the length.
    pub(crate) const fn padded(&self) -> &[u8; MAX_PIN_DIGITS] {
        &self.digits
    }

    /// A PIN from a decoded block. The caller has checked the digits and the length.
    pub(crate) const fn from_checked(digits: &[u8; MAX_PIN_DIGITS], length: u8) -> Self {
        Self { digits: *digits, length }
    }
}

impl Drop for Pin {
    fn drop(&mut self) {
        self.digits.zeroize();
        self.length.zeroize();
    }
}

impl ZeroizeOnDrop for Pin {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_to_twelve_decimal_digits() {
        for good in ["1234", "000000", "123456789012"] {
            assert_eq!(Pin::from_ascii(good.as_bytes()).map(|p| p.len()).ok(), Some(good.len()));
        }
        for bad in ["", "123", "1234567890123", "12a4", "12 4", "123:", "123/", "12\u{664}4"] {
            assert_eq!(Pin::from_ascii(bad.as_bytes()).err(), Some(Error::Pin), "{bad}");
        }
        assert!(Pin::from_digits(&[1, 2, 3, 9]).is_ok());
        assert_eq!(Pin::from_digits(&[1, 2, 3, 10]).err(), Some(Error::Pin));
        assert_eq!(Pin::from_digits(b"1234").err(), Some(Error::Pin));
    }
}
