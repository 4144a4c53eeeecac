//! The rounds on all lanes: what they take of the key, and what they do.

use super::Sliced;
use crate::tdes::rounds::Direction;
use crate::tdes::sboxes::{s1, s2, s3, s4, s5, s6, s7, s8};
use crate::tdes::tables::ROTATIONS;
use crate::tdes::word::Word;

/// The halves of all blocks between the permutations: element n is bit n + 1 of the standard.
pub(super) struct Halves<W, const N: usize> {
    left: [[W; N]; 32],
    right: [[W; N]; 32],
}

impl<W: Word, const N: usize> Halves<W, N> {
    pub(super) fn permuted(blocks: &Sliced<W, N>) -> Self {
        Self { left: LEFT.map(|bit| blocks.at(bit)), right: LEFT.map(|bit| blocks.at(bit + 1)) }
    }

    pub(super) fn restored(&self) -> Sliced<W, N> {
        let mut blocks = Sliced::zero();
        for (bit, (left, right)) in LEFT.into_iter().zip(self.left.iter().zip(&self.right)) {
            blocks.put(bit, left);
            blocks.put(bit + 1, right);
        }
        blocks
    }

    /// Sixteen rounds, and the exchange of the halves after the last.
    pub(super) fn run(&mut self, keys: &Sliced<W, N>, direction: Direction) {
        // C and D of all lanes, and once more behind themselves: so a rotation is a slice, and PC-2
        // finds each bit at a place that is known when it compiles.
        let (c, d) = (C.map(|bit| keys.at(bit)), D.map(|bit| keys.at(bit)));
        let rotated = |rotation: &u8| {
            let from = usize::from(*rotation)..;
            Some([c.get(from.clone())?.first_chunk()?, d.get(from)?.first_chunk()?])
        };
        let Self { left, right } = self;
        let mut rotations = ROTATIONS.iter();
        let mut next = || match direction {
            Direction::Encipher => rotations.next().and_then(rotated),
            Direction::Decipher => rotations.next_back().and_then(rotated),
        };
        while let (Some(odd), Some(even)) = (next(), next()) {
            round(left, right, odd);
            round(right, left, even);
        }
        core::mem::swap(left, right);
    }
}

/// C or D in one round.
type Rotated<W, const N: usize> = [[W; N]; 28];

/// Adds f of `right` to `left`: for each box the bits of the key by PC-2, its inputs by E, and
/// where P puts its outputs.
///
/// What is done for one word of a lane's `N` is done for the others: of four words of 32 bits,
/// compilers make one vector where the processor has any.
#[inline(never)]
fn round<W: Word, const N: usize>(
    left: &mut [[W; N]; 32],
    right: &[[W; N]; 32],
    [c, d]: [&Rotated<W, N>; 2],
) {
    for n in 0..N {
        let at = |words: &[W; N]| words.get(n).copied().unwrap_or(W::zero());
        macro_rules! s_box {
            ($s_box:ident, $key:ident, [$($bit:literal),+], [$($input:literal),+],
             [$($output:literal),+]) => {
                let mut outputs = $s_box([$(at(&right[$input]) ^ at(&$key[$bit])),+]).into_iter();
                $(if let (Some(sum), Some(output)) = (left[$output].get_mut(n), outputs.next()) {
                    *sum = *sum ^ output;
                })+
            };
        }
        s_box!(s1, c, [13, 16, 10, 23, 0, 4], [31, 0, 1, 2, 3, 4], [8, 16, 22, 30]);
        s_box!(s2, c, [2, 27, 14, 5, 20, 9], [3, 4, 5, 6, 7, 8], [12, 27, 1, 17]);
        s_box!(s3, c, [22, 18, 11, 3, 25, 7], [7, 8, 9, 10, 11, 12], [23, 15, 29, 5]);
        s_box!(s4, c, [15, 6, 26, 19, 12, 1], [11, 12, 13, 14, 15, 16], [25, 19, 9, 0]);
        s_box!(s5, d, [12, 23, 2, 8, 18, 26], [15, 16, 17, 18, 19, 20], [7, 13, 24, 2]);
        s_box!(s6, d, [1, 11, 22, 16, 4, 19], [19, 20, 21, 22, 23, 24], [3, 28, 10, 18]);
        s_box!(s7, d, [15, 20, 10, 27, 5, 24], [23, 24, 25, 26, 27, 28], [31, 11, 21, 6]);
        s_box!(s8, d, [17, 13, 21, 7, 0, 3], [27, 28, 29, 30, 31, 0], [4, 26, 14, 20]);
    }
}

/// The bits of a block that the initial permutation makes the left half; those of the right half
/// are one above each.
const LEFT: [u8; 32] = left();

#[expect(clippy::indexing_slicing, reason = "evaluated when it compiles")]
const fn left() -> [u8; 32] {
    let mut bits = [0; 32];
    let mut n = 0u8;
    while n < 32 {
        // Bits 58, 50, ... 2 of the standard, then those two further on.
        bits[n as usize] = 64 - (58 + n / 8 * 2 - n % 8 * 8);
        n += 1;
    }
    bits
}

/// The bits of a key that are C before any rotation, twice; and those that are D.
const C: [u8; 56] = c_or_d(0);
const D: [u8; 56] = c_or_d(28);

#[expect(clippy::indexing_slicing, reason = "evaluated when it compiles")]
const fn c_or_d(first: u8) -> [u8; 56] {
    let mut bits = [0; 56];
    let mut n = 0u8;
    while n < 56 {
        bits[n as usize] = 64 - pc_1(first + n % 28);
        n += 1;
    }
    bits
}

/// PC-1: columns of the key from the left into C, from the right into D, each from the bottom up;
/// the column in the middle is shared.
const fn pc_1(n: u8) -> u8 {
    match n {
        0..24 => 57 + n / 8 - n % 8 * 8,
        24..28 => 60 - (n - 24) * 8,
        28..52 => 63 - (n - 28) / 8 - (n - 28) % 8 * 8,
        _ => 28 - (n - 52) * 8,
    }
}
