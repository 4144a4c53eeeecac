//! The values that PINs are verified by: IBM 3624 offsets and PIN verification values (PVV).
//!
//! Three capabilities again, for three rights: who verifies learns one bit; who makes the value of
//! a PIN in a block never sees the PIN; who issues PINs does. Each deciphers the PIN block and
//! computes the value within one call.
//!
//! A value of a PIN that the caller knows tells the natural PIN of the card, and so its PIN: the
//! right to generate values is worth as much as the PINs, and belongs to an issuer alone.
//!
//! **If you implement them**: [`blocks`](crate::blocks) has each of them over single blocks. Ask
//! [`PinMethod::accepts`], as you ask [`KeyAttributes::permits`]. **If you call them**:
//! `ducat::pin_verification` is the typed form.

use crate::attributes::{Algorithm, KeyAttributes, KeyUsage};
use crate::engine::KeyEngine;
use crate::pin::{EncipheredPin, PanFields};
use crate::pin_field::{MAX_PIN_DIGITS, MIN_PIN_DIGITS, PinDigits};

/// Digits of a PIN verification value.
pub const PVV_DIGITS: usize = 4;

/// A decimalisation table: the decimal digit for each of the sixteen nibbles.
///
/// Who may choose the table finds out PINs with it: `ducat::pin_verification` says how a table
/// becomes one to be trusted. An engine that keeps tables of its own refuses others.
pub struct DecimalTable([u8; 16]);

impl DecimalTable {
    /// A table from digit values; `None` unless all are 0 to 9.
    pub fn new(digits: [u8; 16]) -> Option<Self> {
        digits.iter().all(|digit| *digit < 10).then_some(Self(digits))
    }

    /// The sixteen digit values.
    pub const fn digits(&self) -> &[u8; 16] {
        &self.0
    }
}

/// How the value of a PIN is computed.
#[derive(Clone, Copy)]
pub enum PinMethod<'m> {
    /// IBM 3624: the validation data enciphered and decimalised is the natural PIN; the offset is
    /// the PIN less the natural PIN, digit by digit. It has as many digits as the PIN, which
    /// fixes the PIN's length.
    Ibm3624 {
        /// Sixteen nibbles that belong to the card. Cardholder data.
        validation_data: &'m [u8; 8],
        /// The decimalisation table.
        table: &'m DecimalTable,
    },
    /// PIN verification value of Visa: four digits, made of the first four of the PIN. Those
    /// behind them do not count.
    Pvv {
        /// Twelve nibbles: the eleven rightmost PAN digits without the check digit, and the key
        /// index. Cardholder data.
        card: &'m [u8; 6],
    },
}

impl PinMethod<'_> {
    /// Whether a key with these attributes is for this method: its usage is the method's own, and
    /// its algorithm TDEA, with two keys for the PVV. Rights are not looked at.
    pub const fn accepts(&self, key: KeyAttributes) -> bool {
        match self {
            Self::Ibm3624 { .. } => {
                matches!(key.usage, KeyUsage::PinVerificationIbm3624) && key.algorithm.is_tdea()
            }
            Self::Pvv { .. } => {
                matches!(key.usage, KeyUsage::PinVerificationVisa)
                    && matches!(key.algorithm, Algorithm::Tdea2)
            }
        }
    }

    /// Whether the method has values of so many digits: 4 to 12 for offsets, 4 for the PVV.
    pub const fn has_value_of(&self, digits: usize) -> bool {
        match self {
            Self::Ibm3624 { .. } => digits >= MIN_PIN_DIGITS && digits <= MAX_PIN_DIGITS,
            Self::Pvv { .. } => digits == PVV_DIGITS,
        }
    }
}

/// Verifies PINs: one bit comes out.
pub trait VerifyPin: KeyEngine {
    /// Whether a block under `pin_key` holds a PIN, and `value` (digit values) was made of it
    /// under `key`. A block that holds none is `false` like a wrong PIN, and takes as long.
    ///
    /// How often a caller may ask is for the caller to bound: four digits are guessed in ten
    /// thousand calls.
    ///
    /// # Errors
    /// `NotPermitted` by the keys' attributes; `Unsupported` if the PIN key is not of the format's
    /// cipher; `DataLength` if the method has no value of that length.
    fn verify_pin(
        &mut self,
        pin_key: &Self::Handle,
        block: &EncipheredPin,
        pan: &PanFields,
        key: &Self::Handle,
        method: &PinMethod<'_>,
        value: &[u8],
    ) -> Result<bool, Self::Error>;
}

/// Makes the values of PINs that stay inside.
pub trait GeneratePinValue: KeyEngine {
    /// Writes the value, in digit values, of the PIN in a block under `pin_key`. For IBM 3624 the
    /// length of `value` is the length that the PIN must have.
    ///
    /// `false` if the block holds no PIN, or not of that length, whatever is wrong with it; `value`
    /// is then zeros.
    ///
    /// # Errors
    /// As [`VerifyPin::verify_pin`]. `value` is then unchanged.
    fn pin_value_of_block(
        &mut self,
        pin_key: &Self::Handle,
        block: &EncipheredPin,
        pan: &PanFields,
        key: &Self::Handle,
        method: &PinMethod<'_>,
        value: &mut [u8],
    ) -> Result<bool, Self::Error>;
}

/// Issues PINs: for the issuer that gives its customers their PINs, and holds them in clear.
pub trait IssuePin: KeyEngine {
    /// Writes the value, in digit values, of a PIN.
    ///
    /// # Errors
    /// `NotPermitted` by the key's attributes; `DataLength` unless `value` has as many digits as
    /// the PIN (IBM 3624), or four (PVV). `value` is then unchanged.
    fn pin_value(
        &mut self,
        key: &Self::Handle,
        method: &PinMethod<'_>,
        pin: &PinDigits,
        value: &mut [u8],
    ) -> Result<(), Self::Error>;

    /// The PIN that an IBM 3624 offset belongs to; with an offset of zeros, the natural PIN.
    ///
    /// # Errors
    /// `NotPermitted` by the key's attributes; `DataLength` unless the offset has 4 to 12 digit
    /// values, 0 to 9.
    fn pin_of_offset(
        &mut self,
        key: &Self::Handle,
        validation_data: &[u8; 8],
        table: &DecimalTable,
        offset: &[u8],
    ) -> Result<PinDigits, Self::Error>;
}

impl<T: VerifyPin + ?Sized> VerifyPin for &mut T {
    fn verify_pin(
        &mut self,
        pin_key: &Self::Handle,
        block: &EncipheredPin,
        pan: &PanFields,
        key: &Self::Handle,
        method: &PinMethod<'_>,
        value: &[u8],
    ) -> Result<bool, Self::Error> {
        T::verify_pin(self, pin_key, block, pan, key, method, value)
    }
}

impl<T: GeneratePinValue + ?Sized> GeneratePinValue for &mut T {
    fn pin_value_of_block(
        &mut self,
        pin_key: &Self::Handle,
        block: &EncipheredPin,
        pan: &PanFields,
        key: &Self::Handle,
        method: &PinMethod<'_>,
        value: &mut [u8],
    ) -> Result<bool, Self::Error> {
        T::pin_value_of_block(self, pin_key, block, pan, key, method, value)
    }
}

impl<T: IssuePin + ?Sized> IssuePin for &mut T {
    fn pin_value(
        &mut self,
        key: &Self::Handle,
        method: &PinMethod<'_>,
        pin: &PinDigits,
        value: &mut [u8],
    ) -> Result<(), Self::Error> {
        T::pin_value(self, key, method, pin, value)
    }

    fn pin_of_offset(
        &mut self,
        key: &Self::Handle,
        validation_data: &[u8; 8],
        table: &DecimalTable,
        offset: &[u8],
    ) -> Result<PinDigits, Self::Error> {
        T::pin_of_offset(self, key, validation_data, table, offset)
    }
}
