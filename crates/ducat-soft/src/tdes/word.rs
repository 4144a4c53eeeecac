//! What the sliced form is made of: words whose bits are lanes.

use core::ops::{BitAnd, BitOr, BitXor, Not, Shl, Shr};

use super::bits::halves;

/// A word of so many lanes, a block in each.
pub(crate) trait Word:
    Copy
    + BitAnd<Output = Self>
    + BitOr<Output = Self>
    + BitXor<Output = Self>
    + Not<Output = Self>
    + Shl<usize, Output = Self>
    + Shr<usize, Output = Self>
{
    /// How many lanes there are.
    const LANES: usize;

    /// No bit in any lane.
    fn zero() -> Self;

    /// The lowest bits of a number.
    fn lowest(number: u64) -> Self;

    /// The number that has these bits, and zeros above.
    fn number(self) -> u64;
}

impl Word for u64 {
    const LANES: usize = 64;

    fn zero() -> Self {
        0
    }

    fn lowest(number: u64) -> Self {
        number
    }

    fn number(self) -> u64 {
        self
    }
}

impl Word for u32 {
    const LANES: usize = 32;

    fn zero() -> Self {
        0
    }

    fn lowest(number: u64) -> Self {
        halves(number).1
    }

    fn number(self) -> u64 {
        self.into()
    }
}

/// `N` squares of bits beside each other, each with a word for a row and the first column its
/// least significant bit: rows become columns.
pub(super) fn transpose<W: Word, const N: usize>(rows: &mut [[W; N]]) {
    // The lower of the two columns that each exchange is about.
    let mut mask = !W::zero();
    let mut side = W::LANES / 2;
    while side > 0 {
        mask = mask ^ mask << side;
        for square in rows.chunks_exact_mut(2 * side) {
            let (upper, lower) = square.split_at_mut(side);
            for (upper, lower) in upper.as_flattened_mut().iter_mut().zip(lower.as_flattened_mut())
            {
                let differing = (*upper >> side ^ *lower) & mask;
                *lower = *lower ^ differing;
                *upper = *upper ^ differing << side;
            }
        }
        side /= 2;
    }
}
