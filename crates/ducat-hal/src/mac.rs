//! Message authentication codes, one capability per algorithm.
//!
//! **If you implement it**: implement [`Mac<A>`] for the algorithms that you have; what you lack
//! then fails to compile instead of at run time. With nothing but blocks, CMAC is
//! [`blocks::cmac`](crate::blocks::cmac). Verify inside the engine, so that a key that may only
//! verify never yields a MAC. **If you call it**: `ducat::mac` binds algorithm, right and
//! direction into the type of the key.

use core::marker::PhantomData;

use crate::attributes::{Algorithm, KeyUsage, Operation};
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
    /// The number of its hash in the optional block HM of a key block, where it has a hash.
    const HASH: Option<u8> = None;
    /// Whether keys of `algorithm` work with it.
    fn accepts(algorithm: Algorithm) -> bool;

    /// Whether keys of `usage` work with it: [`USAGE`](Self::USAGE), and where the standards have
    /// two codes for one thing, the other.
    fn serves(usage: KeyUsage) -> bool {
        usage == Self::USAGE
    }
}

/// A MAC algorithm that new MACs may be made with: the domain's calls make no others. Those that it
/// leaves out (HMAC with SHA-1) are for verifying what old systems send; an engine that has them
/// makes them too, for the test bench that plays the old system.
pub trait CurrentAlgorithm: MacAlgorithm {}

/// CMAC with AES (SP 800-38B, ISO 9797-1:2011 MAC algorithm 5); 16 octets.
pub enum AesCmac {}

/// CMAC with TDEA (SP 800-38B); 8 octets.
pub enum TdeaCmac {}

/// ISO 9797-1 MAC algorithm 1, CBC-MAC, over blocks of `OCTETS` (8: TDEA or DES, 16: AES), with
/// padding `P`.
pub struct Algorithm1<P, const OCTETS: usize>(PhantomData<P>);

/// ISO 9797-1 MAC algorithm 3 with padding `P`: a chain of single DES, and two more encipherments
/// at its end; 8 octets. With padding 1 it is the retail MAC of X9.19.
#[doc(alias = "Retail MAC")]
#[doc(alias = "X9.19")]
pub struct Algorithm3<P>(PhantomData<P>);

/// CBC-MAC with TDEA.
pub type TdeaAlgorithm1<P> = Algorithm1<P, 8>;
/// CBC-MAC with AES.
pub type AesAlgorithm1<P> = Algorithm1<P, 16>;

/// How a message is filled up to whole blocks (ISO 9797-1 6.3). The set is closed.
pub trait MacPadding: sealed::Sealed + 'static {
    /// Number of the method, 1 to 3.
    const METHOD: u8;
}

/// Padding method 1: zeros up to a whole block; the empty message is one block of zeros. Messages
/// that differ by zeros at their end have the same MAC: only for lengths agreed beforehand.
pub enum Padding1 {}
/// Padding method 2: one octet 80, then zeros; always added.
pub enum Padding2 {}
/// Padding method 3: a first block with the length of the message in bits, then as method 1. The
/// length has to be known before the message.
pub enum Padding3 {}

macro_rules! paddings {
    ($($name:ident $method:literal)*) => {$(
        impl sealed::Sealed for $name {}
        impl MacPadding for $name {
            const METHOD: u8 = $method;
        }
    )*};
}
paddings!(Padding1 1 Padding2 2 Padding3 3);

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

impl<P: MacPadding, const OCTETS: usize> sealed::Sealed for Algorithm1<P, OCTETS> {}
impl<P: MacPadding, const OCTETS: usize> MacAlgorithm for Algorithm1<P, OCTETS> {
    const OCTETS: usize = OCTETS;
    const USAGE: KeyUsage = KeyUsage::MacAlgorithm1;
    fn accepts(algorithm: Algorithm) -> bool {
        match OCTETS {
            8 => algorithm.has_short_blocks(),
            16 => algorithm.is_aes(),
            _ => false,
        }
    }
    fn serves(usage: KeyUsage) -> bool {
        usage == Self::USAGE || OCTETS == 8 && usage == KeyUsage::MacIso16609
    }
}

impl<P: MacPadding> sealed::Sealed for Algorithm3<P> {}
impl<P: MacPadding> MacAlgorithm for Algorithm3<P> {
    const OCTETS: usize = 8;
    const USAGE: KeyUsage = KeyUsage::MacAlgorithm3;
    fn accepts(algorithm: Algorithm) -> bool {
        matches!(algorithm, Algorithm::Tdea2)
    }
}

impl CurrentAlgorithm for AesCmac {}
impl CurrentAlgorithm for TdeaCmac {}
impl<P: MacPadding, const OCTETS: usize> CurrentAlgorithm for Algorithm1<P, OCTETS> {}
impl<P: MacPadding> CurrentAlgorithm for Algorithm3<P> {}
impl CurrentAlgorithm for HmacSha224 {}
impl CurrentAlgorithm for HmacSha256 {}
impl CurrentAlgorithm for HmacSha384 {}
impl CurrentAlgorithm for HmacSha512 {}

impl<H: Hash> sealed::Sealed for Hmac<H> {}
impl<H: Hash> MacAlgorithm for Hmac<H> {
    const OCTETS: usize = H::OCTETS;
    const USAGE: KeyUsage = KeyUsage::MacHmac;
    const HASH: Option<u8> = Some(H::CODE);
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

/// Makes MACs of algorithm `A` part by part, for messages that are never in memory as a whole.
///
/// A stream is begun for one purpose, and ends in one of the two finishing calls. Where the whole
/// message is at hand, [`Mac`] is the better call.
pub trait StreamMac<A: MacAlgorithm>: Mac<A> {
    /// A MAC between two parts of its message. Wiped on drop.
    type Stream<'k>
    where
        Self: 'k;

    /// Begins a MAC under `key`. `octets` is the length of the whole message where the padding
    /// starts with it (method 3), and is not looked at elsewhere.
    ///
    /// # Errors
    /// `NotPermitted` if the key's attributes do not permit `purpose`, `DataLength` if the length
    /// is needed and not given.
    fn begin_mac<'k>(
        &mut self,
        key: &'k Self::Handle,
        purpose: MacPurpose,
        octets: Option<u64>,
    ) -> Result<Self::Stream<'k>, Self::Error>
    where
        Self: 'k;

    /// Takes in the next part of the message.
    ///
    /// # Errors
    /// The hardware's; the stream is then of no more use.
    fn update_mac<'k>(
        &mut self,
        stream: &mut Self::Stream<'k>,
        part: &[u8],
    ) -> Result<(), Self::Error>
    where
        Self: 'k;

    /// Ends a stream that was begun to generate: writes the leftmost `mac.len()` octets.
    ///
    /// # Errors
    /// `NotPermitted` if it was begun to verify, `DataLength` if `mac` is empty or longer than
    /// `A::OCTETS`, or the message was not as long as announced. `mac` is then unchanged.
    fn finish_generate<'k>(
        &mut self,
        stream: Self::Stream<'k>,
        mac: &mut [u8],
    ) -> Result<(), Self::Error>
    where
        Self: 'k;

    /// Ends a stream that was begun to verify: whether `mac` is the leftmost octets, compared in
    /// constant time.
    ///
    /// # Errors
    /// `NotPermitted` if it was begun to generate, `DataLength` as
    /// [`finish_generate`](Self::finish_generate).
    fn finish_verify<'k>(
        &mut self,
        stream: Self::Stream<'k>,
        mac: &[u8],
    ) -> Result<bool, Self::Error>
    where
        Self: 'k;
}

/// What a stream is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MacPurpose {
    /// To generate a MAC.
    Generate,
    /// To verify one.
    Verify,
}

impl MacPurpose {
    /// The operation that the key's attributes must permit.
    pub const fn operation(self) -> Operation {
        match self {
            Self::Generate => Operation::GenerateMac,
            Self::Verify => Operation::VerifyMac,
        }
    }
}

impl<A: MacAlgorithm, T: StreamMac<A> + ?Sized> StreamMac<A> for &mut T {
    type Stream<'k>
        = T::Stream<'k>
    where
        Self: 'k;

    fn begin_mac<'k>(
        &mut self,
        key: &'k Self::Handle,
        purpose: MacPurpose,
        octets: Option<u64>,
    ) -> Result<Self::Stream<'k>, Self::Error>
    where
        Self: 'k,
    {
        <T as StreamMac<A>>::begin_mac(self, key, purpose, octets)
    }

    fn update_mac<'k>(
        &mut self,
        stream: &mut Self::Stream<'k>,
        part: &[u8],
    ) -> Result<(), Self::Error>
    where
        Self: 'k,
    {
        <T as StreamMac<A>>::update_mac(self, stream, part)
    }

    fn finish_generate<'k>(
        &mut self,
        stream: Self::Stream<'k>,
        mac: &mut [u8],
    ) -> Result<(), Self::Error>
    where
        Self: 'k,
    {
        <T as StreamMac<A>>::finish_generate(self, stream, mac)
    }

    fn finish_verify<'k>(
        &mut self,
        stream: Self::Stream<'k>,
        mac: &[u8],
    ) -> Result<bool, Self::Error>
    where
        Self: 'k,
    {
        <T as StreamMac<A>>::finish_verify(self, stream, mac)
    }
}
