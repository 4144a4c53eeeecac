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
    fn zero() -> Self;

    /// Word n has bit n of each lane's number, the least significant being bit 0. Lanes for which
    /// there is no number are zero; numbers beyond the last lane are left out.
    fn sliced(numbers: impl Iterator<Item = u64>) -> [Self; 64];

    /// The numbers of all lanes, in order.
    fn numbers(words: &[Self; 64], place: impl FnMut(u64));
}

impl Word for u64 {
    const LANES: usize = 64;

    fn zero() -> Self {
        0
    }

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

    fn zero() -> Self {
        0
    }

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
