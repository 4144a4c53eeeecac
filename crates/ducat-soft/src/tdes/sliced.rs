//! DES on as many blocks as a word has bits, each under its own key: a word is one bit of all
//! blocks, a permutation costs nothing, an S-box is a circuit.
//!
//! This is for hosts; firmware that does not name it does not link it.

use super::rounds::Direction;
use super::sboxes::{s1, s2, s3, s4, s5, s6, s7, s8};
use super::tables::{PC_2, ROTATIONS};
use super::word::Word;
use super::{Block, parts};

/// Sixty-four bits in each lane, the least significant first.
///
/// # Secrets
/// It does not wipe itself, like any local: it belongs below a frame that wipes.
pub(crate) struct Sliced<W>([W; 64]);

impl<W: Word> Sliced<W> {
    /// A number in each lane: first those that are given, then zeros. Numbers beyond the last
    /// lane are left out.
    pub(crate) fn new(numbers: impl Iterator<Item = u64>) -> Self {
        Self(W::sliced(numbers))
    }

    /// The same number, which is not secret, in all lanes.
    pub(crate) fn splat(number: u64) -> Self {
        let mut words = [W::zero(); 64];
        let ones = (0..).zip(&mut words).filter(|(bit, _)| number >> bit & 1 == 1);
        ones.for_each(|(_, word)| *word = !W::zero());
        Self(words)
    }

    /// The numbers of all lanes, in order.
    pub(crate) fn each(&self, mut place: impl FnMut(u64)) {
        W::numbers(&self.0, &mut place);
    }

    /// Adds `other` in each lane, bit by bit.
    pub(crate) fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(sum, word)| *sum = *sum ^ *word);
    }

    /// Single DES: each block under the key in the same lane.
    pub(crate) fn des(&mut self, key: &Self, direction: Direction) {
        let mut halves = Halves::permuted(self);
        halves.run(key, direction);
        *self = halves.restored();
    }

    fn at(&self, bit: u8) -> W {
        self.0.get(usize::from(bit & 63)).copied().unwrap_or(W::zero())
    }
}

/// TDEA keys, one in each lane.
///
/// # Secrets
/// As of [`Sliced`].
pub(crate) struct SlicedKeys<W> {
    first: Sliced<W>,
    /// Not there if all are single DES keys.
    second: Option<Sliced<W>>,
    /// Not there if it is the first in all lanes.
    third: Option<Sliced<W>>,
}

impl<W: Word> SlicedKeys<W> {
    /// Keys of 8, 16 or 24 octets, in any mixture; `None` if one has another length. Keys beyond
    /// the last lane are left out.
    pub(crate) fn new(keys: &[&[u8]]) -> Option<Self> {
        if !keys.iter().all(|key| parts(key).is_some()) {
            return None;
        }
        let longest = keys.iter().map(|key| key.len()).max().unwrap_or_default();
        let part = |n: usize| {
            let number = |key: &&[u8]| parts(key).and_then(|parts| parts.get(n).copied());
            Sliced::new(keys.iter().filter_map(number))
        };
        Some(Self {
            first: part(0),
            second: (longest > 8).then(|| part(1)),
            third: (longest > 16).then(|| part(2)),
        })
    }

    /// Enciphers the block of each lane.
    pub(crate) fn encipher(&self, blocks: &mut [Block]) {
        self.passes(blocks, Direction::Encipher);
    }

    /// Deciphers the block of each lane.
    pub(crate) fn decipher(&self, blocks: &mut [Block]) {
        self.passes(blocks, Direction::Decipher);
    }

    fn passes(&self, blocks: &mut [Block], direction: Direction) {
        let numbers = blocks.iter().map(|block| u64::from_be_bytes(*block));
        let mut halves = Halves::permuted(&Sliced::<W>::new(numbers));
        let third = self.third.as_ref().unwrap_or(&self.first);
        let [first, last] = match direction {
            Direction::Encipher => [&self.first, third],
            Direction::Decipher => [third, &self.first],
        };
        halves.run(first, direction);
        if let Some(second) = &self.second {
            halves.run(second, direction.reversed());
            halves.run(last, direction);
        }
        let mut blocks = blocks.iter_mut();
        halves.restored().each(|number| {
            if let Some(block) = blocks.next() {
                *block = number.to_be_bytes();
            }
        });
    }
}

/// The halves of all blocks between the permutations: element n is bit n + 1 of the standard.
struct Halves<W> {
    left: [W; 32],
    right: [W; 32],
}

impl<W: Word> Halves<W> {
    fn permuted(blocks: &Sliced<W>) -> Self {
        Self { left: LEFT.map(|bit| blocks.at(bit)), right: LEFT.map(|bit| blocks.at(bit + 1)) }
    }

    fn restored(&self) -> Sliced<W> {
        let mut blocks = Sliced([W::zero(); 64]);
        let mut put = |bit: u8, word: &W| {
            if let Some(place) = blocks.0.get_mut(usize::from(bit)) {
                *place = *word;
            }
        };
        for (bit, (left, right)) in LEFT.into_iter().zip(self.left.iter().zip(&self.right)) {
            put(bit, left);
            put(bit + 1, right);
        }
        blocks
    }

    /// Sixteen rounds, and the exchange of the halves after the last.
    fn run(&mut self, key: &Sliced<W>, direction: Direction) {
        let Self { left, right } = self;
        let mut rounds = KEY_BITS.iter();
        let mut next = || match direction {
            Direction::Encipher => rounds.next(),
            Direction::Decipher => rounds.next_back(),
        };
        while let (Some(odd), Some(even)) = (next(), next()) {
            round(left, right, key, odd);
            round(right, left, key, even);
        }
        core::mem::swap(left, right);
    }
}

/// Adds f of `right` to `left`: for each box its inputs by E, and where P puts its outputs.
#[inline(never)]
fn round<W: Word>(
    left: &mut [W; 32],
    right: &[W; 32],
    key: &Sliced<W>,
    [k1, k2, k3, k4, k5, k6, k7, k8]: &[[u8; 6]; 8],
) {
    macro_rules! s_box {
        ($s_box:ident, $key:ident, [$($input:literal),+], [$($output:literal),+]) => {
            let mut bits = $key.iter().map(|bit| key.at(*bit));
            let mut input = |data: W| bits.next().map_or(data, |bit| data ^ bit);
            let mut outputs = $s_box([$(input(right[$input])),+]).into_iter();
            $(if let Some(output) = outputs.next() {
                left[$output] = left[$output] ^ output;
            })+
        };
    }
    s_box!(s1, k1, [31, 0, 1, 2, 3, 4], [8, 16, 22, 30]);
    s_box!(s2, k2, [3, 4, 5, 6, 7, 8], [12, 27, 1, 17]);
    s_box!(s3, k3, [7, 8, 9, 10, 11, 12], [23, 15, 29, 5]);
    s_box!(s4, k4, [11, 12, 13, 14, 15, 16], [25, 19, 9, 0]);
    s_box!(s5, k5, [15, 16, 17, 18, 19, 20], [7, 13, 24, 2]);
    s_box!(s6, k6, [19, 20, 21, 22, 23, 24], [3, 28, 10, 18]);
    s_box!(s7, k7, [23, 24, 25, 26, 27, 28], [31, 11, 21, 6]);
    s_box!(s8, k8, [27, 28, 29, 30, 31, 0], [4, 26, 14, 20]);
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

/// For each round and box, the bits of the key that are added to its inputs.
static KEY_BITS: [[[u8; 6]; 8]; 16] = key_bits();

#[expect(clippy::indexing_slicing, reason = "evaluated when it compiles")]
const fn key_bits() -> [[[u8; 6]; 8]; 16] {
    let mut bits = [[[0; 6]; 8]; 16];
    let mut n = 0;
    while n < 16 * 48 {
        let (round, place) = (n / 48, n % 48);
        let c_or_d = PC_2[place] - 1;
        let first = c_or_d / 28 * 28;
        let unrotated = first + (c_or_d - first + ROTATIONS[round]) % 28;
        bits[round][place / 6][place % 6] = 64 - pc_1(unrotated);
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
