//! What the methods have in common.

use ducat_hal::{GeneratePinValue, KeyEngine, PinMethod, VerifyPin};

use crate::error::Error;
use crate::pan::Pan;
use crate::pin_block::{Format, PinSource};

/// Whether a block may be verified with the data of `pan`, where the method has one: a block that
/// is bound to another card must not tell its PIN by this one's. Format 2 never comes online.
pub(super) fn check<E: KeyEngine>(
    engine: &E,
    from: &PinSource<'_, E>,
    pan: Option<&Pan>,
) -> Result<(), Error> {
    if let (Some(bound), Some(pan)) = (from.binding.pan(), pan)
        && !bound.is_same_as(pan)
    {
        return Err(Error::TranslationRefused);
    }
    match from.format(engine)? {
        Format::Format2 => Err(Error::PinBlock),
        _ => Ok(()),
    }
}

/// Verifies the PIN in a block that was [checked](check), by its value.
pub(super) fn verify<E: VerifyPin>(
    engine: &mut E,
    from: &PinSource<'_, E>,
    key: &E::Handle,
    method: &PinMethod<'_>,
    value: &[u8],
) -> Result<(), Error> {
    let fields = from.binding.fields();
    let matches = engine.verify_pin(from.key.handle(), from.block, &fields, key, method, value);
    match matches.map_err(Error::engine)? {
        true => Ok(()),
        false => Err(Error::PinMismatch),
    }
}

/// Makes the value of the PIN in a block that was [checked](check).
pub(super) fn generate<E: GeneratePinValue>(
    engine: &mut E,
    from: &PinSource<'_, E>,
    key: &E::Handle,
    method: &PinMethod<'_>,
    value: &mut [u8],
) -> Result<(), Error> {
    let fields = from.binding.fields();
    let (block_key, block) = (from.key.handle(), from.block);
    let made = engine.pin_value_of_block(block_key, block, &fields, key, method, value);
    match made.map_err(Error::engine)? {
        true => Ok(()),
        false => Err(Error::PinBlock),
    }
}
