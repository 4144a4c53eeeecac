//! Usage indicators and key types by the protocol's names.

use ducat::dukpt::aes::{KeyType, UsageIndicator};

use crate::outcome::Failure;

const USAGES: [(&str, UsageIndicator); 10] = [
    ("key_encryption", UsageIndicator::KeyEncryption),
    ("pin_encryption", UsageIndicator::PinEncryption),
    ("mac_generation", UsageIndicator::MacGeneration),
    ("mac_verification", UsageIndicator::MacVerification),
    ("mac_both", UsageIndicator::MacBoth),
    ("data_encrypt", UsageIndicator::DataEncrypt),
    ("data_decrypt", UsageIndicator::DataDecrypt),
    ("data_both", UsageIndicator::DataBoth),
    ("key_derivation", UsageIndicator::KeyDerivation),
    ("initial_key", UsageIndicator::InitialKey),
];

pub(super) fn usage(name: &str) -> Result<UsageIndicator, Failure> {
    let found = USAGES.iter().find(|(known, _)| *known == name);
    found.map(|(_, usage)| *usage).ok_or(Failure::UNSUPPORTED)
}

pub(super) const fn key_type_name(key_type: KeyType) -> &'static str {
    match key_type {
        KeyType::Tdea2 => "2TDEA",
        KeyType::Tdea3 => "3TDEA",
        KeyType::Aes128 => "AES-128",
        KeyType::Aes192 => "AES-192",
        KeyType::Aes256 => "AES-256",
        KeyType::Hmac128 => "HMAC-128",
        KeyType::Hmac192 => "HMAC-192",
        KeyType::Hmac256 => "HMAC-256",
    }
}

pub(super) fn key_type(name: &str) -> Result<KeyType, Failure> {
    let found = KeyType::ALL.into_iter().find(|known| key_type_name(*known) == name);
    found.ok_or(Failure::UNSUPPORTED)
}
