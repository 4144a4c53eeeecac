//! Format 4: AES, the PIN field and the PAN field enciphered in turn under one key (ISO 9564-1
//! 9.4).
//!
//! ```text
//! PIN field   4 | L | PIN digits | A … A | 8 random octets
//! PAN field   M | PAN digits, check digit included | 0 … 0
//! block       E(E(PIN field) ⊕ PAN field)
//! ```

use ducat_hal::{DecipherPin, EncipherPin};
use rand_core::TryCryptoRng;

use super::{Binding, EncipheredPinBlock, Format, PinSource, ciphered, fill};
use crate::error::Error;
use crate::key::Key;
use crate::key::role::{PinDecipher, PinEncipher};
use crate::pan::Pan;
use crate::pin::Pin;
use crate::secret::scrubbed;

/// Enciphers a PIN with a PAN under an AES key. Draws 8 octets of randomness.
///
/// # Standard
/// ISO 9564-1 9.4.2.3.
///
/// # Secrets
/// The PIN field exists within the engine's call alone; the caller keeps `pin` and drops it as soon
/// as this returns.
///
/// # Errors
/// [`Error::Random`] if the source fails; [`Error::Algorithm`] unless the key is an AES key; the
/// engine's.
pub fn encipher<E, G>(
    engine: &mut E,
    rng: &mut G,
    key: &Key<PinEncipher, E>,
    pin: &Pin,
    pan: &Pan,
) -> Result<EncipheredPinBlock, Error>
where
    E: EncipherPin,
    G: TryCryptoRng + ?Sized,
{
    encipher_bound(engine, rng, key, pin, Binding::Format4(pan))
}

/// Deciphers a block with the PAN that it was made for, and decodes it.
///
/// For an issuer that has no other way to verify the PIN. Who only passes it on translates the
/// block instead, and never holds a PIN: [`translate`](super::translate()).
///
/// # Standard
/// ISO 9564-1 9.4.2.4. The random half of the field is not checked.
///
/// # Errors
/// [`Error::PinBlock`] for whatever is wrong with the block, in constant time;
/// [`Error::Algorithm`] unless the key is an AES key; the engine's.
pub fn decipher<E: DecipherPin>(
    engine: &mut E,
    key: &Key<PinDecipher, E>,
    block: &EncipheredPinBlock,
    pan: &Pan,
) -> Result<Pin, Error> {
    decipher_bound(engine, key, block, Binding::Format4(pan))
}

/// As [`encipher`], bound to twelve digits of the PAN: for peers that know no other, and only for
/// them. What is known of it stands at [`Binding::Format4TwelveDigits`].
///
/// # Errors
/// As [`encipher`].
pub fn encipher_with_12_digits<E, G>(
    engine: &mut E,
    rng: &mut G,
    key: &Key<PinEncipher, E>,
    pin: &Pin,
    pan: &Pan,
) -> Result<EncipheredPinBlock, Error>
where
    E: EncipherPin,
    G: TryCryptoRng + ?Sized,
{
    encipher_bound(engine, rng, key, pin, Binding::Format4TwelveDigits(pan))
}

/// As [`decipher`], for a block that is bound to twelve digits of the PAN.
///
/// # Errors
/// As [`decipher`].
pub fn decipher_with_12_digits<E: DecipherPin>(
    engine: &mut E,
    key: &Key<PinDecipher, E>,
    block: &EncipheredPinBlock,
    pan: &Pan,
) -> Result<Pin, Error> {
    decipher_bound(engine, key, block, Binding::Format4TwelveDigits(pan))
}

fn encipher_bound<E, G>(
    engine: &mut E,
    rng: &mut G,
    key: &Key<PinEncipher, E>,
    pin: &Pin,
    binding: Binding<'_>,
) -> Result<EncipheredPinBlock, Error>
where
    E: EncipherPin,
    G: TryCryptoRng + ?Sized,
{
    scrubbed(engine, |engine| {
        let random = fill::random(rng, Format::Format4)?;
        ciphered::encipher(engine, key, pin, binding, &random).map(EncipheredPinBlock)
    })
}

fn decipher_bound<E: DecipherPin>(
    engine: &mut E,
    key: &Key<PinDecipher, E>,
    block: &EncipheredPinBlock,
    binding: Binding<'_>,
) -> Result<Pin, Error> {
    scrubbed(engine, |engine| {
        let source = PinSource { key, block: &(*block).into(), binding };
        ciphered::decipher::<_, 16>(engine, &source)
    })
}
