//! Going forward without using the keys in between.

use ducat_hal::KeyEngine;

use super::{NodeKey, Registers, is_live};
use crate::error::Error;

impl<E: KeyEngine, const COUNT: usize> Registers<E, COUNT> {
    /// Goes forward from the counter `from` to `to`, which is greater, and destroys every key in
    /// between. `derive` derives the key of a node from one above it, less often than there are
    /// registers.
    ///
    /// # Errors
    /// Those of `derive`. The registers are then as before.
    pub(in super::super) fn skip(
        &mut self,
        from: u32,
        to: u32,
        derive: impl FnMut(&NodeKey<E>, u32) -> Result<NodeKey<E>, Error>,
    ) -> Result<(), Error> {
        let start = start(from, to);
        let (below, keep_start) = self.walk(start, to, derive)?;
        // Nothing fails from here on.
        let kept = if keep_start { self.take(start.register) } else { None };
        self.replace_through(start.register, below);
        if let Some(key) = kept {
            self.put(start.register, key);
        }
        Ok(())
    }

    /// The registers below the start when `target` is next, and whether the start stays.
    fn walk(
        &self,
        start: Start,
        target: u32,
        mut derive: impl FnMut(&NodeKey<E>, u32) -> Result<NodeKey<E>, Error>,
    ) -> Result<(Self, bool), Error> {
        let mut below = Self::empty();
        if start.node == target {
            return Ok((below, true));
        }
        let first = self.get(start.register).ok_or(Error::State)?;
        let (mut node, mut walked) = (start.node, None);
        for bit in (0..start.register).rev() {
            let parent = walked.as_ref().unwrap_or(first);
            let child = node | 1 << bit;
            if is_live(target, bit) {
                below.put(bit, derive(parent, child)?);
                if child == target {
                    break;
                }
            } else if child & target == child {
                walked = Some(derive(parent, child)?);
                node = child;
            }
        }
        Ok((below, false))
    }

    /// Replaces the registers up to and including `number` by those of `fresh`.
    fn replace_through(&mut self, number: u32, mut fresh: Self) {
        for n in 0..=number {
            drop(self.take(n));
            if let Some(key) = fresh.take(n) {
                self.put(n, key);
            }
        }
    }
}

/// The register that the target's key derives from, and the node that it holds.
#[derive(Clone, Copy)]
struct Start {
    register: u32,
    node: u32,
}

/// `to` is greater than `from`. At the highest bit where they differ, `to` has the one. If that
/// bit is above the lowest one-bit of `from`, its register is live, and on the way to `to`. If
/// it is below, `to` is a descendant of `from` itself.
const fn start(from: u32, to: u32) -> Start {
    let highest = 31 - (from ^ to).leading_zeros();
    let lowest = from.trailing_zeros();
    if highest > lowest {
        Start { register: highest, node: to >> highest << highest }
    } else {
        Start { register: lowest, node: from }
    }
}
