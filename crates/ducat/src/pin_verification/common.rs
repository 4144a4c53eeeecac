//! What the methods have in common.

use ducat_hal::{GeneratePinValue, KeyEngine, PinMethod, VerifyPin};

use crate::error::Error;
use crate::pin_block::{Format, PinSource};

/// Whether such a block may be verified: format 2 never comes online.
fn check<E: KeyEngine>(engine: &E, from: &PinSource<'_, E>) -> Result<(), Error> {
    match from.format(engine)? {
        Format::Format2 => Err(Error::PinBlock),
        _ => Ok(()),
    }
}

/// Verifies the PIN in a block by its value.
pub(super) fn verify<E: VerifyPin>(
    engine: &mut E,
    from: &PinSource<'_, E>,
    key: &E::Handle,
    method: &PinMethod<'_>,
    value: &[u8],
) -> Result<(), Error> {
    check(engine, from)?;
    let fields = from.binding.fields();
    let matches = engine.verify_pin(from.key.handle(), from.block, &fields, key, method, value);
    match matches.map_err(Error::engine)? {
        true => Ok(()),
        false => Err(Error::PinMismatch),
    }
}

/// Makes the value of the PIN in a block.
pub(super) fn generate<E: GeneratePinValue>(
    engine: &mut E,
    from: &PinSource<'_, E>,
    key: &E::Handle,
    method: &PinMethod<'_>,
    value: &mut [u8],
) -> Result<(), Error> {
    check(engine, from)?;
    let fields = from.binding.fields();
    let (block_key, block) = (from.key.handle(), from.block);
    let made = engine.pin_value_of_block(block_key, block, &fields, key, method, value);
    match made.map_err(Error::engine)? {
        true => Ok(()),
        false => Err(Error::PinBlock),
    }
}
