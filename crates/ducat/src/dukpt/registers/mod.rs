//! A terminal's registers. Register `n` holds the key of a node of the tree whose lowest one-bit
//! is `n`.
//!
//! Which registers are live follows from the counter `c` of the next transaction, with lowest
//! one-bit `r`: register `r`, which holds the key of `c` itself; none below it; and above it
//! those of the zero bits of `c`. Such a bit would make a counter of as few one-bits as are
//! allowed, as bit `r` falls away with all others below.
//!
//! How a key derives from another is the scheme's: it is given as a closure.

mod sealed;
mod skip;

use ducat_hal::KeyEngine;

pub(super) use sealed::context;

use crate::error::Error;
use crate::key::Key;
use crate::key::role::Intermediate;

/// The key of a node.
pub(super) type NodeKey<E> = Key<Intermediate, E>;

/// One register.
pub(super) type Register<E> = Option<NodeKey<E>>;

/// `COUNT` registers, one for each bit of the scheme's counter.
pub(super) struct Registers<E: KeyEngine, const COUNT: usize>([Register<E>; COUNT]);

impl<E: KeyEngine, const COUNT: usize> Registers<E, COUNT> {
    pub(super) const fn empty() -> Self {
        Self([const { None }; COUNT])
    }

    pub(super) fn get(&self, number: u32) -> Option<&NodeKey<E>> {
        self.0.get(number as usize)?.as_ref()
    }

    pub(super) fn take(&mut self, number: u32) -> Register<E> {
        self.0.get_mut(number as usize)?.take()
    }

    fn put(&mut self, number: u32, key: NodeKey<E>) {
        if let Some(register) = self.0.get_mut(number as usize) {
            *register = Some(key);
        }
    }

    /// Destroys all keys.
    pub(super) fn clear(&mut self) {
        self.0.iter_mut().for_each(|register| *register = None);
    }

    /// All of them, to be filled with children of a key that stands in none.
    pub(super) fn all(&mut self) -> &mut [Register<E>] {
        &mut self.0
    }

    /// The key in register `current`, and the registers below it, to be filled with its children.
    ///
    /// # Errors
    /// [`Error::State`] if it is empty.
    pub(super) fn split(
        &mut self,
        current: u32,
    ) -> Result<(&mut [Register<E>], &NodeKey<E>), Error> {
        match self.0.split_at_mut_checked(current as usize) {
            Some((below, [Some(key), ..])) => Ok((below, key)),
            _ => Err(Error::State),
        }
    }
}

/// Fills the registers `numbers` with siblings that `derive` hands out in that order. On error
/// all of them are empty.
pub(super) fn fill<E: KeyEngine>(
    registers: &mut [Register<E>],
    numbers: impl Iterator<Item = u32> + Clone,
    derive: impl FnOnce(&mut dyn FnMut(usize, E::Handle)) -> Result<(), E::Error>,
) -> Result<(), Error> {
    let mut places = numbers.clone();
    let filled = derive(&mut |_, handle| {
        if let Some(register) = places.next().and_then(|n| registers.get_mut(n as usize)) {
            *register = Some(Key::from_made(handle));
        }
    });
    filled.map_err(|error| {
        for number in numbers {
            if let Some(register) = registers.get_mut(number as usize) {
                *register = None;
            }
        }
        Error::engine(error)
    })
}

/// Whether register `number` is in use when `counter`, which is not 0, is the next transaction's.
pub(super) const fn is_live(counter: u32, number: u32) -> bool {
    let lowest = counter.trailing_zeros();
    if number <= lowest {
        return number == lowest;
    }
    counter >> number & 1 == 0
}

/// The registers of `count` that are in use, from the lowest; none when exhausted.
pub(super) fn live(counter: Option<u32>, count: usize) -> impl Iterator<Item = u32> {
    (0u32..).take(count).filter(move |&number| counter.is_some_and(|c| is_live(c, number)))
}
