//! Data of optional blocks in terms of what they are about.

use super::time::Time;
use super::{OptionalBlock, OptionalBlockId, hex};
use crate::dukpt::aes::{BdkId, InitialKeyId};
use crate::key_block::options::{Leniency, ParseOptions};
use ducat_hal::CheckValueMethod;

/// What an optional block says.
///
/// # Standard
/// ANSI X9.143:2021 6.3.6.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content<'a> {
    /// `AL`: how long an asymmetric key lives.
    AsymmetricLife(AsymmetricLife),
    /// `BI`: the key set identifier of a base derivation key of TDES DUKPT.
    TdeaKeySet([u8; 5]),
    /// `BI`: the identifier of a base derivation key of AES DUKPT.
    BdkId(BdkId),
    /// `CT`: one certificate, in base64.
    Certificate(CertificateFormat, &'a [u8]),
    /// `CT`: a chain of certificates.
    CertificateChain(CertificateChain<'a>),
    /// `DA`: the keys that may be derived.
    PermittedDerivations(PermittedDerivations<'a>),
    /// `HM`: the hash function of an HMAC key.
    Hash(HashFunction),
    /// `IK`: the identifier of an AES DUKPT initial key.
    InitialKeyId(InitialKeyId),
    /// `KC`, `KP`, `PK`: a check value.
    CheckValue(CheckValueData),
    /// `KS`: the initial key serial number of TDES DUKPT.
    InitialKsn([u8; 10]),
    /// `KS`, where the short form was let pass.
    ShortInitialKsn([u8; 8]),
    /// `KV`: key block values (deprecated).
    KeyBlockValues([u8; 4]),
    /// `LB`: a label.
    Label(&'a [u8]),
    /// `PB`: padding.
    Padding(&'a [u8]),
    /// `TC`, `TS`: a time.
    Time(Time),
    /// `WP`: under what the key was wrapped before.
    Pedigree(Pedigree),
    /// Flags, proprietary and unknown blocks.
    Other(&'a [u8]),
}

impl<'a> Content<'a> {
    /// Reads the data of a block; `None` if it has not the format of its identifier.
    pub(super) fn parse(block: OptionalBlock<'a>, options: ParseOptions) -> Option<Self> {
        let data = block.data();
        let lower = options.accepts(Leniency::LowerCaseHex);
        Some(match block.id() {
            OptionalBlockId::AL => Self::AsymmetricLife(match data {
                b"0100" => AsymmetricLife::Ephemeral,
                b"0101" => AsymmetricLife::Static,
                _ => return None,
            }),
            OptionalBlockId::BI => match data.split_first_chunk::<2>()? {
                (b"00", id) => Self::TdeaKeySet(hex::array(id, lower)?),
                (b"01", id) => Self::BdkId(BdkId(hex::array(id, lower)?)),
                _ => return None,
            },
            OptionalBlockId::CT => match data.split_first_chunk::<2>()? {
                (b"02", chain) => Self::CertificateChain(CertificateChain::parse(chain, lower)?),
                (format, base64) => {
                    let format = CertificateFormat::from_code(*format)?;
                    Self::Certificate(format, is_base64(base64).then_some(base64)?)
                }
            },
            OptionalBlockId::DA => match data.split_first_chunk::<2>()? {
                (b"01", list) => Self::PermittedDerivations(PermittedDerivations::parse(list)?),
                _ => return None,
            },
            OptionalBlockId::HM => {
                let [code] = hex::array(data, lower)?;
                Self::Hash(HashFunction::from_code(code)?)
            }
            OptionalBlockId::IK => Self::InitialKeyId(InitialKeyId(hex::array(data, lower)?)),
            OptionalBlockId::KC | OptionalBlockId::KP | OptionalBlockId::PK => {
                Self::CheckValue(CheckValueData::parse(data, lower)?)
            }
            OptionalBlockId::KS if data.len() == 16 => {
                let short = options.accepts(Leniency::ShortInitialKsn);
                Self::ShortInitialKsn(hex::array(data, lower).filter(|_| short)?)
            }
            OptionalBlockId::KS => Self::InitialKsn(hex::array(data, lower)?),
            OptionalBlockId::KV => {
                let values: [u8; 4] = data.try_into().ok()?;
                let alphanumeric = values.iter().all(u8::is_ascii_alphanumeric);
                Self::KeyBlockValues(alphanumeric.then_some(values)?)
            }
            OptionalBlockId::LB => Self::Label(data),
            OptionalBlockId::PB => Self::Padding(data),
            OptionalBlockId::TC | OptionalBlockId::TS => Self::Time(Time::parse(data)?),
            OptionalBlockId::WP => Self::Pedigree(match data {
                b"000" => Pedigree::EqualOrStronger,
                b"001" => Pedigree::Weaker,
                b"002" => Pedigree::AtQuantumRisk,
                b"003" => Pedigree::WeakerAndAtQuantumRisk,
                _ => return None,
            }),
            _ => Self::Other(data),
        })
    }
}

/// How long an asymmetric key lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AsymmetricLife {
    /// For one exchange.
    Ephemeral,
    /// For many.
    Static,
}

/// What kind of certificate it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CertificateFormat {
    /// X.509.
    X509,
    /// EMV.
    Emv,
}

impl CertificateFormat {
    const fn from_code(code: [u8; 2]) -> Option<Self> {
        match &code {
            b"00" => Some(Self::X509),
            b"01" => Some(Self::Emv),
            _ => None,
        }
    }
}

/// A chain of certificates: pairs of a format and base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertificateChain<'a> {
    rest: &'a [u8],
    lower: bool,
}

impl<'a> CertificateChain<'a> {
    fn parse(data: &'a [u8], lower: bool) -> Option<Self> {
        let chain = Self { rest: data, lower };
        let mut left = chain;
        let mut count = 0usize;
        while !left.rest.is_empty() {
            left.next()?;
            count = count.saturating_add(1);
        }
        (count > 0).then_some(chain)
    }
}

impl<'a> Iterator for CertificateChain<'a> {
    type Item = (CertificateFormat, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (form, rest) = self.rest.split_first_chunk::<6>()?;
        let &[f0, f1, ref length @ ..] = form;
        let format = CertificateFormat::from_code([f0, f1])?;
        let (base64, rest) = rest.split_at_checked(hex::number(length, self.lower)?)?;
        self.rest = rest;
        is_base64(base64).then_some((format, base64))
    }
}

fn is_base64(data: &[u8]) -> bool {
    let base64 = |c: &u8| c.is_ascii_alphanumeric() || matches!(c, b'+' | b'/' | b'=');
    !data.is_empty() && data.iter().all(base64)
}

/// A key that may be derived, in the characters of a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PermittedDerivation {
    /// Usage.
    pub usage: [u8; 2],
    /// Algorithm.
    pub algorithm: u8,
    /// Mode of use.
    pub mode_of_use: u8,
    /// Exportability.
    pub exportability: u8,
}

/// The keys that may be derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PermittedDerivations<'a>(&'a [u8]);

impl<'a> PermittedDerivations<'a> {
    fn parse(data: &'a [u8]) -> Option<Self> {
        let alphanumeric = data.iter().all(u8::is_ascii_alphanumeric);
        let whole = !data.is_empty() && data.len().is_multiple_of(5);
        (alphanumeric && whole).then_some(Self(data))
    }
}

impl Iterator for PermittedDerivations<'_> {
    type Item = PermittedDerivation;

    fn next(&mut self) -> Option<PermittedDerivation> {
        let (&[u0, u1, algorithm, mode_of_use, exportability], rest) =
            self.0.split_first_chunk::<5>()?;
        self.0 = rest;
        Some(PermittedDerivation { usage: [u0, u1], algorithm, mode_of_use, exportability })
    }
}

/// The hash function of an HMAC key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum HashFunction {
    /// `10`
    Sha1 = 0x10,
    /// `20`
    Sha224 = 0x20,
    /// `21`
    Sha256 = 0x21,
    /// `22`
    Sha384 = 0x22,
    /// `23`
    Sha512 = 0x23,
    /// `24`
    Sha512To224 = 0x24,
    /// `25`
    Sha512To256 = 0x25,
    /// `30`
    Sha3To224 = 0x30,
    /// `31`
    Sha3To256 = 0x31,
    /// `32`
    Sha3To384 = 0x32,
    /// `33`
    Sha3To512 = 0x33,
    /// `40`
    Shake128 = 0x40,
    /// `41`
    Shake256 = 0x41,
}

impl HashFunction {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Sha1,
        Self::Sha224,
        Self::Sha256,
        Self::Sha384,
        Self::Sha512,
        Self::Sha512To224,
        Self::Sha512To256,
        Self::Sha3To224,
        Self::Sha3To256,
        Self::Sha3To384,
        Self::Sha3To512,
        Self::Shake128,
        Self::Shake256,
    ];

    fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|hash| *hash as u8 == code)
    }
}

/// A check value as an optional block has it: up to 3 octets (legacy) or 5 (CMAC).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckValueData {
    method: CheckValueMethod,
    octets: [u8; 5],
    length: usize,
}

impl CheckValueData {
    /// A check value of this method from its octets; `None` if it is empty or too long.
    pub fn new(method: CheckValueMethod, octets: &[u8]) -> Option<Self> {
        if octets.is_empty() || octets.len() > method.octets() {
            return None;
        }
        let mut all = [0; 5];
        all.get_mut(..octets.len())?.copy_from_slice(octets);
        Some(Self { method, octets: all, length: octets.len() })
    }

    fn parse(data: &[u8], lower: bool) -> Option<Self> {
        let (method, digits) = data.split_first_chunk::<2>()?;
        let method = match method {
            b"00" => CheckValueMethod::Legacy,
            b"01" => CheckValueMethod::Cmac,
            _ => return None,
        };
        let mut octets = [0; 5];
        let octets = octets.get_mut(..digits.len() / 2)?;
        hex::decode(digits, lower, octets)?;
        Self::new(method, octets)
    }

    /// How it was computed.
    pub const fn method(&self) -> CheckValueMethod {
        self.method
    }

    /// Its octets.
    pub fn as_octets(&self) -> &[u8] {
        self.octets.get(..self.length).unwrap_or(&[])
    }
}

/// Under what a key was wrapped before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pedigree {
    /// Always under keys at least as strong as itself.
    EqualOrStronger,
    /// Under a weaker key, once at least.
    Weaker,
    /// Under an asymmetric key that a quantum computer may break.
    AtQuantumRisk,
    /// Both.
    WeakerAndAtQuantumRisk,
}
