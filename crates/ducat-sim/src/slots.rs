//! The element's key memory: numbered slots, freed when their handle is dropped.

use compat::sync::Arc;
use compat::sync::atomic::{AtomicBool, Ordering};
use compat::vec::Vec;

use ducat_hal::{ErrorKind, KeyAttributes, NewKey};
use zeroize::Zeroizing;

/// Stands for one key of a secure element: the number of a slot. Dropping it frees the slot.
pub struct Slot {
    number: usize,
    /// What the key is, or was.
    pub(crate) kind: NewKey,
    /// Shared with the element's slot, and with no other: tells elements and times apart.
    alive: Arc<AtomicBool>,
}

impl Slot {
    /// The number of the slot. No secret.
    pub const fn number(&self) -> usize {
        self.number
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.alive.store(false, Ordering::Release);
    }
}

/// A key inside the element.
pub(crate) struct Stored {
    alive: Arc<AtomicBool>,
    pub(crate) attributes: KeyAttributes,
    pub(crate) octets: Zeroizing<Vec<u8>>,
}

pub(crate) struct Slots(Vec<Option<Stored>>);

impl Slots {
    pub(crate) fn new(count: usize) -> Self {
        Self((0..count).map(|_| None).collect())
    }

    pub(crate) fn get(&self, slot: &Slot) -> Result<&Stored, ErrorKind> {
        let stored = self.0.get(slot.number).and_then(Option::as_ref);
        stored.filter(|s| Arc::ptr_eq(&s.alive, &slot.alive)).ok_or(ErrorKind::UnknownKey)
    }

    /// Puts a key into a free slot.
    pub(crate) fn put(
        &mut self,
        key: NewKey,
        octets: Zeroizing<Vec<u8>>,
    ) -> Result<Slot, ErrorKind> {
        if !key.attributes.algorithm.has_key_of(octets.len()) {
            return Err(ErrorKind::KeyLength);
        }
        self.sweep();
        let number = self.0.iter().position(Option::is_none).ok_or(ErrorKind::Full)?;
        let alive = Arc::new(AtomicBool::new(true));
        let stored = Stored { alive: Arc::clone(&alive), attributes: key.attributes, octets };
        if let Some(free) = self.0.get_mut(number) {
            *free = Some(stored);
        }
        Ok(Slot { number, kind: key, alive })
    }

    /// Destroys the keys whose handles are gone.
    pub(crate) fn sweep(&mut self) {
        for slot in &mut self.0 {
            if slot.as_ref().is_some_and(|s| !s.alive.load(Ordering::Acquire)) {
                *slot = None;
            }
        }
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn in_use(&mut self) -> usize {
        self.sweep();
        self.0.iter().flatten().count()
    }
}
