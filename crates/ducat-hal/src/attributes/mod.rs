//! What a key is and what it may do, in the terms of ANSI X9.143 (TR-31).
//!
//! Attributes are bound to a key when it is made and travel with it. [`KeyAttributes::permits`]
//! is the one rule by which every engine decides whether an operation is allowed, so that a PIN
//! key is refused as a data key by all of them alike.

mod algorithm;
mod header;
mod usage;
mod weak;

pub use algorithm::Algorithm;
pub use usage::KeyUsage;
pub use weak::WeakKeys;

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
    /// `S`: sign only.
    Sign = 8,
    /// `T`: sign and decipher.
    SignAndDecipher = 9,
    /// `Y`: create key variants.
    CreateVariants = 10,
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
            Self::Sign => b'S',
            Self::SignAndDecipher => b'T',
            Self::CreateVariants => b'Y',
        }
    }

    /// The mode with this letter; `None` for proprietary and unknown ones.
    pub fn from_code(code: u8) -> Option<Self> {
        (0..=10).map(Self::from_bits).find(|mode| mode.code() == code)
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
            8 => Self::Sign,
            9 => Self::SignAndDecipher,
            10 => Self::CreateVariants,
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

    /// The exportability with this letter.
    pub const fn from_code(code: u8) -> Option<Self> {
        match code {
            b'N' => Some(Self::NonExportable),
            b'E' => Some(Self::Exportable),
            b'S' => Some(Self::Sensitive),
            _ => None,
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
    /// Encipher another key by AES key wrap.
    WrapKey,
    /// Decipher a key enciphered by AES key wrap.
    UnwrapKey,
    /// Protect another key in a key block.
    MakeKeyBlock,
    /// Open a key block.
    OpenKeyBlock,
    /// Generate a card verification value.
    GenerateCardValue,
    /// Verify a card verification value.
    VerifyCardValue,
    /// Generate the PIN offset or PIN verification value of a PIN.
    GeneratePinValue,
    /// Verify a PIN by its offset or PIN verification value.
    VerifyPin,
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
        let generates = matches!(mode, M::Generate | M::GenerateAndVerify | M::NoRestriction);
        let verifies = matches!(mode, M::Verify | M::GenerateAndVerify | M::NoRestriction);
        let verifies_pins = matches!(
            self.usage,
            U::PinVerificationIbm3624 | U::PinVerificationVisa | U::PinVerificationOther
        );
        match operation {
            Operation::Derive => {
                matches!(self.usage, U::BaseDerivation | U::InitialKey | U::Intermediate)
                    && matches!(mode, M::Derive | M::NoRestriction)
            }
            Operation::Encipher => matches!(self.usage, U::Data) && enciphers,
            Operation::Decipher => matches!(self.usage, U::Data) && deciphers,
            Operation::EncipherPin => matches!(self.usage, U::PinEncipherment) && enciphers,
            Operation::DecipherPin => matches!(self.usage, U::PinEncipherment) && deciphers,
            Operation::GenerateMac => self.usage.is_mac() && generates,
            Operation::VerifyMac => self.usage.is_mac() && verifies,
            Operation::WrapKey => matches!(self.usage, U::KeyEncryption) && enciphers,
            Operation::UnwrapKey => matches!(self.usage, U::KeyEncryption) && deciphers,
            Operation::MakeKeyBlock => self.usage.protects_key_blocks() && enciphers,
            Operation::OpenKeyBlock => self.usage.protects_key_blocks() && deciphers,
            Operation::GenerateCardValue => matches!(self.usage, U::CardVerification) && generates,
            Operation::VerifyCardValue => matches!(self.usage, U::CardVerification) && verifies,
            Operation::GeneratePinValue => verifies_pins && generates,
            Operation::VerifyPin => verifies_pins && verifies,
            Operation::Seal => matches!(self.usage, U::Sealing),
            // E(0) of an AES key is the seed of its CMAC subkeys. Key block protection uses CMAC.
            Operation::LegacyCheckValue => match self.algorithm {
                Algorithm::Hmac => false,
                Algorithm::Tdea2 | Algorithm::Tdea3 | Algorithm::Des => true,
                _ => {
                    !matches!(self.usage, U::MacCmac | U::Sealing)
                        && !self.usage.protects_key_blocks()
                }
            },
        }
    }

    /// These attributes in two octets, so that a handle need not pad.
    pub const fn pack(self) -> PackedAttributes {
        let bits = (self.usage as u16)
            | (self.algorithm as u16) << 6
            | (self.mode_of_use as u16) << 9
            | (self.exportability as u16) << 13;
        PackedAttributes(bits.to_be_bytes())
    }
}

/// [`KeyAttributes`] in two octets with alignment 1.
///
/// Bits, from the least significant: 6 usage, 3 algorithm, 4 mode of use, 2 exportability. The
/// form is for handles in memory; it is no storage format and may change.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PackedAttributes([u8; 2]);

impl PackedAttributes {
    /// The attributes that were packed.
    pub fn unpack(self) -> KeyAttributes {
        let bits = u16::from_be_bytes(self.0);
        KeyAttributes {
            usage: KeyUsage::from_bits(bits & 0x3F),
            algorithm: Algorithm::from_bits(bits >> 6 & 7),
            mode_of_use: ModeOfUse::from_bits(bits >> 9 & 0xF),
            exportability: Exportability::from_bits(bits >> 13 & 3),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_keeps_every_combination() {
        for &usage in KeyUsage::ALL {
            for algorithm in (0..=6).map(Algorithm::from_bits) {
                for mode_of_use in (0..=10).map(ModeOfUse::from_bits) {
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
            Operation::MakeKeyBlock,
            Operation::GenerateCardValue,
            Operation::GeneratePinValue,
            Operation::Seal,
        ];
        let mut idle = 0;
        for &usage in KeyUsage::ALL {
            let a = KeyAttributes::new(usage, Algorithm::Aes128, ModeOfUse::NoRestriction);
            let allowed = operations.iter().filter(|&&o| a.permits(o)).count();
            assert!(allowed <= 1, "{usage:?}");
            idle += usize::from(allowed == 0);
        }
        assert_eq!(idle, 27, "usages that no operation serves");
    }

    #[test]
    fn codes_lead_back() {
        for &usage in KeyUsage::ALL {
            let back = usage.code().and_then(KeyUsage::from_code);
            assert_eq!(back, usage.code().map(|_| usage));
        }
        assert_eq!(KeyUsage::from_code(*b"10"), None);
        for mode in (0..=10).map(ModeOfUse::from_bits) {
            assert_eq!(ModeOfUse::from_code(mode.code()), Some(mode));
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
