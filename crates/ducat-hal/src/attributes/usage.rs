//! What a key is for.

macro_rules! usages {
    ($($(#[$doc:meta])* $name:ident $code:tt)*) => {
        /// What a key is for, by the codes of ANSI X9.143 (header octets 5 and 6).
        ///
        /// An engine holds keys of every usage; those that no operation of ours serves can be
        /// carried from key block to key block and do nothing else.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum KeyUsage {
            $($(#[$doc])* $name,)*
        }

        impl KeyUsage {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The two characters of a key block header; `None` for a usage that never stands in
            /// a key block.
            pub const fn code(self) -> Option<[u8; 2]> {
                match self {
                    $(Self::$name => usages!(@code $code),)*
                }
            }
        }
    };
    (@code none) => { None };
    (@code $code:literal) => { Some(*$code) };
}

usages! {
    /// `B0`: base derivation key of a DUKPT scheme.
    BaseDerivation b"B0"
    /// `B1`: initial key of a DUKPT terminal.
    InitialKey b"B1"
    /// A key on the way from an initial key to a transaction, or the transaction key itself. It
    /// has no code: such a key never stands in a key block.
    Intermediate none
    /// `D0`: data encipherment.
    Data b"D0"
    /// `K0`: encipherment of keys.
    KeyEncryption b"K0"
    /// `K1`: key block protection.
    KeyBlockProtection b"K1"
    /// `M3`: ISO 9797-1 MAC algorithm 3 (retail MAC).
    MacAlgorithm3 b"M3"
    /// `M6`: CMAC (ISO 9797-1:2011 MAC algorithm 5).
    MacCmac b"M6"
    /// `M7`: HMAC.
    MacHmac b"M7"
    /// `P0`: PIN encipherment.
    PinEncipherment b"P0"
    /// Sealing of other keys for a store on this device. It has no code: it never leaves.
    Sealing none
    /// `B2`: base key variant (deprecated).
    BaseKeyVariant b"B2"
    /// `B3`: key derivation outside X9.24.
    KeyDerivation b"B3"
    /// `C0`: card verification values.
    CardVerification b"C0"
    /// `D1`: asymmetric, for data.
    DataAsymmetric b"D1"
    /// `D2`: decimalisation table.
    DecimalizationTable b"D2"
    /// `D3`: sensitive data.
    DataSensitive b"D3"
    /// `E0`: EMV issuer master key, application cryptograms.
    EmvApplicationCryptograms b"E0"
    /// `E1`: EMV issuer master key, secure messaging for confidentiality.
    EmvMessagingConfidentiality b"E1"
    /// `E2`: EMV issuer master key, secure messaging for integrity.
    EmvMessagingIntegrity b"E2"
    /// `E3`: EMV issuer master key, data authentication code.
    EmvDataAuthentication b"E3"
    /// `E4`: EMV issuer master key, dynamic numbers.
    EmvDynamicNumbers b"E4"
    /// `E5`: EMV issuer master key, card personalisation.
    EmvPersonalization b"E5"
    /// `E6`: EMV issuer master key, other.
    EmvOther b"E6"
    /// `E7`: EMV asymmetric key pair for PIN encipherment.
    EmvPinAsymmetric b"E7"
    /// `I0`: initialisation vector.
    InitializationVector b"I0"
    /// `K2`: TR-34 asymmetric key.
    Tr34 b"K2"
    /// `K3`: asymmetric, for key agreement or wrapping.
    KeyAgreement b"K3"
    /// `K4`: key block protection by ISO 20038.
    KeyBlockProtectionIso b"K4"
    /// `M0`: ISO 16609 MAC algorithm 1, with TDEA.
    MacIso16609 b"M0"
    /// `M1`: ISO 9797-1 MAC algorithm 1 (CBC-MAC).
    MacAlgorithm1 b"M1"
    /// `M2`: ISO 9797-1 MAC algorithm 2.
    MacAlgorithm2 b"M2"
    /// `M4`: ISO 9797-1 MAC algorithm 4.
    MacAlgorithm4 b"M4"
    /// `M5`: ISO 9797-1:1999 MAC algorithm 5.
    MacAlgorithm5Of1999 b"M5"
    /// `M8`: ISO 9797-1:2011 MAC algorithm 6.
    MacAlgorithm6 b"M8"
    /// `P1`: PIN generation.
    PinGeneration b"P1"
    /// `S0`: asymmetric key pair for signatures.
    Signature b"S0"
    /// `S1`: asymmetric key pair of a certification authority.
    CertificationAuthority b"S1"
    /// `S2`: asymmetric key pair outside X9.24.
    AsymmetricOther b"S2"
    /// `V0`: PIN verification, other algorithm.
    PinVerificationOther b"V0"
    /// `V1`: PIN verification, IBM 3624.
    PinVerificationIbm3624 b"V1"
    /// `V2`: PIN verification, Visa PVV.
    PinVerificationVisa b"V2"
    /// `V3`: PIN verification, X9.132 algorithm 1.
    PinVerificationX9132Algorithm1 b"V3"
    /// `V4`: PIN verification, X9.132 algorithm 2.
    PinVerificationX9132Algorithm2 b"V4"
    /// `V5`: PIN verification, X9.132 algorithm 3.
    PinVerificationX9132Algorithm3 b"V5"
}

impl KeyUsage {
    /// The usage with this code; `None` for proprietary and unknown codes.
    pub fn from_code(code: [u8; 2]) -> Option<Self> {
        Self::ALL.iter().copied().find(|usage| usage.code() == Some(code))
    }

    /// Whether keys of this usage make MACs with an algorithm that engines may have.
    pub const fn is_mac(self) -> bool {
        matches!(
            self,
            Self::MacAlgorithm3
                | Self::MacCmac
                | Self::MacHmac
                | Self::MacAlgorithm1
                | Self::MacIso16609
        )
    }

    /// Whether keys of this usage protect key blocks.
    pub const fn protects_key_blocks(self) -> bool {
        matches!(self, Self::KeyBlockProtection | Self::KeyBlockProtectionIso)
    }

    pub(super) fn from_bits(bits: u16) -> Self {
        Self::ALL.get(usize::from(bits)).copied().unwrap_or(Self::Intermediate)
    }
}
