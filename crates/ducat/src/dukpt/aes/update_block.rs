//! The key block in which a new initial key travels: what both sides demand of it.

use ducat_hal::{Algorithm, KeyAttributes};

use super::derivation::KeyType;
use super::identifiers::InitialKeyId;
use crate::error::Error;
use crate::key::Role;
use crate::key::role::Initial;
use crate::key_block::{
    Content, Header, KeyBlock, KeyBlockVersion, KeyVersion, OptionalBlockId, ParseOptions,
};

/// The header of such a block.
pub(super) fn header(version: KeyBlockVersion, algorithm: Algorithm) -> Result<Header, Error> {
    KeyType::of_aes(algorithm)?;
    if !matches!(version, KeyBlockVersion::D | KeyBlockVersion::E) {
        return Err(Error::KeyBlockVersion);
    }
    let attributes: KeyAttributes = Initial::attributes(algorithm);
    Header::new(version, attributes, KeyVersion::Unused)
}

/// Parses such a block: nothing but the new identifier, and padding, is in it.
pub(super) fn parse(block: &[u8]) -> Result<(KeyBlock<'_>, InitialKeyId), Error> {
    let block = KeyBlock::parse(block, ParseOptions::STRICT)?;
    // The letter of the algorithm is the same for every AES.
    if *block.header() != header(block.header().version(), Algorithm::Aes128)? {
        return Err(Error::InitialKeyRefused);
    }
    let expected = [OptionalBlockId::IK, OptionalBlockId::PB];
    if block.optional_blocks().any(|optional| !expected.contains(&optional.id())) {
        return Err(Error::InitialKeyRefused);
    }
    match block.optional_block(OptionalBlockId::IK).and_then(|optional| optional.content()) {
        Some(Content::InitialKeyId(id)) => Ok((block, id)),
        _ => Err(Error::InitialKeyRefused),
    }
}
