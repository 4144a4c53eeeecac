//! The registers at rest: one blob that the engine seals. No key crosses.

use ducat_hal::{ErrorKind, KeyEngine, NewKey, SealKeys};
use zeroize::Zeroize;

use super::{Registers, live};
use crate::error::Error;
use crate::key::Key;
use crate::key::role::Sealing;

impl<E: KeyEngine, const COUNT: usize> Registers<E, COUNT> {
    /// Octets of the blob when `counter` is next, `None` when exhausted. Counted without a look at
    /// the registers: nothing here wipes what it would leave.
    pub(in super::super) fn sealed_octets(engine: &E, kind: NewKey, counter: Option<u32>) -> usize
    where
        E: SealKeys,
    {
        engine.sealed_octets(kind, live(counter, COUNT).count())
    }

    /// Seals the registers in use, from the lowest, bound to `context`.
    ///
    /// # Errors
    /// The engine's. `blob` then holds nothing secret.
    pub(in super::super) fn seal(
        &self,
        engine: &mut E,
        sealing: &Key<Sealing, E>,
        context: &[u8],
        kind: NewKey,
        blob: &mut [u8],
    ) -> Result<(), Error>
    where
        E: SealKeys,
    {
        let mut handles = [const { None }; COUNT];
        let mut count = 0;
        for (to, key) in handles.iter_mut().zip(self.0.iter().flatten()) {
            *to = Some(key.handle());
            count += 1;
        }
        // An array of references has no empty value: the first fills it up.
        let first = handles.first().copied().flatten();
        let filled = first.map(|first| handles.map(|handle| handle.unwrap_or(first)));
        let handles = filled.as_ref().and_then(|all| all.get(..count)).unwrap_or(&[]);
        engine.seal_keys(sealing.handle(), context, kind, handles, blob).map_err(Error::engine)
    }

    /// Opens what was sealed when `counter` was next. The blob is wiped, whatever the outcome.
    ///
    /// # Errors
    /// [`Error::State`] if it was not sealed so; the engine's. No key remains.
    pub(in super::super) fn unseal(
        engine: &mut E,
        sealing: &Key<Sealing, E>,
        context: &[u8],
        kind: NewKey,
        counter: Option<u32>,
        blob: &mut [u8],
    ) -> Result<Self, Error>
    where
        E: SealKeys,
    {
        let count = live(counter, COUNT).count();
        if blob.len() != engine.sealed_octets(kind, count) {
            blob.zeroize();
            return Err(Error::State);
        }
        let mut handles = [const { None }; COUNT];
        let (handles, _) = handles.split_at_mut(count);
        engine.unseal_keys(sealing.handle(), context, blob, kind, handles).map_err(|error| {
            match ducat_hal::Error::kind(&error) {
                ErrorKind::Authentication => Error::State,
                _ => Error::engine(error),
            }
        })?;
        let mut registers = Self::empty();
        for (number, handle) in live(counter, COUNT).zip(handles) {
            let handle = handle.take().ok_or(Error::State)?;
            let key = Key::open(engine, handle).map_err(|_| Error::State)?;
            registers.put(number, key);
        }
        Ok(registers)
    }
}

/// Joins the label of a scheme and the header of a saved state, to which the blob is bound.
pub(in super::super) fn context<const OCTETS: usize>(label: &[u8], header: &[u8]) -> [u8; OCTETS] {
    let mut context = [0; OCTETS];
    context.iter_mut().zip(label.iter().chain(header)).for_each(|(to, from)| *to = *from);
    context
}
