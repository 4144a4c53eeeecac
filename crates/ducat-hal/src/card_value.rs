//! Card verification values (CVV, CVC): digits that only the issuer can make of a card's data.
//!
//! **If you implement it**: [`blocks`](crate::blocks) has both calls over single blocks. **If you
//! call it**: `ducat::card_verification` is the typed form.

use crate::attributes::{Algorithm, KeyAttributes, KeyUsage};
use crate::engine::KeyEngine;

/// Digits of a card verification value.
pub const CARD_VALUE_DIGITS: usize = 3;

/// Whether a key with these attributes is a card verification key: usage C0, TDEA with two keys.
/// Rights are not looked at.
pub const fn is_card_verification_key(key: KeyAttributes) -> bool {
    matches!(key.usage, KeyUsage::CardVerification) && matches!(key.algorithm, Algorithm::Tdea2)
}

/// Makes and verifies card verification values.
///
/// Card data are two blocks: PAN, expiry date and service code, one nibble a digit, filled with
/// zeros. Cardholder data.
pub trait CardValue: KeyEngine {
    /// The value of a card's data, in digit values.
    ///
    /// # Errors
    /// `NotPermitted` by the key's attributes.
    fn card_value(
        &mut self,
        key: &Self::Handle,
        card: &[[u8; 8]; 2],
    ) -> Result<[u8; CARD_VALUE_DIGITS], Self::Error>;

    /// Whether `value` is the one of the card's data, compared in constant time.
    ///
    /// # Errors
    /// `NotPermitted` by the key's attributes.
    fn verify_card_value(
        &mut self,
        key: &Self::Handle,
        card: &[[u8; 8]; 2],
        value: &[u8; CARD_VALUE_DIGITS],
    ) -> Result<bool, Self::Error>;
}

impl<T: CardValue + ?Sized> CardValue for &mut T {
    fn card_value(
        &mut self,
        key: &Self::Handle,
        card: &[[u8; 8]; 2],
    ) -> Result<[u8; CARD_VALUE_DIGITS], Self::Error> {
        T::card_value(self, key, card)
    }

    fn verify_card_value(
        &mut self,
        key: &Self::Handle,
        card: &[[u8; 8]; 2],
        value: &[u8; CARD_VALUE_DIGITS],
    ) -> Result<bool, Self::Error> {
        T::verify_card_value(self, key, card, value)
    }
}
