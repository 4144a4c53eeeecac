//! Making.

use ducat_hal::{ErrorKind, UnprotectedKey, key_block};

use super::cipher::{ProtectionCipher, encipher, mac};
use super::ciphers;
use crate::block::Cipher;
use crate::key::Handle;
use crate::tdes::TdeaKey;

/// Protects the octets of a key whose right to leave the caller has checked.
pub(super) fn block<const MAX: usize>(
    protection: &Handle<MAX>,
    block: &mut UnprotectedKey<'_>,
    key: &[u8],
) -> Result<(), ErrorKind> {
    block.check(protection.attributes(), key.len())?;
    let length = key_block::length_in_bits(key.len()).ok_or(ErrorKind::DataLength)?;
    let (length_place, rest) =
        block.payload.split_at_mut_checked(2).ok_or(ErrorKind::DataLength)?;
    length_place.copy_from_slice(&length);
    rest.get_mut(..key.len()).ok_or(ErrorKind::DataLength)?.copy_from_slice(key);
    if protection.attributes().algorithm.is_aes() {
        protect::<MAX, Cipher<MAX>, 16>(protection, block)
    } else {
        protect::<MAX, TdeaKey, 8>(protection, block)
    }
}

fn protect<const MAX: usize, C: ProtectionCipher<MAX, N>, const N: usize>(
    protection: &Handle<MAX>,
    block: &mut UnprotectedKey<'_>,
) -> Result<(), ErrorKind> {
    let UnprotectedKey { version, header, ref mut payload, mac: ref mut place, .. } = *block;
    let (enciphering, authenticating) = ciphers::<MAX, C, N>(version, protection)?;
    if version.is_variant_binding() {
        encipher(&enciphering, version, header, &[], payload)?;
    }
    let full = mac(&authenticating, version, [header, payload])?;
    place.iter_mut().zip(full.iter()).for_each(|(to, from)| *to = *from);
    if !version.is_variant_binding() {
        encipher(&enciphering, version, header, place, payload)?;
    }
    Ok(())
}
