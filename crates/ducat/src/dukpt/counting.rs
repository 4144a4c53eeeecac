//! Counting in numbers of few one-bits, and the way to one of them.

/// The least number above `number` that has at most `most` one-bits, of 32; `None` if there is
/// none.
pub(super) const fn next_sparse(number: u32, most: u32) -> Option<u32> {
    let mut number = number;
    // Adding one makes at most one more one-bit. Adding the lowest one-bit makes none, and
    // passes over numbers that have more.
    let mut step = if number.count_ones() < most { 1 } else { number & number.wrapping_neg() };
    while let Some(sum) = number.checked_add(step) {
        if sum.count_ones() <= most {
            return Some(sum);
        }
        number = sum;
        step = number & number.wrapping_neg();
    }
    None
}

/// The nodes on the way to a counter: its one-bits, gathered from the highest down.
pub(super) struct Path {
    remaining: u32,
    walked: u32,
}

impl Path {
    pub(super) const fn to(counter: u32) -> Self {
        Self { remaining: counter, walked: 0 }
    }
}

impl Iterator for Path {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let bit = 0x8000_0000u32.checked_shr(self.remaining.leading_zeros())?;
        self.remaining &= !bit;
        self.walked |= bit;
        Some(self.walked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_gathers_one_bits() {
        assert!(Path::to(0b1011).eq([0b1000, 0b1010, 0b1011]));
        assert!(Path::to(0x8000_0000).eq([0x8000_0000]));
        assert_eq!(Path::to(0).next(), None);
    }
}
