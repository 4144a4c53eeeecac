//! The PIN verification value (PVV) of Visa: four digits made of PAN, key index and PIN.
//!
//! ```text
//! block   11 rightmost PAN digits without the check digit | key index | 4 leftmost PIN digits
//! PVV     4 digits of its TDEA encipherment: first the digits from left to right, then A to F as 0 to 5
//! ```
//!
//! Only the first four digits of a longer PIN count. Several PINs have the same value: that one
//! verifies does not say that it is the customer's.

use ducat_hal::pin_value::PVV_DIGITS;
use ducat_hal::{GeneratePinValue, IssuePin, PinMethod, VerifyPin, nibbles};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::common;
use crate::digits;
use crate::error::Error;
use crate::key::Key;
use crate::key::role::{PvvGenerate, PvvVerify};
use crate::pan::Pan;
use crate::pin::Pin;
use crate::pin_block::PinSource;
use crate::secret::scrubbed;

/// Fewest digits of a PAN that there are values for: eleven and the check digit.
pub const MIN_PVV_PAN_DIGITS: usize = 12;

/// The index of the key that a value was made with, one digit (PVKI). IBM documents 1 to 6; nothing
/// here depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[doc(alias = "PVKI")]
pub struct KeyIndex(u8);

impl KeyIndex {
    /// The index with this digit value.
    ///
    /// # Errors
    /// [`Error::CardData`] unless it is 0 to 9.
    pub const fn new(digit: u8) -> Result<Self, Error> {
        if digit < 10 { Ok(Self(digit)) } else { Err(Error::CardData) }
    }

    /// The digit value.
    pub const fn digit(self) -> u8 {
        self.0
    }
}

/// A PIN verification value: four digits. It tells nothing of the PIN without the key.
///
/// There is no `==`: two of them are compared in constant time.
#[derive(Clone, Copy)]
pub struct PinVerificationValue([u8; PVV_DIGITS]);

impl PinVerificationValue {
    /// A value from four ASCII digits.
    ///
    /// # Errors
    /// [`Error::CardData`] if there are more, fewer, or others.
    pub fn from_ascii(ascii: &[u8]) -> Result<Self, Error> {
        digits::exactly(ascii).map(Self).ok_or(Error::CardData)
    }

    /// The digit values.
    pub const fn as_digits(&self) -> &[u8; PVV_DIGITS] {
        &self.0
    }

    /// Compares in constant time.
    ///
    /// # Errors
    /// [`Error::PinMismatch`] if they differ.
    pub fn verify(&self, other: &Self) -> Result<(), Error> {
        if bool::from(self.0.ct_eq(&other.0)) { Ok(()) } else { Err(Error::PinMismatch) }
    }
}

/// Verifies the PIN in an enciphered block by its value.
///
/// # Secrets
/// The PIN exists only within the engine's call.
///
/// # Errors
/// [`Error::PinMismatch`] if the PIN is another one, or the block holds none;
/// [`Error::TranslationRefused`] if the block is bound to another PAN than `pan`;
/// [`Error::Pan`] if `pan` has fewer than 12 digits; [`Error::PinBlock`] if the block is of
/// another format than its binding, or of format 2; [`Error::Algorithm`] unless the PIN key is of
/// the format's cipher; the engine's.
pub fn verify<E: VerifyPin>(
    engine: &mut E,
    from: &PinSource<'_, E>,
    key: &Key<PvvVerify, E>,
    pan: &Pan,
    index: KeyIndex,
    value: &PinVerificationValue,
) -> Result<(), Error> {
    let card = card(pan, index)?;
    common::check(engine, from, Some(pan))?;
    scrubbed(engine, |engine| {
        common::verify(engine, from, key.handle(), &PinMethod::Pvv { card: &card }, &value.0)
    })
}

/// Makes the value of the PIN in an enciphered block: for a PIN that the customer chose.
///
/// # Secrets
/// The PIN exists only within the engine's call.
///
/// # Errors
/// [`Error::PinBlock`] if the block holds no PIN, in constant time;
/// [`Error::TranslationRefused`] if the block is bound to another PAN than `pan`; [`Error::Pan`] if
/// `pan` has fewer than 12 digits; [`Error::Algorithm`] unless the PIN key is of the format's
/// cipher; the engine's.
pub fn generate<E: GeneratePinValue>(
    engine: &mut E,
    from: &PinSource<'_, E>,
    key: &Key<PvvGenerate, E>,
    pan: &Pan,
    index: KeyIndex,
) -> Result<PinVerificationValue, Error> {
    let card = card(pan, index)?;
    common::check(engine, from, Some(pan))?;
    scrubbed(engine, |engine| {
        let (mut value, method) = ([0; PVV_DIGITS], PinMethod::Pvv { card: &card });
        common::generate(engine, from, key.handle(), &method, &mut value)?;
        Ok(PinVerificationValue(value))
    })
}

/// Makes the value of a PIN that the issuer holds.
///
/// # Errors
/// [`Error::Pan`] if `pan` has fewer than 12 digits; the engine's.
pub fn of_pin<E: IssuePin>(
    engine: &mut E,
    key: &Key<PvvGenerate, E>,
    pan: &Pan,
    index: KeyIndex,
    pin: &Pin,
) -> Result<PinVerificationValue, Error> {
    let card = card(pan, index)?;
    scrubbed(engine, |engine| {
        let (mut value, method) = ([0; PVV_DIGITS], PinMethod::Pvv { card: &card });
        let made = engine.pin_value(key.handle(), &method, pin.digits(), &mut value);
        made.map(|()| PinVerificationValue(value)).map_err(Error::engine)
    })
}

/// What goes before the PIN: eleven digits of the PAN, and the index.
fn card(pan: &Pan, index: KeyIndex) -> Result<Zeroizing<[u8; 6]>, Error> {
    if pan.len() < MIN_PVV_PAN_DIGITS {
        return Err(Error::Pan);
    }
    let mut digits = Zeroizing::new([0; 12]);
    if let Some((last, before)) = digits.split_last_mut() {
        before.copy_from_slice(&pan.rightmost::<11>());
        *last = index.0;
    }
    Ok(Zeroizing::new(nibbles::join(&digits)))
}
