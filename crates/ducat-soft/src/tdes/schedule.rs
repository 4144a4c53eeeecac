//! The key schedule: sixteen round keys, each where the expansion E wants it.

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::bits::{transpose_squares, transposed};
use super::tables::{PC_2, ROTATIONS};

/// The round keys of single DES: 128 octets.
///
/// # Secrets
/// Wiped on drop.
pub(super) struct Schedule([u64; 16]);

impl Schedule {
    /// The round keys of a key, whose parity bits are ignored.
    ///
    /// Each bit of the round keys runs through C or D as the rounds go by. So it is written down
    /// as a row, one column for each rotation; the columns then are the round keys.
    pub(super) fn new(key: u64) -> Self {
        let halves = permuted(key);
        let mut words = [0; 32];
        for (word, places) in words.iter_mut().zip(&ROWS) {
            let [c, d] = halves;
            let half = if places.in_d { d } else { c };
            let row = |place: u8| half >> place & u64::from(u32::MAX);
            *word = row(places.outer) << 32 | row(places.inner);
        }
        transpose_squares(&mut words);
        let mut rounds = [0; 16];
        for (round, columns) in rounds.iter_mut().zip(ROTATIONS) {
            *round = words.get(usize::from(columns)).copied().unwrap_or_default();
        }
        Self(rounds)
    }

    /// The round keys of the key that differs by [`VARIANT`]: the schedule is linear.
    pub(super) fn of_variant(&self) -> Self {
        let mut variant = Self(VARIANT_ROUNDS);
        variant.0.iter_mut().zip(&self.0).for_each(|(variant, own)| *variant ^= own);
        variant
    }

    /// The key of a round, 0 to 15.
    pub(super) fn round(&self, round: usize) -> u64 {
        self.0.get(round).copied().unwrap_or_default()
    }
}

impl Drop for Schedule {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl ZeroizeOnDrop for Schedule {}

/// What DUKPT adds to a half of a key.
pub(super) const VARIANT: u64 = 0xC0C0_C0C0_0000_0000;

static VARIANT_ROUNDS: [u64; 16] = bit_by_bit(VARIANT);

/// The round keys again, the slow way, for keys that are known when the crate compiles.
#[expect(clippy::indexing_slicing, reason = "evaluated when it compiles")]
const fn bit_by_bit(key: u64) -> [u64; 16] {
    let halves = permuted(key);
    let mut rounds = [0; 16];
    let mut n = 0;
    while n < 16 * 32 {
        let (round, row) = (n / 32, n % 32);
        let places = ROWS[row];
        let half = halves[places.in_d as usize] >> ROTATIONS[round];
        rounds[round] |=
            (half >> places.inner & 1) << row | (half >> places.outer & 1) << (row + 32);
        n += 1;
    }
    rounds
}

/// PC-1: C and D, each of 28 bits and once more above them, so that a shift is a rotation. The
/// first bit is the least significant.
const fn permuted(key: u64) -> [u64; 2] {
    // A row for each bit number, the first in the lowest octet; the last of octet 8 comes first.
    let rows = transposed(key).swap_bytes();
    // Both times from the rows: a sum with itself would be multiplied (see `exchanged`).
    let c = rows & 0x0FFF_FFFF | rows << 28 & 0x00FF_FFFF_F000_0000;
    let (row_7, row_6) = (rows >> 48 & 0xFF, rows >> 32 & 0xFF00);
    let (row_5, row_4) = (rows >> 16 & 0xFF_0000, rows >> 4 & 0x0F00_0000);
    let above_6_7 = rows >> 20 & 0xFF << 28 | rows >> 4 & 0xFF << 36;
    let above_4_5 = rows << 12 & 0xFF << 44 | rows << 24 & 0x0F << 52;
    [c, row_7 | row_6 | row_5 | row_4 | above_6_7 | above_4_5]
}

/// Where in C or D, before any rotation, PC-2 finds the two bits of a round key word that stand
/// in the same place of its halves.
#[derive(Clone, Copy)]
struct Places {
    in_d: bool,
    inner: u8,
    outer: u8,
}

/// From the least significant bit of the words up.
static ROWS: [Places; 32] = rows();

#[expect(clippy::indexing_slicing, reason = "evaluated when it compiles")]
const fn rows() -> [Places; 32] {
    let mut rows = [Places { in_d: false, inner: 0, outer: 0 }; 32];
    let mut row = 0;
    while row < 32 {
        let (s_box, input) = (7 - row / 4, 4 - row % 4);
        // The outer bits: the sixth where the first of the inner is, the first where the fourth
        // is. Nothing looks at those between.
        let outer = if input == 1 { 5 } else { 0 };
        let first = if s_box < 4 { 1 } else { 29 };
        rows[row] = Places {
            in_d: s_box >= 4,
            inner: PC_2[6 * s_box + input] - first,
            outer: PC_2[6 * s_box + outer] - first,
        };
        row += 1;
    }
    rows
}
