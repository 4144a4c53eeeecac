//! The host: from a base derivation key and a key serial number to a transaction's keys.
//!
//! ```text
//! BDK ── initial key id ──> initial key ── one step for each one-bit ──> transaction key
//! ```

mod by_indicator;
mod transaction;
mod update;

use ducat_hal::KeyEngine;

pub use by_indicator::working_key_handle;
pub use transaction::{ReceivedRequest, VerifiedRequest};
pub use update::{
    NewInitialKey, initial_key_for_export, update_initial_key_block, update_initial_key_characters,
};

use super::derivation::{self, DerivationData, KeyType, UsageIndicator};
use super::identifiers::{DerivationId, InitialKeyId};
use super::ksn::KeySerialNumber;
use super::{Host, TransactionKey};
use crate::dukpt::counting::Path;
use crate::error::Error;
use crate::key::role::{BaseDerivation, Initial, Intermediate, KeyBlockProtection};
use crate::key::{Key, new_key};
use crate::secret::scrubbed;

/// Derives the initial key of a terminal, as long as the base derivation key.
///
/// # Standard
/// ANSI X9.24-3 6.3.1.
///
/// # Errors
/// [`Error::Algorithm`] unless `bdk` is an AES key; the engine's.
#[doc(alias = "IPEK")]
pub fn initial_key<E: KeyEngine>(
    engine: &mut E,
    bdk: &Key<BaseDerivation, E>,
    id: InitialKeyId,
) -> Result<Key<Initial, E>, Error> {
    let key_type = KeyType::of_aes(bdk.attributes(engine).algorithm)?;
    derivation::derive(engine, bdk, &DerivationData::initial_key(key_type, id))
}

/// Derives a transaction key: the initial key first, then one step for each one-bit of the
/// counter, at most 17 (or 18 under the relaxed rule) in all.
///
/// Whether the key serial number was seen before is the caller's to know.
///
/// # Standard
/// ANSI X9.24-3 6.3.1, 6.3.2.
///
/// # Errors
/// [`Error::Algorithm`] unless `bdk` is an AES key; the engine's.
pub fn transaction_key<E: KeyEngine>(
    engine: &mut E,
    bdk: &Key<BaseDerivation, E>,
    ksn: KeySerialNumber,
) -> Result<TransactionKey<Host, E>, Error> {
    scrubbed(engine, |engine| {
        let initial_key = initial_key(engine, bdk, ksn.initial_key_id())?;
        transaction_key_from_initial(engine, &initial_key, ksn)
    })
}

/// Derives a transaction key from the initial key that `ksn` names.
///
/// # Standard
/// ANSI X9.24-3 6.3.2.
///
/// # Errors
/// As [`transaction_key`].
pub fn transaction_key_from_initial<E: KeyEngine>(
    engine: &mut E,
    initial_key: &Key<Initial, E>,
    ksn: KeySerialNumber,
) -> Result<TransactionKey<Host, E>, Error> {
    let id = ksn.initial_key_id().derivation_id();
    scrubbed(engine, |engine| {
        let key = walk(engine, initial_key, id, ksn.counter().value())?;
        Ok(TransactionKey::new(key, ksn))
    })
}

/// Derives the update key of an initial key: the key block protection key under which a new
/// initial key travels to the terminal. Its place in the tree is counter FFFFFFFF, which no
/// transaction has.
///
/// # Standard
/// ANSI X9.24-3, update initial key; usage indicator 0002.
///
/// # Errors
/// [`Error::Strength`] if `key_type` is stronger than the initial key, [`Error::Algorithm`] for
/// the HMAC types or unless the initial key is an AES key; the engine's.
pub fn update_key<E: KeyEngine>(
    engine: &mut E,
    initial_key: &Key<Initial, E>,
    id: InitialKeyId,
    key_type: KeyType,
) -> Result<Key<KeyBlockProtection, E>, Error> {
    scrubbed(engine, |engine| {
        let parent = update_key_parent(engine, initial_key, id)?;
        derivation::derive(engine, &parent, &update_key_data(key_type, id.derivation_id()))
    })
}

/// Derives the key at counter FFFFFFFF, which the update key derives from and nothing else does.
///
/// # Errors
/// [`Error::Algorithm`] unless the initial key is an AES key; the engine's.
pub fn update_key_parent<E: KeyEngine>(
    engine: &mut E,
    initial_key: &Key<Initial, E>,
    id: InitialKeyId,
) -> Result<Key<Intermediate, E>, Error> {
    scrubbed(engine, |engine| walk(engine, initial_key, id.derivation_id(), u32::MAX))
}

pub(super) const fn update_key_data(key_type: KeyType, id: DerivationId) -> DerivationData {
    DerivationData::at(UsageIndicator::KeyEncryption, key_type, id, u32::MAX)
}

/// Walks from the initial key to the node of `counter`, which is not zero.
fn walk<E: KeyEngine>(
    engine: &mut E,
    initial_key: &Key<Initial, E>,
    id: DerivationId,
    counter: u32,
) -> Result<Key<Intermediate, E>, Error> {
    let key_type = KeyType::of_aes(initial_key.attributes(engine).algorithm)?;
    let path = Path::to(counter).map(|node| node_data(key_type, id, node).input());
    let child = new_key::<Intermediate>(key_type.algorithm(), key_type.octets());
    let end = engine.derive_path(initial_key.handle(), path, child).map_err(Error::engine)?;
    end.map(Key::from_made).ok_or(Error::Counter)
}

/// Derivation data of the intermediate key at a node of the tree.
pub(super) const fn node_data(key_type: KeyType, id: DerivationId, node: u32) -> DerivationData {
    DerivationData::at(UsageIndicator::KeyDerivation, key_type, id, node)
}
