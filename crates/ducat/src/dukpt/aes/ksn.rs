//! The key serial number, which tells the host how a transaction's keys derive.

use core::fmt;

use super::counter::{CounterRule, TransactionCounter};
use super::identifiers::InitialKeyId;
use crate::error::Error;

/// Key serial number of AES DUKPT: initial key id (8 octets), then transaction counter (4 octets,
/// big-endian). Public.
///
/// Holding one means that its counter may be a transaction's.
#[doc(alias = "KSN")]
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

    /// Parses the 12 octets of a message, with at most 16 one-bits in the counter.
    ///
    /// # Errors
    /// [`Error::KeySerialNumberLength`] unless there are 12 octets, [`Error::Counter`] for a
    /// counter of 0, FFFFFFFF or more than 16 one-bits.
    ///
    /// ```
    /// use ducat::{Error, dukpt::aes::KeySerialNumber};
    /// let ksn = 0x123456789012345600000001u128.to_be_bytes();
    /// let ksn = KeySerialNumber::parse(&ksn[4..])?;
    /// assert_eq!(ksn.initial_key_id().bdk_id().to_string(), "12345678");
    /// assert_eq!(ksn.counter().value(), 1);
    /// assert_eq!(KeySerialNumber::parse(&[0; 12]), Err(Error::Counter));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn parse(octets: &[u8]) -> Result<Self, Error> {
        Self::parse_under(octets, CounterRule::AtMost16Ones)
    }

    /// Parses the 12 octets of a message under a rule of the host's choice.
    ///
    /// # Errors
    /// As [`parse`](Self::parse), by the rule's number of one-bits.
    pub fn parse_under(octets: &[u8], rule: CounterRule) -> Result<Self, Error> {
        let octets: &[u8; 12] = octets.try_into().map_err(|_| Error::KeySerialNumberLength)?;
        let [a, b, c, d, e, f, g, h, counter @ ..] = *octets;
        let counter = TransactionCounter::under(u32::from_be_bytes(counter), rule)?;
        Ok(Self::new(InitialKeyId([a, b, c, d, e, f, g, h]), counter))
    }

    /// Takes the 10 octets of a host that carries the KSN of TDES DUKPT: 59 bits of identifier,
    /// 21 bits of counter. The initial key id is four zero bits, the 59 identifier bits, one zero
    /// bit; the counter is zero-extended. Terminal and host must both have agreed on this mode:
    /// it is never guessed from the length.
    ///
    /// # Standard
    /// The compatibility mode met with ANSI X9.24-3, as one public implementation and one
    /// vendor's file give it. A first octet of 0E is recommended, so that such numbers are
    /// recognised.
    ///
    /// # Errors
    /// [`Error::KeySerialNumberLength`] unless there are 10 octets, [`Error::Counter`] as
    /// [`parse`](Self::parse).
    pub fn from_80_bit_compatible(octets: &[u8]) -> Result<Self, Error> {
        let (initial_key_id, counter) = Self::split_80_bit_compatible(octets)?;
        Ok(Self::new(initial_key_id, TransactionCounter::new(counter)?))
    }

    /// Splits such a number into initial key id and counter, whatever the counter: for loading
    /// an initial key, whose number has the counter 0.
    ///
    /// # Errors
    /// [`Error::KeySerialNumberLength`] unless there are 10 octets.
    pub fn split_80_bit_compatible(octets: &[u8]) -> Result<(InitialKeyId, u32), Error> {
        let octets: &[u8; 10] = octets.try_into().map_err(|_| Error::KeySerialNumberLength)?;
        let number = octets.iter().fold(0, |number, octet| number << 8 | u128::from(*octet));
        let id = (number >> 21) << 1;
        // The two are 60 and 21 bits long: what is cut off is zero.
        let [.., a, b, c, d, e, f, g, h] = id.to_be_bytes();
        let [.., i, j, k, l] = (number & 0x1F_FFFF).to_be_bytes();
        Ok((InitialKeyId([a, b, c, d, e, f, g, h]), u32::from_be_bytes([i, j, k, l])))
    }

    /// Whose initial key the transaction's keys derive from.
    pub const fn initial_key_id(self) -> InitialKeyId {
        self.initial_key_id
    }

    /// Which transaction of that terminal.
    pub const fn counter(self) -> TransactionCounter {
        self.counter
    }

    /// The 12 octets of a message.
    pub const fn to_octets(self) -> [u8; 12] {
        let [a, b, c, d, e, f, g, h] = self.initial_key_id.0;
        let [i, j, k, l] = self.counter.value().to_be_bytes();
        [a, b, c, d, e, f, g, h, i, j, k, l]
    }
}

/// Twenty-four upper-case hexadecimal digits.
impl fmt::Display for KeySerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.initial_key_id, self.counter)
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
        let octets = [0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x34, 0x56, 0xFF, 0xFF, 0, 0];
        let ksn = KeySerialNumber::parse(&octets).unwrap();
        assert_eq!(ksn.to_octets(), octets);
        assert_eq!(KeySerialNumber::parse(&octets[1..]), Err(Error::KeySerialNumberLength));
        assert_eq!(KeySerialNumber::parse(&[0xFF; 12]), Err(Error::Counter));
    }

    #[test]
    fn compatible_80_bits() {
        let octets = 0x0E11_1111_11FF_FFFF_0000u128.to_be_bytes();
        let ksn = KeySerialNumber::from_80_bit_compatible(&octets[6..]).unwrap();
        assert_eq!(ksn.initial_key_id().0, 0x00E1_1111_111F_FFFEu64.to_be_bytes());
        assert_eq!(ksn.counter().value(), 2_031_616);
        let long = KeySerialNumber::from_80_bit_compatible(&octets);
        assert_eq!(long, Err(Error::KeySerialNumberLength));
        let zero = KeySerialNumber::from_80_bit_compatible(&[0xFF; 10]);
        assert_eq!(zero, Err(Error::Counter));
    }
}
