//! Format 4: AES, the PIN field and the PAN field enciphered in turn under one key (ISO 9564-1
//! 9.4).
//!
//! ```text
//! PIN field   4 | L | PIN digits | A … A | 8 random octets
//! PAN field   M | PAN digits, check digit included | 0 … 0
//! block       E(E(PIN field) ⊕ PAN field)
//! ```

use ducat_hal::{Block, DecipherPin, EncipherPin};
use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::EncipheredPinBlock;
use super::field::{self, Fill, PLACES};
use super::nibbles;
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
/// The PIN field is wiped; the caller keeps `pin` and drops it as soon as this returns.
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
    if !key.attributes(engine).algorithm.is_aes() {
        return Err(Error::Algorithm);
    }
    scrubbed(engine, |engine| {
        let field = pin_field(rng, pin)?;
        let block = engine.encipher_pin(key.handle(), &field, &pan.format4_field());
        block.map(EncipheredPinBlock).map_err(Error::engine)
    })
}

/// Deciphers a block with the PAN that it was made for, and decodes it.
///
/// For an issuer that verifies the PIN. Who only passes it on translates the block instead, and
/// never holds a PIN: [`translate_format4`](super::translate_format4).
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
    if !key.attributes(engine).algorithm.is_aes() {
        return Err(Error::Algorithm);
    }
    scrubbed(engine, |engine| {
        let mut field = Zeroizing::new([0; 16]);
        engine
            .decipher_pin(key.handle(), &block.0, &pan.format4_field(), &mut field)
            .map_err(Error::engine)?;
        decode_field(&field)
    })
}

/// The PIN field, 16 octets: 16 nibbles of control, length, digits and fill, 8 random octets.
fn pin_field<G>(rng: &mut G, pin: &Pin) -> Result<Zeroizing<Block>, Error>
where
    G: TryCryptoRng + ?Sized,
{
    let mut field = Zeroizing::new([0; 16]);
    let (control_half, random_half) = field.split_at_mut(8);
    rng.try_fill_bytes(random_half).map_err(|_| Error::Random)?;
    let nibbles = field::encode(4, pin, &[0xA; PLACES]);
    control_half.copy_from_slice(&nibbles::join::<8, 16>(&nibbles));
    Ok(field)
}

/// Checks a PIN field and takes the PIN out of it.
fn decode_field(field: &Block) -> Result<Pin, Error> {
    let nibbles = Zeroizing::new(nibbles::split::<16, 32>(field));
    let (control_half, _) = nibbles.split_first_chunk::<16>().ok_or(Error::PinBlock)?;
    field::decode(4, control_half, Fill::Exactly(0xA))
}
