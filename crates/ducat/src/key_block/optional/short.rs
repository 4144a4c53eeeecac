//! Optional blocks made from values.

use ducat_hal::CheckValueMethod;

use super::content::{AsymmetricLife, CheckValueData, HashFunction, Pedigree};
use super::{OptionalBlock, OptionalBlockId, hex};
use crate::dukpt::aes::{BdkId, InitialKeyId};

/// The data of a short optional block, in its own memory.
///
/// ```
/// use ducat::dukpt::aes::InitialKeyId;
/// use ducat::key_block::ShortBlock;
///
/// let id = InitialKeyId(0x1234567890123456u64.to_be_bytes());
/// let block = ShortBlock::initial_key_id(id);
/// assert_eq!(block.as_block().data(), b"1234567890123456");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShortBlock {
    id: OptionalBlockId,
    data: [u8; 20],
    length: usize,
}

impl ShortBlock {
    /// `AL`: how long an asymmetric key lives.
    pub fn asymmetric_life(life: AsymmetricLife) -> Self {
        Self::new(OptionalBlockId::AL, b"01", &[u8::from(life == AsymmetricLife::Static)])
    }

    /// `BI`: the key set identifier of a base derivation key of TDES DUKPT.
    pub fn tdea_key_set(id: [u8; 5]) -> Self {
        Self::new(OptionalBlockId::BI, b"00", &id)
    }

    /// `BI`: the identifier of a base derivation key of AES DUKPT.
    pub fn bdk_id(id: BdkId) -> Self {
        Self::new(OptionalBlockId::BI, b"01", &id.0)
    }

    /// `HM`: the hash function of an HMAC key.
    pub fn hash(hash: HashFunction) -> Self {
        Self::new(OptionalBlockId::HM, b"", &[hash as u8])
    }

    /// `IK`: the identifier of an AES DUKPT initial key.
    pub fn initial_key_id(id: InitialKeyId) -> Self {
        Self::new(OptionalBlockId::IK, b"", &id.0)
    }

    /// `KS`: the initial key serial number of TDES DUKPT, with its counter at zero.
    pub fn initial_ksn(ksn: [u8; 10]) -> Self {
        Self::new(OptionalBlockId::KS, b"", &ksn)
    }

    /// `KC`: a check value of the key in the block.
    pub fn key_check_value(value: CheckValueData) -> Self {
        Self::check_value(OptionalBlockId::KC, value)
    }

    /// `KP`: a check value of the protection key.
    pub fn protection_key_check_value(value: CheckValueData) -> Self {
        Self::check_value(OptionalBlockId::KP, value)
    }

    /// `WP`: under what the key was wrapped before.
    pub fn pedigree(pedigree: Pedigree) -> Self {
        let digit = match pedigree {
            Pedigree::EqualOrStronger => b"000",
            Pedigree::Weaker => b"001",
            Pedigree::AtQuantumRisk => b"002",
            Pedigree::WeakerAndAtQuantumRisk => b"003",
        };
        Self::new(OptionalBlockId::WP, digit, &[])
    }

    fn check_value(id: OptionalBlockId, value: CheckValueData) -> Self {
        let method = match value.method() {
            CheckValueMethod::Legacy => b"00",
            CheckValueMethod::Cmac => b"01",
        };
        Self::new(id, method, value.as_octets())
    }

    /// Characters, then octets in hexadecimal: 20 characters at most.
    fn new(id: OptionalBlockId, characters: &[u8], octets: &[u8]) -> Self {
        let digits = octets.iter().flat_map(|octet| hex::pair(*octet));
        let mut block = Self { id, data: [0; 20], length: 0 };
        for (to, from) in block.data.iter_mut().zip(characters.iter().copied().chain(digits)) {
            *to = from;
            block.length = block.length.saturating_add(1);
        }
        block
    }

    /// The block, to be written.
    pub fn as_block(&self) -> OptionalBlock<'_> {
        OptionalBlock { id: self.id, data: self.data.get(..self.length).unwrap_or(&[]) }
    }
}
