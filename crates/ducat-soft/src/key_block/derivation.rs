//! The keys of a block, derived from its protection key.

use ducat_hal::{ErrorKind, KeyBlockVersion, NewKey, blocks};
use zeroize::Zeroizing;

use super::cipher::ProtectionCipher;
use crate::key::Handle;

/// What a derived key is for.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    /// Encipherment in CBC mode.
    Encipherment,
    /// The MAC.
    Mac,
    /// Encipherment in counter mode.
    CounterMode,
}

impl Purpose {
    /// What every octet of the protection key is exclusive-ored with in versions A and C.
    const fn variant(self) -> u8 {
        match self {
            Self::Encipherment | Self::CounterMode => b'E',
            Self::Mac => b'M',
        }
    }

    /// The usage in the derivation data of the other versions.
    const fn indicator(self) -> u8 {
        match self {
            Self::Encipherment => 0,
            Self::Mac => 1,
            Self::CounterMode => 2,
        }
    }
}

/// Derives a key as long as the protection key and of its algorithm: by a variant (versions A and
/// C), else as the leftmost octets of CMACs over a counter and what the key is for (X9.143 7.2).
pub(super) fn derive<const MAX: usize, C: ProtectionCipher<MAX, N>, const N: usize>(
    version: KeyBlockVersion,
    protection: &Handle<MAX>,
    purpose: Purpose,
) -> Result<Handle<MAX>, ErrorKind> {
    let attributes = protection.attributes();
    let secret = protection.expose_secret();
    let mut derived = Handle::zero(NewKey { attributes, octets: secret.len() })?;
    if version.is_variant_binding() {
        for (to, from) in derived.expose_secret_mut().iter_mut().zip(secret) {
            *to = from ^ purpose.variant();
        }
        return Ok(derived);
    }
    let cipher = C::expand(protection)?;
    let length = secret.len().saturating_mul(8);
    let length = u16::try_from(length).map_err(|_| ErrorKind::KeyLength)?.to_be_bytes();
    for (counter, place) in (1u8..).zip(derived.expose_secret_mut().chunks_mut(N)) {
        let data = [
            counter,
            0,
            purpose.indicator(),
            0,
            0,
            attributes.algorithm as u8,
            length[0],
            length[1],
        ];
        let mut block = Zeroizing::new([0; N]);
        blocks::cmac(cipher.enciphering(), &[&data], &mut block)?;
        place.iter_mut().zip(block.iter()).for_each(|(to, from)| *to = *from);
    }
    Ok(derived)
}
