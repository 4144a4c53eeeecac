//! The rounds on one block: all eight S-boxes at once, in one word of 64 bits.
//!
//! Each output bit of an S-box is a polynomial over GF(2) in the box's six input bits. All 32 are
//! evaluated together: a word has a lane for each, and one constant word holds the coefficient
//! that a monomial has in each of them. With one input bit after the other factored out, that is
//! a tree of 31 nodes, an AND and an XOR each; the last bit is factored out between the two halves
//! of the word. The tree is walked whole, in the same order, whatever the key and the data are.

use super::bits::{exchanged, halves, joined, transposed};
use super::schedule::Schedule;
use super::tables::{P, S_BOXES};

/// Which way through the round keys. Not a secret.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Encipher,
    Decipher,
}

impl Direction {
    pub(super) const fn reversed(self) -> Self {
        match self {
            Self::Encipher => Self::Decipher,
            Self::Decipher => Self::Encipher,
        }
    }
}

/// The halves of a block between the permutations, bit 1 of the standard the most significant.
pub(super) struct Halves {
    left: u32,
    right: u32,
}

impl Halves {
    /// The initial permutation: bits become rows, the even ones the left half.
    pub(super) const fn permuted(block: u64) -> Self {
        let rows = transposed(block.swap_bytes());
        let rows = exchanged(rows, 8, 0x0000_FF00_0000_FF00);
        let (right, left) = halves(exchanged(rows, 16, 0x0000_0000_FFFF_0000));
        Self { left, right }
    }

    /// The inverse of the initial permutation.
    pub(super) const fn restored(&self) -> u64 {
        let rows = exchanged(joined(self.right, self.left), 16, 0x0000_0000_FFFF_0000);
        let rows = exchanged(rows, 8, 0x0000_FF00_0000_FF00);
        transposed(rows).swap_bytes()
    }
}

/// Sixteen rounds on each block under its own key, and the exchange of the halves after the last:
/// the permutations between one DES and the next cancel out.
///
/// The blocks go through each round together: where a processor has instructions to spare, some
/// of them cost no time.
#[inline(never)]
pub(super) fn run(blocks: &mut [Halves], schedules: &[&Schedule], direction: Direction) {
    for round in 0..16 {
        let round = match direction {
            Direction::Encipher => round,
            Direction::Decipher => 15 - round,
        };
        for (block, schedule) in blocks.iter_mut().zip(schedules) {
            let next = block.left ^ f(block.right, schedule.round(round));
            block.left = core::mem::replace(&mut block.right, next);
        }
    }
    for block in blocks {
        core::mem::swap(&mut block.left, &mut block.right);
    }
}

/// The cipher function f. A round key has its bits where the expansion E finds those of `right`:
/// the lower half for the inner four inputs of each box, the upper for the outer two.
#[inline(always)]
fn f(right: u32, key: u64) -> u32 {
    let (outer_key, inner_key) = halves(key);
    // A nibble is the inner four inputs of its box; the outer two belong to its neighbours.
    let inner = right ^ inner_key;
    let before = right.rotate_right(4) & 0x1111_1111;
    let after = right.rotate_left(4) & 0x8888_8888;
    let outer = (before | after) ^ outer_key;

    let both = |lanes| joined(lanes, lanes);
    let [a, b, c, d] = [inner, inner >> 1, inner >> 2, inner >> 3].map(|bits| both(lanes(bits)));
    let (first, last) = (both(lanes(outer)), lanes(outer >> 3));
    let sum = node(&POLYNOMIALS, first, |half| {
        node(half, d, |half| node(half, c, |half| node(half, b, |[one, x]| one ^ x & a)))
    });
    let (with_last, without) = halves(sum);
    let outputs = without ^ with_last & last;
    MOVES.iter().fold(0, |sum, move_| sum ^ (outputs & move_.mask).rotate_right(move_.distance))
}

/// The least significant bit of each nibble, over the whole nibble. In 64 bits, compilers for
/// some small processors would make a multiplication of it, whose time varies on some.
const fn lanes(word: u32) -> u32 {
    let bits = word & 0x1111_1111;
    (bits << 4).wrapping_sub(bits)
}

/// The polynomial from its parts: that without the factor `bit`, and that with it.
#[inline(always)]
fn node<T>([without, with]: &[T; 2], bit: u64, below: impl Fn(&T) -> u64) -> u64 {
    // Only to see whether the check for it finds a decision on a secret: skips what counts for
    // nothing.
    #[cfg(ducat_leaky)]
    if bit == 0 {
        return below(without);
    }
    below(without) ^ below(with) & bit
}

type Pair<T> = [T; 2];

/// The coefficients: outermost, without and with the first input bit of each box; then likewise
/// the second to the fifth. The lower half of a word is without the sixth, the upper half with it.
static POLYNOMIALS: Pair<Pair<Pair<Pair<Pair<u64>>>>> = polynomials();

/// The lane of each output bit of each box, in its nibble, 0 the most significant. A box's outputs
/// may stand in any order: a search found this one, in which P is eight rotations.
const PLACES: [[usize; 4]; 8] = [
    [0, 3, 1, 2],
    [0, 2, 3, 1],
    [2, 0, 3, 1],
    [1, 0, 3, 2],
    [2, 3, 1, 0],
    [3, 0, 1, 2],
    [0, 1, 3, 2],
    [1, 2, 0, 3],
];

/// Bits of the outputs that P moves by the same distance.
struct Move {
    mask: u32,
    distance: u32,
}

static MOVES: [Move; 8] = moves([7, 8, 12, 13, 18, 21, 26, 28]);

/// Where an output bit of all boxes in a row stands, 0 the most significant.
#[expect(clippy::indexing_slicing, reason = "evaluated when it compiles")]
const fn place(output: usize) -> usize {
    output / 4 * 4 + PLACES[output / 4][output % 4]
}

#[expect(clippy::indexing_slicing, reason = "evaluated when it compiles")]
const fn moves<const N: usize>(distances: [u32; N]) -> [Move; N] {
    let mut moves = [const { Move { mask: 0, distance: 0 } }; N];
    let mut covered = 0;
    let mut n = 0;
    while n < N {
        moves[n].distance = distances[n];
        let mut to = 0;
        while to < 32 {
            let from = place(P[to] as usize - 1);
            if (from + distances[n] as usize) % 32 == to {
                moves[n].mask |= 1 << (31 - from);
            }
            to += 1;
        }
        covered |= moves[n].mask;
        n += 1;
    }
    assert!(covered == u32::MAX, "P is these rotations");
    moves
}

/// The coefficient of a monomial is the sum of the outputs for all inputs that it covers.
#[expect(clippy::indexing_slicing, reason = "evaluated when it compiles")]
const fn polynomials() -> Pair<Pair<Pair<Pair<Pair<u64>>>>> {
    let mut words = [[[[[0; 2]; 2]; 2]; 2]; 2];
    // Inputs and monomials as the standard numbers inputs: the first bit is the most significant.
    let mut monomial = 0;
    while monomial < 64 {
        let mut word = 0;
        let mut output = 0;
        while output < 32 {
            let mut input = 0;
            while input < 64 {
                if input & monomial == input {
                    let row = input >> 4 & 2 | input & 1;
                    let value = S_BOXES[output / 4][16 * row + (input >> 1 & 15)] as u64;
                    let value = value >> (3 - output % 4) & 1;
                    word ^= value << (31 - place(output));
                }
                input += 1;
            }
            output += 1;
        }
        words[monomial >> 5][monomial >> 4 & 1][monomial >> 3 & 1][monomial >> 2 & 1]
            [monomial >> 1 & 1] |= word << (32 * (monomial & 1));
        monomial += 1;
    }
    words
}
