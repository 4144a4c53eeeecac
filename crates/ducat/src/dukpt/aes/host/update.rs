//! The host's part in replacing the initial key of a terminal over the air.

use ducat_hal::{CheckValue, Exportability, KeyEngine, MakeKeyBlock};
use rand_core::TryCryptoRng;

use super::super::derivation::{self, DerivationData, KeyType};
use super::super::identifiers::InitialKeyId;
use super::super::update_block;
use crate::error::Error;
use crate::key::Key;
use crate::key::role::{BaseDerivation, Initial, KeyBlockProtection};
use crate::key_block::{self, KeyBlockPolicy, KeyBlockVersion, NewKeyBlock, ShortBlock};
use crate::secret::scrubbed;

/// An initial key that travels to its terminal in a key block, and the identifier that it was
/// derived for.
pub struct NewInitialKey<E: KeyEngine> {
    key: Key<Initial, E>,
    id: InitialKeyId,
}

impl<E: KeyEngine> NewInitialKey<E> {
    /// The key, to be put into another form than [`update_initial_key_block`] makes. Then it is the
    /// caller's to keep it with its identifier.
    pub const fn key(&self) -> &Key<Initial, E> {
        &self.key
    }

    /// What it was derived for.
    pub const fn id(&self) -> InitialKeyId {
        self.id
    }
}

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
) -> Result<NewInitialKey<E>, Error> {
    let key_type = KeyType::of_aes(bdk.attributes(engine).algorithm)?;
    let data = DerivationData::initial_key(key_type, id);
    // A key that passes a frame leaves a copy there.
    scrubbed(engine, |engine| {
        let key = derivation::derive_exportable(engine, bdk, &data, Exportability::Exportable)?;
        Ok(NewInitialKey { key, id })
    })
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
/// An update key is used with one version, D or E, and no key is used with two: which one it is, is
/// between a host and its terminals, and nothing here remembers it. The host never gives out an
/// identifier twice: used keys would come back.
///
/// # Standard
/// ANSI X9.24-3, update initial key: usage B1, algorithm A, mode X, key version 00,
/// exportability N, and the new identifier in the optional block IK.
///
/// # Errors
/// [`Error::KeyBlockVersion`] unless D or E; [`Error::KeyBlockRefused`] if the new key is stronger
/// than the update key; those of [`key_block::wrap`].
pub fn update_initial_key_block<E: MakeKeyBlock + CheckValue, G: TryCryptoRng + ?Sized>(
    engine: &mut E,
    rng: &mut G,
    update_key: &Key<KeyBlockProtection, E>,
    version: KeyBlockVersion,
    new: &NewInitialKey<E>,
    out: &mut [u8],
) -> Result<usize, Error> {
    let algorithm = new.key.attributes(engine).algorithm;
    let header = update_block::header(version, algorithm)?;
    let id = ShortBlock::initial_key_id(new.id);
    let optional = [id.as_block()];
    let block = NewKeyBlock::new(header).with_optional_blocks(&optional)?;
    key_block::wrap(engine, rng, KeyBlockPolicy::STRICT, update_key, &block, &new.key, out)
}
