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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key_block::{CheckValueData, Content, ParseOptions};

    fn reads_as(block: ShortBlock, id: &[u8; 2], data: &[u8], content: Content<'_>) {
        let block = block.as_block();
        assert_eq!((block.id().as_ascii(), block.data()), (id, data));
        assert_eq!(Content::parse(block, ParseOptions::STRICT), Some(content));
    }

    #[test]
    fn what_is_written_is_read() {
        let short = ShortBlock::asymmetric_life;
        let content = Content::AsymmetricLife;
        reads_as(
            short(AsymmetricLife::Ephemeral),
            b"AL",
            b"0100",
            content(AsymmetricLife::Ephemeral),
        );
        reads_as(short(AsymmetricLife::Static), b"AL", b"0101", content(AsymmetricLife::Static));

        let set = [0xFF, 0xFF, 0x98, 0x76, 0x54];
        reads_as(ShortBlock::tdea_key_set(set), b"BI", b"00FFFF987654", Content::TdeaKeySet(set));
        let bdk = BdkId([0x12, 0x34, 0x56, 0x78]);
        reads_as(ShortBlock::bdk_id(bdk), b"BI", b"0112345678", Content::BdkId(bdk));
        let id = InitialKeyId([0xA0, 1, 2, 3, 4, 5, 6, 7]);
        let initial = ShortBlock::initial_key_id(id);
        reads_as(initial, b"IK", b"A001020304050607", Content::InitialKeyId(id));
        let ksn = [0xFF, 0xFF, 0x98, 0x76, 0x54, 0x32, 0x10, 0xE0, 0, 0];
        let initial = ShortBlock::initial_ksn(ksn);
        reads_as(initial, b"KS", b"FFFF9876543210E00000", Content::InitialKsn(ksn));

        for (hash, data) in [(HashFunction::Sha1, b"10"), (HashFunction::Sha256, b"21")] {
            reads_as(ShortBlock::hash(hash), b"HM", data, Content::Hash(hash));
        }
        for (pedigree, data) in [
            (Pedigree::EqualOrStronger, b"000"),
            (Pedigree::Weaker, b"001"),
            (Pedigree::AtQuantumRisk, b"002"),
            (Pedigree::WeakerAndAtQuantumRisk, b"003"),
        ] {
            reads_as(ShortBlock::pedigree(pedigree), b"WP", data, Content::Pedigree(pedigree));
        }

        let legacy = CheckValueData::new(CheckValueMethod::Legacy, &[1, 2, 0xAB]).unwrap();
        let cmac = CheckValueData::new(CheckValueMethod::Cmac, &[1, 2, 3, 4, 5]).unwrap();
        let of_key = ShortBlock::key_check_value;
        reads_as(of_key(legacy), b"KC", b"000102AB", Content::CheckValue(legacy));
        reads_as(of_key(cmac), b"KC", b"010102030405", Content::CheckValue(cmac));
        let of_protection = ShortBlock::protection_key_check_value;
        reads_as(of_protection(legacy), b"KP", b"000102AB", Content::CheckValue(legacy));
    }
}
