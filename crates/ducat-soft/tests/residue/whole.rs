//! The engines that are measured.

use ducat_hal::{
    AesCmac, Algorithm, BlockCipher, CheckValue, DecipherPin, EncipherPin, ErrorKind, ErrorType,
    HmacSha256, HmacSha512, KeyAttributes, KeyEngine, KeyUsage, LoadKey, Mac, MakeKeyBlock,
    ModeOfUse, NewKey, OpenKeyBlock, SealKeys, TranslatePin,
};

/// An engine of software with everything, and the AES that it is measured with.
pub(crate) trait Whole:
    KeyEngine
    + ErrorType<Error = ErrorKind>
    + LoadKey
    + BlockCipher
    + EncipherPin
    + EncipherPin<8>
    + DecipherPin
    + DecipherPin<8>
    + TranslatePin
    + ducat_hal::VerifyPin
    + ducat_hal::GeneratePinValue
    + ducat_hal::IssuePin
    + ducat_hal::CardValue
    + CheckValue
    + SealKeys
    + OpenKeyBlock
    + MakeKeyBlock
    + Mac<AesCmac>
    + Mac<HmacSha256>
    + Mac<HmacSha512>
    + ducat_hal::Hkdf<ducat_hal::Sha256>
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
    let mode = match usage {
        KeyUsage::MacCmac => ModeOfUse::GenerateAndVerify,
        KeyUsage::Intermediate => ModeOfUse::Derive,
        _ => ModeOfUse::Both,
    };
    NewKey { attributes: KeyAttributes::new(usage, E::AES, mode), octets: E::OCTETS }
}
