//! Encipherment and decipherment of one PIN block by the engine.

use ducat_hal::{DecipherPin, EncipherPin, NewPinBlock, PinBlockRandom};
use rand_core::TryCryptoRng;

use super::{Binding, EncipheredPin, PinSource, format0, format1, format3};
use crate::error::Error;
use crate::key::Key;
use crate::key::role::PinEncipher;
use crate::pin::Pin;

/// Enciphers a PIN into a block of `OCTETS`.
///
/// # Errors
/// [`Error::Algorithm`] unless the key is of the format's cipher; the engine's.
pub(super) fn encipher<E, const OCTETS: usize>(
    engine: &mut E,
    key: &Key<PinEncipher, E>,
    pin: &Pin,
    binding: Binding<'_>,
    random: &PinBlockRandom,
) -> Result<[u8; OCTETS], Error>
where
    E: EncipherPin<OCTETS>,
{
    let format = binding.format();
    if !format.accepts(key.attributes(engine).algorithm) {
        return Err(Error::Algorithm);
    }
    let new = NewPinBlock { format, pan: &binding.fields(), random };
    engine.encipher_pin(key.handle(), pin.digits(), &new).map_err(Error::engine)
}

/// Enciphers a PIN under a TDEA key, in the format of `binding`.
///
/// # Errors
/// [`Error::Algorithm`] for formats 2 and 4, and unless the key is a TDEA key; [`Error::Random`];
/// the engine's.
pub(crate) fn encipher_tdea<E, G>(
    engine: &mut E,
    rng: &mut G,
    key: &Key<PinEncipher, E>,
    pin: &Pin,
    binding: Binding<'_>,
) -> Result<EncipheredPin, Error>
where
    E: EncipherPin<8>,
    G: TryCryptoRng + ?Sized,
{
    match binding {
        Binding::Format0(pan) => format0::encipher(engine, key, pin, pan),
        Binding::Format1 => format1::encipher(engine, rng, key, pin),
        Binding::Format3(pan) => format3::encipher(engine, rng, key, pin, pan),
        Binding::Format2 | Binding::Format4(_) | Binding::Format4TwelveDigits(_) => {
            Err(Error::Algorithm)
        }
    }
}

/// Deciphers a block of `OCTETS`, and decodes it.
///
/// # Errors
/// [`Error::PinBlock`]; [`Error::Algorithm`] unless the key is of the format's cipher; the
/// engine's.
pub(super) fn decipher<E, const OCTETS: usize>(
    engine: &mut E,
    source: &PinSource<'_, E>,
) -> Result<Pin, Error>
where
    E: DecipherPin<OCTETS>,
{
    let format = source.format(engine)?;
    let octets = source.block.as_octets().try_into().map_err(|_| Error::PinBlock)?;
    let fields = source.binding.fields();
    let pin = engine.decipher_pin(source.key.handle(), format, octets, &fields);
    pin.map_err(Error::engine)?.map(Pin::of).ok_or(Error::PinBlock)
}
