//! The codes of a header, as they stand there: known, proprietary or unknown.

use core::fmt;

use ducat_hal::{KeyUsage, ModeOfUse};

macro_rules! ascii {
    ($name:ident) => {
        /// As it stands in the header.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(core::str::from_utf8(&self.0).unwrap_or("?"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }
    };
}

/// What a key is for: two printable characters (X9.143, header characters 5 and 6).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct UsageCode([u8; 2]);
ascii!(UsageCode);

impl UsageCode {
    pub(super) const fn new(code: [u8; 2]) -> Self {
        Self(code)
    }

    /// The two characters.
    pub const fn as_ascii(&self) -> &[u8; 2] {
        &self.0
    }

    /// The usage, if the standard knows it.
    pub fn usage(self) -> Option<KeyUsage> {
        KeyUsage::from_code(self.0)
    }

    /// Whether it is proprietary by its form: two decimal digits.
    pub const fn is_proprietary(self) -> bool {
        self.0[0].is_ascii_digit() && self.0[1].is_ascii_digit()
    }

    /// In words.
    pub fn name(self) -> &'static str {
        match &self.0 {
            b"B0" => "base derivation key",
            b"B1" => "DUKPT initial key",
            b"B2" => "base key variant (deprecated)",
            b"B3" => "key derivation key",
            b"C0" => "card verification key",
            b"D0" => "data encryption, symmetric",
            b"D1" => "data encryption, asymmetric",
            b"D2" => "data encryption, decimalisation table",
            b"D3" => "data encryption, sensitive data",
            b"E0" => "EMV issuer master key, application cryptograms",
            b"E1" => "EMV issuer master key, secure messaging for confidentiality",
            b"E2" => "EMV issuer master key, secure messaging for integrity",
            b"E3" => "EMV issuer master key, data authentication code",
            b"E4" => "EMV issuer master key, dynamic numbers",
            b"E5" => "EMV issuer master key, card personalisation",
            b"E6" => "EMV issuer master key, other",
            b"E7" => "EMV asymmetric key pair for PIN encryption",
            b"I0" => "initialisation vector",
            b"K0" => "key encryption or wrapping",
            b"K1" => "key block protection key",
            b"K2" => "TR-34 asymmetric key",
            b"K3" => "asymmetric key for key agreement or wrapping",
            b"K4" => "key block protection key, ISO 20038",
            b"M0" => "MAC, ISO 16609 algorithm 1 with TDEA",
            b"M1" => "MAC, ISO 9797-1 algorithm 1",
            b"M2" => "MAC, ISO 9797-1 algorithm 2",
            b"M3" => "MAC, ISO 9797-1 algorithm 3",
            b"M4" => "MAC, ISO 9797-1 algorithm 4",
            b"M5" => "MAC, ISO 9797-1:1999 algorithm 5",
            b"M6" => "MAC, ISO 9797-1:2011 algorithm 5 (CMAC)",
            b"M7" => "MAC, HMAC",
            b"M8" => "MAC, ISO 9797-1:2011 algorithm 6",
            b"P0" => "PIN encryption",
            b"P1" => "PIN generation",
            b"S0" => "asymmetric key pair for signatures",
            b"S1" => "asymmetric key pair of a certification authority",
            b"S2" => "asymmetric key pair, other",
            b"V0" => "PIN verification, other",
            b"V1" => "PIN verification, IBM 3624",
            b"V2" => "PIN verification, VISA PVV",
            b"V3" => "PIN verification, X9.132 algorithm 1",
            b"V4" => "PIN verification, X9.132 algorithm 2",
            b"V5" => "PIN verification, X9.132 algorithm 3",
            _ if self.is_proprietary() => "proprietary",
            _ => "unknown",
        }
    }
}

/// The algorithm of a key: one printable character (X9.143, header character 7).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AlgorithmCode([u8; 1]);
ascii!(AlgorithmCode);

impl AlgorithmCode {
    pub(super) const fn new(code: u8) -> Self {
        Self([code])
    }

    /// The character.
    pub const fn as_ascii(self) -> u8 {
        self.0[0]
    }

    /// Whether it is proprietary by its form: a decimal digit.
    pub const fn is_proprietary(self) -> bool {
        self.0[0].is_ascii_digit()
    }

    /// Whether the standard knows it.
    pub const fn is_known(self) -> bool {
        matches!(self.0[0], b'A' | b'D' | b'E' | b'H' | b'I' | b'J' | b'R' | b'S' | b'T')
    }

    /// Whether it is that of an asymmetric key.
    pub const fn is_asymmetric(self) -> bool {
        matches!(self.0[0], b'E' | b'R' | b'S')
    }

    /// Whether keys of this algorithm may have this length in octets: those of DES, TDEA and AES
    /// have few, of other algorithms any but none.
    pub const fn admits(self, octets: usize) -> bool {
        match self.0[0] {
            b'A' => matches!(octets, 16 | 24 | 32),
            b'D' => octets == 8,
            b'T' => matches!(octets, 8 | 16 | 24),
            _ => octets > 0,
        }
    }

    /// The longest key of this algorithm in octets, up to which shorter ones are filled so that
    /// the block does not show how long they are. `None` where that is not done.
    pub const fn longest_key(self) -> Option<usize> {
        match self.0[0] {
            b'T' => Some(24),
            b'A' => Some(32),
            _ => None,
        }
    }

    /// In words.
    pub const fn name(self) -> &'static str {
        match self.0[0] {
            b'A' => "AES",
            b'D' => "DES",
            b'E' => "elliptic curve",
            b'H' => "HMAC",
            b'I' => "HMAC with SHA-2",
            b'J' => "HMAC with SHA-3",
            b'R' => "RSA",
            b'S' => "DSA",
            b'T' => "TDEA",
            b'0'..=b'9' => "proprietary",
            _ => "unknown",
        }
    }
}

/// In which way a key may be used: one printable character (X9.143, header character 8).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ModeCode([u8; 1]);
ascii!(ModeCode);

impl ModeCode {
    pub(super) const fn new(code: u8) -> Self {
        Self([code])
    }

    /// The character.
    pub const fn as_ascii(self) -> u8 {
        self.0[0]
    }

    /// The mode, if the standard knows it.
    pub fn mode(self) -> Option<ModeOfUse> {
        ModeOfUse::from_code(self.0[0])
    }

    /// Whether it is proprietary by its form: a decimal digit.
    pub const fn is_proprietary(self) -> bool {
        self.0[0].is_ascii_digit()
    }

    /// In words.
    pub const fn name(self) -> &'static str {
        match self.0[0] {
            b'B' => "encrypt and decrypt",
            b'C' => "generate and verify",
            b'D' => "decrypt only",
            b'E' => "encrypt only",
            b'G' => "generate only",
            b'N' => "no special restriction",
            b'S' => "sign only",
            b'T' => "sign and decrypt",
            b'V' => "verify only",
            b'X' => "derive keys",
            b'Y' => "create key variants",
            b'0'..=b'9' => "proprietary",
            _ => "unknown",
        }
    }
}
