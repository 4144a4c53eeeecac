//! Optional blocks: what else a key block says about its key.

mod content;
mod short;
mod time;

use core::fmt;

pub use content::{
    AsymmetricLife, CertificateChain, CertificateFormat, CheckValueData, Content, HashFunction,
    Pedigree, PermittedDerivation, PermittedDerivations,
};
pub use short::ShortBlock;
pub use time::Time;

use super::hex;
use super::options::{Leniency, ParseOptions};
use super::parse::MAX_CHARACTERS;
use crate::error::Error;

/// The longest optional block whose length two digits can say, in characters.
const MOST_IN_TWO_DIGITS: usize = 0xFF;
/// Characters before the data: identifier and length.
const SHORT_FORM: usize = 4;
/// Characters before the data of a longer block.
const LONG_FORM: usize = 10;

/// The two letters or digits that tell what an optional block is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OptionalBlockId([u8; 2]);

macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident $code:literal $words:literal)*) => {
        impl OptionalBlockId {
            $($(#[$doc])* pub const $name: Self = Self(*$code);)*

            /// In words.
            pub const fn name(self) -> &'static str {
                match &self.0 {
                    $($code => $words,)*
                    [b'0'..=b'9', b'0'..=b'9'] => "proprietary",
                    _ => "unknown",
                }
            }
        }
    };
}

identifiers! {
    /// Life of an asymmetric key.
    AL b"AL" "asymmetric key life"
    /// Identifier of a base derivation key.
    BI b"BI" "base derivation key identifier"
    /// Certificate or chain of certificates.
    CT b"CT" "certificate"
    /// Derivations that a key derivation key is for.
    DA b"DA" "derivations allowed"
    /// Flags.
    FL b"FL" "flags"
    /// Hash function of an HMAC key.
    HM b"HM" "hash of HMAC"
    /// Identifier of an AES DUKPT initial key.
    IK b"IK" "initial key identifier"
    /// Check value of the key in the block.
    KC b"KC" "check value of the key"
    /// Check value of the protection key.
    KP b"KP" "check value of the protection key"
    /// Check value of the protection key of an earlier export.
    PK b"PK" "check value of the exporting protection key"
    /// Initial key serial number of TDES DUKPT.
    KS b"KS" "initial key serial number"
    /// Key block values (deprecated).
    KV b"KV" "key block values"
    /// Label.
    LB b"LB" "label"
    /// Padding.
    PB b"PB" "padding"
    /// Time of the key's creation.
    TC b"TC" "time of creation"
    /// Time of the block's making.
    TS b"TS" "time stamp"
    /// Under what the key was wrapped before.
    WP b"WP" "wrapping pedigree"
}

impl OptionalBlockId {
    /// From two ASCII letters or digits.
    pub const fn from_ascii(id: [u8; 2]) -> Option<Self> {
        match id {
            [a, b] if a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric() => Some(Self(id)),
            _ => None,
        }
    }

    /// The two characters.
    pub const fn as_ascii(&self) -> &[u8; 2] {
        &self.0
    }
}

impl fmt::Display for OptionalBlockId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(core::str::from_utf8(&self.0).unwrap_or("?"))
    }
}

impl fmt::Debug for OptionalBlockId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OptionalBlockId({self})")
    }
}

/// An optional block: identifier and printable data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OptionalBlock<'a> {
    id: OptionalBlockId,
    data: &'a [u8],
}

impl<'a> OptionalBlock<'a> {
    /// A block to be written. [`ShortBlock`] makes the usual ones from values.
    ///
    /// # Errors
    /// [`Error::KeyBlockOptional`] for data that is not printable ASCII, does not have the format
    /// of its identifier, or is longer than any key block; and for `PB`, which is added where it
    /// is needed.
    pub fn new(id: OptionalBlockId, data: &'a [u8]) -> Result<Self, Error> {
        let block = Self { id, data };
        let printable = data.iter().all(|character| matches!(character, 0x20..=0x7E));
        let fits = data.len() <= MAX_CHARACTERS && block.fits_format(ParseOptions::STRICT);
        if printable && fits && id != OptionalBlockId::PB {
            Ok(block)
        } else {
            Err(Error::KeyBlockOptional)
        }
    }

    /// What it is about.
    pub const fn id(&self) -> OptionalBlockId {
        self.id
    }

    /// Its data: printable ASCII.
    pub const fn data(&self) -> &'a [u8] {
        self.data
    }

    /// Its data in terms of what it is about; `None` if it has not the format that the standard
    /// gives it, which can only be where that was let pass.
    pub fn content(&self) -> Option<Content<'a>> {
        Content::parse(*self, ParseOptions::LENIENT)
    }

    pub(super) fn fits_format(&self, options: ParseOptions) -> bool {
        options.accepts(Leniency::FreeOptionalData) || Content::parse(*self, options).is_some()
    }

    /// Its length in a key block, in characters.
    pub const fn characters(&self) -> usize {
        let short = self.data.len().saturating_add(SHORT_FORM);
        if short <= MOST_IN_TWO_DIGITS { short } else { self.data.len().saturating_add(LONG_FORM) }
    }

    /// Writes it to the front of `out` and returns the rest; `None` if there is no room.
    pub(super) fn write<'o>(&self, out: &'o mut [u8]) -> Option<&'o mut [u8]> {
        let (place, rest) = out.split_at_mut_checked(self.characters())?;
        let [i0, i1] = self.id.0;
        let length = u16::try_from(self.characters()).ok()?;
        let [high, low] = length.to_be_bytes().map(hex::pair);
        let (data, form) = (self.data, [[i0, i1], low]);
        let data_place = if self.data.len().saturating_add(SHORT_FORM) <= MOST_IN_TWO_DIGITS {
            let (form_place, data_place) = place.split_at_mut_checked(SHORT_FORM)?;
            form_place.copy_from_slice(form.as_flattened());
            data_place
        } else {
            let (form_place, data_place) = place.split_at_mut_checked(LONG_FORM)?;
            let form = [[i0, i1], *b"00", *b"04", high, low];
            form_place.copy_from_slice(form.as_flattened());
            data_place
        };
        data_place.copy_from_slice(data);
        Some(rest)
    }
}

/// The optional blocks of a key block, in their order.
#[derive(Clone, Copy, Debug)]
pub struct OptionalBlocks<'a> {
    rest: &'a [u8],
    count: usize,
    options: ParseOptions,
}

impl<'a> OptionalBlocks<'a> {
    pub(super) const fn new(characters: &'a [u8], count: usize, options: ParseOptions) -> Self {
        Self { rest: characters, count, options }
    }
}

impl<'a> Iterator for OptionalBlocks<'a> {
    type Item = OptionalBlock<'a>;

    fn next(&mut self) -> Option<OptionalBlock<'a>> {
        self.count = self.count.checked_sub(1)?;
        let (block, rest) = take_block(self.rest, self.options)?;
        self.rest = rest;
        Some(block)
    }
}

/// The optional block at the front, and what follows it; `None` if it is malformed or does not
/// end within the characters.
pub(super) fn take_block(
    characters: &[u8],
    options: ParseOptions,
) -> Option<(OptionalBlock<'_>, &[u8])> {
    let lower = options.accepts(Leniency::LowerCaseHex);
    let &[i0, i1, ref length @ ..] = characters.first_chunk::<SHORT_FORM>()?;
    let id = OptionalBlockId::from_ascii([i0, i1])?;
    let (form, length) = match hex::number(length, lower)? {
        0 => {
            let &[_, _, _, _, n0, n1, ref length @ ..] = characters.first_chunk::<LONG_FORM>()?;
            match [n0, n1] {
                [b'0', b'4'] => {}
                [b'0', b'2'] if options.accepts(Leniency::LengthInPairs) => {}
                _ => return None,
            }
            (LONG_FORM, hex::number(length, lower)?)
        }
        length => (SHORT_FORM, length),
    };
    let (block, rest) = characters.split_at_checked(length)?;
    Some((OptionalBlock { id, data: block.get(form..)? }, rest))
}
