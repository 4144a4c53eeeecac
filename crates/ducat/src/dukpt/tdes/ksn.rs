//! The key serial number, which tells the host how a transaction's keys derive.

use core::fmt;

use super::counter::{BITS, TransactionCounter};
use super::identifier::{InitialKeyId, padded};
use crate::error::Error;

/// Key serial number of TDES DUKPT: 59 bits of identifier, then 21 of transaction counter; 10
/// octets. Public.
///
/// Holding one means that its counter may be a transaction's.
#[doc(alias = "KSN")]
#[doc(alias = "SMID")]
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeySerialNumber {
    initial_key_id: InitialKeyId,
    counter: TransactionCounter,
}

impl KeySerialNumber {
    /// Joins its parts.
    pub const fn new(initial_key_id: InitialKeyId, counter: TransactionCounter) -> Self {
        Self { initial_key_id, counter }
    }

    /// Parses the 10 octets of a message.
    ///
    /// # Errors
    /// [`Error::KeySerialNumberLength`] unless there are 10 octets, [`Error::Counter`] for a
    /// counter of 0 or more than 10 one-bits.
    ///
    /// ```
    /// use ducat::{Error, dukpt::tdes::KeySerialNumber};
    /// let ksn = 0xFFFF9876543210E00008u128.to_be_bytes();
    /// let ksn = KeySerialNumber::parse(&ksn[6..])?;
    /// assert_eq!(ksn.counter().value(), 8);
    /// assert_eq!(ksn.to_string(), "FFFF9876543210E00008");
    /// assert_eq!(ksn.initial_key_id().to_string(), "FFFF9876543210E00000");
    /// assert_eq!(KeySerialNumber::parse(&[0; 10]), Err(Error::Counter));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn parse(octets: &[u8]) -> Result<Self, Error> {
        Self::of(octets.try_into().map_err(|_| Error::KeySerialNumberLength)?)
    }

    /// The same for a peer that leaves out leading octets FF: they are put back on the left. Peers
    /// must have agreed on this: it is never guessed from the length.
    ///
    /// # Errors
    /// [`Error::KeySerialNumberLength`] unless there are 3 to 10 octets, [`Error::Counter`] as
    /// [`parse`](Self::parse).
    pub fn parse_short(octets: &[u8]) -> Result<Self, Error> {
        Self::of(padded(octets)?)
    }

    fn of(octets: [u8; 10]) -> Result<Self, Error> {
        let [.., a, b, c, d] = octets;
        let counter = u32::from_be_bytes([a, b, c, d]) & ((1 << BITS) - 1);
        Ok(Self::new(InitialKeyId::of(octets), TransactionCounter::new(counter)?))
    }

    /// Whose initial key the transaction's keys derive from.
    pub const fn initial_key_id(self) -> InitialKeyId {
        self.initial_key_id
    }

    /// Which transaction of that terminal.
    pub const fn counter(self) -> TransactionCounter {
        self.counter
    }

    /// The 10 octets of a message.
    pub fn to_octets(self) -> [u8; 10] {
        self.initial_key_id.with_counter(self.counter.value())
    }
}

/// Twenty upper-case hexadecimal digits.
impl fmt::Display for KeySerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_octets().iter().try_for_each(|octet| write!(f, "{octet:02X}"))
    }
}

impl fmt::Debug for KeySerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeySerialNumber({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octets_and_back() {
        let octets = [0xFF, 0xFF, 0x98, 0x76, 0x54, 0x32, 0x10, 0xFF, 0xF8, 0x00];
        let ksn = KeySerialNumber::parse(&octets).unwrap();
        assert_eq!(ksn.counter(), TransactionCounter::LAST);
        assert_eq!(ksn.to_octets(), octets);
        assert_eq!(KeySerialNumber::parse_short(&octets[2..]), Ok(ksn));
        assert_eq!(KeySerialNumber::parse_short(&octets), Ok(ksn));
        for bad in [&octets[1..], &[0xFF; 11]] {
            assert_eq!(KeySerialNumber::parse(bad), Err(Error::KeySerialNumberLength));
        }
        assert_eq!(KeySerialNumber::parse_short(&octets[8..]), Err(Error::KeySerialNumberLength));
        assert_eq!(KeySerialNumber::parse(&[0xFF; 10]), Err(Error::Counter));
    }
}
