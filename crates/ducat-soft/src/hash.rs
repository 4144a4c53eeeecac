//! HMAC and HKDF over the hash functions of FIPS 180-4.

use ducat_hal::ErrorKind;
#[cfg(feature = "legacy-sha1")]
use ducat_hal::kdf::LegacySha1;
use ducat_hal::kdf::{Hash, Hkdf, Sha224, Sha256, Sha384, Sha512};
use hkdf::GenericHkdf;
use hmac::Hmac;

use crate::engine::Engine;
use crate::mac::compute;
use crate::wipe::wiped;

mod sealed {
    pub trait Sealed {}
}

/// A hash function that this engine has.
pub trait SoftHash: Hash + sealed::Sealed {
    /// HMAC into the first octets of `mac`.
    #[doc(hidden)]
    fn hmac(key: &[u8], message: &[&[u8]], mac: &mut [u8]) -> Result<(), ErrorKind>;

    /// HKDF, extract and expand.
    #[doc(hidden)]
    fn hkdf(salt: &[u8], ikm: &[u8], info: &[u8], okm: &mut [u8]) -> Result<(), ErrorKind>;
}

macro_rules! soft_hash {
    ($($name:ident: $hash:ty;)*) => {$(
        impl sealed::Sealed for $name {}
        impl SoftHash for $name {
            fn hmac(key: &[u8], message: &[&[u8]], mac: &mut [u8]) -> Result<(), ErrorKind> {
                compute::<Hmac<$hash>>(key, message, mac)
            }

            fn hkdf(
                salt: &[u8],
                ikm: &[u8],
                info: &[u8],
                okm: &mut [u8],
            ) -> Result<(), ErrorKind> {
                let state = GenericHkdf::<Hmac<$hash>>::new(Some(salt), ikm);
                state.expand(info, okm).map_err(|_| ErrorKind::DataLength)
            }
        }
    )*};
}

soft_hash! {
    Sha224: sha2::Sha224;
    Sha256: sha2::Sha256;
    Sha384: sha2::Sha384;
    Sha512: sha2::Sha512;
}

#[cfg(feature = "legacy-sha1")]
soft_hash! {
    LegacySha1: sha1::Sha1;
}

impl<H: SoftHash, const MAX: usize> Hkdf<H> for Engine<MAX> {
    fn hkdf(
        &mut self,
        salt: &[u8],
        ikm: &[u8],
        info: &[u8],
        okm: &mut [u8],
    ) -> Result<(), ErrorKind> {
        if okm.len() > 255 * H::OCTETS {
            return Err(ErrorKind::DataLength);
        }
        wiped(|| H::hkdf(salt, ikm, info, okm))
    }
}
