//! Format 2: `2 L P…P F…F` (ISO 9564-1 9.3.4). For submission to an IC card, never online.

use ducat_hal::pin_field::FILL_NIBBLES;

use super::{ClearPinBlock, Format2};
use crate::error::Error;
use crate::pin::Pin;
use crate::secret::without_engine;

/// Encodes a PIN.
pub fn encode(pin: &Pin) -> ClearPinBlock<Format2> {
    without_engine(|| ClearPinBlock::encode(pin, &[0; FILL_NIBBLES], &[0; 8]))
}

/// Decodes a block.
///
/// # Errors
/// [`Error::PinBlock`] for whatever is wrong, in constant time.
pub fn decode(block: &ClearPinBlock<Format2>) -> Result<Pin, Error> {
    without_engine(|| block.decode(&[0; 8]))
}
