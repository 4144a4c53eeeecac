//! Format 3: `3 L P…P x…x` exclusive-or the PAN field, each x random from A to F (ISO 9564-1
//! 9.3.5).

use rand_core::TryCryptoRng;

use super::field::{self, Fill, PLACES};
use super::{ClearPinBlock, Format3, fill};
use crate::error::Error;
use crate::pan::Pan;
use crate::pin::Pin;
use crate::secret::without_engine;

/// Encodes a PIN with a PAN and unbiased random fill: one octet of randomness for each fill
/// nibble, drawn again where it makes none of the six letters.
///
/// # Errors
/// [`Error::Random`] if the source fails, or gives 1,024 octets without enough letters.
pub fn encode<G>(rng: &mut G, pin: &Pin, pan: &Pan) -> Result<ClearPinBlock<Format3>, Error>
where
    G: TryCryptoRng + ?Sized,
{
    let fill = fill::letters(rng, PLACES.saturating_sub(pin.len()))?;
    Ok(without_engine(|| {
        ClearPinBlock::from_nibbles(&field::encode(3, pin, &fill), &pan.format0_field())
    }))
}

/// Decodes a block with the PAN that it was made for.
///
/// # Errors
/// [`Error::PinBlock`] for whatever is wrong, in constant time.
pub fn decode(block: &ClearPinBlock<Format3>, pan: &Pan) -> Result<Pin, Error> {
    without_engine(|| field::decode(3, &block.to_nibbles(&pan.format0_field()), Fill::Letters))
}
