//! Usages, types and ciphers of keys, as words of the command line.

use clap::ValueEnum;
use ducat::dukpt::aes::{KeyType, UsageIndicator};
use ducat_hal::Algorithm;

use crate::failure::Failure;
use crate::keys;

/// What a working key is for. Directions are the terminal's: a request goes to the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Usage {
    /// PIN encipherment (1000)
    Pin,
    /// MAC of requests (2000)
    MacRequest,
    /// MAC of responses (2001)
    MacResponse,
    /// MAC of both (2002)
    MacBoth,
    /// Data of requests (3000)
    DataRequest,
    /// Data of responses (3001)
    DataResponse,
    /// Data of both (3002)
    DataBoth,
    /// Encipherment of keys (0002)
    KeyEncryption,
    /// Derivation of further keys (8000)
    KeyDerivation,
}

impl From<Usage> for UsageIndicator {
    fn from(word: Usage) -> Self {
        match word {
            Usage::Pin => Self::PinEncryption,
            Usage::MacRequest => Self::MacGeneration,
            Usage::MacResponse => Self::MacVerification,
            Usage::MacBoth => Self::MacBoth,
            Usage::DataRequest => Self::DataEncrypt,
            Usage::DataResponse => Self::DataDecrypt,
            Usage::DataBoth => Self::DataBoth,
            Usage::KeyEncryption => Self::KeyEncryption,
            Usage::KeyDerivation => Self::KeyDerivation,
        }
    }
}

/// Algorithm and length of a derived key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Type {
    /// TDEA with two keys
    #[value(name = "2TDEA")]
    Tdea2,
    /// TDEA with three keys
    #[value(name = "3TDEA")]
    Tdea3,
    /// AES with 16 octets
    #[value(name = "AES-128")]
    Aes128,
    /// AES with 24 octets
    #[value(name = "AES-192")]
    Aes192,
    /// AES with 32 octets
    #[value(name = "AES-256")]
    Aes256,
    /// HMAC with 16 octets
    #[value(name = "HMAC-128")]
    Hmac128,
    /// HMAC with 24 octets
    #[value(name = "HMAC-192")]
    Hmac192,
    /// HMAC with 32 octets
    #[value(name = "HMAC-256")]
    Hmac256,
}

impl From<Type> for KeyType {
    fn from(name: Type) -> Self {
        match name {
            Type::Tdea2 => Self::Tdea2,
            Type::Tdea3 => Self::Tdea3,
            Type::Aes128 => Self::Aes128,
            Type::Aes192 => Self::Aes192,
            Type::Aes256 => Self::Aes256,
            Type::Hmac128 => Self::Hmac128,
            Type::Hmac192 => Self::Hmac192,
            Type::Hmac256 => Self::Hmac256,
        }
    }
}

/// A cipher, where the length of a key does not tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Cipher {
    /// AES
    Aes,
    /// TDES
    Tdes,
}

impl Cipher {
    /// The algorithm of a key of this cipher with `octets` octets.
    ///
    /// # Errors
    /// If there is none.
    pub fn algorithm(self, name: &str, octets: usize) -> Result<Algorithm, Failure> {
        match self {
            Self::Aes => keys::aes(name, octets),
            Self::Tdes => keys::tdea(name, octets),
        }
    }
}

/// The word for a value, as it is typed.
pub fn word(value: &impl ValueEnum) -> String {
    value.to_possible_value().map_or_else(String::new, |word| word.get_name().to_owned())
}
