//! Hash functions by name, and HKDF.
//!
//! **If you implement it**: a KDF over octets that the caller holds; implement it where the host
//! may see the secret. **If you call it**: the output is secret if the input is; you wipe both.

use crate::error::ErrorType;

mod sealed {
    pub trait Sealed {}
}

/// A hash function of FIPS 180-4. The set is closed.
pub trait Hash: sealed::Sealed + 'static {
    /// Length of its value in octets.
    const OCTETS: usize;
    /// Its number in the optional block HM of a key block (X9.143 6.3.6).
    const CODE: u8;
}

macro_rules! hashes {
    ($($(#[$doc:meta])* $name:ident $octets:literal $code:literal)*) => {$(
        $(#[$doc])*
        pub enum $name {}
        impl sealed::Sealed for $name {}
        impl Hash for $name {
            const OCTETS: usize = $octets;
            const CODE: u8 = $code;
        }
    )*};
}

hashes! {
    /// SHA-1, for peers that know nothing better; 20 octets.
    LegacySha1 20 0x10
    /// SHA-224; 28 octets.
    Sha224 28 0x20
    /// SHA-256; 32 octets.
    Sha256 32 0x21
    /// SHA-384; 48 octets.
    Sha384 48 0x22
    /// SHA-512; 64 octets.
    Sha512 64 0x23
}

/// HKDF of RFC 5869, extract and expand in one call.
pub trait Hkdf<H: Hash>: ErrorType {
    /// Fills `okm` from the secret `ikm`. An empty `salt` stands for `H::OCTETS` zero octets.
    ///
    /// # Errors
    /// `DataLength` if `okm` is longer than 255 × `H::OCTETS`; `okm` is then unchanged.
    fn hkdf(
        &mut self,
        salt: &[u8],
        ikm: &[u8],
        info: &[u8],
        okm: &mut [u8],
    ) -> Result<(), Self::Error>;
}

impl<H: Hash, T: Hkdf<H> + ?Sized> Hkdf<H> for &mut T {
    fn hkdf(
        &mut self,
        salt: &[u8],
        ikm: &[u8],
        info: &[u8],
        okm: &mut [u8],
    ) -> Result<(), Self::Error> {
        <T as Hkdf<H>>::hkdf(self, salt, ikm, info, okm)
    }
}
