//! The decimalisation table.

use ducat_hal::{CurrentAlgorithm, DecimalTable, Mac, MacAlgorithm};

use crate::digits;
use crate::error::Error;
use crate::key::Key;
use crate::key::role::{BothWays, MacGenerate, MacVerify};
use crate::mac::{self, Tag};

/// Fewest octets of the tag that protects a table.
pub const MIN_TABLE_TAG_OCTETS: usize = 8;

/// What is authenticated before the digits, so that the tag of no other message is one of a table.
const CONTEXT: &[u8] = b"ducat decimalization table";

/// Which tables are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum TableRule {
    /// At least 8 different digits, and none of them more than 4 times: the common rule, whose
    /// origin is **unverified**.
    #[default]
    Usual,
    /// Any sixteen digits: for cards that were issued with another table. The fewer digits a table
    /// has, the fewer PINs there are.
    AcceptUnusual,
}

impl TableRule {
    fn takes(self, digits: &[u8; 16]) -> bool {
        if matches!(self, Self::AcceptUnusual) {
            return true;
        }
        let (mut different, mut most) = (0, 0);
        for digit in 0..10 {
            let times = digits.iter().filter(|d| **d == digit).count();
            different += usize::from(times > 0);
            most = most.max(times);
        }
        different >= 8 && most <= 4
    }
}

/// A decimalisation table that may be used: the decimal digit for each nibble from 0 to F.
pub struct DecimalizationTable(DecimalTable);

impl DecimalizationTable {
    /// A table from where it was stored, if its MAC holds. Whoever stores it cannot alter it, and
    /// who asks for a verification cannot bring another.
    ///
    /// `table` is 16 ASCII digits. [`protect`](Self::protect) made the tag, in a ceremony under
    /// dual control, for the same `label`: the issuer, or the key that the table goes with. The key
    /// is for tables alone.
    ///
    /// # Errors
    /// [`Error::DecimalizationTable`] if it is no table, or one that `rule` does not take;
    /// [`Error::Mismatch`] if the tag is not that of this table with this label; the engine's.
    pub fn from_protected<A, E, const N: usize>(
        engine: &mut E,
        key: &Key<MacVerify<A, BothWays>, E>,
        rule: TableRule,
        label: &[u8],
        table: &[u8],
        tag: &Tag<N>,
    ) -> Result<Self, Error>
    where
        A: MacAlgorithm,
        E: Mac<A>,
    {
        const { assert!(N >= MIN_TABLE_TAG_OCTETS, "a table's tag has at least 8 octets") };
        let parsed = Self::trusted_under(rule, table)?;
        let length = (label.len() as u64).to_be_bytes();
        mac::verify(engine, key, &[CONTEXT, &length, label, parsed.0.digits()], tag)?;
        Ok(parsed)
    }

    /// A table that the program vouches for: one that is part of it, or that was put in under dual
    /// control. Never one that came with a request.
    ///
    /// ```
    /// use ducat::{Error, pin_verification::DecimalizationTable};
    /// assert!(DecimalizationTable::trusted(b"0123456789012345").is_ok());
    /// let refused = DecimalizationTable::trusted(b"0000000000000001");
    /// assert_eq!(refused.err(), Some(Error::DecimalizationTable));
    /// ```
    ///
    /// # Errors
    /// [`Error::DecimalizationTable`] unless it is 16 ASCII digits that [`TableRule::Usual`] takes.
    pub fn trusted(table: &[u8]) -> Result<Self, Error> {
        Self::trusted_under(TableRule::Usual, table)
    }

    /// As [`trusted`](Self::trusted), under a rule of the caller's choice.
    ///
    /// # Errors
    /// [`Error::DecimalizationTable`] unless it is 16 ASCII digits that the rule takes.
    pub fn trusted_under(rule: TableRule, table: &[u8]) -> Result<Self, Error> {
        let digits = digits::exactly(table).filter(|digits| rule.takes(digits));
        digits.and_then(DecimalTable::new).map(Self).ok_or(Error::DecimalizationTable)
    }

    /// The tag under which [`from_protected`](Self::from_protected) takes this table again, for the
    /// same `label`.
    ///
    /// # Errors
    /// The engine's.
    pub fn protect<A, E, const N: usize>(
        &self,
        engine: &mut E,
        key: &Key<MacGenerate<A, BothWays>, E>,
        label: &[u8],
    ) -> Result<Tag<N>, Error>
    where
        A: CurrentAlgorithm,
        E: Mac<A>,
    {
        const { assert!(N >= MIN_TABLE_TAG_OCTETS, "a table's tag has at least 8 octets") };
        let length = (label.len() as u64).to_be_bytes();
        mac::generate(engine, key, &[CONTEXT, &length, label, self.0.digits()])
    }

    pub(super) const fn digits(&self) -> &DecimalTable {
        &self.0
    }
}
