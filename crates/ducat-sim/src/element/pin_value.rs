//! The values that PINs are verified by, and card verification values.

use ducat_hal::card_value::{CARD_VALUE_DIGITS, is_card_verification_key};
use ducat_hal::{
    Algorithm, CardValue, DecimalTable, EncipheredPin, ErrorKind, GeneratePinValue, IssuePin,
    Operation, PanFields, PinDigits, PinMethod, VerifyPin, blocks,
};

use super::SecureElement;
use super::tdea::Tdea;
use crate::slots::Slot;

impl SecureElement {
    /// The cipher of a key of the method that permits `operation`.
    fn verification_key(
        &self,
        key: &Slot,
        operation: Operation,
        method: &PinMethod<'_>,
    ) -> Result<Tdea, ErrorKind> {
        match method.accepts(self.slots.get(key)?.attributes) {
            true => self.tdea(key, operation),
            false => Err(ErrorKind::NotPermitted),
        }
    }

    /// The ciphers of a card verification key that permits `operation`: of its left half, and of
    /// all of it.
    fn card_keys(&self, key: &Slot, operation: Operation) -> Result<[Tdea; 2], ErrorKind> {
        let stored = self.slots.get(key)?;
        if !is_card_verification_key(stored.attributes) {
            return Err(ErrorKind::NotPermitted);
        }
        let whole = self.tdea(key, operation)?;
        let left_half = stored.octets.get(..8).ok_or(ErrorKind::KeyLength)?;
        Ok([Tdea::of(Algorithm::Des, left_half)?, whole])
    }
}

impl VerifyPin for SecureElement {
    fn verify_pin(
        &mut self,
        pin_key: &Slot,
        block: &EncipheredPin,
        pan: &PanFields,
        key: &Slot,
        method: &PinMethod<'_>,
        value: &[u8],
    ) -> Result<bool, ErrorKind> {
        let pin_key = self.pin_key(pin_key, Operation::DecipherPin, block.format())?;
        let key = self.verification_key(key, Operation::VerifyPin, method)?;
        blocks::verify_pin(&pin_key, block, pan, &key, method, value)
    }
}

impl GeneratePinValue for SecureElement {
    fn pin_value_of_block(
        &mut self,
        pin_key: &Slot,
        block: &EncipheredPin,
        pan: &PanFields,
        key: &Slot,
        method: &PinMethod<'_>,
        value: &mut [u8],
    ) -> Result<bool, ErrorKind> {
        let pin_key = self.pin_key(pin_key, Operation::DecipherPin, block.format())?;
        let key = self.verification_key(key, Operation::GeneratePinValue, method)?;
        blocks::pin_value_of_block(&pin_key, block, pan, &key, method, value)
    }
}

impl IssuePin for SecureElement {
    fn pin_value(
        &mut self,
        key: &Slot,
        method: &PinMethod<'_>,
        pin: &PinDigits,
        value: &mut [u8],
    ) -> Result<(), ErrorKind> {
        let key = self.verification_key(key, Operation::GeneratePinValue, method)?;
        blocks::pin_value(&key, method, pin, value)
    }

    fn pin_of_offset(
        &mut self,
        key: &Slot,
        validation_data: &[u8; 8],
        table: &DecimalTable,
        offset: &[u8],
    ) -> Result<PinDigits, ErrorKind> {
        let method = PinMethod::Ibm3624 { validation_data, table };
        let key = self.verification_key(key, Operation::GeneratePinValue, &method)?;
        blocks::pin_of_offset(&key, validation_data, table, offset)
    }
}

impl CardValue for SecureElement {
    fn card_value(
        &mut self,
        key: &Slot,
        card: &[[u8; 8]; 2],
    ) -> Result<[u8; CARD_VALUE_DIGITS], ErrorKind> {
        let [left_half, whole] = self.card_keys(key, Operation::GenerateCardValue)?;
        blocks::card_value(&left_half, &whole, card)
    }

    fn verify_card_value(
        &mut self,
        key: &Slot,
        card: &[[u8; 8]; 2],
        value: &[u8; CARD_VALUE_DIGITS],
    ) -> Result<bool, ErrorKind> {
        let [left_half, whole] = self.card_keys(key, Operation::VerifyCardValue)?;
        blocks::verify_card_value(&left_half, &whole, card, value)
    }
}
