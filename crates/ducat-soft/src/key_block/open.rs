//! Opening.

use ducat_hal::{ErrorKind, Narrowing, NewKey, ProtectedKey, key_block};

use super::cipher::{ProtectionCipher, decipher, holds, mac};
use super::ciphers;
use crate::block::Cipher;
use crate::key::Handle;
use crate::tdes::TdeaKey;

/// Opens a block into a handle.
pub(super) fn key<const MAX: usize>(
    protection: &Handle<MAX>,
    block: &mut ProtectedKey<'_>,
    narrowing: Narrowing,
) -> Result<Handle<MAX>, ErrorKind> {
    if !key_block::names_attributes(block.header) {
        return Err(ErrorKind::Unsupported);
    }
    decipher_verified(protection, block)?;
    let clear = clear_key(block.payload)?;
    let attributes = narrowing.of_header(block.header, clear)?;
    let mut key = Handle::zero(NewKey { attributes, octets: clear.len() })?;
    key.expose_secret_mut().copy_from_slice(clear);
    Ok(key)
}

/// Opens a block into octets.
pub(super) fn octets<const MAX: usize>(
    protection: &Handle<MAX>,
    block: &mut ProtectedKey<'_>,
    key: &mut [u8],
) -> Result<usize, ErrorKind> {
    decipher_verified(protection, block)?;
    let clear = clear_key(block.payload)?;
    let place = key.get_mut(..clear.len()).ok_or(ErrorKind::DataLength)?;
    place.copy_from_slice(clear);
    Ok(clear.len())
}

/// Deciphers the payload in place, and fails unless the MAC holds.
fn decipher_verified<const MAX: usize>(
    protection: &Handle<MAX>,
    block: &mut ProtectedKey<'_>,
) -> Result<(), ErrorKind> {
    block.check(protection.attributes())?;
    if protection.attributes().algorithm.is_aes() {
        decipher_with::<MAX, Cipher<MAX>, 16>(protection, block)
    } else {
        decipher_with::<MAX, TdeaKey, 8>(protection, block)
    }
}

fn decipher_with<const MAX: usize, C: ProtectionCipher<MAX, N>, const N: usize>(
    protection: &Handle<MAX>,
    block: &mut ProtectedKey<'_>,
) -> Result<(), ErrorKind> {
    let ProtectedKey { version, header, ref mut payload, mac: received } = *block;
    let (enciphering, authenticating) = ciphers::<MAX, C, N>(version, protection)?;
    if version.is_variant_binding() {
        let computed = mac(&authenticating, version, [header, payload])?;
        if !holds(&computed, received) {
            return Err(ErrorKind::Authentication);
        }
        decipher(&enciphering, version, header, received, payload)
    } else {
        decipher(&enciphering, version, header, received, payload)?;
        let computed = mac(&authenticating, version, [header, payload])?;
        if holds(&computed, received) { Ok(()) } else { Err(ErrorKind::Authentication) }
    }
}

/// The key in a payload that is authentic.
fn clear_key(payload: &[u8]) -> Result<&[u8], ErrorKind> {
    let octets = key_block::key_octets(payload).ok_or(ErrorKind::Authentication)?;
    let key = payload.get(2..).and_then(|rest| rest.get(..octets));
    key.ok_or(ErrorKind::Authentication)
}
