//! Whose initial key: the key serial number without its counter.

use core::fmt;

use super::counter::BITS;
use crate::error::Error;

/// Names the initial key of one terminal: the upper 59 bits of a key serial number, with the
/// counter's 21 bits zero; 10 octets. Public.
///
/// Usually 40 bits of it name the base derivation key, in the host's store, and 19 the device.
#[doc(alias = "IKSN")]
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InitialKeyId([u8; 10]);

impl InitialKeyId {
    /// The identifier in a key serial number, whatever its counter.
    pub const fn of(key_serial_number: [u8; 10]) -> Self {
        let [a, b, c, d, e, f, g, h, _, _] = key_serial_number;
        // The counter's uppermost five bits stand in the eighth octet.
        Self([a, b, c, d, e, f, g, h & 0xE0, 0, 0])
    }

    /// The identifier in a key serial number of 10 octets, whatever its counter.
    ///
    /// # Errors
    /// [`Error::KeySerialNumberLength`] for any other length.
    ///
    /// ```
    /// use ducat::{Error, dukpt::tdes::InitialKeyId};
    /// let ksn = 0xFFFF9876543210E00001u128.to_be_bytes();
    /// let id = InitialKeyId::parse(&ksn[6..])?;
    /// assert_eq!(id.to_string(), "FFFF9876543210E00000");
    /// # Ok::<(), Error>(())
    /// ```
    pub fn parse(octets: &[u8]) -> Result<Self, Error> {
        octets.try_into().map(Self::of).map_err(|_| Error::KeySerialNumberLength)
    }

    /// The same for a peer that leaves out leading octets FF: they are put back on the left. Peers
    /// must have agreed on this: it is never guessed from the length.
    ///
    /// # Errors
    /// [`Error::KeySerialNumberLength`] unless there are 3 to 10 octets.
    pub fn parse_short(octets: &[u8]) -> Result<Self, Error> {
        padded(octets).map(Self::of)
    }

    /// The 10 octets of a key serial number with this identifier.
    pub(super) fn with_counter(self, counter: u32) -> [u8; 10] {
        let mut octets = self.0;
        let (_, low) = octets.split_at_mut(6);
        low.iter_mut().zip(counter.to_be_bytes()).for_each(|(to, from)| *to |= from);
        octets
    }

    /// The 10 octets, those of the counter zero.
    pub const fn to_octets(self) -> [u8; 10] {
        self.0
    }

    /// What the initial key is made of: the leftmost 8 octets.
    pub(super) const fn leftmost(self) -> [u8; 8] {
        let [octets @ .., _, _] = self.0;
        octets
    }

    /// The input of a step to `node`, the rightmost 8 octets.
    pub(super) fn register(self, node: u32) -> [u8; 8] {
        let [_, _, octets @ ..] = self.with_counter(node);
        octets
    }
}

/// A key serial number with octets FF put to its left.
pub(super) fn padded(octets: &[u8]) -> Result<[u8; 10], Error> {
    // Fewer octets do not have the counter.
    const LEAST: usize = BITS.div_ceil(8) as usize;
    let mut padded = [0xFF; 10];
    let missing = padded.len().checked_sub(octets.len()).ok_or(Error::KeySerialNumberLength)?;
    if octets.len() < LEAST {
        return Err(Error::KeySerialNumberLength);
    }
    padded.iter_mut().skip(missing).zip(octets).for_each(|(to, from)| *to = *from);
    Ok(padded)
}

/// Twenty upper-case hexadecimal digits.
impl fmt::Display for InitialKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|octet| write!(f, "{octet:02X}"))
    }
}

impl fmt::Debug for InitialKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InitialKeyId({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_identifiers_are_padded_on_the_left() {
        let whole = InitialKeyId::of([0xFF, 0xFF, 1, 2, 3, 4, 5, 0xE7, 8, 9]);
        assert_eq!(InitialKeyId::parse_short(&[1, 2, 3, 4, 5, 0xE7, 8, 9]), Ok(whole));
        assert_eq!(InitialKeyId::parse_short(&whole.to_octets()), Ok(whole));
        for octets in [&[0xFF; 2][..], &[0xFF; 11]] {
            assert_eq!(InitialKeyId::parse_short(octets), Err(Error::KeySerialNumberLength));
        }
    }

    #[test]
    fn counter_and_identifier_meet_inside_the_eighth_octet() {
        let id = InitialKeyId::of([0xFF; 10]);
        assert_eq!(id.to_octets(), [255, 255, 255, 255, 255, 255, 255, 0xE0, 0, 0]);
        assert_eq!(id.leftmost(), [255, 255, 255, 255, 255, 255, 255, 0xE0]);
        assert_eq!(id.with_counter(0x1F_FFFF), [0xFF; 10]);
        let id = InitialKeyId::of([0x98; 10]);
        assert_eq!(id.to_octets(), [0x98, 0x98, 0x98, 0x98, 0x98, 0x98, 0x98, 0x80, 0, 0]);
        assert_eq!(id.register(0x12_3456), [0x98, 0x98, 0x98, 0x98, 0x98, 0x92, 0x34, 0x56]);
    }

    #[test]
    fn short_numbers_are_padded_on_the_left() {
        assert_eq!(padded(&[1, 2, 3]), Ok([255, 255, 255, 255, 255, 255, 255, 1, 2, 3]));
        assert_eq!(padded(&[7; 10]), Ok([7; 10]));
        for bad in [0, 1, 2, 11, 12] {
            assert_eq!(padded(&[7; 12][..bad]), Err(Error::KeySerialNumberLength));
        }
        assert_eq!(InitialKeyId::parse(&[7; 9]), Err(Error::KeySerialNumberLength));
        assert_eq!(InitialKeyId::parse(&[7; 11]), Err(Error::KeySerialNumberLength));
    }
}
