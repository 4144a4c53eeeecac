//! From values to the characters in front of a payload, and the sizes of all of it.

use ducat_hal::KeyBlockVersion;
use rand_core::TryCryptoRng;

use super::header::{HEADER_CHARACTERS, Header};
use super::hex;
use super::optional::{OptionalBlock, OptionalBlockId};
use super::parse::MAX_CHARACTERS;
use crate::error::Error;

/// The fewest characters of padding, which has an identifier and a length.
const LEAST_PADDING: usize = 4;

/// Whether a block hides how long its key is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum KeyLength {
    /// Keys are filled to the longest of their algorithm: 24 octets for TDEA, 32 for AES. As
    /// X9.143:2021 has it.
    #[default]
    Hidden,
    /// Keys are filled to whole blocks only. As TR-31:2018 has it.
    Shown,
}

/// What a key block will say about its key.
#[derive(Clone, Copy, Debug)]
pub struct NewKeyBlock<'a> {
    header: Header,
    optional: &'a [OptionalBlock<'a>],
    key_length: KeyLength,
}

impl<'a> NewKeyBlock<'a> {
    /// A block with this header, that hides the length of its key and has no optional blocks.
    pub const fn new(header: Header) -> Self {
        Self { header, optional: &[], key_length: KeyLength::Hidden }
    }

    /// The same with these optional blocks. Padding is added as needed.
    ///
    /// # Errors
    /// [`Error::KeyBlockOptional`] if an identifier is there twice, or there are more than 98.
    pub fn with_optional_blocks(self, optional: &'a [OptionalBlock<'a>]) -> Result<Self, Error> {
        let repeated = (1usize..).zip(optional).any(|(later, block)| {
            optional.iter().skip(later).any(|other| other.id() == block.id())
        });
        if repeated || optional.len() > 98 {
            return Err(Error::KeyBlockOptional);
        }
        Ok(Self { optional, ..self })
    }

    /// The same, hiding the length of its key or not.
    #[must_use]
    pub const fn with_key_length(self, key_length: KeyLength) -> Self {
        Self { key_length, ..self }
    }

    /// The optional block with this identifier, of those given.
    pub(super) fn optional_block(&self, id: OptionalBlockId) -> Option<OptionalBlock<'a>> {
        self.optional.iter().find(|block| block.id() == id).copied()
    }

    /// What the header says.
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// Length of the whole block in characters for a key of `key_octets` octets.
    ///
    /// # Errors
    /// [`Error::KeyBlockLength`] if it would have more than 9999.
    pub fn characters(&self, key_octets: usize) -> Result<usize, Error> {
        self.sizes(key_octets).map(|sizes| sizes.characters)
    }

    pub(super) fn sizes(&self, key_octets: usize) -> Result<Sizes, Error> {
        let version = self.header.version();
        let others = self.optional.iter().map(OptionalBlock::characters);
        let others = others.fold(0usize, usize::saturating_add);
        let padding = padding_characters(version, others);
        let longest = match self.key_length {
            KeyLength::Hidden => self.header.algorithm().longest_key().unwrap_or(0),
            KeyLength::Shown => 0,
        };
        let payload = key_octets.max(longest).saturating_add(2);
        let payload =
            payload.checked_next_multiple_of(version.payload_multiple()).unwrap_or(usize::MAX);
        let front = HEADER_CHARACTERS.saturating_add(others).saturating_add(padding);
        let characters =
            payload.saturating_add(version.mac_octets()).saturating_mul(2).saturating_add(front);
        if characters > MAX_CHARACTERS {
            return Err(Error::KeyBlockLength);
        }
        Ok(Sizes { padding, front, payload, characters })
    }

    /// Writes header, optional blocks and padding into `front`, which has `sizes.front`.
    pub(super) fn write_front<G: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut G,
        sizes: &Sizes,
        front: &mut [u8],
    ) -> Result<(), Error> {
        let count = self.optional.len().saturating_add(usize::from(sizes.padding > 0));
        let header =
            self.header.to_characters(sizes.characters, count).ok_or(Error::KeyBlockLength)?;
        let (place, mut rest) =
            front.split_first_chunk_mut::<HEADER_CHARACTERS>().ok_or(Error::BufferLength)?;
        *place = header;
        for block in self.optional {
            rest = block.write(rest).ok_or(Error::BufferLength)?;
        }
        if sizes.padding > 0 {
            let (form, data) =
                rest.split_first_chunk_mut::<LEAST_PADDING>().ok_or(Error::BufferLength)?;
            let [p0, p1] = *OptionalBlockId::PB.as_ascii();
            let length = u8::try_from(sizes.padding).map_err(|_| Error::BufferLength)?;
            let [l0, l1] = hex::pair(length);
            *form = [p0, p1, l0, l1];
            fill_with_digits(rng, data)?;
        }
        Ok(())
    }
}

/// The parts of a key block and how long they are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    /// Characters of padding among the optional blocks.
    pub(super) padding: usize,
    /// Characters in front of the payload.
    pub(super) front: usize,
    /// Octets of the payload.
    pub(super) payload: usize,
    /// Characters of all of it.
    pub(super) characters: usize,
}

/// The fewest characters of padding that make the optional blocks whole, none if they are.
const fn padding_characters(version: KeyBlockVersion, others: usize) -> usize {
    let multiple = version.block_octets();
    if others.is_multiple_of(multiple) {
        return 0;
    }
    match others.saturating_add(LEAST_PADDING).checked_next_multiple_of(multiple) {
        Some(whole) => whole.saturating_sub(others),
        None => usize::MAX,
    }
}

/// Random hexadecimal digits: printable, and each as likely as any other.
fn fill_with_digits<G: TryCryptoRng + ?Sized>(rng: &mut G, data: &mut [u8]) -> Result<(), Error> {
    rng.try_fill_bytes(data).map_err(|_| Error::Random)?;
    for octet in data {
        *octet = hex::character(*octet);
    }
    Ok(())
}
