//! The values that PINs are verified by, and card verification values.

use ducat_hal::card_value::{CARD_VALUE_DIGITS, is_card_verification_key};
use ducat_hal::{
    CardValue, DecimalTable, EncipheredPin, ErrorKind, GeneratePinValue, IssuePin, Operation,
    PanFields, PinDigits, PinMethod, VerifyPin, blocks,
};

use crate::engine::Engine;
use crate::key::Handle;
use crate::pin::{pin_key, tdea};
use crate::tdes::TdeaKey;
use crate::wipe::wiped;

/// Expands a key of the method that permits `operation`.
fn verification_key<const MAX: usize>(
    key: &Handle<MAX>,
    operation: Operation,
    method: &PinMethod<'_>,
) -> Result<TdeaKey, ErrorKind> {
    if !method.accepts(key.attributes()) {
        return Err(ErrorKind::NotPermitted);
    }
    tdea(key, operation)
}

impl<const MAX: usize> VerifyPin for Engine<MAX> {
    fn verify_pin(
        &mut self,
        block_key: &Handle<MAX>,
        block: &EncipheredPin,
        pan: &PanFields,
        key: &Handle<MAX>,
        method: &PinMethod<'_>,
        value: &[u8],
    ) -> Result<bool, ErrorKind> {
        wiped(|| {
            let pin_key = pin_key(block_key, Operation::DecipherPin, block.format())?;
            let key = verification_key(key, Operation::VerifyPin, method)?;
            blocks::verify_pin(&pin_key, block, pan, &key, method, value)
        })
    }
}

impl<const MAX: usize> GeneratePinValue for Engine<MAX> {
    fn pin_value_of_block(
        &mut self,
        block_key: &Handle<MAX>,
        block: &EncipheredPin,
        pan: &PanFields,
        key: &Handle<MAX>,
        method: &PinMethod<'_>,
        value: &mut [u8],
    ) -> Result<bool, ErrorKind> {
        wiped(|| {
            let pin_key = pin_key(block_key, Operation::DecipherPin, block.format())?;
            let key = verification_key(key, Operation::GeneratePinValue, method)?;
            blocks::pin_value_of_block(&pin_key, block, pan, &key, method, value)
        })
    }
}

impl<const MAX: usize> IssuePin for Engine<MAX> {
    fn pin_value(
        &mut self,
        key: &Handle<MAX>,
        method: &PinMethod<'_>,
        pin: &PinDigits,
        value: &mut [u8],
    ) -> Result<(), ErrorKind> {
        wiped(|| {
            let key = verification_key(key, Operation::GeneratePinValue, method)?;
            blocks::pin_value(&key, method, pin, value)
        })
    }

    fn pin_of_offset(
        &mut self,
        key: &Handle<MAX>,
        validation_data: &[u8; 8],
        table: &DecimalTable,
        offset: &[u8],
    ) -> Result<PinDigits, ErrorKind> {
        wiped(|| {
            let method = PinMethod::Ibm3624 { validation_data, table };
            let key = verification_key(key, Operation::GeneratePinValue, &method)?;
            blocks::pin_of_offset(&key, validation_data, table, offset)
        })
    }
}

/// Expands a card verification key that permits `operation`: its left half, and all of it.
fn card_keys<const MAX: usize>(
    key: &Handle<MAX>,
    operation: Operation,
) -> Result<[TdeaKey; 2], ErrorKind> {
    if !is_card_verification_key(key.attributes()) {
        return Err(ErrorKind::NotPermitted);
    }
    let whole = tdea(key, operation)?;
    let left_half = key.expose_secret().get(..8).and_then(TdeaKey::new);
    Ok([left_half.ok_or(ErrorKind::KeyLength)?, whole])
}

impl<const MAX: usize> CardValue for Engine<MAX> {
    fn card_value(
        &mut self,
        key: &Handle<MAX>,
        card: &[[u8; 8]; 2],
    ) -> Result<[u8; CARD_VALUE_DIGITS], ErrorKind> {
        wiped(|| {
            let [left_half, whole] = card_keys(key, Operation::GenerateCardValue)?;
            blocks::card_value(&left_half, &whole, card)
        })
    }

    fn verify_card_value(
        &mut self,
        key: &Handle<MAX>,
        card: &[[u8; 8]; 2],
        value: &[u8; CARD_VALUE_DIGITS],
    ) -> Result<bool, ErrorKind> {
        wiped(|| {
            let [left_half, whole] = card_keys(key, Operation::VerifyCardValue)?;
            blocks::verify_card_value(&left_half, &whole, card, value)
        })
    }
}
