//! What the sliced form is made of: words whose bits are lanes.

use core::ops::{BitAnd, BitOr, BitXor, Not};

use super::bits::{halves, joined, transpose_squares};

/// A word of so many lanes, a block in each.
pub(crate) trait Word:
    Copy + BitAnd<Output = Self> + BitOr<Output = Self> + BitXor<Output = Self> + Not<Output = Self>
{
    /// How many lanes there are.
    const LANES: usize;

    /// No bit in any lane.
    const ZERO: Self;

    /// Word n has bit n of each lane's number, the least significant being bit 0. Lanes for which
    /// there is no number are zero; numbers beyond the last lane are left out.
    fn sliced(numbers: impl Iterator<Item = u64>) -> [Self; 64];

    /// The numbers of all lanes, in order.
    fn numbers(words: &[Self; 64], place: impl FnMut(u64));
}

impl Word for u64 {
    const LANES: usize = 64;
    const ZERO: Self = 0;

    fn sliced(numbers: impl Iterator<Item = u64>) -> [Self; 64] {
        let mut words = [0; 64];
        words.iter_mut().zip(numbers).for_each(|(word, number)| *word = number);
        transpose_squares(&mut words);
        words
    }

    fn numbers(words: &[Self; 64], place: impl FnMut(u64)) {
        let mut numbers = *words;
        transpose_squares(&mut numbers);
        numbers.into_iter().for_each(place);
    }
}

impl Word for u32 {
    const LANES: usize = 32;
    const ZERO: Self = 0;

    fn sliced(numbers: impl Iterator<Item = u64>) -> [Self; 64] {
        let mut squares = [0; 32];
        squares.iter_mut().zip(numbers).for_each(|(word, number)| *word = number);
        transpose_squares(&mut squares);
        let mut words = [0; 64];
        let (lower, upper) = words.split_at_mut(32);
        for ((lower, upper), square) in lower.iter_mut().zip(upper).zip(squares) {
            (*upper, *lower) = halves(square);
        }
        words
    }

    fn numbers(words: &[Self; 64], place: impl FnMut(u64)) {
        let (lower, upper) = words.split_at(32);
        let mut squares = [0; 32];
        for (square, (lower, upper)) in squares.iter_mut().zip(lower.iter().zip(upper)) {
            *square = joined(*upper, *lower);
        }
        transpose_squares(&mut squares);
        squares.into_iter().for_each(place);
    }
}

/// Several words side by side, which the compiler puts into one register where it has one.
#[derive(Clone, Copy)]
pub(crate) struct Wide<const N: usize>([u64; N]);

macro_rules! lane_by_lane {
    ($($trait:ident, $method:ident;)*) => {$(
        impl<const N: usize> $trait for Wide<N> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                let mut result = self.0;
                result.iter_mut().zip(other.0).for_each(|(a, b)| *a = $trait::$method(*a, b));
                Self(result)
            }
        }
    )*};
}

lane_by_lane! {
    BitAnd, bitand;
    BitOr, bitor;
    BitXor, bitxor;
}

impl<const N: usize> Not for Wide<N> {
    type Output = Self;
    #[inline(always)]
    fn not(self) -> Self {
        Self(self.0.map(|word| !word))
    }
}

impl<const N: usize> Word for Wide<N> {
    const LANES: usize = 64 * N;
    const ZERO: Self = Self([0; N]);

    fn sliced(mut numbers: impl Iterator<Item = u64>) -> [Self; 64] {
        let mut words = [Self::ZERO; 64];
        for n in 0..N {
            let part = u64::sliced(numbers.by_ref().take(64));
            for (word, part) in words.iter_mut().zip(part) {
                if let Some(place) = word.0.get_mut(n) {
                    *place = part;
                }
            }
        }
        words
    }

    fn numbers(words: &[Self; 64], mut place: impl FnMut(u64)) {
        for n in 0..N {
            let part = words.each_ref().map(|word| word.0.get(n).copied().unwrap_or_default());
            u64::numbers(&part, &mut place);
        }
    }
}
