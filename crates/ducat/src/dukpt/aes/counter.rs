//! The transaction counter: 32 bits, of which at most 16 are one (ANSI X9.24-3 6.1).

use core::fmt;
use core::num::NonZeroU32;

use crate::dukpt::counting::next_sparse;
use crate::error::Error;

/// How many one-bits a host accepts in a transaction counter.
///
/// The standard's prose limits a counter to 16 one-bits. Its pseudo-code lets a terminal go to
/// 17, and so do terminals built from it: the first such counter is their 131,071st, `0001FFFF`.
/// A strict host begins to refuse some messages of such a terminal only then. Accepting 17 costs
/// no security: the keys derive in the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum CounterRule {
    /// At most 16 one-bits.
    #[default]
    AtMost16Ones,
    /// At most 17 one-bits, for terminals built from the standard's pseudo-code.
    AcceptTerminalsWith17Ones,
}

impl CounterRule {
    const fn most_ones(self) -> u32 {
        match self {
            Self::AtMost16Ones => 16,
            Self::AcceptTerminalsWith17Ones => 17,
        }
    }
}

/// The counter of a transaction. Never 0, which is before the first, and never FFFFFFFF, which
/// belongs to the update key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TransactionCounter(NonZeroU32);

impl TransactionCounter {
    /// The counter of a terminal's first transaction.
    pub const FIRST: Self = Self(NonZeroU32::MIN);

    /// The counter of its last.
    pub const LAST: Self = Self(NonZeroU32::MIN.saturating_add(0xFFFE_FFFF));

    /// A counter of 1 to 16 one-bits.
    ///
    /// # Errors
    /// [`Error::Counter`] for any other.
    pub const fn new(value: u32) -> Result<Self, Error> {
        Self::under(value, CounterRule::AtMost16Ones)
    }

    /// A counter that `rule` accepts.
    ///
    /// # Errors
    /// [`Error::Counter`] for any other.
    pub const fn under(value: u32, rule: CounterRule) -> Result<Self, Error> {
        match NonZeroU32::new(value) {
            Some(counter) if value.count_ones() <= rule.most_ones() => Ok(Self(counter)),
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
        match next_sparse(number, 16) {
            Some(value) => match Self::new(value) {
                Ok(counter) => Some(counter),
                Err(_) => None,
            },
            None => None,
        }
    }

    /// Number of the lowest one-bit, 0 to 31: the register that holds this counter's key.
    pub(crate) const fn lowest_one(self) -> u32 {
        self.value().trailing_zeros()
    }
}

/// Eight upper-case hexadecimal digits.
impl fmt::Display for TransactionCounter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08X}", self.value())
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

    fn next(value: u32) -> Option<u32> {
        let rule = CounterRule::AcceptTerminalsWith17Ones;
        TransactionCounter::under(value, rule).unwrap().next().map(TransactionCounter::value)
    }

    #[test]
    fn refused_counters() {
        for bad in [0, u32::MAX, 0x0001_FFFF, 0xFFFF_8000, 0x7FFF_FFFF] {
            assert_eq!(TransactionCounter::new(bad), Err(Error::Counter), "{bad:08X}");
        }
        let lenient = CounterRule::AcceptTerminalsWith17Ones;
        assert!(TransactionCounter::under(0x0001_FFFF, lenient).is_ok());
        for bad in [0, u32::MAX, 0x0003_FFFF] {
            assert_eq!(TransactionCounter::under(bad, lenient), Err(Error::Counter));
        }
    }

    #[test]
    fn next_is_the_next_number_with_at_most_16_ones() {
        for start in [1, 0xFFF0, 0x0001_FFFE, 0xFFFE_0000, 0x7FFF_8000, 0xFFFD_8000, 0x00FF_FF00] {
            let mut counter = start;
            for _ in 0..2000 {
                let mut expected = u64::from(counter) + 1;
                while expected.count_ones() > 16 {
                    expected += 1;
                    if expected > u64::from(counter) + 100_000 {
                        break;
                    }
                }
                let Some(after) = next(counter) else {
                    assert_eq!(counter, TransactionCounter::LAST.value());
                    break;
                };
                if expected <= u64::from(counter) + 100_000 {
                    assert_eq!(u64::from(after), expected);
                }
                counter = after;
            }
        }
        assert_eq!(next(0xFFFF_0000), None);
        assert_eq!(next(0xFFFE_8000), Some(0xFFFF_0000));
        assert_eq!(next(0x0001_FFFF), Some(0x0002_0000));
        assert_eq!(next(0xFFFF_8000), None);
    }
}
