//! Algorithm of a key.

/// Algorithm a key is for, with the key length where the algorithm fixes it.
///
/// Those that DUKPT derives are numbered as the algorithm indicator of ANSI X9.24-3 (table of key
/// types).
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
    /// Single DES, 8 octets: for MACs and data of old systems, at the engine alone. No role has it.
    Des = 6,
}

impl Algorithm {
    /// Length of a key in octets; `None` for HMAC, whose keys have any length.
    pub const fn key_octets(self) -> Option<usize> {
        match self {
            Self::Des => Some(8),
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

    /// Whether this is TDEA of either key length. Single DES is not.
    pub const fn is_tdea(self) -> bool {
        matches!(self, Self::Tdea2 | Self::Tdea3)
    }

    /// Whether its blocks have 8 octets: TDEA and single DES.
    pub const fn has_short_blocks(self) -> bool {
        matches!(self, Self::Tdea2 | Self::Tdea3 | Self::Des)
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

    /// The TDEA with a key of `octets` octets (16 or 24).
    pub const fn tdea(octets: usize) -> Option<Self> {
        match octets {
            16 => Some(Self::Tdea2),
            24 => Some(Self::Tdea3),
            _ => None,
        }
    }

    /// Strength in bits: 56 for DES, 112 for both TDEA types (X9.24-3 6.1.3), else the length of
    /// the key, which for HMAC the caller gives in octets.
    pub const fn strength(self, octets: usize) -> usize {
        match self {
            Self::Des => 56,
            Self::Tdea2 | Self::Tdea3 => 112,
            Self::Aes128 => 128,
            Self::Aes192 => 192,
            Self::Aes256 => 256,
            Self::Hmac => octets.saturating_mul(8),
        }
    }

    /// The algorithm letter of a key block header (X9.143, header octet 7).
    pub const fn code(self) -> u8 {
        match self {
            Self::Des => b'D',
            Self::Tdea2 | Self::Tdea3 => b'T',
            Self::Aes128 | Self::Aes192 | Self::Aes256 => b'A',
            Self::Hmac => b'H',
        }
    }

    /// The algorithm of a key of `octets` octets whose key block has the letter `code`. A key of
    /// 8 octets under `T` is single DES: such blocks occur.
    pub const fn from_code(code: u8, octets: usize) -> Option<Self> {
        match (code, octets) {
            (b'D' | b'T', 8) => Some(Self::Des),
            (b'T', _) => Self::tdea(octets),
            (b'A', _) => Self::aes(octets),
            // ISO 20038 has letters for HMAC with SHA-2 and SHA-3.
            (b'H' | b'I' | b'J', 1..) => Some(Self::Hmac),
            _ => None,
        }
    }

    pub(super) const fn from_bits(bits: u16) -> Self {
        match bits {
            0 => Self::Tdea2,
            1 => Self::Tdea3,
            2 => Self::Aes128,
            3 => Self::Aes192,
            4 => Self::Aes256,
            6 => Self::Des,
            _ => Self::Hmac,
        }
    }
}
