//! Card verification values: CVV and CVC, CVV2 and CVC2, iCVV.
//!
//! They are one computation over PAN, expiry date and service code, and differ in the service code
//! alone: the card's own on the magnetic stripe, [`ServiceCode::CVV2`] for what is printed,
//! [`ServiceCode::ICVV`] for what the chip holds in the stripe's place.
//!
//! ```text
//! b1, b2  the halves of PAN | expiry date | service code, filled with zeros to 32 digits
//! x       DES(left half of the key, b1) ⊕ b2
//! y       TDEA(key, x)
//! value   3 digits of y: first the digits from left to right, then A to F as 0 to 5
//! ```
//!
//! Nothing stores the values but the card: to verify one is to make it again, within the engine.
//!
//! Dynamic values (dCVV, CVC3), made of a transaction counter, are **not** here: how they are made is
//! in no document that is open to us, and a guess would help nobody.

use ducat_hal::card_value::CARD_VALUE_DIGITS;
use ducat_hal::{CardValue, nibbles};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::digits;
use crate::error::Error;
use crate::key::Key;
use crate::key::role::{CardValueGenerate, CardValueVerify};
use crate::pan::Pan;
use crate::secret::scrubbed;

/// An expiry date, four digits in the order in which the card scheme takes them for the value at
/// hand: year and month on the stripe; some schemes swap them for the printed value, which is
/// **unverified**.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExpiryDate([u8; 4]);

impl ExpiryDate {
    /// A date from four ASCII digits. Whether they are a month and a year is not looked at.
    ///
    /// # Errors
    /// [`Error::CardData`] if there are more, fewer, or others.
    pub fn from_ascii(ascii: &[u8]) -> Result<Self, Error> {
        digits::exactly(ascii).map(Self).ok_or(Error::CardData)
    }
}

/// A service code, three digits (ISO/IEC 7813).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ServiceCode([u8; 3]);

impl ServiceCode {
    /// What stands for the service code in the printed value, CVV2 and CVC2: 000. Common use, and
    /// **unverified**.
    pub const CVV2: Self = Self([0, 0, 0]);
    /// What stands for the service code in the chip's value, iCVV: 999. So documented by AWS
    /// Payment Cryptography; **unverified** against the schemes.
    pub const ICVV: Self = Self([9, 9, 9]);

    /// A service code from three ASCII digits, as on the card.
    ///
    /// # Errors
    /// [`Error::CardData`] if there are more, fewer, or others.
    pub fn from_ascii(ascii: &[u8]) -> Result<Self, Error> {
        digits::exactly(ascii).map(Self).ok_or(Error::CardData)
    }
}

/// A card verification value: three digits. Who has it may pass for the card; it is not stored
/// after a payment.
///
/// There is no `==` and no `Debug`: two of them are compared in constant time.
#[derive(Clone, Copy)]
#[doc(alias = "CVV")]
#[doc(alias = "CVC")]
#[doc(alias = "CVV2")]
#[doc(alias = "iCVV")]
pub struct CardVerificationValue([u8; CARD_VALUE_DIGITS]);

impl CardVerificationValue {
    /// A value from three ASCII digits.
    ///
    /// # Errors
    /// [`Error::CardData`] if there are more, fewer, or others.
    pub fn from_ascii(ascii: &[u8]) -> Result<Self, Error> {
        digits::exactly(ascii).map(Self).ok_or(Error::CardData)
    }

    /// The digit values.
    pub const fn as_digits(&self) -> &[u8; CARD_VALUE_DIGITS] {
        &self.0
    }

    /// Compares in constant time.
    ///
    /// # Errors
    /// [`Error::Mismatch`] if they differ.
    pub fn verify(&self, other: &Self) -> Result<(), Error> {
        if bool::from(self.0.ct_eq(&other.0)) { Ok(()) } else { Err(Error::Mismatch) }
    }
}

/// Makes the value of a card.
///
/// # Errors
/// The engine's.
pub fn generate<E: CardValue>(
    engine: &mut E,
    key: &Key<CardValueGenerate, E>,
    pan: &Pan,
    expiry: ExpiryDate,
    service_code: ServiceCode,
) -> Result<CardVerificationValue, Error> {
    scrubbed(engine, |engine| {
        let value = engine.card_value(key.handle(), &card(pan, expiry, service_code));
        value.map(CardVerificationValue).map_err(Error::engine)
    })
}

/// Verifies the value of a card, in constant time. The right one never leaves the engine.
///
/// # Errors
/// [`Error::Mismatch`] if it is another one; the engine's.
pub fn verify<E: CardValue>(
    engine: &mut E,
    key: &Key<CardValueVerify, E>,
    pan: &Pan,
    expiry: ExpiryDate,
    service_code: ServiceCode,
    value: &CardVerificationValue,
) -> Result<(), Error> {
    scrubbed(engine, |engine| {
        let card = card(pan, expiry, service_code);
        match engine.verify_card_value(key.handle(), &card, &value.0).map_err(Error::engine)? {
            true => Ok(()),
            false => Err(Error::Mismatch),
        }
    })
}

/// The card's data in two blocks: at most 26 digits of 32.
fn card(pan: &Pan, expiry: ExpiryDate, service_code: ServiceCode) -> Zeroizing<[[u8; 8]; 2]> {
    let mut digits = Zeroizing::new([[0; 16]; 2]);
    let data = pan.digits().chain(expiry.0).chain(service_code.0);
    digits.as_flattened_mut().iter_mut().zip(data).for_each(|(to, from)| *to = from);
    Zeroizing::new(digits.each_ref().map(nibbles::join))
}
