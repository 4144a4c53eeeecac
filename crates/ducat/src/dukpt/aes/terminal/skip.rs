//! Going forward without using the keys in between.

use ducat_hal::KeyEngine;

use super::registers::{COUNT, Registers, is_live};
use super::{TerminalState, TransactionCounter, derive_node};
use crate::error::Error;
use crate::secret::scrubbed;

impl<E: KeyEngine> TerminalState<E> {
    /// Skips one transaction: its key is destroyed unused.
    ///
    /// # Errors
    /// As [`generate`](Self::generate).
    pub fn skip(&mut self, engine: &mut E) -> Result<(), Error> {
        scrubbed(engine, |engine| self.generate(engine).map(drop))
    }

    /// Goes forward so that `counter` is the next transaction's, in at most 31 derivations, and
    /// destroys every key in between. If it is the next already, nothing happens.
    ///
    /// An engine with slots needs room for 2 keys besides the registers.
    ///
    /// For a store that finds a counter ahead of its own, and must never repeat one.
    ///
    /// # Errors
    /// [`Error::Exhausted`] when exhausted, [`Error::CounterPassed`] if `counter` lies behind,
    /// [`Error::Counter`] if it has more than 16 one-bits (a terminal never does), the engine's.
    /// The state is then as before.
    pub fn skip_to(&mut self, engine: &mut E, counter: TransactionCounter) -> Result<(), Error> {
        let from = self.counter.ok_or(Error::Exhausted)?;
        if counter < from {
            return Err(Error::CounterPassed);
        }
        TransactionCounter::new(counter.value())?;
        if counter == from {
            return Ok(());
        }
        scrubbed(engine, |engine| {
            let start = start(from, counter);
            let (below, keep_start) = self.walk(engine, start, counter)?;
            // Nothing fails from here on.
            let kept = if keep_start { self.registers.take(start.register) } else { None };
            self.registers.replace_through(start.register, below);
            if let Some(key) = kept {
                self.registers.put(start.register, key);
            }
            self.counter = Some(counter);
            Ok(())
        })
    }

    /// The registers below the start when `target` is next, and whether the start stays.
    fn walk(
        &self,
        engine: &mut E,
        start: Start,
        target: TransactionCounter,
    ) -> Result<(Registers<E>, bool), Error> {
        let mut below = Registers::empty();
        if start.node == target.value() {
            return Ok((below, true));
        }
        let first = self.registers.get(start.register).ok_or(Error::State)?;
        let (mut node, mut walked) = (start.node, None);
        for bit in (0..start.register).rev() {
            let parent = walked.as_ref().unwrap_or(first);
            let child = node | 1 << bit;
            let derive = |engine| derive_node(engine, parent, self.key_type, self.id, child);
            if is_live(target, bit) {
                below.put(bit, derive(engine)?);
                if child == target.value() {
                    break;
                }
            } else if child & target.value() == child {
                walked = Some(derive(engine)?);
                node = child;
            }
        }
        Ok((below, false))
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
const fn start(from: TransactionCounter, to: TransactionCounter) -> Start {
    let highest = 31 - (from.value() ^ to.value()).leading_zeros();
    if highest > from.lowest_one() {
        Start { register: highest, node: to.value() >> highest << highest }
    } else {
        Start { register: from.lowest_one(), node: from.value() }
    }
}

impl<E: KeyEngine> Registers<E> {
    /// Replaces the registers up to and including `number` by those of `fresh`.
    fn replace_through(&mut self, number: u32, mut fresh: Self) {
        const { assert!(COUNT == 32) };
        for n in 0..=number {
            drop(self.take(n));
            if let Some(key) = fresh.take(n) {
                self.put(n, key);
            }
        }
    }
}
