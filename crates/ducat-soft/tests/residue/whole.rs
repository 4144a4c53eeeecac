//! The engines that are measured.

use ducat_hal::{
    AesAlgorithm1, AesCmac, Algorithm, Algorithm3, BlockCipher, CardValue, CheckValue,
    ClearKeyBlock, DecipherPin, EncipherPin, ErrorKind, ErrorType, GeneratePinValue, Hkdf,
    HmacSha256, HmacSha512, IssuePin, KeyAttributes, KeyEngine, KeyUsage, KeyWrap, LoadKey, Mac,
    MakeKeyBlock, ModeOfUse, NewKey, OpenKeyBlock, Padding1, Padding2, Padding3, SealKeys, Sha256,
    StreamMac, TdeaAlgorithm1, TdeaCmac, TdeaDerivation, TranslatePin, VerifyPin,
};

/// An engine of software with everything, and the AES that it is measured with.
pub(crate) trait Whole:
    KeyEngine
    + ErrorType<Error = ErrorKind>
    + LoadKey
    + BlockCipher
    + BlockCipher<8>
    + TdeaDerivation
    + EncipherPin
    + EncipherPin<8>
    + DecipherPin
    + DecipherPin<8>
    + TranslatePin
    + VerifyPin
    + GeneratePinValue
    + IssuePin
    + CardValue
    + CheckValue
    + SealKeys
    + KeyWrap
    + OpenKeyBlock
    + MakeKeyBlock
    + ClearKeyBlock
    + StreamMac<AesCmac>
    + StreamMac<TdeaCmac>
    + StreamMac<AesAlgorithm1<Padding2>>
    + StreamMac<TdeaAlgorithm1<Padding2>>
    + StreamMac<Algorithm3<Padding1>>
    + StreamMac<Algorithm3<Padding3>>
    + Mac<HmacSha256>
    + Mac<HmacSha512>
    + Hkdf<Sha256>
    + Default
    + 'static
{
    const AES: Algorithm;
    const OCTETS: usize;
}

macro_rules! whole {
    ($($engine:ty: $aes:ident $octets:literal;)*) => {$(
        impl Whole for $engine {
            const AES: Algorithm = Algorithm::$aes;
            const OCTETS: usize = $octets;
        }
    )*};
}

whole! {
    ducat_soft::Engine<16>: Aes128 16;
    ducat_soft::Engine<32>: Aes256 32;
    crate::engine::Engine<16>: Aes128 16;
    crate::engine::Engine<32>: Aes256 32;
}

/// An AES key of this engine's length that may do everything that its usage allows.
pub(crate) fn kind<E: Whole>(usage: KeyUsage) -> NewKey {
    NewKey { attributes: KeyAttributes::new(usage, E::AES, mode(usage)), octets: E::OCTETS }
}

/// The same of two-key TDEA.
pub(crate) fn tdea_kind(usage: KeyUsage) -> NewKey {
    NewKey { attributes: KeyAttributes::new(usage, Algorithm::Tdea2, mode(usage)), octets: 16 }
}

fn mode(usage: KeyUsage) -> ModeOfUse {
    match usage {
        KeyUsage::BaseDerivation | KeyUsage::InitialKey | KeyUsage::Intermediate => {
            ModeOfUse::Derive
        }
        KeyUsage::CardVerification
        | KeyUsage::PinVerificationIbm3624
        | KeyUsage::PinVerificationVisa => ModeOfUse::GenerateAndVerify,
        usage if usage.is_mac() => ModeOfUse::GenerateAndVerify,
        _ => ModeOfUse::Both,
    }
}
