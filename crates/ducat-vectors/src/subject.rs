//! What an engine offers to be tested.

use compat::vec::Vec;
use core::iter;

use ducat_hal::{
    AesCmac, Algorithm, Algorithm1, Algorithm3, BlockCipher, CardValue, CheckValue, ClearKeyBlock,
    DecipherPin, EncipherPin, ErrorKind, Exportability, GeneratePinValue, Hkdf, Hmac, HmacSha224,
    HmacSha256, HmacSha384, HmacSha512, IssuePin, KeyAttributes, KeyEngine, KeyUsage, KeyWrap,
    KeyWrapMode, LegacySha1, LoadKey, Mac, MacAlgorithm, MakeKeyBlock, ModeOfUse, OpenKeyBlock,
    Padding1, Padding2, Padding3, SealKeys, Sha224, Sha256, Sha384, Sha512, StreamMac, TdeaCmac,
    TdeaDerivation, TranslatePin, VerifyPin,
};
use ducat_sim::SecureElement;
use ducat_soft::Engine;
use zeroize::Zeroizing;

use crate::outcome::Failure;

/// A hash function by the protocol's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HashName {
    /// `sha1`
    Sha1,
    /// `sha224`
    Sha224,
    /// `sha256`
    Sha256,
    /// `sha384`
    Sha384,
    /// `sha512`
    Sha512,
}

impl HashName {
    pub(crate) fn parse(name: &str) -> Result<Self, Failure> {
        match name {
            "sha1" => Ok(Self::Sha1),
            "sha224" => Ok(Self::Sha224),
            "sha256" => Ok(Self::Sha256),
            "sha384" => Ok(Self::Sha384),
            "sha512" => Ok(Self::Sha512),
            _ => Err(Failure::UNSUPPORTED),
        }
    }

    /// Length of its value in octets.
    pub const fn octets(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha224 => 28,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }
}

/// An engine that answers questions about vectors.
///
/// An engine whose keys never leave shows them here all the same, by a way of its own that exists
/// for tests.
pub trait Subject:
    KeyEngine<Error = ErrorKind>
    + TdeaDerivation
    + LoadKey
    + CheckValue
    + BlockCipher
    + BlockCipher<8>
    + EncipherPin
    + EncipherPin<8>
    + DecipherPin
    + DecipherPin<8>
    + TranslatePin
    + VerifyPin
    + GeneratePinValue
    + IssuePin
    + CardValue
    + SealKeys
    + KeyWrap
    + StreamMac<AesCmac>
    + StreamMac<TdeaCmac>
    + StreamMac<Algorithm1<Padding1, 8>>
    + StreamMac<Algorithm1<Padding2, 8>>
    + StreamMac<Algorithm1<Padding3, 8>>
    + StreamMac<Algorithm1<Padding1, 16>>
    + StreamMac<Algorithm1<Padding2, 16>>
    + StreamMac<Algorithm1<Padding3, 16>>
    + StreamMac<Algorithm3<Padding1>>
    + StreamMac<Algorithm3<Padding2>>
    + StreamMac<Algorithm3<Padding3>>
    + OpenKeyBlock
    + MakeKeyBlock
    + ClearKeyBlock
    + Mac<HmacSha256>
    + Sized
{
    /// The octets of a key.
    ///
    /// # Errors
    /// The engine's.
    fn reveal(&self, key: &Self::Handle) -> Result<Zeroizing<Vec<u8>>, ErrorKind>;

    /// HMAC with hash functions that not every engine has.
    ///
    /// # Errors
    /// `Unsupported` for those it has not; the engine's.
    fn hmac(&mut self, hash: HashName, key: &[u8], message: &[u8]) -> Result<Vec<u8>, ErrorKind> {
        match hash {
            HashName::Sha256 => hmac::<HmacSha256, _>(self, key, message),
            _ => Err(ErrorKind::Unsupported),
        }
    }

    /// Whether `tag` is the leftmost octets of such a MAC, as the engine sees it.
    ///
    /// # Errors
    /// As [`hmac`](Self::hmac); `DataLength` for a tag that no such MAC has.
    fn hmac_verify(
        &mut self,
        hash: HashName,
        key: &[u8],
        message: &[u8],
        tag: &[u8],
    ) -> Result<bool, ErrorKind> {
        match hash {
            HashName::Sha256 => hmac_verify::<HmacSha256, _>(self, key, message, tag),
            _ => Err(ErrorKind::Unsupported),
        }
    }

    /// AES key wrap of octets. An engine that wraps keys alone takes them as keys of HMAC, which
    /// have any length.
    ///
    /// # Errors
    /// The engine's.
    fn wrap_octets(
        &mut self,
        kek: &Self::Handle,
        mode: KeyWrapMode,
        octets: &[u8],
        wrapped: &mut [u8],
    ) -> Result<(), ErrorKind> {
        let attributes = KeyAttributes {
            exportability: Exportability::Sensitive,
            ..KeyAttributes::new(KeyUsage::MacHmac, Algorithm::Hmac, ModeOfUse::Generate)
        };
        let key = self.load(attributes, octets)?;
        self.wrap_key(kek, mode, &key, wrapped)
    }

    /// The way back.
    ///
    /// # Errors
    /// The engine's.
    fn unwrap_octets(
        &mut self,
        kek: &Self::Handle,
        mode: KeyWrapMode,
        wrapped: &mut [u8],
    ) -> Result<Zeroizing<Vec<u8>>, ErrorKind> {
        let attributes =
            KeyAttributes::new(KeyUsage::MacHmac, Algorithm::Hmac, ModeOfUse::Generate);
        let key = self.unwrap_key(kek, mode, wrapped, attributes)?;
        self.reveal(&key)
    }

    /// HKDF, which not every engine has. `octets` is at most 255 times the hash.
    ///
    /// # Errors
    /// `Unsupported`; the engine's.
    fn hkdf(
        &mut self,
        _hash: HashName,
        _salt: &[u8],
        _ikm: &[u8],
        _info: &[u8],
        _octets: usize,
    ) -> Result<Vec<u8>, ErrorKind> {
        Err(ErrorKind::Unsupported)
    }
}

fn hmac<A: MacAlgorithm, S: LoadKey<Error = ErrorKind> + Mac<A>>(
    subject: &mut S,
    key: &[u8],
    message: &[u8],
) -> Result<Vec<u8>, ErrorKind> {
    let attributes = KeyAttributes::new(KeyUsage::MacHmac, Algorithm::Hmac, ModeOfUse::Generate);
    let key = subject.load(attributes, key)?;
    let mut mac: Vec<u8> = iter::repeat_n(0, A::OCTETS).collect();
    subject.generate_mac(&key, &[message], &mut mac)?;
    Ok(mac)
}

fn hmac_verify<A: MacAlgorithm, S: LoadKey<Error = ErrorKind> + Mac<A>>(
    subject: &mut S,
    key: &[u8],
    message: &[u8],
    tag: &[u8],
) -> Result<bool, ErrorKind> {
    let attributes = KeyAttributes::new(KeyUsage::MacHmac, Algorithm::Hmac, ModeOfUse::Verify);
    let key = subject.load(attributes, key)?;
    subject.verify_mac(&key, &[message], tag)
}

impl<const MAX: usize> Subject for Engine<MAX> {
    fn wrap_octets(
        &mut self,
        kek: &Self::Handle,
        mode: KeyWrapMode,
        octets: &[u8],
        wrapped: &mut [u8],
    ) -> Result<(), ErrorKind> {
        Self::wrap_octets(self, kek, mode, octets, wrapped)
    }

    fn unwrap_octets(
        &mut self,
        kek: &Self::Handle,
        mode: KeyWrapMode,
        wrapped: &mut [u8],
    ) -> Result<Zeroizing<Vec<u8>>, ErrorKind> {
        let octets = Self::unwrap_octets(self, kek, mode, wrapped)?;
        Ok(Zeroizing::new(octets.to_vec()))
    }

    fn reveal(&self, key: &Self::Handle) -> Result<Zeroizing<Vec<u8>>, ErrorKind> {
        Ok(Zeroizing::new(key.expose_secret().to_vec()))
    }

    fn hmac(&mut self, hash: HashName, key: &[u8], message: &[u8]) -> Result<Vec<u8>, ErrorKind> {
        match hash {
            HashName::Sha1 => hmac::<Hmac<LegacySha1>, _>(self, key, message),
            HashName::Sha224 => hmac::<HmacSha224, _>(self, key, message),
            HashName::Sha256 => hmac::<HmacSha256, _>(self, key, message),
            HashName::Sha384 => hmac::<HmacSha384, _>(self, key, message),
            HashName::Sha512 => hmac::<HmacSha512, _>(self, key, message),
        }
    }

    fn hmac_verify(
        &mut self,
        hash: HashName,
        key: &[u8],
        message: &[u8],
        tag: &[u8],
    ) -> Result<bool, ErrorKind> {
        match hash {
            HashName::Sha1 => hmac_verify::<Hmac<LegacySha1>, _>(self, key, message, tag),
            HashName::Sha224 => hmac_verify::<HmacSha224, _>(self, key, message, tag),
            HashName::Sha256 => hmac_verify::<HmacSha256, _>(self, key, message, tag),
            HashName::Sha384 => hmac_verify::<HmacSha384, _>(self, key, message, tag),
            HashName::Sha512 => hmac_verify::<HmacSha512, _>(self, key, message, tag),
        }
    }

    fn hkdf(
        &mut self,
        hash: HashName,
        salt: &[u8],
        ikm: &[u8],
        info: &[u8],
        octets: usize,
    ) -> Result<Vec<u8>, ErrorKind> {
        let mut okm: Vec<u8> = iter::repeat_n(0, octets).collect();
        match hash {
            HashName::Sha1 => Hkdf::<LegacySha1>::hkdf(self, salt, ikm, info, &mut okm),
            HashName::Sha224 => Hkdf::<Sha224>::hkdf(self, salt, ikm, info, &mut okm),
            HashName::Sha256 => Hkdf::<Sha256>::hkdf(self, salt, ikm, info, &mut okm),
            HashName::Sha384 => Hkdf::<Sha384>::hkdf(self, salt, ikm, info, &mut okm),
            HashName::Sha512 => Hkdf::<Sha512>::hkdf(self, salt, ikm, info, &mut okm),
        }?;
        Ok(okm)
    }
}

impl Subject for SecureElement {
    fn reveal(&self, key: &Self::Handle) -> Result<Zeroizing<Vec<u8>>, ErrorKind> {
        self.reveal_for_test(key)
    }
}
