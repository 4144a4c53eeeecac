//! The PIN.

use ducat_hal::PinDigits;
pub use ducat_hal::pin_field::{MAX_PIN_DIGITS, MIN_PIN_DIGITS};
use zeroize::ZeroizeOnDrop;

use crate::error::Error;

/// A PIN: 4 to 12 decimal digits (ISO 9564-1), wiped on drop. No `Clone`, `Debug` or `==`.
///
/// ```compile_fail,E0277
/// fn show(pin: &ducat::Pin) -> String { format!("{pin:?}") }
/// ```
/// ```compile_fail,E0369
/// fn same(a: &ducat::Pin, b: &ducat::Pin) -> bool { a == b }
/// ```
pub struct Pin(PinDigits);

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
        let digits = ascii.iter().map(|c| c.wrapping_sub(b'0'));
        PinDigits::new(digits).map(Self).ok_or(Error::Pin)
    }

    /// A PIN from digit values 0 to 9, as a PIN pad counts them.
    ///
    /// # Secrets
    /// As [`from_ascii`](Self::from_ascii).
    ///
    /// # Errors
    /// [`Error::Pin`] unless there are 4 to 12 values, all 0 to 9.
    pub fn from_digits(digits: &[u8]) -> Result<Self, Error> {
        PinDigits::new(digits.iter().copied()).map(Self).ok_or(Error::Pin)
    }

    /// Number of digits, 4 to 12.
    #[expect(clippy::len_without_is_empty, reason = "a PIN is never empty")]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// The digits as values 0 to 9, for the one who must have them.
    pub fn expose_secret(&self) -> &[u8] {
        self.0.expose_secret()
    }

    /// The digits as engines take them.
    pub(crate) const fn digits(&self) -> &PinDigits {
        &self.0
    }

    /// A PIN that an engine gave.
    pub(crate) const fn of(digits: PinDigits) -> Self {
        Self(digits)
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
