//! IBM 3624: a natural PIN that follows from the card, and an offset to the customer's.
//!
//! The natural PIN is the leftmost digits of the validation data, enciphered under the PIN
//! verification key and decimalised. Offset and natural PIN add up to the PIN, digit by digit, modulo
//! 10. The offset has as many digits as the PIN: a PIN of another length does not match.
//!
//! Who may make offsets of PINs that he knows can have every PIN of the key's cards: an offset less
//! the PIN is the natural PIN. Keys of role [`OffsetGenerate`] are the issuer's alone.

use ducat_hal::pin_field::{MAX_PIN_DIGITS, MIN_PIN_DIGITS};
use ducat_hal::{GeneratePinValue, IssuePin, PinMethod, VerifyPin, nibbles};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq, ConstantTimeLess};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{DecimalizationTable, common};
use crate::digits;
use crate::error::Error;
use crate::key::Key;
use crate::key::role::{OffsetGenerate, OffsetVerify};
use crate::pin::Pin;
use crate::pin_block::PinSource;
use crate::secret::scrubbed;

/// Validation data: sixteen nibbles that belong to the card, most often digits of its PAN.
/// Cardholder data: wiped on drop.
///
/// How they come from the PAN is the issuer's rule, so that no call can compare them with the PAN
/// that a block is bound to: make them from that PAN, never from what a request brings beside it. A
/// block verified with another card's data tells its PIN by that card's offsets.
pub struct ValidationData([u8; 8]);

impl ValidationData {
    /// Validation data from 16 upper-case hexadecimal digits.
    ///
    /// # Errors
    /// [`Error::CardData`] if there are more, fewer, or others.
    pub fn from_ascii(ascii: &[u8]) -> Result<Self, Error> {
        let ascii: &[u8; 16] = ascii.try_into().map_err(|_| Error::CardData)?;
        let (mut found, mut all) = ([0; 16], Choice::from(1));
        for (to, from) in found.iter_mut().zip(ascii) {
            let (digit, letter) = (from.wrapping_sub(b'0'), from.wrapping_sub(b'A'));
            let (is_digit, is_letter) = (digit.ct_lt(&10), letter.ct_lt(&6));
            *to = u8::conditional_select(&letter.wrapping_add(10), &digit, is_digit);
            all &= is_digit | is_letter;
        }
        if !bool::from(all) {
            return Err(Error::CardData);
        }
        Ok(Self(nibbles::join(&found)))
    }

    /// Validation data from 4 to 16 decimal digits, filled up on the right with `pad`, 0 to F.
    ///
    /// # Errors
    /// [`Error::CardData`] if there are more, fewer, or others, or `pad` is no nibble.
    pub fn padded(ascii: &[u8], pad: u8) -> Result<Self, Error> {
        let mut found: [u8; 16] = digits::at_most(ascii).ok_or(Error::CardData)?;
        if ascii.len() < 4 || pad > 0xF {
            return Err(Error::CardData);
        }
        found.iter_mut().skip(ascii.len()).for_each(|nibble| *nibble = pad);
        Ok(Self(nibbles::join(&found)))
    }
}

impl Drop for ValidationData {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl ZeroizeOnDrop for ValidationData {}

/// What the natural PIN of a card is made of, besides the key.
pub struct CardParameters<'c> {
    /// The card's validation data.
    pub validation_data: &'c ValidationData,
    /// The issuer's decimalisation table.
    pub table: &'c DecimalizationTable,
}

impl CardParameters<'_> {
    fn method(&self) -> PinMethod<'_> {
        PinMethod::Ibm3624 { validation_data: &self.validation_data.0, table: self.table.digits() }
    }
}

/// A PIN offset: 4 to 12 digits, as many as its PIN. It tells nothing of the PIN without the key,
/// and is stored beside the account.
///
/// There is no `==`: two of them are compared in constant time.
#[derive(Clone, Copy)]
pub struct PinOffset {
    digits: [u8; MAX_PIN_DIGITS],
    length: usize,
}

impl PinOffset {
    /// An offset from 4 to 12 ASCII digits.
    ///
    /// # Errors
    /// [`Error::CardData`] if there are more, fewer, or others.
    pub fn from_ascii(ascii: &[u8]) -> Result<Self, Error> {
        let digits = digits::at_most(ascii).filter(|_| ascii.len() >= MIN_PIN_DIGITS);
        Ok(Self { digits: digits.ok_or(Error::CardData)?, length: ascii.len() })
    }

    /// The offset of a natural PIN of so many digits: zeros.
    ///
    /// # Errors
    /// [`Error::CardData`] unless there are 4 to 12.
    pub fn zero(digits: usize) -> Result<Self, Error> {
        if (MIN_PIN_DIGITS..=MAX_PIN_DIGITS).contains(&digits) {
            Ok(Self { digits: [0; MAX_PIN_DIGITS], length: digits })
        } else {
            Err(Error::CardData)
        }
    }

    /// The digit values.
    pub fn as_digits(&self) -> &[u8] {
        self.digits.get(..self.length).unwrap_or(&[])
    }

    /// Compares in constant time.
    ///
    /// # Errors
    /// [`Error::PinMismatch`] if they differ.
    pub fn verify(&self, other: &Self) -> Result<(), Error> {
        let same = self.digits.ct_eq(&other.digits) & self.length.ct_eq(&other.length);
        if bool::from(same) { Ok(()) } else { Err(Error::PinMismatch) }
    }

    fn as_digits_mut(&mut self) -> &mut [u8] {
        self.digits.get_mut(..self.length).unwrap_or(&mut [])
    }
}

/// Verifies the PIN in an enciphered block by its offset.
///
/// # Secrets
/// The PIN exists only within the engine's call.
///
/// # Errors
/// [`Error::PinMismatch`] if the PIN is another one, of another length, or the block holds none;
/// [`Error::PinBlock`] if the block is of another format than its binding, or of format 2;
/// [`Error::Algorithm`] unless the PIN key is of the format's cipher; the engine's.
pub fn verify<E: VerifyPin>(
    engine: &mut E,
    from: &PinSource<'_, E>,
    key: &Key<OffsetVerify, E>,
    card: &CardParameters<'_>,
    offset: &PinOffset,
) -> Result<(), Error> {
    common::check(engine, from, None)?;
    scrubbed(engine, |engine| {
        common::verify(engine, from, key.handle(), &card.method(), offset.as_digits())
    })
}

/// Makes the offset of the PIN in an enciphered block, which must have `digits` digits: for a PIN
/// that the customer chose.
///
/// # Secrets
/// The PIN exists only within the engine's call.
///
/// # Errors
/// [`Error::CardData`] unless `digits` is 4 to 12; [`Error::PinBlock`] if the block holds no PIN of
/// that length, in constant time; [`Error::Algorithm`] unless the PIN key is of the format's
/// cipher; the engine's.
pub fn offset<E: GeneratePinValue>(
    engine: &mut E,
    from: &PinSource<'_, E>,
    key: &Key<OffsetGenerate, E>,
    card: &CardParameters<'_>,
    digits: usize,
) -> Result<PinOffset, Error> {
    common::check(engine, from, None)?;
    scrubbed(engine, |engine| {
        let mut offset = PinOffset::zero(digits)?;
        let value = offset.as_digits_mut();
        common::generate(engine, from, key.handle(), &card.method(), value)?;
        Ok(offset)
    })
}

/// Makes the offset of a PIN that the issuer holds.
///
/// # Errors
/// The engine's.
pub fn offset_of_pin<E: IssuePin>(
    engine: &mut E,
    key: &Key<OffsetGenerate, E>,
    card: &CardParameters<'_>,
    pin: &Pin,
) -> Result<PinOffset, Error> {
    scrubbed(engine, |engine| {
        let mut offset = PinOffset::zero(pin.len())?;
        let value = offset.as_digits_mut();
        let made = engine.pin_value(key.handle(), &card.method(), pin.digits(), value);
        made.map(|()| offset).map_err(Error::engine)
    })
}

/// The PIN that an offset belongs to; with [`PinOffset::zero`], the natural PIN. For the issuer
/// that tells a customer the PIN.
///
/// # Errors
/// The engine's.
pub fn pin_of_offset<E: IssuePin>(
    engine: &mut E,
    key: &Key<OffsetGenerate, E>,
    card: &CardParameters<'_>,
    offset: &PinOffset,
) -> Result<Pin, Error> {
    let (data, table) = (&card.validation_data.0, card.table.digits());
    scrubbed(engine, |engine| {
        let pin = engine.pin_of_offset(key.handle(), data, table, offset.as_digits());
        pin.map(Pin::of).map_err(Error::engine)
    })
}
