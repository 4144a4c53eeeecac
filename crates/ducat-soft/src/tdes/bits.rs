//! Bits of a word that change places. Distances and masks are public.

/// Exchanges the bits of `mask` with those `distance` above them.
///
/// Compilers make a multiplication of a sum of a word and the same word shifted, and some
/// processors multiply small numbers faster: so each bit is moved, none added twice.
pub(super) const fn exchanged(word: u64, distance: u32, mask: u64) -> u64 {
    let others = word & !(mask | mask << distance);
    others | (word & mask) << distance | word >> distance & mask
}

/// A square of 8 x 8 bits, a row an octet: rows become columns.
pub(super) const fn transposed(square: u64) -> u64 {
    let square = exchanged(square, 7, 0x00AA_00AA_00AA_00AA);
    let square = exchanged(square, 14, 0x0000_CCCC_0000_CCCC);
    exchanged(square, 28, 0x0000_0000_F0F0_F0F0)
}

/// The upper and the lower half.
#[expect(clippy::cast_possible_truncation, reason = "each half is cut out on purpose")]
pub(super) const fn halves(word: u64) -> (u32, u32) {
    ((word >> 32) as u32, word as u32)
}

/// The word of these halves.
pub(super) const fn joined(upper: u32, lower: u32) -> u64 {
    (upper as u64) << 32 | lower as u64
}

/// Squares of bits, a row a word and the first column its least significant bit, become columns.
/// `N` is the side, a power of two up to 64; a word holds the rows of 64 / `N` squares.
pub(super) fn transpose_squares<const N: usize>(words: &mut [u64; N]) {
    // The lower of the two columns that each exchange is about.
    let mut mask = u64::MAX;
    for side in [32, 16, 8, 4, 2, 1] {
        mask ^= mask << side;
        for square in words.chunks_exact_mut(2 * side) {
            let (upper, lower) = square.split_at_mut(side);
            for (upper, lower) in upper.iter_mut().zip(lower) {
                let differing = (*upper >> side ^ *lower) & mask;
                *lower ^= differing;
                *upper ^= differing << side;
            }
        }
    }
}
