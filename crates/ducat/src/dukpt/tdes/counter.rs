//! The transaction counter: 21 bits, of which at most 10 are one (ANSI X9.24-1 A.3).

use core::fmt;
use core::num::NonZeroU32;

use crate::dukpt::counting::next_sparse;
use crate::error::Error;

/// Bits of the counter.
pub(super) const BITS: u32 = 21;
/// Most one-bits of a transaction's counter.
pub(super) const MOST_ONES: u32 = 10;

const LAST: u32 = 0x1F_F800;

/// The counter of a transaction: 21 bits, 1 to 10 of them one. There are 1,048,575.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TransactionCounter(NonZeroU32);

impl TransactionCounter {
    /// The counter of a terminal's first transaction.
    pub const FIRST: Self = Self(NonZeroU32::MIN);

    /// The counter of its last, 1FF800.
    pub const LAST: Self = Self(NonZeroU32::MIN.saturating_add(LAST - 1));

    /// A counter of 1 to 10 one-bits, all of them among the lowest 21.
    ///
    /// # Errors
    /// [`Error::Counter`] for any other.
    pub const fn new(value: u32) -> Result<Self, Error> {
        match NonZeroU32::new(value) {
            Some(counter) if value >> BITS == 0 && value.count_ones() <= MOST_ONES => {
                Ok(Self(counter))
            }
            _ => Err(Error::Counter),
        }
    }

    /// The counter as a number.
    pub const fn value(self) -> u32 {
        self.0.get()
    }

    /// The counter after this one, `None` after the last.
    pub const fn next(self) -> Option<Self> {
        Self::after(self.value())
    }

    /// The least counter above `number`, `None` if there is none.
    pub const fn after(number: u32) -> Option<Self> {
        match next_sparse(number, MOST_ONES) {
            Some(value) => match Self::new(value) {
                Ok(counter) => Some(counter),
                Err(_) => None,
            },
            None => None,
        }
    }

    /// Number of the lowest one-bit, 0 to 20: the register that holds this counter's key.
    pub(super) const fn lowest_one(self) -> u32 {
        self.value().trailing_zeros()
    }
}

/// Six upper-case hexadecimal digits.
impl fmt::Display for TransactionCounter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06X}", self.value())
    }
}

impl fmt::Debug for TransactionCounter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TransactionCounter({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_counters() {
        for bad in [0, 0x7FF, 0x1F_FC00, 0x1F_FFFF, 0x20_0000, 0x20_0001, u32::MAX] {
            assert_eq!(TransactionCounter::new(bad), Err(Error::Counter), "{bad:08X}");
        }
        assert_eq!(TransactionCounter::new(LAST), Ok(TransactionCounter::LAST));
    }

    /// All 2^21 numbers, against counting.
    #[test]
    fn next_is_the_next_number_with_at_most_10_ones() {
        let mut next = None;
        let mut counters = 0;
        for number in (0..0x20_0000u32).rev() {
            assert_eq!(TransactionCounter::after(number), next, "{number:06X}");
            let counter = TransactionCounter::new(number).ok();
            counters += usize::from(counter.is_some());
            next = counter.or(next);
        }
        assert_eq!(counters, 1_048_575);
        for above in [0x20_0000, 0x7FFF_FFFF, u32::MAX] {
            assert_eq!(TransactionCounter::after(above), None);
        }
    }
}
