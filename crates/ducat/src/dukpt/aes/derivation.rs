//! Derivation data and the derivation function (ANSI X9.24-3 6.2, 6.3.2).

use ducat_hal::{Algorithm, DerivationInput, Exportability, KeyEngine, KeyUsage};

use super::identifiers::{DerivationId, InitialKeyId};
use crate::error::Error;
use crate::key::role::Role;
use crate::key::{Key, new_key};
use crate::secret::scrubbed;

/// What a derived key is for: 16 bits of derivation data. Directions are the terminal's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u16)]
pub enum UsageIndicator {
    /// `0002`: encipherment of keys, and the update key.
    KeyEncryption = 0x0002,
    /// `1000`: PIN encipherment.
    PinEncryption = 0x1000,
    /// `2000`: MAC generation; of requests.
    MacGeneration = 0x2000,
    /// `2001`: MAC verification; of responses.
    MacVerification = 0x2001,
    /// `2002`: MACs both ways.
    MacBoth = 0x2002,
    /// `3000`: data encipherment; of requests.
    DataEncrypt = 0x3000,
    /// `3001`: data decipherment; of responses.
    DataDecrypt = 0x3001,
    /// `3002`: data both ways.
    DataBoth = 0x3002,
    /// `8000`: derivation of further keys.
    KeyDerivation = 0x8000,
    /// `8001`: the initial key.
    InitialKey = 0x8001,
}

impl UsageIndicator {
    /// All of them, in the order of their codes.
    pub const ALL: [Self; 10] = [
        Self::KeyEncryption,
        Self::PinEncryption,
        Self::MacGeneration,
        Self::MacVerification,
        Self::MacBoth,
        Self::DataEncrypt,
        Self::DataDecrypt,
        Self::DataBoth,
        Self::KeyDerivation,
        Self::InitialKey,
    ];

    /// Its name, as test vectors write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::KeyEncryption => "key_encryption",
            Self::PinEncryption => "pin_encryption",
            Self::MacGeneration => "mac_generation",
            Self::MacVerification => "mac_verification",
            Self::MacBoth => "mac_both",
            Self::DataEncrypt => "data_encrypt",
            Self::DataDecrypt => "data_decrypt",
            Self::DataBoth => "data_both",
            Self::KeyDerivation => "key_derivation",
            Self::InitialKey => "initial_key",
        }
    }

    /// The usage, in terms of key attributes, of a key of this indicator. A key of `0002` that is
    /// an update key protects key blocks instead.
    pub const fn key_usage(self, algorithm: Algorithm) -> KeyUsage {
        match self {
            Self::KeyEncryption => KeyUsage::KeyEncryption,
            Self::PinEncryption => KeyUsage::PinEncipherment,
            Self::MacGeneration | Self::MacVerification | Self::MacBoth => match algorithm {
                Algorithm::Hmac => KeyUsage::MacHmac,
                _ => KeyUsage::MacCmac,
            },
            Self::DataEncrypt | Self::DataDecrypt | Self::DataBoth => KeyUsage::Data,
            Self::KeyDerivation => KeyUsage::Intermediate,
            Self::InitialKey => KeyUsage::InitialKey,
        }
    }

    /// The usage with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|usage| usage.name() == name)
    }
}

/// What kind of key is derived: 16 bits of algorithm indicator and 16 bits of length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyType {
    /// TDEA with two keys, 16 octets. Parity bits are not adjusted.
    Tdea2,
    /// TDEA with three keys, 24 octets. Parity bits are not adjusted.
    Tdea3,
    /// AES-128.
    Aes128,
    /// AES-192.
    Aes192,
    /// AES-256.
    Aes256,
    /// HMAC with a key of 16 octets. Of the HMAC types, none is in the reference published with
    /// the standard; several implementations agree on them.
    Hmac128,
    /// HMAC with a key of 24 octets.
    Hmac192,
    /// HMAC with a key of 32 octets.
    Hmac256,
}

impl KeyType {
    /// All of them, in the order of their indicators.
    pub const ALL: [Self; 8] = [
        Self::Tdea2,
        Self::Tdea3,
        Self::Aes128,
        Self::Aes192,
        Self::Aes256,
        Self::Hmac128,
        Self::Hmac192,
        Self::Hmac256,
    ];

    /// Its name, as the standard and test vectors write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tdea2 => "2TDEA",
            Self::Tdea3 => "3TDEA",
            Self::Aes128 => "AES-128",
            Self::Aes192 => "AES-192",
            Self::Aes256 => "AES-256",
            Self::Hmac128 => "HMAC-128",
            Self::Hmac192 => "HMAC-192",
            Self::Hmac256 => "HMAC-256",
        }
    }

    /// The type with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key_type| key_type.name() == name)
    }

    /// The AES type with keys of `algorithm`'s length.
    ///
    /// # Errors
    /// [`Error::Algorithm`] if `algorithm` is not AES.
    pub const fn of_aes(algorithm: Algorithm) -> Result<Self, Error> {
        match algorithm {
            Algorithm::Aes128 => Ok(Self::Aes128),
            Algorithm::Aes192 => Ok(Self::Aes192),
            Algorithm::Aes256 => Ok(Self::Aes256),
            _ => Err(Error::Algorithm),
        }
    }

    /// The algorithm of such a key.
    pub const fn algorithm(self) -> Algorithm {
        match self {
            Self::Tdea2 => Algorithm::Tdea2,
            Self::Tdea3 => Algorithm::Tdea3,
            Self::Aes128 => Algorithm::Aes128,
            Self::Aes192 => Algorithm::Aes192,
            Self::Aes256 => Algorithm::Aes256,
            Self::Hmac128 | Self::Hmac192 | Self::Hmac256 => Algorithm::Hmac,
        }
    }

    /// Its length in octets.
    pub const fn octets(self) -> usize {
        match self {
            Self::Tdea2 | Self::Aes128 | Self::Hmac128 => 16,
            Self::Tdea3 | Self::Aes192 | Self::Hmac192 => 24,
            Self::Aes256 | Self::Hmac256 => 32,
        }
    }

    /// Its strength in bits: 112 for both TDEA types, else the length.
    const fn strength(self) -> usize {
        match self {
            Self::Tdea2 | Self::Tdea3 => 112,
            other => other.octets() * 8,
        }
    }

    /// Whether a key of this type may be derived from a key of type `parent`: no key is derived
    /// from a weaker one.
    ///
    /// # Standard
    /// ANSI X9.24-3 6.1.3. TDEA with three keys counts as 112 bits, so AES-128 may derive it.
    pub const fn allowed_under(self, parent: Self) -> bool {
        self.strength() <= parent.strength()
    }

    /// Algorithm indicator and length in bits.
    const fn indicators(self) -> [u8; 4] {
        match self {
            Self::Tdea2 => [0, 0, 0x00, 0x80],
            Self::Tdea3 => [0, 1, 0x00, 0xC0],
            Self::Aes128 => [0, 2, 0x00, 0x80],
            Self::Aes192 => [0, 3, 0x00, 0xC0],
            Self::Aes256 => [0, 4, 0x01, 0x00],
            Self::Hmac128 => [0, 5, 0x00, 0x80],
            Self::Hmac192 => [0, 5, 0x00, 0xC0],
            Self::Hmac256 => [0, 5, 0x01, 0x00],
        }
    }
}

/// Derivation data: 16 octets that say which key is derived. Public.
///
/// ```text
/// 0    version, 01
/// 1    number of the block, 01 or 02
/// 2-3  usage indicator
/// 4-5  algorithm indicator
/// 6-7  length of the derived key in bits
/// 8-15 initial key id, or derivation id and counter
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DerivationData {
    octets: [u8; 16],
    key_type: KeyType,
}

impl DerivationData {
    /// Of the initial key `id` of type `key_type` (the type of its base derivation key).
    pub const fn initial_key(key_type: KeyType, id: InitialKeyId) -> Self {
        Self::new(UsageIndicator::InitialKey, key_type, id.0)
    }

    /// Of any other key: `counter` is the transaction's, or what has been walked of it so far.
    pub const fn at(
        usage: UsageIndicator,
        key_type: KeyType,
        id: DerivationId,
        counter: u32,
    ) -> Self {
        let [a, b, c, d] = id.0;
        let [e, f, g, h] = counter.to_be_bytes();
        Self::new(usage, key_type, [a, b, c, d, e, f, g, h])
    }

    const fn new(usage: UsageIndicator, key_type: KeyType, context: [u8; 8]) -> Self {
        let [u0, u1] = (usage as u16).to_be_bytes();
        let [a0, a1, l0, l1] = key_type.indicators();
        let [c0, c1, c2, c3, c4, c5, c6, c7] = context;
        let octets = [1, 1, u0, u1, a0, a1, l0, l1, c0, c1, c2, c3, c4, c5, c6, c7];
        Self { octets, key_type }
    }

    /// The octets of the block of this number: 1, or 2 for a key of more than 16 octets. `None`
    /// if the key needs no such block.
    pub fn block(&self, number: u8) -> Option<[u8; 16]> {
        let blocks = if self.key_type.octets() > 16 { 2 } else { 1 };
        let mut octets = self.octets;
        octets[1] = number;
        (1..=blocks).contains(&number).then_some(octets)
    }

    /// All blocks, as an engine takes them.
    pub fn input(&self) -> DerivationInput {
        match self.block(2) {
            None => DerivationInput::one(self.octets),
            Some(second) => DerivationInput::two(self.octets, second),
        }
    }
}

/// Derives a key of role `R` from `parent`, under the strength rule. It never leaves the engine.
pub(crate) fn derive<R: Role, P: Role, E: KeyEngine>(
    engine: &mut E,
    parent: &Key<P, E>,
    data: &DerivationData,
) -> Result<Key<R, E>, Error> {
    derive_exportable(engine, parent, data, Exportability::NonExportable)
}

/// As [`derive()`], with a say in whether the key may leave.
pub(crate) fn derive_exportable<R: Role, P: Role, E: KeyEngine>(
    engine: &mut E,
    parent: &Key<P, E>,
    data: &DerivationData,
    exportability: Exportability,
) -> Result<Key<R, E>, Error> {
    let key_type = data.key_type;
    if !key_type.allowed_under(KeyType::of_aes(parent.attributes(engine).algorithm)?) {
        return Err(Error::Strength);
    }
    if !R::accepts(key_type.algorithm()) {
        return Err(Error::Algorithm);
    }
    let mut child = new_key::<R>(key_type.algorithm(), key_type.octets());
    child.attributes.exportability = exportability;
    scrubbed(engine, |engine| {
        let handle = engine.derive(parent.handle(), &data.input(), child).map_err(Error::engine)?;
        Ok(Key::from_made(handle))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strength() {
        let under = |parent| KeyType::ALL.map(|t| t.allowed_under(parent));
        assert_eq!(under(KeyType::Aes128), [true, true, true, false, false, true, false, false]);
        assert_eq!(under(KeyType::Aes192), [true, true, true, true, false, true, true, false]);
        assert_eq!(under(KeyType::Aes256), [true; 8]);
    }

    #[test]
    fn a_short_key_has_one_block() {
        let id = InitialKeyId(0x1234_5678_9012_3456u64.to_be_bytes());
        let data = DerivationData::initial_key(KeyType::Aes128, id);
        assert_eq!(
            data.block(1).map(u128::from_be_bytes),
            Some(0x01018001000200801234567890123456)
        );
        assert_eq!(data.block(2), None);
        assert_eq!(data.block(0), None);
        let data = DerivationData::initial_key(KeyType::Aes256, id);
        assert_eq!(
            data.block(2).map(u128::from_be_bytes),
            Some(0x01028001000401001234567890123456)
        );
        assert_eq!(data.block(3), None);
    }
}
