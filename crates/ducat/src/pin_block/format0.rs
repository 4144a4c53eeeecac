//! Format 0: `0 L P…P F…F` exclusive-or the PAN field (ISO 9564-1 9.3.2).
//!
//! Control, length and the first two digits stand in clear: the PAN field begins with zeros. The
//! block is only as safe as its encipherment.

use super::field::{self, Fill, PLACES};
use super::{ClearPinBlock, Format0};
use crate::error::Error;
use crate::pan::Pan;
use crate::pin::Pin;
use crate::secret::without_engine;

/// Encodes a PIN with a PAN.
///
/// ```
/// use ducat::{Pan, Pin, pin_block::format0};
/// let block = format0::encode(&Pin::from_ascii(b"1234")?, &Pan::from_ascii(b"5555555551234567")?);
/// assert_eq!(block.expose_secret(), &[0x04, 0x12, 0x61, 0xAA, 0xAA, 0xED, 0xCB, 0xA9]);
/// # Ok::<(), ducat::Error>(())
/// ```
pub fn encode(pin: &Pin, pan: &Pan) -> ClearPinBlock<Format0> {
    without_engine(|| {
        ClearPinBlock::from_nibbles(&field::encode(0, pin, &[0xF; PLACES]), &pan.format0_field())
    })
}

/// Decodes a block with the PAN that it was made for.
///
/// # Errors
/// [`Error::PinBlock`] for whatever is wrong, in constant time.
pub fn decode(block: &ClearPinBlock<Format0>, pan: &Pan) -> Result<Pin, Error> {
    without_engine(|| field::decode(0, &block.to_nibbles(&pan.format0_field()), Fill::Exactly(0xF)))
}
