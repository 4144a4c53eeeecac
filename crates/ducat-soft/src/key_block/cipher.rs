//! What the constructions of key blocks ask of a cipher, and the modes they use it in.

use ducat_hal::{Block, ErrorKind, KeyBlockVersion, blocks};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::block::Cipher;
use crate::key::Handle;
use crate::tdes::TdeaKey;

/// A block cipher with blocks of `N` octets.
pub(super) trait ProtectionCipher<const MAX: usize, const N: usize>: Sized {
    /// Expands a key whose rights the caller has checked.
    fn expand(key: &Handle<MAX>) -> Result<Self, ErrorKind>;

    fn encipher(&self, block: &mut [u8; N]);

    fn decipher(&self, block: &mut [u8; N]);

    /// [`encipher`](Self::encipher) in the shape that the constructions over blocks take.
    fn enciphering(&self) -> impl FnMut(&mut [u8; N]) -> Result<(), ErrorKind> {
        |block| {
            self.encipher(block);
            Ok(())
        }
    }

    /// [`decipher`](Self::decipher) in the shape that the constructions over blocks take.
    fn deciphering(&self) -> impl FnMut(&mut [u8; N]) -> Result<(), ErrorKind> {
        |block| {
            self.decipher(block);
            Ok(())
        }
    }
}

impl<const MAX: usize> ProtectionCipher<MAX, 16> for Cipher<MAX> {
    fn expand(key: &Handle<MAX>) -> Result<Self, ErrorKind> {
        Self::expand(key)
    }

    fn encipher(&self, block: &mut Block) {
        self.encipher(block);
    }

    fn decipher(&self, block: &mut Block) {
        self.decipher(block);
    }
}

impl<const MAX: usize> ProtectionCipher<MAX, 8> for TdeaKey {
    fn expand(key: &Handle<MAX>) -> Result<Self, ErrorKind> {
        Self::new(key.expose_secret()).ok_or(ErrorKind::KeyLength)
    }

    fn encipher(&self, block: &mut [u8; 8]) {
        self.encipher(block);
    }

    fn decipher(&self, block: &mut [u8; 8]) {
        self.decipher(block);
    }
}

/// What CBC begins with, or the first counter: the first characters of the header (versions A and
/// C), else the MAC.
fn start<const N: usize>(
    version: KeyBlockVersion,
    header: &[u8],
    mac: &[u8],
) -> Result<[u8; N], ErrorKind> {
    let from = if version.is_variant_binding() { header } else { mac };
    from.first_chunk().copied().ok_or(ErrorKind::DataLength)
}

/// Enciphers a payload in place.
pub(super) fn encipher<const MAX: usize, C: ProtectionCipher<MAX, N>, const N: usize>(
    cipher: &C,
    version: KeyBlockVersion,
    header: &[u8],
    mac: &[u8],
    payload: &mut [u8],
) -> Result<(), ErrorKind> {
    let start = start(version, header, mac)?;
    match version {
        KeyBlockVersion::E => counter_mode(cipher, &start, payload),
        _ => blocks::cbc_encipher(cipher.enciphering(), &start, payload.as_chunks_mut().0)?,
    }
    Ok(())
}

/// Deciphers a payload in place.
pub(super) fn decipher<const MAX: usize, C: ProtectionCipher<MAX, N>, const N: usize>(
    cipher: &C,
    version: KeyBlockVersion,
    header: &[u8],
    mac: &[u8],
    payload: &mut [u8],
) -> Result<(), ErrorKind> {
    let start = start(version, header, mac)?;
    match version {
        KeyBlockVersion::E => counter_mode(cipher, &start, payload),
        _ => blocks::cbc_decipher(cipher.deciphering(), &start, payload.as_chunks_mut().0)?,
    }
    Ok(())
}

/// Counter mode (SP 800-38A 6.5): all of the block counts. The same in both directions.
fn counter_mode<const MAX: usize, C: ProtectionCipher<MAX, N>, const N: usize>(
    cipher: &C,
    first: &[u8; N],
    payload: &mut [u8],
) {
    let mut counter = *first;
    for part in payload.chunks_mut(N) {
        let mut stream = Zeroizing::new(counter);
        cipher.encipher(&mut stream);
        part.iter_mut().zip(stream.iter()).for_each(|(octet, with)| *octet ^= with);
        let mut carry = 1;
        for octet in counter.iter_mut().rev() {
            let [high, low] = (u16::from(*octet) + carry).to_be_bytes();
            *octet = low;
            carry = u16::from(high);
        }
    }
}

/// The MAC of a block: CBC-MAC without padding (versions A and C, where both parts are whole
/// blocks), else CMAC. All `N` octets of it.
pub(super) fn mac<const MAX: usize, C: ProtectionCipher<MAX, N>, const N: usize>(
    cipher: &C,
    version: KeyBlockVersion,
    message: [&[u8]; 2],
) -> Result<Zeroizing<[u8; N]>, ErrorKind> {
    let mut mac = Zeroizing::new([0; N]);
    if version.is_variant_binding() {
        for block in message.iter().flat_map(|part| part.as_chunks::<N>().0) {
            mac.iter_mut().zip(block).for_each(|(state, octet)| *state ^= octet);
            cipher.encipher(&mut mac);
        }
    } else {
        blocks::cmac(cipher.enciphering(), &message, &mut mac)?;
    }
    Ok(mac)
}

/// Whether `received` is the leftmost octets of the MAC, in constant time.
pub(super) fn holds<const N: usize>(mac: &[u8; N], received: &[u8]) -> bool {
    mac.get(..received.len()).is_some_and(|cut| bool::from(cut.ct_eq(received)))
}
