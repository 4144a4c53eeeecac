//! Format 1: `1 L P…P x…x`, x random (ISO 9564-1 9.3.3). For when no PAN is at hand.

use ducat_hal::pin_field::FILL_NIBBLES;
use ducat_hal::{DecipherPin, EncipherPin};
use rand_core::TryCryptoRng;

use super::{Binding, ClearPinBlock, EncipheredPin, Format, Format1, PinSource, ciphered, fill};
use crate::error::Error;
use crate::key::Key;
use crate::key::role::{PinDecipher, PinEncipher};
use crate::pin::Pin;
use crate::secret::{scrubbed, without_engine};

/// Encodes a PIN with random fill, one octet of randomness for each fill nibble.
///
/// # Errors
/// [`Error::Random`] if the source fails.
pub fn encode<G>(rng: &mut G, pin: &Pin) -> Result<ClearPinBlock<Format1>, Error>
where
    G: TryCryptoRng + ?Sized,
{
    let fill = fill::anything(rng, FILL_NIBBLES.saturating_sub(pin.len()))?;
    Ok(without_engine(|| ClearPinBlock::encode(pin, &fill, &[0; 8])))
}

/// Decodes a block. The fill may be anything.
///
/// # Errors
/// [`Error::PinBlock`] for whatever is wrong, in constant time.
pub fn decode(block: &ClearPinBlock<Format1>) -> Result<Pin, Error> {
    without_engine(|| block.decode(&[0; 8]))
}

/// Enciphers a PIN under a TDEA key. Draws 10 octets of randomness.
///
/// # Errors
/// [`Error::Random`] if the source fails; [`Error::Algorithm`] unless the key is a TDEA key; the
/// engine's.
pub fn encipher<E, G>(
    engine: &mut E,
    rng: &mut G,
    key: &Key<PinEncipher, E>,
    pin: &Pin,
) -> Result<EncipheredPin, Error>
where
    E: EncipherPin<8>,
    G: TryCryptoRng + ?Sized,
{
    scrubbed(engine, |engine| {
        let random = fill::random(rng, Format::Format1)?;
        let octets = ciphered::encipher(engine, key, pin, Binding::Format1, &random);
        octets.map(EncipheredPin::Format1)
    })
}

/// Deciphers a block, and decodes it. The fill may be anything.
///
/// # Errors
/// [`Error::PinBlock`] for whatever is wrong with the block, in constant time;
/// [`Error::Algorithm`] unless the key is a TDEA key; the engine's.
pub fn decipher<E: DecipherPin<8>>(
    engine: &mut E,
    key: &Key<PinDecipher, E>,
    block: &EncipheredPin,
) -> Result<Pin, Error> {
    let source = PinSource { key, block, binding: Binding::Format1 };
    scrubbed(engine, |engine| ciphered::decipher::<_, 8>(engine, &source))
}
