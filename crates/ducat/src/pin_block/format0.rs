//! Format 0: `0 L P…P F…F` exclusive-or the PAN field (ISO 9564-1 9.3.2).
//!
//! Control, length and the first two digits stand in clear: the PAN field begins with zeros. The
//! block is only as safe as its encipherment.

use ducat_hal::pin_field::FILL_NIBBLES;
use ducat_hal::{DecipherPin, EncipherPin, PinBlockRandom};

use super::{Binding, ClearPinBlock, EncipheredPin, Format0, PinSource, ciphered};
use crate::error::Error;
use crate::key::Key;
use crate::key::role::{PinDecipher, PinEncipher};
use crate::pan::Pan;
use crate::pin::Pin;
use crate::secret::{scrubbed, without_engine};

/// Encodes a PIN with a PAN.
///
/// ```
/// use ducat::{Pan, Pin, pin_block::format0};
/// let block = format0::encode(&Pin::from_ascii(b"1234")?, &Pan::from_ascii(b"5555555551234567")?);
/// assert_eq!(block.expose_secret(), &[0x04, 0x12, 0x61, 0xAA, 0xAA, 0xED, 0xCB, 0xA9]);
/// # Ok::<(), ducat::Error>(())
/// ```
pub fn encode(pin: &Pin, pan: &Pan) -> ClearPinBlock<Format0> {
    without_engine(|| ClearPinBlock::encode(pin, &[0; FILL_NIBBLES], &pan.format0_field()))
}

/// Decodes a block with the PAN that it was made for.
///
/// # Errors
/// [`Error::PinBlock`] for whatever is wrong, in constant time.
pub fn decode(block: &ClearPinBlock<Format0>, pan: &Pan) -> Result<Pin, Error> {
    without_engine(|| block.decode(&pan.format0_field()))
}

/// Enciphers a PIN with a PAN under a TDEA key.
///
/// There is no randomness in this format: the same PIN and PAN under the same key make the same
/// block. Use it with a key for each transaction, or take format 3 or 4.
///
/// # Errors
/// [`Error::Algorithm`] unless the key is a TDEA key; the engine's.
pub fn encipher<E: EncipherPin<8>>(
    engine: &mut E,
    key: &Key<PinEncipher, E>,
    pin: &Pin,
    pan: &Pan,
) -> Result<EncipheredPin, Error> {
    scrubbed(engine, |engine| {
        let octets =
            ciphered::encipher(engine, key, pin, Binding::Format0(pan), &PinBlockRandom::default());
        octets.map(EncipheredPin::Format0)
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
    let source = PinSource { key, block, binding: Binding::Format0(pan) };
    scrubbed(engine, |engine| ciphered::decipher::<_, 8>(engine, &source))
}
