//! The PIN field common to all formats: control nibble, length, digits, fill; 16 nibbles.
//!
//! Written and checked without a branch, index or early exit that depends on a digit, the length
//! or the fill.

use subtle::ConstantTimeLess;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq, ConstantTimeGreater};
use zeroize::Zeroizing;

use crate::error::Error;
use crate::pin::{MAX_PIN_DIGITS, MIN_PIN_DIGITS, Pin};

/// What stands behind the digits.
#[derive(Clone, Copy)]
pub(super) enum Fill {
    /// This nibble everywhere.
    Exactly(u8),
    /// A random nibble, A to F, in each place.
    Letters,
    /// A random nibble in each place.
    Anything,
}

/// Nibbles between the length and the end of the field.
pub(super) const PLACES: usize = 14;

#[expect(clippy::cast_possible_truncation, reason = "4 and 12")]
const SHORTEST: u8 = MIN_PIN_DIGITS as u8;
#[expect(clippy::cast_possible_truncation, reason = "4 and 12")]
const LONGEST: u8 = MAX_PIN_DIGITS as u8;

/// Writes the field; `fill` gives the nibble of each of the 14 places that no digit takes.
pub(super) fn encode(control: u8, pin: &Pin, fill: &[u8; PLACES]) -> Zeroizing<[u8; 16]> {
    let mut nibbles = Zeroizing::new([0; 16]);
    let length = u8::try_from(pin.len()).unwrap_or(0);
    let [c, l, places @ ..] = &mut *nibbles;
    *c = control;
    *l = length;
    let digits = pin.padded().iter().copied().chain([0; PLACES - MAX_PIN_DIGITS]);
    for (((place, to), digit), filler) in (0u8..).zip(places).zip(digits).zip(fill) {
        *to = u8::conditional_select(filler, &digit, place.ct_lt(&length));
    }
    nibbles
}

/// Checks the field and takes the PIN out of it.
///
/// # Errors
/// [`Error::PinBlock`], the same and in the same time whatever is wrong.
pub(super) fn decode(control: u8, nibbles: &[u8; 16], fill: Fill) -> Result<Pin, Error> {
    let [c, length, places @ ..] = nibbles;
    let mut valid = c.ct_eq(&control);
    valid &= !length.ct_lt(&SHORTEST) & !length.ct_gt(&LONGEST);

    let mut digits = Zeroizing::new([0; MAX_PIN_DIGITS]);
    let mut slots = digits.iter_mut();
    for (place, nibble) in (0u8..).zip(places) {
        let is_digit = place.ct_lt(length);
        let fits = match fill {
            Fill::Exactly(filler) => nibble.ct_eq(&filler),
            Fill::Letters => nibble.ct_gt(&9),
            Fill::Anything => Choice::from(1),
        };
        valid &= Choice::conditional_select(&fits, &nibble.ct_lt(&10), is_digit);
        if let Some(slot) = slots.next() {
            *slot = u8::conditional_select(&0, nibble, is_digit);
        }
    }

    // One decision, after everything has been looked at.
    if bool::from(valid) { Ok(Pin::from_checked(&digits, *length)) } else { Err(Error::PinBlock) }
}
