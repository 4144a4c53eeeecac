//! The 32 registers. Register `n` holds the key of a node of the tree whose lowest one-bit is
//! `n`.
//!
//! Which registers are live follows from the counter `c` of the next transaction, with lowest
//! one-bit `r`: register `r`, which holds the key of `c` itself; none below it; and above it
//! those of the zero bits of `c`. Such a bit would make a counter of at most 16 one-bits, as bit
//! `r` falls away with all others below.

use ducat_hal::KeyEngine;

use super::super::TransactionCounter;
use super::super::derivation::KeyType;
use super::super::host::node_data;
use super::super::identifiers::InitialKeyId;
use crate::error::Error;
use crate::key::role::{Intermediate, Role};
use crate::key::{Key, new_key};

/// Number of registers.
pub(super) const COUNT: usize = 32;

pub(super) struct Registers<E: KeyEngine>([Option<Key<Intermediate, E>>; COUNT]);

impl<E: KeyEngine> Registers<E> {
    pub(super) const fn empty() -> Self {
        Self([const { None }; COUNT])
    }

    pub(super) fn get(&self, number: u32) -> Option<&Key<Intermediate, E>> {
        self.0.get(number as usize)?.as_ref()
    }

    pub(super) fn take(&mut self, number: u32) -> Option<Key<Intermediate, E>> {
        self.0.get_mut(number as usize)?.take()
    }

    pub(super) fn put(&mut self, number: u32, key: Key<Intermediate, E>) {
        if let Some(register) = self.0.get_mut(number as usize) {
            *register = Some(key);
        }
    }

    /// Destroys the keys of all registers below `number`.
    pub(super) fn clear_below(&mut self, number: u32) {
        self.0.iter_mut().take(number as usize).for_each(|register| *register = None);
    }

    /// The registers that are in use, from the lowest.
    pub(super) fn in_use(&self) -> impl Iterator<Item = &Key<Intermediate, E>> {
        self.0.iter().flatten()
    }

    /// Fills registers with children of `parent`: pairs of register and node. On error all of
    /// them are empty.
    pub(super) fn fill<P: Role>(
        &mut self,
        engine: &mut E,
        parent: &Key<P, E>,
        key_type: KeyType,
        id: InitialKeyId,
        children: impl Iterator<Item = (u32, u32)> + Clone,
    ) -> Result<(), Error> {
        fill(&mut self.0, engine, parent, key_type, id, children)
    }

    /// The same for children of the key in register `current`, all below it.
    pub(super) fn fill_from(
        &mut self,
        engine: &mut E,
        current: u32,
        key_type: KeyType,
        id: InitialKeyId,
        children: impl Iterator<Item = (u32, u32)> + Clone,
    ) -> Result<(), Error> {
        let split = self.0.split_at_mut_checked(current as usize);
        let Some((below, [Some(parent), ..])) = split else { return Err(Error::State) };
        fill(below, engine, parent, key_type, id, children)
    }
}

fn fill<P: Role, E: KeyEngine>(
    registers: &mut [Option<Key<Intermediate, E>>],
    engine: &mut E,
    parent: &Key<P, E>,
    key_type: KeyType,
    id: InitialKeyId,
    children: impl Iterator<Item = (u32, u32)> + Clone,
) -> Result<(), Error> {
    let inputs =
        children.clone().map(|(_, node)| node_data(key_type, id.derivation_id(), node).input());
    let child = new_key::<Intermediate>(key_type.algorithm(), key_type.octets());
    let mut numbers = children.clone().map(|(number, _)| number as usize);
    let filled = engine.derive_siblings(parent.handle(), inputs, child, |_, handle| {
        if let Some(register) = numbers.next().and_then(|number| registers.get_mut(number)) {
            *register = Some(Key::from_made(handle));
        }
    });
    filled.map_err(|error| {
        for (number, _) in children {
            if let Some(register) = registers.get_mut(number as usize) {
                *register = None;
            }
        }
        Error::engine(error)
    })
}

/// Whether register `number` is in use when `counter` is the next transaction's.
pub(super) const fn is_live(counter: TransactionCounter, number: u32) -> bool {
    let lowest = counter.lowest_one();
    if number <= lowest {
        return number == lowest;
    }
    counter.value() >> number & 1 == 0
}
