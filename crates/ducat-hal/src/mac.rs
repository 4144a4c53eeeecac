//! Message authentication codes, one capability per algorithm.
//!
//! **If you implement it**: implement [`Mac<A>`] for the algorithms that you have; what you lack
//! then fails to compile instead of at run time. With nothing but AES blocks, CMAC is
//! [`blocks::cmac`](crate::blocks::cmac). Verify inside the engine, so that a key that may only
//! verify never yields a MAC. **If you call it**: `ducat::mac` binds algorithm, right and
//! direction into the type of the key.

use core::marker::PhantomData;

use crate::attributes::{Algorithm, KeyUsage};
use crate::engine::KeyEngine;
use crate::kdf::{Hash, Sha224, Sha256, Sha384, Sha512};

mod sealed {
    pub trait Sealed {}
}

/// A MAC algorithm. The set is closed.
pub trait MacAlgorithm: sealed::Sealed + 'static {
    /// Length of the full MAC in octets.
    const OCTETS: usize;
    /// The usage of its keys.
    const USAGE: KeyUsage;
    /// Whether keys of `algorithm` work with it.
    fn accepts(algorithm: Algorithm) -> bool;
}

/// CMAC with AES (SP 800-38B, ISO 9797-1:2011 MAC algorithm 5); 16 octets.
pub enum AesCmac {}

/// CMAC with TDEA (SP 800-38B); 8 octets.
pub enum TdeaCmac {}

/// HMAC with the hash `H` (FIPS 198-1, RFC 2104); as long as the hash.
pub struct Hmac<H>(PhantomData<H>);

/// HMAC with SHA-224.
pub type HmacSha224 = Hmac<Sha224>;
/// HMAC with SHA-256.
pub type HmacSha256 = Hmac<Sha256>;
/// HMAC with SHA-384.
pub type HmacSha384 = Hmac<Sha384>;
/// HMAC with SHA-512.
pub type HmacSha512 = Hmac<Sha512>;

impl sealed::Sealed for AesCmac {}
impl MacAlgorithm for AesCmac {
    const OCTETS: usize = 16;
    const USAGE: KeyUsage = KeyUsage::MacCmac;
    fn accepts(algorithm: Algorithm) -> bool {
        algorithm.is_aes()
    }
}

impl sealed::Sealed for TdeaCmac {}
impl MacAlgorithm for TdeaCmac {
    const OCTETS: usize = 8;
    const USAGE: KeyUsage = KeyUsage::MacCmac;
    fn accepts(algorithm: Algorithm) -> bool {
        algorithm.is_tdea()
    }
}

impl<H: Hash> sealed::Sealed for Hmac<H> {}
impl<H: Hash> MacAlgorithm for Hmac<H> {
    const OCTETS: usize = H::OCTETS;
    const USAGE: KeyUsage = KeyUsage::MacHmac;
    fn accepts(algorithm: Algorithm) -> bool {
        matches!(algorithm, Algorithm::Hmac)
    }
}

/// Generates and verifies MACs of algorithm `A`.
///
/// The message is given in parts, which are authenticated as if joined.
pub trait Mac<A: MacAlgorithm>: KeyEngine {
    /// Writes the leftmost `mac.len()` octets of the MAC.
    ///
    /// # Errors
    /// `NotPermitted` by the key's attributes, `DataLength` if `mac` is empty or longer than
    /// `A::OCTETS`. `mac` is then unchanged.
    fn generate_mac(
        &mut self,
        key: &Self::Handle,
        message: &[&[u8]],
        mac: &mut [u8],
    ) -> Result<(), Self::Error>;

    /// Whether `mac` is the leftmost `mac.len()` octets of the message's MAC, compared in
    /// constant time. How short a MAC may be is the caller's policy.
    ///
    /// # Errors
    /// `NotPermitted` by the key's attributes, `DataLength` if `mac` is empty or longer than
    /// `A::OCTETS`.
    fn verify_mac(
        &mut self,
        key: &Self::Handle,
        message: &[&[u8]],
        mac: &[u8],
    ) -> Result<bool, Self::Error>;
}

impl<A: MacAlgorithm, T: Mac<A> + ?Sized> Mac<A> for &mut T {
    fn generate_mac(
        &mut self,
        key: &Self::Handle,
        message: &[&[u8]],
        mac: &mut [u8],
    ) -> Result<(), Self::Error> {
        <T as Mac<A>>::generate_mac(self, key, message, mac)
    }

    fn verify_mac(
        &mut self,
        key: &Self::Handle,
        message: &[&[u8]],
        mac: &[u8],
    ) -> Result<bool, Self::Error> {
        <T as Mac<A>>::verify_mac(self, key, message, mac)
    }
}
