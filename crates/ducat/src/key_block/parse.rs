//! From characters to a key block, in the order in which the checks have to be made.

use ducat_hal::KeyBlockVersion;

use super::header::{HEADER_CHARACTERS, Header};
use super::hex;
use super::optional::{OptionalBlock, OptionalBlockId, OptionalBlocks, take_block};
use super::options::{Leniency, ParseOptions};
use crate::error::Error;

/// Most characters of a key block.
pub const MAX_CHARACTERS: usize = 9999;

/// Fewest: a header, a block of TDEA in hexadecimal, the shortest MAC.
const MIN_CHARACTERS: usize = HEADER_CHARACTERS + 16 + 8;

/// A key block whose form is right. What it says is a claim until it has been opened.
///
/// ```
/// use ducat::key_block::{KeyBlock, ParseOptions};
///
/// let block = b"B0080P0TE00E000094B420079CC80BA3461F86FE26EFC4A3B8E4FA4C5F5341176EED7B727B8A248E";
/// let block = KeyBlock::parse(block, ParseOptions::STRICT)?;
/// assert_eq!(block.header().usage().name(), "PIN encryption");
/// assert_eq!(block.payload_octets(), 24);
/// # Ok::<(), ducat::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct KeyBlock<'a> {
    header: Header,
    authenticated: &'a [u8],
    count: usize,
    payload: &'a [u8],
    mac: &'a [u8],
    options: ParseOptions,
}

impl<'a> KeyBlock<'a> {
    /// Parses a key block of ASCII characters. Anything may be in `block`.
    ///
    /// # Standard
    /// ANSI X9.143:2021 6.2, 6.3; ISO 20038 for version E.
    ///
    /// # Errors
    /// The first that applies: [`Error::KeyBlockEncoding`] for unprintable characters,
    /// [`Error::KeyBlockLength`], [`Error::KeyBlockVersion`], [`Error::KeyBlockLength`] for a
    /// wrong length field, [`Error::KeyBlockHeader`], [`Error::KeyBlockOptional`],
    /// [`Error::KeyBlockPayload`], [`Error::KeyBlockEncoding`] for malformed hexadecimal.
    pub fn parse(block: &'a [u8], options: ParseOptions) -> Result<Self, Error> {
        if !block.iter().all(|character| matches!(character, 0x20..=0x7E)) {
            return Err(Error::KeyBlockEncoding);
        }
        if !(MIN_CHARACTERS..=MAX_CHARACTERS).contains(&block.len()) {
            return Err(Error::KeyBlockLength);
        }
        let (characters, rest) =
            block.split_first_chunk::<HEADER_CHARACTERS>().ok_or(Error::KeyBlockLength)?;
        let &[version, l0, l1, l2, l3, .., c0, c1, _, _] = characters;
        let version = KeyBlockVersion::from_code(version).ok_or(Error::KeyBlockVersion)?;
        if hex::decimal(&[l0, l1, l2, l3]) != Some(block.len()) {
            return Err(Error::KeyBlockLength);
        }
        let header = Header::parse(characters, options)?;
        let count = hex::decimal(&[c0, c1]).ok_or(Error::KeyBlockOptional)?;
        let optional = optional_characters(rest, count, options)?;
        if !optional.is_multiple_of(version.block_octets()) {
            return Err(Error::KeyBlockOptional);
        }
        let start = HEADER_CHARACTERS.saturating_add(optional);
        let (authenticated, enciphered) =
            block.split_at_checked(start).ok_or(Error::KeyBlockOptional)?;
        let mac = version.mac_octets().saturating_mul(2);
        let (payload, mac) = enciphered
            .len()
            .checked_sub(mac)
            .and_then(|payload| enciphered.split_at_checked(payload))
            .ok_or(Error::KeyBlockPayload)?;
        let octets = payload.len() / 2;
        if !payload.len().is_multiple_of(2)
            || octets < version.least_payload()
            || !octets.is_multiple_of(version.payload_multiple())
        {
            return Err(Error::KeyBlockPayload);
        }
        if !hex::is_hex(enciphered, options.accepts(Leniency::LowerCaseHex)) {
            return Err(Error::KeyBlockEncoding);
        }
        Ok(Self { header, authenticated, count, payload, mac, options })
    }

    /// What the header says.
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The optional blocks in their order, with the padding.
    pub const fn optional_blocks(&self) -> OptionalBlocks<'a> {
        let optional = match self.authenticated.split_first_chunk::<HEADER_CHARACTERS>() {
            Some((_, optional)) => optional,
            None => &[],
        };
        OptionalBlocks::new(optional, self.count, self.options)
    }

    /// The optional block with this identifier, of which there is one at most.
    pub fn optional_block(&self, id: OptionalBlockId) -> Option<OptionalBlock<'a>> {
        self.optional_blocks().find(|block| block.id() == id)
    }

    /// Length of the payload in octets: what opening needs as working space.
    pub const fn payload_octets(&self) -> usize {
        self.payload.len() / 2
    }

    /// Header and optional blocks as transmitted: what the MAC covers besides the payload.
    pub const fn authenticated(&self) -> &'a [u8] {
        self.authenticated
    }

    /// The enciphered payload into `out`, which has [`payload_octets`](Self::payload_octets).
    pub(super) fn read_payload(&self, out: &mut [u8]) -> Result<(), Error> {
        hex::decode(self.payload, true, out).ok_or(Error::KeyBlockPayload)
    }

    /// The MAC into the front of `out`, and its length in octets.
    pub(super) fn read_mac<'m>(&self, out: &'m mut [u8; 16]) -> Result<&'m [u8], Error> {
        let octets = self.header.version().mac_octets();
        let out = out.get_mut(..octets).ok_or(Error::KeyBlockPayload)?;
        hex::decode(self.mac, true, out).ok_or(Error::KeyBlockPayload)?;
        Ok(out)
    }
}

/// How many characters the first `count` optional blocks take, if they are what they must be: each
/// inside `rest`, each identifier once, padding last, each with data of its format.
fn optional_characters(rest: &[u8], count: usize, options: ParseOptions) -> Result<usize, Error> {
    let mut left = rest;
    for number in 1..=count {
        let (block, after) = take_block(left, options).ok_or(Error::KeyBlockOptional)?;
        let misplaced = block.id() == OptionalBlockId::PB && number != count;
        let repeated = OptionalBlocks::new(rest, number.saturating_sub(1), options)
            .any(|earlier| earlier.id() == block.id());
        if misplaced || repeated || !block.fits_format(options) {
            return Err(Error::KeyBlockOptional);
        }
        left = after;
    }
    Ok(rest.len().saturating_sub(left.len()))
}
