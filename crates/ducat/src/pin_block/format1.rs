//! Format 1: `1 L P…P x…x`, x random (ISO 9564-1 9.3.3). For when no PAN is at hand.

use rand_core::TryCryptoRng;

use super::field::{self, Fill, PLACES};
use super::{ClearPinBlock, Format1, fill};
use crate::error::Error;
use crate::pin::Pin;
use crate::secret::without_engine;

/// Encodes a PIN with random fill, one octet of randomness for each fill nibble.
///
/// # Errors
/// [`Error::Random`] if the source fails.
pub fn encode<G>(rng: &mut G, pin: &Pin) -> Result<ClearPinBlock<Format1>, Error>
where
    G: TryCryptoRng + ?Sized,
{
    let fill = fill::anything(rng, PLACES.saturating_sub(pin.len()))?;
    Ok(without_engine(|| ClearPinBlock::from_nibbles(&field::encode(1, pin, &fill), &[0; 8])))
}

/// Decodes a block. The fill may be anything.
///
/// # Errors
/// [`Error::PinBlock`] for whatever is wrong, in constant time.
pub fn decode(block: &ClearPinBlock<Format1>) -> Result<Pin, Error> {
    without_engine(|| field::decode(1, &block.to_nibbles(&[0; 8]), Fill::Anything))
}
