//! Translation of PIN blocks: from one key to another, under a policy.

use ducat_hal::{NewPinBlock, TranslatePin};
use rand_core::TryCryptoRng;

use super::{
    Binding, EncipheredPin, EncipheredPinBlock, PinSource, PinTarget, TranslationPolicy, fill,
};
use crate::error::Error;
use crate::key::Key;
use crate::key::role::{PinDecipher, PinEncipher};
use crate::pan::Pan;
use crate::secret::scrubbed;

/// Translates a PIN block to another key, and, where the policy allows it, to another format or
/// PAN: deciphers and checks it, and enciphers the PIN anew with fresh randomness.
///
/// What is drawn depends on the new format alone, never on the PIN: 10 octets for format 1, as many
/// and more for format 3 where an octet makes none of the six letters, 8 for format 4.
///
/// ```
/// use ducat::{Error, Key, Pan, key::role::{PinDecipher, PinEncipher}, pin_block::*};
/// use ducat_hal::TranslatePin;
/// # use rand_core::TryCryptoRng;
///
/// /// From a terminal's format 4 to the format 0 of an older network.
/// fn to_network<E: TranslatePin, G: TryCryptoRng>(
///     engine: &mut E,
///     rng: &mut G,
///     terminal_key: &Key<PinDecipher, E>,
///     block: EncipheredPinBlock,
///     pan: &Pan,
///     zone_key: &Key<PinEncipher, E>,
/// ) -> Result<EncipheredPin, Error> {
///     let binding = Binding::Format4(pan);
///     let from = PinSource { key: terminal_key, block: &block.into(), binding };
///     let to = PinTarget { key: zone_key, binding: Binding::Format0(pan) };
///     translate(engine, rng, TranslationPolicy::STRICT, &from, &to)
/// }
/// ```
///
/// # Standard
/// ISO 9564-1 9.3, 9.4.2; PCI PIN requirement 3-3.
///
/// # Secrets
/// The PIN exists only within the engine's call; this crate sees the two blocks.
///
/// # Errors
/// [`Error::TranslationRefused`] by the policy; [`Error::Algorithm`] unless each key is of its
/// format's cipher; [`Error::PinBlock`] for whatever is wrong with the block, in constant time;
/// [`Error::Random`]; the engine's.
pub fn translate<E, G>(
    engine: &mut E,
    rng: &mut G,
    policy: TranslationPolicy,
    from: &PinSource<'_, E>,
    to: &PinTarget<'_, E>,
) -> Result<EncipheredPin, Error>
where
    E: TranslatePin,
    G: TryCryptoRng + ?Sized,
{
    scrubbed(engine, |engine| translate_within(engine, rng, policy, from, to))
}

/// Translates a format 4 block to another AES key. The PAN stays the same: [`translate`] in the one
/// case that needs no policy.
///
/// # Errors
/// As [`translate`], but nothing is refused.
pub fn translate_format4<E, G>(
    engine: &mut E,
    rng: &mut G,
    from: &Key<PinDecipher, E>,
    block: &EncipheredPinBlock,
    pan: &Pan,
    to: &Key<PinEncipher, E>,
) -> Result<EncipheredPinBlock, Error>
where
    E: TranslatePin,
    G: TryCryptoRng + ?Sized,
{
    scrubbed(engine, |engine| {
        let binding = Binding::Format4(pan);
        let from = PinSource { key: from, block: &(*block).into(), binding };
        let to = PinTarget { key: to, binding };
        match translate_within(engine, rng, TranslationPolicy::STRICT, &from, &to)? {
            EncipheredPin::Format4(octets) => Ok(EncipheredPinBlock(octets)),
            // No engine that keeps to its contract gives another format than it was asked for.
            _ => Err(Error::PinBlock),
        }
    })
}

/// [`translate`], for a caller who wipes.
fn translate_within<E, G>(
    engine: &mut E,
    rng: &mut G,
    policy: TranslationPolicy,
    from: &PinSource<'_, E>,
    to: &PinTarget<'_, E>,
) -> Result<EncipheredPin, Error>
where
    E: TranslatePin,
    G: TryCryptoRng + ?Sized,
{
    if !policy.allows_binding(&from.binding, &to.binding) {
        return Err(Error::TranslationRefused);
    }
    from.format(engine)?;
    let format = to.binding.format();
    if !format.accepts(to.key.attributes(engine).algorithm) {
        return Err(Error::Algorithm);
    }
    let random = fill::random(rng, format)?;
    let (before, after) = (from.binding.fields(), to.binding.fields());
    let new = NewPinBlock { format, pan: &after, random: &random };
    let (old_key, new_key) = (from.key.handle(), to.key.handle());
    let block = engine.translate_pin(old_key, from.block, &before, new_key, &new);
    block.map_err(Error::engine)?.ok_or(Error::PinBlock)
}
