//! Key blocks (ANSI X9.143, TR-31, ISO 20038): keys that travel with their attributes.
//!
//! Three rights: opening, making, and both of them for keys that no engine holds. The domain parses
//! and writes the text of a block; what needs the protection key or a clear key is here.
//!
//! **If you implement it**: [`ProtectedKey::check`] and [`UnprotectedKey::check`] are the rules
//! that come first, [`key_octets`] and [`Narrowing::of_header`] those that come after. Take the
//! attributes of an opened key from the header, which is authenticated with it, and from nowhere
//! else: otherwise a PIN key could be had as a data key. **If you call it**: `ducat::key_block` is the
//! typed form.

use subtle::ConstantTimeEq;

use crate::attributes::{
    Algorithm, Exportability, KeyAttributes, KeyUsage, ModeOfUse, Operation, WeakKeys,
};
use crate::engine::KeyEngine;
use crate::error::ErrorKind;

/// How a key block is protected: the first character of its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum KeyBlockVersion {
    /// `A`: TDEA, keys by variants, MAC of 4 octets over the ciphertext. Withdrawn for new use.
    A = b'A',
    /// `B`: TDEA, keys derived by CMAC, MAC of 8 octets over the clear payload.
    B = b'B',
    /// `C`: the same as `A` but for the letter.
    C = b'C',
    /// `D`: AES in CBC mode, keys derived by CMAC, MAC of 16 octets over the clear payload.
    D = b'D',
    /// `E`: AES in counter mode (ISO 20038), else as `D`.
    E = b'E',
}

impl KeyBlockVersion {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::A, Self::B, Self::C, Self::D, Self::E];

    /// The letter of a key block header.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The version with this letter.
    pub const fn from_code(code: u8) -> Option<Self> {
        Some(match code {
            b'A' => Self::A,
            b'B' => Self::B,
            b'C' => Self::C,
            b'D' => Self::D,
            b'E' => Self::E,
            _ => return None,
        })
    }

    /// Length of a block of its cipher in octets, and what the optional blocks together are a
    /// multiple of, in characters.
    pub const fn block_octets(self) -> usize {
        match self {
            Self::A | Self::B | Self::C => 8,
            Self::D | Self::E => 16,
        }
    }

    /// Length of its MAC in octets.
    pub const fn mac_octets(self) -> usize {
        match self {
            Self::A | Self::C => 4,
            Self::B => 8,
            Self::D | Self::E => 16,
        }
    }

    /// What the payload is a multiple of, in octets.
    pub const fn payload_multiple(self) -> usize {
        match self {
            Self::E => 1,
            other => other.block_octets(),
        }
    }

    /// Fewest octets of a payload: whole blocks, or a length and one octet of key.
    pub const fn least_payload(self) -> usize {
        match self {
            Self::E => 3,
            other => other.block_octets(),
        }
    }

    /// Whether a key of this algorithm protects such blocks.
    pub const fn protects_with(self, algorithm: Algorithm) -> bool {
        match self {
            Self::A | Self::B | Self::C => algorithm.is_tdea(),
            Self::D | Self::E => algorithm.is_aes(),
        }
    }

    /// Whether keys are made by variants, and the MAC is over the ciphertext: versions A and C.
    pub const fn is_variant_binding(self) -> bool {
        matches!(self, Self::A | Self::C)
    }

    /// Whether a key with these attributes may do `operation` on such blocks: it is of the right
    /// algorithm, and its usage is `K1`, or `K4` with version E.
    pub const fn admits(self, protection: KeyAttributes, operation: Operation) -> bool {
        let usage = match protection.usage {
            KeyUsage::KeyBlockProtection => true,
            KeyUsage::KeyBlockProtectionIso => matches!(self, Self::E),
            _ => false,
        };
        usage && self.protects_with(protection.algorithm) && protection.permits(operation)
    }
}

/// A key block to be opened, its text turned into octets.
pub struct ProtectedKey<'a> {
    /// Its version, which is also the first octet of the header.
    pub version: KeyBlockVersion,
    /// Header and optional blocks, exactly as transmitted.
    pub header: &'a [u8],
    /// The enciphered payload. It is deciphered in place and wiped, whatever the outcome.
    pub payload: &'a mut [u8],
    /// The MAC.
    pub mac: &'a [u8],
}

impl ProtectedKey<'_> {
    /// Whether a key with these attributes may open such a block, and whether it has the lengths
    /// that its version has.
    ///
    /// # Errors
    /// `NotPermitted`, `DataLength`.
    pub fn check(&self, protection: KeyAttributes) -> Result<(), ErrorKind> {
        check(self.version, protection, Operation::OpenKeyBlock)?;
        check_lengths(self.version, self.header, self.payload.len(), self.mac.len())
    }
}

/// A key block to be made.
pub struct UnprotectedKey<'a> {
    /// Its version, which is also the first octet of the header.
    pub version: KeyBlockVersion,
    /// Header and optional blocks, exactly as they will be transmitted.
    pub header: &'a [u8],
    /// Room for the payload. The random padding stands in it already, behind 2 octets and the
    /// key; the engine writes those and enciphers all of it in place.
    pub payload: &'a mut [u8],
    /// Room for the MAC.
    pub mac: &'a mut [u8],
    /// Whether the key may be weak.
    pub weak_keys: WeakKeys,
}

impl UnprotectedKey<'_> {
    /// Whether a key with these attributes may make such a block, and whether there is the room
    /// that a key of `octets` octets needs.
    ///
    /// # Errors
    /// `NotPermitted`, `DataLength`.
    pub fn check(&self, protection: KeyAttributes, octets: usize) -> Result<(), ErrorKind> {
        check(self.version, protection, Operation::MakeKeyBlock)?;
        check_lengths(self.version, self.header, self.payload.len(), self.mac.len())?;
        let room = self.payload.len().saturating_sub(2);
        if octets == 0 || octets > room || length_in_bits(octets).is_none() {
            return Err(ErrorKind::DataLength);
        }
        Ok(())
    }

    /// Whether a key of these octets, with the attributes `key`, may leave in this block: it is
    /// exportable, the header grants nothing that it does not, and it is not weak.
    ///
    /// # Errors
    /// `NotPermitted`, `WeakKey`.
    pub fn check_export(&self, key: KeyAttributes, octets: &[u8]) -> Result<(), ErrorKind> {
        let stated = KeyAttributes::from_header(self.header, octets.len());
        let within = stated.is_some_and(|stated| stated.within(key));
        if !within || matches!(key.exportability, Exportability::NonExportable) {
            return Err(ErrorKind::NotPermitted);
        }
        let refuses = matches!(self.weak_keys, WeakKeys::Refuse);
        if refuses && bool::from(key.algorithm.is_weak_key(octets)) {
            return Err(ErrorKind::WeakKey);
        }
        Ok(())
    }
}

fn check(
    version: KeyBlockVersion,
    protection: KeyAttributes,
    operation: Operation,
) -> Result<(), ErrorKind> {
    if version.admits(protection, operation) { Ok(()) } else { Err(ErrorKind::NotPermitted) }
}

fn check_lengths(
    version: KeyBlockVersion,
    header: &[u8],
    payload: usize,
    mac: usize,
) -> Result<(), ErrorKind> {
    let fits = header.first() == Some(&version.code())
        && header.len() >= 16
        && header.len().is_multiple_of(version.block_octets())
        && payload >= version.least_payload()
        && payload.is_multiple_of(version.payload_multiple())
        && mac == version.mac_octets();
    if fits { Ok(()) } else { Err(ErrorKind::DataLength) }
}

/// Whether a header names attributes that a key in an engine can have, whatever the length of the
/// key. Keys of such blocks never leave an engine in clear; those of others (asymmetric ones,
/// proprietary usages) are no keys of an engine.
pub fn names_attributes(header: &[u8]) -> bool {
    [8, 16, 24, 32].iter().any(|octets| KeyAttributes::from_header(header, *octets).is_some())
}

/// The length of the key in octets, as the first two octets of a clear payload state it in bits;
/// `None` if it is not whole octets, nothing, or more than there is. To be asked only when the
/// payload is known to be authentic: it is told here, by comparison with each length that there
/// can be, so that nothing afterwards depends on the payload itself.
pub fn key_octets(payload: &[u8]) -> Option<usize> {
    let (stated, rest) = payload.split_first_chunk::<2>()?;
    (1..=rest.len()).find(|octets| {
        let bits = length_in_bits(*octets);
        bits.is_some_and(|bits| bool::from(bits.ct_eq(stated)))
    })
}

/// The first two octets of a clear payload: the length of the key in bits; `None` if there is no
/// key so long.
pub fn length_in_bits(octets: usize) -> Option<[u8; 2]> {
    octets.checked_mul(8).and_then(|bits| u16::try_from(bits).ok()).map(u16::to_be_bytes)
}

/// In which way the holder of a block wants less than the block grants. The default is all of it,
/// but for weak keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Narrowing {
    /// A mode that the stated one includes.
    pub mode_of_use: Option<ModeOfUse>,
    /// No more freedom to leave than the stated one.
    pub exportability: Option<Exportability>,
    /// Whether the key may be weak.
    pub weak_keys: WeakKeys,
}

impl Narrowing {
    /// All that the block grants, a weak key too.
    pub const NONE: Self =
        Self { mode_of_use: None, exportability: None, weak_keys: WeakKeys::Accept };

    /// The attributes of `key`, which was opened from a block with this header.
    ///
    /// # Errors
    /// `Authentication` if no such key has this length; `NotPermitted` if this is no narrowing;
    /// `WeakKey`.
    pub fn of_header(self, header: &[u8], key: &[u8]) -> Result<KeyAttributes, ErrorKind> {
        let stated =
            KeyAttributes::from_header(header, key.len()).ok_or(ErrorKind::Authentication)?;
        let narrowed = KeyAttributes {
            mode_of_use: self.mode_of_use.unwrap_or(stated.mode_of_use),
            exportability: self.exportability.unwrap_or(stated.exportability),
            ..stated
        };
        if !narrowed.within(stated) {
            return Err(ErrorKind::NotPermitted);
        }
        let refuses = matches!(self.weak_keys, WeakKeys::Refuse);
        if refuses && bool::from(stated.algorithm.is_weak_key(key)) {
            return Err(ErrorKind::WeakKey);
        }
        Ok(narrowed)
    }
}

/// Opens key blocks: keys come in.
pub trait OpenKeyBlock: KeyEngine {
    /// Opens a block and takes in its key, with the attributes that its header states, narrowed.
    ///
    /// Versions A and C: the MAC is verified before anything is deciphered. The others: it is
    /// verified before anything of the clear payload is looked at. In constant time, both.
    ///
    /// # Errors
    /// `Authentication` if the MAC does not hold, or the length in the payload is that of no such
    /// key: one error for both. `NotPermitted` if `protection` may not open it, or `narrowing`
    /// widens; `WeakKey` if the key is, and `narrowing` takes none; `DataLength` for lengths that
    /// the version does not have; `Unsupported` if the engine cannot hold such a key; `Full`. The
    /// payload is wiped, and no key exists that did not before.
    fn open_key_block(
        &mut self,
        protection: &Self::Handle,
        block: ProtectedKey<'_>,
        narrowing: Narrowing,
    ) -> Result<Self::Handle, Self::Error>;
}

/// Makes key blocks: keys go out, enciphered.
pub trait MakeKeyBlock: KeyEngine {
    /// Protects `key` in a block. Whether `protection` is as strong as the key is the caller's
    /// policy: old systems have TDEA keys under others, and AES keys under TDEA.
    ///
    /// # Errors
    /// `NotPermitted` if `protection` may not make it, `key` may not leave, or the header grants
    /// what the attributes of `key` do not; `WeakKey` if it is, and none is to leave; `DataLength`
    /// for lengths that the version or the key does not have. Payload and MAC are then wiped.
    fn make_key_block(
        &mut self,
        protection: &Self::Handle,
        block: UnprotectedKey<'_>,
        key: &Self::Handle,
    ) -> Result<(), Self::Error>;
}

/// Key blocks of keys that no engine holds, such as asymmetric ones: the host has them in clear.
///
/// Keys that an engine can hold do not pass here, in neither direction
/// ([`names_attributes`]). An engine that shows no key at all leaves this out.
pub trait ClearKeyBlock: KeyEngine {
    /// Opens a block into the first octets of `key` and returns how many there are. The caller
    /// wipes `key`.
    ///
    /// # Errors
    /// As [`OpenKeyBlock::open_key_block`]; `NotPermitted` for a key that an engine can hold,
    /// `DataLength` if `key` is too short. `key` is then unchanged.
    fn open_clear_key_block(
        &mut self,
        protection: &Self::Handle,
        block: ProtectedKey<'_>,
        key: &mut [u8],
    ) -> Result<usize, Self::Error>;

    /// Protects the octets of `key` in a block. The caller wipes `key`.
    ///
    /// # Errors
    /// As [`MakeKeyBlock::make_key_block`]; `NotPermitted` for a key that an engine can hold.
    fn make_clear_key_block(
        &mut self,
        protection: &Self::Handle,
        block: UnprotectedKey<'_>,
        key: &[u8],
    ) -> Result<(), Self::Error>;
}

impl<T: OpenKeyBlock + ?Sized> OpenKeyBlock for &mut T {
    fn open_key_block(
        &mut self,
        protection: &Self::Handle,
        block: ProtectedKey<'_>,
        narrowing: Narrowing,
    ) -> Result<Self::Handle, Self::Error> {
        T::open_key_block(self, protection, block, narrowing)
    }
}

impl<T: MakeKeyBlock + ?Sized> MakeKeyBlock for &mut T {
    fn make_key_block(
        &mut self,
        protection: &Self::Handle,
        block: UnprotectedKey<'_>,
        key: &Self::Handle,
    ) -> Result<(), Self::Error> {
        T::make_key_block(self, protection, block, key)
    }
}

impl<T: ClearKeyBlock + ?Sized> ClearKeyBlock for &mut T {
    fn open_clear_key_block(
        &mut self,
        protection: &Self::Handle,
        block: ProtectedKey<'_>,
        key: &mut [u8],
    ) -> Result<usize, Self::Error> {
        T::open_clear_key_block(self, protection, block, key)
    }

    fn make_clear_key_block(
        &mut self,
        protection: &Self::Handle,
        block: UnprotectedKey<'_>,
        key: &[u8],
    ) -> Result<(), Self::Error> {
        T::make_clear_key_block(self, protection, block, key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_in_payloads() {
        assert_eq!(key_octets(&[0, 128]), None);
        assert_eq!(key_octets(&[0, 8, 1]), Some(1));
        assert_eq!(key_octets(&[0, 16, 1]), None);
        assert_eq!(key_octets(&[0, 9, 1, 2]), None);
        assert_eq!(key_octets(&[0, 0, 1]), None);
        assert_eq!(key_octets(&[0]), None);
        assert_eq!(length_in_bits(16), Some([0, 128]));
        assert_eq!(length_in_bits(8191), Some([0xFF, 0xF8]));
        assert_eq!(length_in_bits(8192), None);
        assert_eq!(length_in_bits(usize::MAX), None);
    }

    #[test]
    fn a_protection_key_serves_its_versions() {
        use KeyBlockVersion as V;
        let key = |usage, algorithm, mode| KeyAttributes::new(usage, algorithm, mode);
        let admitted =
            |key: KeyAttributes, operation| V::ALL.map(|version| version.admits(key, operation));
        let open = Operation::OpenKeyBlock;
        let k1 = KeyUsage::KeyBlockProtection;
        let tdea = key(k1, Algorithm::Tdea2, ModeOfUse::Both);
        assert_eq!(admitted(tdea, open), [true, true, true, false, false]);
        let aes = key(k1, Algorithm::Aes192, ModeOfUse::Decipher);
        assert_eq!(admitted(aes, open), [false, false, false, true, true]);
        assert_eq!(admitted(aes, Operation::MakeKeyBlock), [false; 5]);
        let iso = key(KeyUsage::KeyBlockProtectionIso, Algorithm::Aes256, ModeOfUse::Both);
        assert_eq!(admitted(iso, open), [false, false, false, false, true]);
        let kek = key(KeyUsage::KeyEncryption, Algorithm::Aes256, ModeOfUse::Both);
        assert_eq!(admitted(kek, open), [false; 5]);
        let des = key(k1, Algorithm::Des, ModeOfUse::Both);
        assert_eq!(admitted(des, open), [false; 5]);
    }

    #[test]
    fn narrowing_never_widens() {
        let narrowing = |mode_of_use, exportability| Narrowing {
            mode_of_use,
            exportability,
            ..Narrowing::default()
        };
        let (header, key) = (b"D0112P0AB00E0000", &[1; 16]);
        use Exportability as X;
        use ModeOfUse as M;
        let narrowed = narrowing(Some(M::Decipher), Some(X::NonExportable)).of_header(header, key);
        assert_eq!(
            narrowed.map(|a| (a.mode_of_use, a.exportability)),
            Ok((M::Decipher, X::NonExportable))
        );
        for wider in [narrowing(Some(M::NoRestriction), None), narrowing(None, Some(X::Sensitive))]
        {
            assert_eq!(wider.of_header(header, key), Err(ErrorKind::NotPermitted));
        }
        assert_eq!(Narrowing::NONE.of_header(header, &[1; 17]), Err(ErrorKind::Authentication));
    }

    #[test]
    fn weak_keys_come_in_only_where_they_are_taken() {
        let tdea = b"B0072P0TE00E0000";
        let (weak, strong) = ([7; 16], *b"sixteen octets !");
        let taken = |narrowing: Narrowing, header: &[u8], key| narrowing.of_header(header, key);
        assert_eq!(taken(Narrowing::default(), tdea, &weak), Err(ErrorKind::WeakKey));
        assert!(taken(Narrowing::NONE, tdea, &weak).is_ok());
        assert!(taken(Narrowing::default(), tdea, &strong).is_ok());
        assert!(taken(Narrowing::default(), b"D0112P0AB00E0000", &weak).is_ok());
    }

    #[test]
    fn what_no_engine_holds() {
        assert!(names_attributes(b"D0112P0AB00E0000"));
        assert!(names_attributes(b"A0112M3TC00E0000"));
        assert!(!names_attributes(b"D0112S0RS00N0000"), "asymmetric");
        assert!(!names_attributes(b"D0112" as &[u8]));
        assert!(!names_attributes(b"D011210AB00E0000"), "proprietary usage");
    }
}
