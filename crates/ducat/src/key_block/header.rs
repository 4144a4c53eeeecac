//! The sixteen characters that every key block begins with.

use ducat_hal::{Algorithm, Exportability, KeyAttributes, KeyBlockVersion};

use super::codes::{AlgorithmCode, ModeCode, UsageCode};
use super::hex;
use super::options::{Leniency, ParseOptions};
use crate::error::Error;

/// Length of a header in characters.
pub const HEADER_CHARACTERS: usize = 16;

/// Which version of a key this is (header characters 9 and 10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyVersion {
    /// `00`: versions are not used.
    Unused,
    /// `c` and one character: a component of a key, by its number.
    Component(u8),
    /// Any other two letters or digits.
    Version([u8; 2]),
}

impl KeyVersion {
    /// From its two characters: letters or digits.
    ///
    /// # Errors
    /// [`Error::KeyBlockHeader`].
    pub const fn from_ascii(code: [u8; 2]) -> Result<Self, Error> {
        match code {
            [b'0', b'0'] => Ok(Self::Unused),
            [b'c', number] if number.is_ascii_alphanumeric() => Ok(Self::Component(number)),
            [first, second] if first.is_ascii_alphanumeric() && second.is_ascii_alphanumeric() => {
                Ok(Self::Version(code))
            }
            _ => Err(Error::KeyBlockHeader),
        }
    }

    /// Its two characters.
    pub const fn to_ascii(self) -> [u8; 2] {
        match self {
            Self::Unused => [b'0', b'0'],
            Self::Component(number) => [b'c', number],
            Self::Version(code) => code,
        }
    }
}

/// Where a key block belongs (header character 14; `0` in every block before X9.143:2021).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyContext {
    /// `0`: as the wrapping key says.
    ByWrappingKey,
    /// `1`: storage.
    Storage,
    /// `2`: exchange.
    Exchange,
    /// Any other character, where it was let pass.
    Reserved(u8),
}

impl KeyContext {
    const fn from_code(code: u8) -> Self {
        match code {
            b'0' => Self::ByWrappingKey,
            b'1' => Self::Storage,
            b'2' => Self::Exchange,
            other => Self::Reserved(other),
        }
    }

    /// The character of a header.
    pub const fn code(self) -> u8 {
        match self {
            Self::ByWrappingKey => b'0',
            Self::Storage => b'1',
            Self::Exchange => b'2',
            Self::Reserved(other) => other,
        }
    }
}

/// What a header says about a key, without the lengths and counts of its block.
///
/// # Standard
/// ANSI X9.143:2021 6.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    version: KeyBlockVersion,
    usage: UsageCode,
    algorithm: AlgorithmCode,
    mode_of_use: ModeCode,
    key_version: KeyVersion,
    exportability: Exportability,
    key_context: KeyContext,
    reserved: u8,
}

impl Header {
    /// A header for a key with these attributes.
    ///
    /// # Errors
    /// [`Error::KeyBlockHeader`] for a key of a usage that never stands in a key block.
    pub fn new(
        version: KeyBlockVersion,
        key: KeyAttributes,
        key_version: KeyVersion,
    ) -> Result<Self, Error> {
        Ok(Self {
            version,
            usage: UsageCode::new(key.usage.code().ok_or(Error::KeyBlockHeader)?),
            algorithm: AlgorithmCode::new(key.algorithm.code()),
            mode_of_use: ModeCode::new(key.mode_of_use.code()),
            key_version,
            exportability: key.exportability,
            key_context: KeyContext::ByWrappingKey,
            reserved: b'0',
        })
    }

    /// Reads the sixteen characters at the start of a key block. Its length and its number of
    /// optional blocks are not looked at.
    ///
    /// # Errors
    /// [`Error::KeyBlockVersion`], [`Error::KeyBlockHeader`].
    pub fn parse(
        characters: &[u8; HEADER_CHARACTERS],
        options: ParseOptions,
    ) -> Result<Self, Error> {
        let &[
            version,
            _,
            _,
            _,
            _,
            u0,
            u1,
            algorithm,
            mode,
            v0,
            v1,
            export,
            _,
            _,
            context,
            reserved,
        ] = characters;
        let version = KeyBlockVersion::from_code(version).ok_or(Error::KeyBlockVersion)?;
        let header = Self {
            version,
            usage: UsageCode::new([u0, u1]),
            algorithm: AlgorithmCode::new(algorithm),
            mode_of_use: ModeCode::new(mode),
            key_version: KeyVersion::from_ascii([v0, v1])?,
            exportability: Exportability::from_code(export).ok_or(Error::KeyBlockHeader)?,
            key_context: KeyContext::from_code(context),
            reserved,
        };
        let unknown = !header.codes_are_known() && !options.accepts(Leniency::UnknownCodes);
        let reserved = !header.reserved_characters_are_known()
            && !options.accepts(Leniency::ReservedCharacters);
        if unknown || reserved { Err(Error::KeyBlockHeader) } else { Ok(header) }
    }

    fn codes_are_known(&self) -> bool {
        (self.usage.usage().is_some() || self.usage.is_proprietary())
            && (self.algorithm.is_known() || self.algorithm.is_proprietary())
            && (self.mode_of_use.mode().is_some() || self.mode_of_use.is_proprietary())
    }

    const fn reserved_characters_are_known(&self) -> bool {
        !matches!(self.key_context, KeyContext::Reserved(_)) && self.reserved == b'0'
    }

    /// The same with another exportability.
    #[must_use]
    pub const fn with_exportability(self, exportability: Exportability) -> Self {
        Self { exportability, ..self }
    }

    /// The same with another key context.
    #[must_use]
    pub const fn with_key_context(self, key_context: KeyContext) -> Self {
        Self { key_context, ..self }
    }

    /// How the block is protected.
    pub const fn version(&self) -> KeyBlockVersion {
        self.version
    }

    /// What the key is for.
    pub const fn usage(&self) -> UsageCode {
        self.usage
    }

    /// The algorithm of the key.
    pub const fn algorithm(&self) -> AlgorithmCode {
        self.algorithm
    }

    /// In which way the key may be used.
    pub const fn mode_of_use(&self) -> ModeCode {
        self.mode_of_use
    }

    /// Which version of the key it is.
    pub const fn key_version(&self) -> KeyVersion {
        self.key_version
    }

    /// Under what the key may leave.
    pub const fn exportability(&self) -> Exportability {
        self.exportability
    }

    /// Where the block belongs.
    pub const fn key_context(&self) -> KeyContext {
        self.key_context
    }

    /// The last character of the header, `0` but where another was let pass.
    pub const fn reserved(&self) -> u8 {
        self.reserved
    }

    /// The attributes of a key of `octets` octets under this header; `None` if no engine knows
    /// such a key.
    pub fn attributes(&self, octets: usize) -> Option<KeyAttributes> {
        Some(KeyAttributes {
            usage: self.usage.usage()?,
            algorithm: Algorithm::from_code(self.algorithm.as_ascii(), octets)?,
            mode_of_use: self.mode_of_use.mode()?,
            exportability: self.exportability,
        })
    }

    /// The sixteen characters, for a block of `length` characters (9999 at most) with `count`
    /// optional blocks (99 at most); `None` if there are more.
    pub(super) fn to_characters(self, length: usize, count: usize) -> Option<[u8; 16]> {
        let [l0, l1, l2, l3] = hex::to_decimal(length)?;
        let [c0, c1] = hex::to_decimal(count)?;
        let [u0, u1] = *self.usage.as_ascii();
        let [v0, v1] = self.key_version.to_ascii();
        Some([
            self.version.code(),
            l0,
            l1,
            l2,
            l3,
            u0,
            u1,
            self.algorithm.as_ascii(),
            self.mode_of_use.as_ascii(),
            v0,
            v1,
            self.exportability.code(),
            c0,
            c1,
            self.key_context.code(),
            self.reserved,
        ])
    }
}
