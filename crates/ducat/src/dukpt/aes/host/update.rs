//! The host's part in replacing the initial key of a terminal over the air.

use ducat_hal::{Exportability, KeyEngine, MakeKeyBlock};
use rand_core::TryCryptoRng;

use super::super::derivation::{self, DerivationData, KeyType};
use super::super::identifiers::InitialKeyId;
use super::super::update_block;
use crate::error::Error;
use crate::key::Key;
use crate::key::role::{BaseDerivation, Initial, KeyBlockProtection};
use crate::key_block::{self, KeyBlockPolicy, KeyBlockVersion, NewKeyBlock, ShortBlock};

/// As [`initial_key`](super::initial_key), for a key that travels to its terminal in a key block.
///
/// # Standard
/// ANSI X9.24-3 6.3.1.
///
/// # Errors
/// As [`initial_key`](super::initial_key).
pub fn initial_key_for_export<E: KeyEngine>(
    engine: &mut E,
    bdk: &Key<BaseDerivation, E>,
    id: InitialKeyId,
) -> Result<Key<Initial, E>, Error> {
    let key_type = KeyType::of_aes(bdk.attributes(engine).algorithm)?;
    let data = DerivationData::initial_key(key_type, id);
    derivation::derive_exportable(engine, bdk, &data, Exportability::Exportable)
}

/// Length in characters of the block that [`update_initial_key_block`] makes, for an initial key
/// of any AES.
pub const fn update_initial_key_characters(version: KeyBlockVersion) -> usize {
    match version {
        KeyBlockVersion::E => 148,
        _ => 176,
    }
}

/// Makes the key block in which a new initial key travels to a terminal, under the update key of
/// the one in use. It goes into the first characters of `out`; returned is how many they are. The
/// terminal will not let the key leave again.
///
/// An update key is used with one version: D or E, always the same. The host never gives out an
/// identifier twice: used keys would come back.
///
/// # Standard
/// ANSI X9.24-3, update initial key: usage B1, algorithm A, mode X, key version 00,
/// exportability N, and the new identifier in the optional block IK.
///
/// # Errors
/// [`Error::KeyBlockVersion`] unless D or E; [`Error::Algorithm`] unless `initial_key` is an AES key;
/// [`Error::KeyBlockRefused`] if it may not leave, or is stronger than the update key; those of
/// [`key_block::wrap`].
pub fn update_initial_key_block<E: MakeKeyBlock, G: TryCryptoRng + ?Sized>(
    engine: &mut E,
    rng: &mut G,
    update_key: &Key<KeyBlockProtection, E>,
    version: KeyBlockVersion,
    initial_key: &Key<Initial, E>,
    id: InitialKeyId,
    out: &mut [u8],
) -> Result<usize, Error> {
    let algorithm = initial_key.attributes(engine).algorithm;
    let header = update_block::header(version, algorithm)?;
    let id = ShortBlock::initial_key_id(id);
    let optional = [id.as_block()];
    let block = NewKeyBlock::new(header).with_optional_blocks(&optional)?;
    key_block::wrap(engine, rng, KeyBlockPolicy::STRICT, update_key, &block, initial_key, out)
}
