//! What a key is and what it may do, in the terms of ANSI X9.143 (TR-31).
//!
//! Attributes are bound to a key when it is made and travel with it. [`KeyAttributes::permits`]
//! is the one rule by which every engine decides whether an operation is allowed, so that a PIN
//! key is refused as a data key by all of them alike.

/// Algorithm a key is for, with the key length where the algorithm fixes it.
///
/// Numbered as the algorithm indicator of ANSI X9.24-3 (table of key types).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum Algorithm {
    /// TDEA with two keys, 16 octets.
    Tdea2 = 0,
    /// TDEA with three keys, 24 octets.
    Tdea3 = 1,
    /// AES with a 16-octet key.
    Aes128 = 2,
    /// AES with a 24-octet key.
    Aes192 = 3,
    /// AES with a 32-octet key.
    Aes256 = 4,
    /// HMAC; the key has any length from 1 octet up.
    Hmac = 5,
}

impl Algorithm {
    /// Length of a key in octets; `None` for HMAC, whose keys have any length.
    pub const fn key_octets(self) -> Option<usize> {
        match self {
            Self::Tdea2 | Self::Aes128 => Some(16),
            Self::Tdea3 | Self::Aes192 => Some(24),
            Self::Aes256 => Some(32),
            Self::Hmac => None,
        }
    }

    /// Whether a key of `octets` octets exists for this algorithm.
    pub const fn has_key_of(self, octets: usize) -> bool {
        match self.key_octets() {
            Some(fixed) => octets == fixed,
            None => octets > 0,
        }
    }

    /// Whether this is AES of any key length.
    pub const fn is_aes(self) -> bool {
        matches!(self, Self::Aes128 | Self::Aes192 | Self::Aes256)
    }

    /// Whether this is TDEA of either key length.
    pub const fn is_tdea(self) -> bool {
        matches!(self, Self::Tdea2 | Self::Tdea3)
    }

    /// The AES with a key of `octets` octets (16, 24 or 32).
    pub const fn aes(octets: usize) -> Option<Self> {
        match octets {
            16 => Some(Self::Aes128),
            24 => Some(Self::Aes192),
            32 => Some(Self::Aes256),
            _ => None,
        }
    }

    /// The algorithm letter of a key block header (X9.143, header octet 7).
    pub const fn code(self) -> u8 {
        match self {
            Self::Tdea2 | Self::Tdea3 => b'T',
            Self::Aes128 | Self::Aes192 | Self::Aes256 => b'A',
            Self::Hmac => b'H',
        }
    }

    const fn from_bits(bits: u16) -> Self {
        match bits {
            0 => Self::Tdea2,
            1 => Self::Tdea3,
            2 => Self::Aes128,
            3 => Self::Aes192,
            4 => Self::Aes256,
            _ => Self::Hmac,
        }
    }
}

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum KeyUsage {
    /// `B0`: base derivation key of a DUKPT scheme.
    BaseDerivation = 0,
    /// `B1`: initial key of a DUKPT terminal.
    InitialKey = 1,
    /// A key on the way from an initial key to a transaction, or the transaction key itself. It
    /// has no code: such a key never stands in a key block.
    Intermediate = 2,
    /// `D0`: data encipherment.
    Data = 3,
    /// `K0`: encipherment of keys.
    KeyEncryption = 4,
    /// `K1`: key block protection.
    KeyBlockProtection = 5,
    /// `M3`: ISO 9797-1 MAC algorithm 3 (retail MAC).
    MacAlgorithm3 = 6,
    /// `M6`: CMAC (ISO 9797-1:2011 MAC algorithm 5).
    MacCmac = 7,
    /// `M7`: HMAC.
    MacHmac = 8,
    /// `P0`: PIN encipherment.
    PinEncipherment = 9,
    /// Sealing of other keys for a store on this device. It has no code: it never leaves.
    Sealing = 10,
}

impl KeyUsage {
    /// The two characters of a key block header (X9.143, header octets 5 and 6); `None` for a
    /// usage that never stands in a key block.
    pub const fn code(self) -> Option<[u8; 2]> {
        Some(match self {
            Self::BaseDerivation => *b"B0",
            Self::InitialKey => *b"B1",
            Self::Data => *b"D0",
            Self::KeyEncryption => *b"K0",
            Self::KeyBlockProtection => *b"K1",
            Self::MacAlgorithm3 => *b"M3",
            Self::MacCmac => *b"M6",
            Self::MacHmac => *b"M7",
            Self::PinEncipherment => *b"P0",
            Self::Intermediate | Self::Sealing => return None,
        })
    }

    /// Whether keys of this usage make MACs.
    pub const fn is_mac(self) -> bool {
        matches!(self, Self::MacAlgorithm3 | Self::MacCmac | Self::MacHmac)
    }

    const fn from_bits(bits: u16) -> Self {
        match bits {
            0 => Self::BaseDerivation,
            1 => Self::InitialKey,
            2 => Self::Intermediate,
            3 => Self::Data,
            4 => Self::KeyEncryption,
            5 => Self::KeyBlockProtection,
            6 => Self::MacAlgorithm3,
            7 => Self::MacCmac,
            8 => Self::MacHmac,
            9 => Self::PinEncipherment,
            _ => Self::Sealing,
        }
    }
}

/// In which way a key may be used (X9.143, header octet 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum ModeOfUse {
    /// `B`: encipher and decipher, wrap and unwrap.
    Both = 0,
    /// `C`: generate and verify MACs.
    GenerateAndVerify = 1,
    /// `D`: decipher or unwrap only.
    Decipher = 2,
    /// `E`: encipher or wrap only.
    Encipher = 3,
    /// `G`: generate MACs only.
    Generate = 4,
    /// `N`: no restriction beyond the usage.
    NoRestriction = 5,
    /// `V`: verify only.
    Verify = 6,
    /// `X`: derive other keys.
    Derive = 7,
}

impl ModeOfUse {
    /// The letter of a key block header.
    pub const fn code(self) -> u8 {
        match self {
            Self::Both => b'B',
            Self::GenerateAndVerify => b'C',
            Self::Decipher => b'D',
            Self::Encipher => b'E',
            Self::Generate => b'G',
            Self::NoRestriction => b'N',
            Self::Verify => b'V',
            Self::Derive => b'X',
        }
    }

    const fn from_bits(bits: u16) -> Self {
        match bits {
            0 => Self::Both,
            1 => Self::GenerateAndVerify,
            2 => Self::Decipher,
            3 => Self::Encipher,
            4 => Self::Generate,
            5 => Self::NoRestriction,
            6 => Self::Verify,
            _ => Self::Derive,
        }
    }
}

/// Under what a key may leave (X9.143, header octet 11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Exportability {
    /// `N`: never.
    NonExportable = 0,
    /// `E`: under a trusted key, in a form that meets X9.24.
    Exportable = 1,
    /// `S`: under other forms too.
    Sensitive = 2,
}

impl Exportability {
    /// The letter of a key block header.
    pub const fn code(self) -> u8 {
        match self {
            Self::NonExportable => b'N',
            Self::Exportable => b'E',
            Self::Sensitive => b'S',
        }
    }

    const fn from_bits(bits: u16) -> Self {
        match bits {
            0 => Self::NonExportable,
            1 => Self::Exportable,
            _ => Self::Sensitive,
        }
    }
}

/// What an engine may be asked to do with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Operation {
    /// Derive another key from it.
    Derive,
    /// Encipher data.
    Encipher,
    /// Decipher data.
    Decipher,
    /// Encipher a PIN block.
    EncipherPin,
    /// Decipher a PIN block.
    DecipherPin,
    /// Generate a MAC.
    GenerateMac,
    /// Verify a MAC.
    VerifyMac,
    /// Protect another key in a key block.
    WrapKey,
    /// Open a key block.
    UnwrapKey,
    /// Seal other keys for a store, and open what it sealed.
    Seal,
    /// Encipher a zero block for a legacy key check value.
    LegacyCheckValue,
}

/// The facts bound to a key.
///
/// The key version of a key block header is a fact about a stored object, not about a key in an
/// engine, and stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyAttributes {
    /// What the key is for.
    pub usage: KeyUsage,
    /// Algorithm and, where the algorithm fixes it, length.
    pub algorithm: Algorithm,
    /// In which way it may be used.
    pub mode_of_use: ModeOfUse,
    /// Under what it may leave.
    pub exportability: Exportability,
}

impl KeyAttributes {
    /// Attributes of a key that never leaves.
    pub const fn new(usage: KeyUsage, algorithm: Algorithm, mode_of_use: ModeOfUse) -> Self {
        Self { usage, algorithm, mode_of_use, exportability: Exportability::NonExportable }
    }

    /// Whether a key with these attributes may do `operation`.
    pub const fn permits(self, operation: Operation) -> bool {
        use KeyUsage as U;
        use ModeOfUse as M;
        let mode = self.mode_of_use;
        let enciphers = matches!(mode, M::Encipher | M::Both | M::NoRestriction);
        let deciphers = matches!(mode, M::Decipher | M::Both | M::NoRestriction);
        match operation {
            Operation::Derive => {
                matches!(self.usage, U::BaseDerivation | U::InitialKey | U::Intermediate)
                    && matches!(mode, M::Derive | M::NoRestriction)
            }
            Operation::Encipher => matches!(self.usage, U::Data) && enciphers,
            Operation::Decipher => matches!(self.usage, U::Data) && deciphers,
            Operation::EncipherPin => matches!(self.usage, U::PinEncipherment) && enciphers,
            Operation::DecipherPin => matches!(self.usage, U::PinEncipherment) && deciphers,
            Operation::GenerateMac => {
                self.is_mac_key()
                    && matches!(mode, M::Generate | M::GenerateAndVerify | M::NoRestriction)
            }
            Operation::VerifyMac => {
                self.is_mac_key()
                    && matches!(mode, M::Verify | M::GenerateAndVerify | M::NoRestriction)
            }
            Operation::WrapKey => self.is_wrapping_key() && enciphers,
            Operation::UnwrapKey => self.is_wrapping_key() && deciphers,
            Operation::Seal => matches!(self.usage, U::Sealing),
            // E(0) of an AES key is the seed of its CMAC subkeys. Key block protection uses CMAC.
            Operation::LegacyCheckValue => match self.algorithm {
                Algorithm::Hmac => false,
                Algorithm::Tdea2 | Algorithm::Tdea3 => true,
                _ => !matches!(self.usage, U::MacCmac | U::KeyBlockProtection | U::Sealing),
            },
        }
    }

    const fn is_mac_key(self) -> bool {
        self.usage.is_mac()
    }

    const fn is_wrapping_key(self) -> bool {
        matches!(self.usage, KeyUsage::KeyEncryption | KeyUsage::KeyBlockProtection)
    }

    /// These attributes in two octets, so that a handle need not pad.
    pub const fn pack(self) -> PackedAttributes {
        let bits = (self.usage as u16)
            | (self.algorithm as u16) << 6
            | (self.mode_of_use as u16) << 9
            | (self.exportability as u16) << 12;
        PackedAttributes(bits.to_be_bytes())
    }
}

/// [`KeyAttributes`] in two octets with alignment 1.
///
/// Bits, from the least significant: 6 usage, 3 algorithm, 3 mode of use, 2 exportability. The
/// form is for handles in memory; it is no storage format and may change.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PackedAttributes([u8; 2]);

impl PackedAttributes {
    /// The attributes that were packed.
    pub const fn unpack(self) -> KeyAttributes {
        let bits = u16::from_be_bytes(self.0);
        KeyAttributes {
            usage: KeyUsage::from_bits(bits & 0x3F),
            algorithm: Algorithm::from_bits(bits >> 6 & 7),
            mode_of_use: ModeOfUse::from_bits(bits >> 9 & 7),
            exportability: Exportability::from_bits(bits >> 12 & 3),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_keeps_every_combination() {
        for usage in (0..=10).map(KeyUsage::from_bits) {
            for algorithm in (0..=5).map(Algorithm::from_bits) {
                for mode_of_use in (0..=7).map(ModeOfUse::from_bits) {
                    for exportability in (0..=2).map(Exportability::from_bits) {
                        let a = KeyAttributes { usage, algorithm, mode_of_use, exportability };
                        assert_eq!(a.pack().unpack(), a);
                    }
                }
            }
        }
    }

    #[test]
    fn one_key_one_purpose() {
        let operations = [
            Operation::Derive,
            Operation::Encipher,
            Operation::EncipherPin,
            Operation::GenerateMac,
            Operation::WrapKey,
            Operation::Seal,
        ];
        for usage in (0..=10).map(KeyUsage::from_bits) {
            let a = KeyAttributes::new(usage, Algorithm::Aes128, ModeOfUse::NoRestriction);
            let allowed = operations.iter().filter(|&&o| a.permits(o)).count();
            assert_eq!(allowed, 1, "{usage:?}");
        }
    }

    #[test]
    fn a_mode_allows_one_direction() {
        let pin = |m| KeyAttributes::new(KeyUsage::PinEncipherment, Algorithm::Aes128, m);
        assert!(pin(ModeOfUse::Encipher).permits(Operation::EncipherPin));
        assert!(!pin(ModeOfUse::Encipher).permits(Operation::DecipherPin));
        assert!(pin(ModeOfUse::Decipher).permits(Operation::DecipherPin));
        assert!(!pin(ModeOfUse::Decipher).permits(Operation::EncipherPin));
        let mac = |m| KeyAttributes::new(KeyUsage::MacCmac, Algorithm::Aes128, m);
        assert!(!mac(ModeOfUse::Verify).permits(Operation::GenerateMac));
        assert!(!mac(ModeOfUse::Generate).permits(Operation::VerifyMac));
        assert!(!mac(ModeOfUse::GenerateAndVerify).permits(Operation::LegacyCheckValue));
    }
}
