//! Format 3: `3 L P…P x…x` exclusive-or the PAN field, each x random from A to F (ISO 9564-1
//! 9.3.5).

use ducat_hal::pin_field::FILL_NIBBLES;
use ducat_hal::{DecipherPin, EncipherPin};
use rand_core::TryCryptoRng;

use super::{Binding, ClearPinBlock, EncipheredPin, Format, Format3, PinSource, ciphered, fill};
use crate::error::Error;
use crate::key::Key;
use crate::key::role::{PinDecipher, PinEncipher};
use crate::pan::Pan;
use crate::pin::Pin;
use crate::secret::{scrubbed, without_engine};

/// Encodes a PIN with a PAN and unbiased random fill: one octet of randomness for each fill
/// nibble, drawn again where it makes none of the six letters.
///
/// # Errors
/// [`Error::Random`] if the source fails, or gives 1,024 octets without enough letters.
pub fn encode<G>(rng: &mut G, pin: &Pin, pan: &Pan) -> Result<ClearPinBlock<Format3>, Error>
where
    G: TryCryptoRng + ?Sized,
{
    let fill = fill::letters(rng, FILL_NIBBLES.saturating_sub(pin.len()))?;
    Ok(without_engine(|| ClearPinBlock::encode(pin, &fill, &pan.format0_field())))
}

/// Decodes a block with the PAN that it was made for.
///
/// # Errors
/// [`Error::PinBlock`] for whatever is wrong, in constant time.
pub fn decode(block: &ClearPinBlock<Format3>, pan: &Pan) -> Result<Pin, Error> {
    without_engine(|| block.decode(&pan.format0_field()))
}

/// Enciphers a PIN with a PAN under a TDEA key. Draws 10 octets of randomness, and more where one
/// makes none of the six letters.
///
/// # Errors
/// [`Error::Random`] if the source fails, or gives 1,024 octets without enough letters;
/// [`Error::Algorithm`] unless the key is a TDEA key; the engine's.
pub fn encipher<E, G>(
    engine: &mut E,
    rng: &mut G,
    key: &Key<PinEncipher, E>,
    pin: &Pin,
    pan: &Pan,
) -> Result<EncipheredPin, Error>
where
    E: EncipherPin<8>,
    G: TryCryptoRng + ?Sized,
{
    scrubbed(engine, |engine| {
        let random = fill::random(rng, Format::Format3)?;
        let octets = ciphered::encipher(engine, key, pin, Binding::Format3(pan), &random);
        octets.map(EncipheredPin::Format3)
    })
}

/// Deciphers a block with the PAN that it was made for, and decodes it.
///
/// # Errors
/// [`Error::PinBlock`] for whatever is wrong with the block, in constant time;
/// [`Error::Algorithm`] unless the key is a TDEA key; the engine's.
pub fn decipher<E: DecipherPin<8>>(
    engine: &mut E,
    key: &Key<PinDecipher, E>,
    block: &EncipheredPin,
    pan: &Pan,
) -> Result<Pin, Error> {
    let source = PinSource { key, block, binding: Binding::Format3(pan) };
    scrubbed(engine, |engine| ciphered::decipher::<_, 8>(engine, &source))
}
