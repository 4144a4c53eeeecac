//! The steps of the derivation, in terms of keys and roles.

use ducat_hal::{Algorithm, KeyEngine, NewKey, TdeaDerivation, TdeaStep};

use super::identifier::InitialKeyId;
use crate::error::Error;
use crate::key::role::{Intermediate, Role};
use crate::key::{Key, new_key};
use crate::secret::scrubbed;

/// Derives a key of role `R` in one step.
///
/// # Errors
/// [`Error::Algorithm`] unless `parent` is a key of two-key TDEA; the engine's.
pub(super) fn derive<R: Role, P: Role, E: TdeaDerivation>(
    engine: &mut E,
    parent: &Key<P, E>,
    step: TdeaStep,
) -> Result<Key<R, E>, Error> {
    check(engine, parent)?;
    scrubbed(engine, |engine| {
        let child = new_key::<R>(Algorithm::Tdea2, 0);
        let handle = engine.derive_tdea(parent.handle(), step, child).map_err(Error::engine)?;
        Ok(Key::from_made(handle))
    })
}

/// The step to a node of the tree.
pub(super) fn to_node(id: InitialKeyId, node: u32) -> TdeaStep {
    TdeaStep::Next(id.register(node))
}

/// What all keys of the tree are.
pub(super) fn node_kind() -> NewKey {
    new_key::<Intermediate>(Algorithm::Tdea2, 0)
}

/// Refuses keys of anything but two-key TDEA.
pub(super) fn check<R: Role, E: KeyEngine>(engine: &E, key: &Key<R, E>) -> Result<(), Error> {
    match key.attributes(engine).algorithm {
        Algorithm::Tdea2 => Ok(()),
        _ => Err(Error::Algorithm),
    }
}
