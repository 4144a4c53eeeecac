//! DES on as many blocks as a few words have bits, each under its own key: a word is one bit of
//! its blocks, a permutation costs nothing, an S-box is a circuit.
//!
//! This is for hosts; firmware that does not name it does not link it.

mod rounds;

use self::rounds::Halves;
use super::rounds::Direction;
use super::word::{Word, transpose};
use super::{Block, parts};

/// As many lanes as a vector of 128 bits has, and such vectors x86-64 and AArch64 always have: it
/// takes hardly longer than one word of 64 does.
pub(crate) type Wide = Sliced<u32, 4>;

/// Sixty-four bits in each lane, the least significant first. `N` words are one bit of all lanes.
///
/// # Secrets
/// It does not wipe itself, like any local: it belongs below a frame that wipes.
pub(crate) struct Sliced<W, const N: usize = 1>([[W; N]; 64]);

impl<W: Word, const N: usize> Sliced<W, N> {
    /// How many lanes there are.
    pub(crate) const LANES: usize = N * W::LANES;

    /// A number in each lane: first those that are given, then zeros. `None` if there are more
    /// than lanes.
    pub(crate) fn new(mut numbers: impl Iterator<Item = u64>) -> Option<Self> {
        let sliced = Self::first(&mut numbers);
        numbers.next().is_none().then_some(sliced)
    }

    /// A number in each lane: those that are first, then zeros.
    fn first(numbers: &mut impl Iterator<Item = u64>) -> Self {
        let mut sliced = Self::zero();
        for (lane, number) in (0..Self::LANES).zip(numbers) {
            for (n, square) in sliced.squares().enumerate() {
                if let Some(row) = square.as_flattened_mut().get_mut(lane) {
                    *row = W::lowest(number >> (n * W::LANES));
                }
            }
        }
        sliced.squares().for_each(transpose);
        sliced
    }

    /// The same number, which is not secret, in all lanes.
    pub(crate) fn splat(number: u64) -> Self {
        let mut sliced = Self::zero();
        let ones = (0..).zip(&mut sliced.0).filter(|(bit, _)| number >> bit & 1 == 1);
        ones.for_each(|(_, words)| *words = [!W::zero(); N]);
        sliced
    }

    /// The numbers of all lanes, in order.
    pub(crate) fn each(&self, mut place: impl FnMut(u64)) {
        let mut sliced = Self(self.0);
        sliced.squares().for_each(transpose);
        for lane in 0..Self::LANES {
            let mut number = 0;
            for (n, square) in sliced.squares().enumerate() {
                let row = square.as_flattened().get(lane);
                number |= row.map_or(0, |row| row.number() << (n * W::LANES));
            }
            place(number);
        }
    }

    /// Adds `other` in each lane, bit by bit.
    pub(crate) fn add(&mut self, other: &Self) {
        let (sums, words) = (self.0.as_flattened_mut(), other.0.as_flattened());
        sums.iter_mut().zip(words).for_each(|(sum, word)| *sum = *sum ^ *word);
    }

    /// Single DES: each block under the key in the same lane.
    pub(crate) fn des(&mut self, key: &Self, direction: Direction) {
        let mut halves = Halves::permuted(self);
        halves.run(key, direction);
        *self = halves.restored();
    }

    /// As many rows as a word has bits, the least significant bits of the numbers first.
    fn squares(&mut self) -> impl Iterator<Item = &mut [[W; N]]> {
        self.0.chunks_exact_mut(W::LANES)
    }

    fn zero() -> Self {
        Self([[W::zero(); N]; 64])
    }

    fn at(&self, bit: u8) -> [W; N] {
        self.0.get(usize::from(bit & 63)).copied().unwrap_or([W::zero(); N])
    }

    fn put(&mut self, bit: u8, words: &[W; N]) {
        if let Some(place) = self.0.get_mut(usize::from(bit & 63)) {
            *place = *words;
        }
    }
}

/// TDEA keys, one in each lane.
///
/// # Secrets
/// As of [`Sliced`].
pub(crate) struct SlicedKeys<W, const N: usize = 1> {
    first: Sliced<W, N>,
    /// Not there if all are single DES keys.
    second: Option<Sliced<W, N>>,
    /// Not there if it is the first in all lanes.
    third: Option<Sliced<W, N>>,
    /// Lanes that have a key.
    lanes: usize,
}

/// More blocks than there are keys.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NoKey;

impl<W: Word, const N: usize> SlicedKeys<W, N> {
    /// Keys of 8, 16 or 24 octets, in any mixture; `None` if one has another length, or if there
    /// are more than lanes.
    pub(crate) fn new(keys: &[&[u8]]) -> Option<Self> {
        if keys.len() > Sliced::<W, N>::LANES {
            return None;
        }
        let longest =
            keys.iter().try_fold(0, |longest, key| parts(key).map(|_| key.len().max(longest)))?;
        let part = |n: usize| {
            let mut numbers = keys.iter().map(|key| {
                let (parts, _) = key.as_chunks();
                parts.get(n).or(parts.first()).map_or(0, |part| u64::from_be_bytes(*part))
            });
            Sliced::first(&mut numbers)
        };
        Some(Self {
            first: part(0),
            second: (longest > 8).then(|| part(1)),
            third: (longest > 16).then(|| part(2)),
            lanes: keys.len(),
        })
    }

    /// Enciphers the block of each lane.
    ///
    /// # Errors
    /// More blocks than keys; none is changed.
    pub(crate) fn encipher(&self, blocks: &mut [Block]) -> Result<(), NoKey> {
        self.passes(blocks, Direction::Encipher)
    }

    /// Deciphers the block of each lane.
    ///
    /// # Errors
    /// More blocks than keys; none is changed.
    pub(crate) fn decipher(&self, blocks: &mut [Block]) -> Result<(), NoKey> {
        self.passes(blocks, Direction::Decipher)
    }

    fn passes(&self, blocks: &mut [Block], direction: Direction) -> Result<(), NoKey> {
        if blocks.len() > self.lanes {
            return Err(NoKey);
        }
        let numbers = blocks.iter().map(|block| u64::from_be_bytes(*block));
        let mut halves = Halves::permuted(&Sliced::new(numbers).ok_or(NoKey)?);
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
        Ok(())
    }
}
