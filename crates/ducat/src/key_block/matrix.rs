//! Usage, algorithm and mode: which of them the standard combines.

use ducat_hal::{KeyUsage, ModeOfUse};

/// Modes of keys that encipher.
const CIPHER: &[ModeOfUse] = &[ModeOfUse::Both, ModeOfUse::Decipher, ModeOfUse::Encipher];
/// Modes of keys that make and verify values.
const MAC: &[ModeOfUse] = &[ModeOfUse::GenerateAndVerify, ModeOfUse::Generate, ModeOfUse::Verify];
/// The mode of keys that others derive from.
const DERIVE: &[ModeOfUse] = &[ModeOfUse::Derive];
const SIGN: &[ModeOfUse] = &[ModeOfUse::Sign, ModeOfUse::Verify];

/// Algorithm letters.
const BLOCK: &[u8] = b"AT";
const ASYMMETRIC: &[u8] = b"ERS";

/// The algorithms and modes of a usage. Those of `E7` and `P1` are not known to us: none.
const fn row(usage: KeyUsage) -> (&'static [u8], &'static [ModeOfUse]) {
    use KeyUsage as U;
    use ModeOfUse as M;
    match usage {
        U::BaseDerivation | U::InitialKey | U::BaseKeyVariant => (BLOCK, DERIVE),
        U::KeyDerivation => (b"ATHIJ", DERIVE),
        U::EmvApplicationCryptograms
        | U::EmvMessagingConfidentiality
        | U::EmvMessagingIntegrity
        | U::EmvDataAuthentication
        | U::EmvDynamicNumbers
        | U::EmvPersonalization
        | U::EmvOther => (BLOCK, DERIVE),
        U::CardVerification => (BLOCK, MAC),
        U::Data | U::DecimalizationTable | U::DataSensitive => (b"ATD", CIPHER),
        U::DataAsymmetric => (ASYMMETRIC, CIPHER),
        U::InitializationVector => (b"ATD", &[M::NoRestriction]),
        U::KeyEncryption | U::KeyBlockProtection | U::PinEncipherment => (BLOCK, CIPHER),
        U::KeyBlockProtectionIso => (b"A", CIPHER),
        U::Tr34 => (ASYMMETRIC, CIPHER),
        U::KeyAgreement => (ASYMMETRIC, &[M::Both, M::Decipher, M::Encipher, M::Derive]),
        U::MacIso16609 => (b"T", MAC),
        U::MacAlgorithm1 | U::MacAlgorithm5Of1999 | U::MacCmac => (b"ATD", MAC),
        U::MacAlgorithm2 | U::MacAlgorithm3 | U::MacAlgorithm4 | U::MacAlgorithm6 => (b"TD", MAC),
        U::MacHmac => (b"HIJ", MAC),
        U::Signature | U::CertificationAuthority => (ASYMMETRIC, SIGN),
        U::AsymmetricOther => (
            ASYMMETRIC,
            &[M::Sign, M::Verify, M::SignAndDecipher, M::Both, M::Decipher, M::Encipher],
        ),
        U::PinVerificationOther
        | U::PinVerificationIbm3624
        | U::PinVerificationVisa
        | U::PinVerificationX9132Algorithm1
        | U::PinVerificationX9132Algorithm2
        | U::PinVerificationX9132Algorithm3 => (BLOCK, MAC),
        _ => (&[], &[]),
    }
}

/// Whether the standard has keys of this usage and algorithm.
pub(super) fn has_algorithm(usage: KeyUsage, algorithm: u8) -> bool {
    row(usage).0.contains(&algorithm)
}

/// Whether the standard has keys of this usage, algorithm and mode.
pub(super) fn has(usage: KeyUsage, algorithm: u8, mode: ModeOfUse) -> bool {
    has_algorithm(usage, algorithm) && row(usage).1.contains(&mode)
}
