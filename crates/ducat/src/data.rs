//! Encipherment of data: AES or TDEA in CBC mode, with an explicit IV and explicit padding.
//!
//! The length of the IV says which: 16 octets are a block of AES, 8 one of TDEA.
//!
//! Nothing is chosen silently. Peers of DUKPT often use a zero IV and zero padding: both can be
//! had here, and both have to be written down where they are used.
//!
//! CBC hides data and authenticates nothing. Verify a MAC over the ciphertext before you
//! decipher it.

use ducat_hal::{Algorithm, BlockCipher};
use rand_core::TryCryptoRng;

use crate::error::Error;
use crate::key::Key;
use crate::key::role::{DataDecipher, DataEncipher, Direction};
use crate::secret::scrubbed;

/// The initialisation vector of a chain: one block of `OCTETS`, 16 for AES and 8 for TDEA. Public.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InitializationVector<const OCTETS: usize = 16>([u8; OCTETS]);

impl<const OCTETS: usize> InitializationVector<OCTETS> {
    /// Zeros: for DUKPT peers that agreed on it. Sound only if a key enciphers one message, as a
    /// transaction's data key does.
    pub const ZERO: Self = Self([0; OCTETS]);

    /// An IV agreed on with the peer, or received from it.
    pub const fn from_octets(octets: [u8; OCTETS]) -> Self {
        Self(octets)
    }

    /// A random IV, to be sent with the ciphertext.
    ///
    /// # Errors
    /// [`Error::Random`] if the source fails.
    pub fn random<G: TryCryptoRng + ?Sized>(rng: &mut G) -> Result<Self, Error> {
        let mut octets = [0; OCTETS];
        rng.try_fill_bytes(&mut octets).map_err(|_| Error::Random)?;
        Ok(Self(octets))
    }

    /// The octets.
    pub const fn as_octets(&self) -> &[u8; OCTETS] {
        &self.0
    }
}

/// What fills data up to whole blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Padding {
    /// None: the data is whole blocks already.
    None,
    /// Zeros up to a whole block, none if there is one already (ISO 9797-1 method 1). Nothing
    /// tells where the data ended: for fixed-length or self-delimiting data only.
    Zeros,
    /// One octet 80, then zeros; always added (ISO 9797-1 method 2).
    OneAndZeros,
}

impl Padding {
    /// Length in octets of `octets` of data once padded to whole blocks of `block` octets; `None`
    /// if this padding cannot pad it, or the length overflows.
    pub const fn padded_octets(self, octets: usize, block: usize) -> Option<usize> {
        match self {
            Self::None if octets.is_multiple_of(block) => Some(octets),
            Self::None => None,
            Self::Zeros => octets.checked_next_multiple_of(block),
            Self::OneAndZeros => match octets.checked_add(1) {
                Some(more) => more.checked_next_multiple_of(block),
                None => None,
            },
        }
    }
}

/// Whether keys of `algorithm` encipher blocks of `block` octets. Single DES enciphers none.
fn fits(algorithm: Algorithm, block: usize) -> bool {
    match block {
        8 => algorithm.is_tdea(),
        16 => algorithm.is_aes(),
        _ => false,
    }
}

/// Enciphers the first `length` octets of `buffer` in place, padded to the whole buffer.
///
/// # Standard
/// SP 800-38A 6.2; the use with DUKPT: ANSI X9.24-3.
///
/// # Errors
/// [`Error::BufferLength`] unless `buffer` has exactly
/// [`padding.padded_octets(length, BLOCK)`](Padding::padded_octets); [`Error::Algorithm`] unless
/// the key is one of AES or TDEA, as the IV says. The buffer is then unchanged. After an error of
/// the engine it is wiped.
pub fn encipher_cbc<D: Direction, E: BlockCipher<BLOCK>, const BLOCK: usize>(
    engine: &mut E,
    key: &Key<DataEncipher<D>, E>,
    iv: &InitializationVector<BLOCK>,
    padding: Padding,
    length: usize,
    buffer: &mut [u8],
) -> Result<(), Error> {
    if padding.padded_octets(length, BLOCK) != Some(buffer.len()) {
        return Err(Error::BufferLength);
    }
    if !fits(key.attributes(engine).algorithm, BLOCK) {
        return Err(Error::Algorithm);
    }
    let mut filler = match padding {
        Padding::OneAndZeros => 0x80,
        Padding::None | Padding::Zeros => 0,
    };
    for octet in buffer.iter_mut().skip(length) {
        *octet = filler;
        filler = 0;
    }
    scrubbed(engine, |engine| {
        let (blocks, _) = buffer.as_chunks_mut::<BLOCK>();
        let done = engine.encipher_cbc(key.handle(), &iv.0, blocks).map_err(Error::engine);
        done.inspect_err(|_| buffer.fill(0))
    })
}

/// Deciphers `buffer` in place and returns how many octets of it are data.
///
/// With [`Padding::Zeros`] the zeros are left in place, as nothing tells them from data.
///
/// # Errors
/// [`Error::BufferLength`] unless `buffer` is whole blocks, at least one with
/// [`Padding::OneAndZeros`]; [`Error::Algorithm`] unless the key is one of AES or TDEA, as the IV
/// says. The buffer is then unchanged. [`Error::Padding`] if there is no octet 80 where
/// [`Padding::OneAndZeros`] puts it, and after an error of the engine: the buffer is then wiped.
///
/// A sender who can see whether padding was right can decipher messages: verify a MAC first.
pub fn decipher_cbc<D: Direction, E: BlockCipher<BLOCK>, const BLOCK: usize>(
    engine: &mut E,
    key: &Key<DataDecipher<D>, E>,
    iv: &InitializationVector<BLOCK>,
    padding: Padding,
    buffer: &mut [u8],
) -> Result<usize, Error> {
    let length = buffer.len();
    let least = if matches!(padding, Padding::OneAndZeros) { BLOCK } else { 0 };
    if length < least || !length.is_multiple_of(BLOCK) {
        return Err(Error::BufferLength);
    }
    if !fits(key.attributes(engine).algorithm, BLOCK) {
        return Err(Error::Algorithm);
    }
    scrubbed(engine, |engine| {
        let (blocks, _) = buffer.as_chunks_mut::<BLOCK>();
        let done = engine.decipher_cbc(key.handle(), &iv.0, blocks).map_err(Error::engine);
        let data = done.and_then(|()| match padding {
            Padding::None | Padding::Zeros => Ok(length),
            Padding::OneAndZeros => end_of_data::<BLOCK>(buffer).ok_or(Error::Padding),
        });
        data.inspect_err(|_| buffer.fill(0))
    })
}

/// Where the octet 80 of ISO 9797-1 method 2 stands, if only zeros follow within the last block.
fn end_of_data<const BLOCK: usize>(data: &[u8]) -> Option<usize> {
    use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
    let last = data.last_chunk::<BLOCK>()?;
    let mut found = Choice::from(0);
    let mut only_zeros = Choice::from(1);
    // Octets from it to the end, itself included.
    let mut rest = 0u8;
    for (place, octet) in (1u8..).zip(last.iter().rev()) {
        let here = only_zeros & octet.ct_eq(&0x80);
        rest.conditional_assign(&place, here);
        found |= here;
        only_zeros &= octet.ct_eq(&0);
    }
    bool::from(found).then(|| data.len().saturating_sub(usize::from(rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padded_lengths() {
        assert_eq!(Padding::None.padded_octets(16, 16), Some(16));
        assert_eq!(Padding::None.padded_octets(17, 16), None);
        assert_eq!(Padding::None.padded_octets(24, 16), None);
        assert_eq!(Padding::None.padded_octets(24, 8), Some(24));
        assert_eq!(Padding::Zeros.padded_octets(0, 16), Some(0));
        assert_eq!(Padding::Zeros.padded_octets(17, 16), Some(32));
        assert_eq!(Padding::Zeros.padded_octets(17, 8), Some(24));
        assert_eq!(Padding::OneAndZeros.padded_octets(15, 16), Some(16));
        assert_eq!(Padding::OneAndZeros.padded_octets(16, 16), Some(32));
        assert_eq!(Padding::OneAndZeros.padded_octets(16, 8), Some(24));
        assert_eq!(Padding::OneAndZeros.padded_octets(usize::MAX, 16), None);
        assert_eq!(Padding::Zeros.padded_octets(usize::MAX, 8), None);
        assert_eq!(Padding::Zeros.padded_octets(1, 0), None);
    }

    fn check_end_of_data<const BLOCK: usize>() {
        let mut data = [0u8; 32];
        let start = data.len() - BLOCK;
        assert_eq!(end_of_data::<BLOCK>(&data), None);
        data[start] = 0x80;
        assert_eq!(end_of_data::<BLOCK>(&data), Some(start));
        data[31] = 0x80;
        assert_eq!(end_of_data::<BLOCK>(&data), Some(31));
        data[31] = 1;
        assert_eq!(end_of_data::<BLOCK>(&data), None);
        let mut early = [0u8; 32];
        early[start - 1] = 0x80;
        assert_eq!(end_of_data::<BLOCK>(&early), None);
    }

    #[test]
    fn end_of_padded_data() {
        check_end_of_data::<8>();
        check_end_of_data::<16>();
    }
}
