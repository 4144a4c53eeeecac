//! The host: from a base derivation key and a key serial number to a transaction's keys.

mod by_variant;
mod transaction;

use ducat_hal::{TdeaDerivation, TdeaStep};

pub use by_variant::working_key_handle;
pub use transaction::{ReceivedRequest, VerifiedRequest};

use super::identifier::InitialKeyId;
use super::ksn::KeySerialNumber;
use super::{Host, TransactionKey, steps};
use crate::dukpt::counting::Path;
use crate::error::Error;
use crate::key::Key;
use crate::key::role::{BaseDerivation, Initial};
use crate::secret::scrubbed;

/// Derives the initial key of a terminal.
///
/// # Standard
/// ANSI X9.24-1:2009 A.6.
///
/// # Errors
/// [`Error::Algorithm`] unless `bdk` is a key of two-key TDEA; the engine's.
#[doc(alias = "IPEK")]
pub fn initial_key<E: TdeaDerivation>(
    engine: &mut E,
    bdk: &Key<BaseDerivation, E>,
    id: InitialKeyId,
) -> Result<Key<Initial, E>, Error> {
    steps::derive(engine, bdk, TdeaStep::InitialKey(id.leftmost()))
}

/// Derives a transaction key: the initial key first, then one step for each one-bit of the
/// counter, at most 11 in all.
///
/// Whether the key serial number was seen before is the caller's to know.
///
/// # Standard
/// ANSI X9.24-1:2009 A.3, A.6.
///
/// # Errors
/// [`Error::Algorithm`] unless `bdk` is a key of two-key TDEA; the engine's.
pub fn transaction_key<E: TdeaDerivation>(
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
/// ANSI X9.24-1:2009 A.3.
///
/// # Errors
/// As [`transaction_key`].
pub fn transaction_key_from_initial<E: TdeaDerivation>(
    engine: &mut E,
    initial_key: &Key<Initial, E>,
    ksn: KeySerialNumber,
) -> Result<TransactionKey<Host, E>, Error> {
    steps::check(engine, initial_key)?;
    let id = ksn.initial_key_id();
    let path = Path::to(ksn.counter().value()).map(|node| id.register(node));
    scrubbed(engine, |engine| {
        let end = engine.derive_tdea_path(initial_key.handle(), path, steps::node_kind());
        let key = end.map_err(Error::engine)?.map(Key::from_made).ok_or(Error::Counter)?;
        Ok(TransactionKey::new(key, ksn))
    })
}
