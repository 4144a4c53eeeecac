//! Going forward without using the keys in between.

use ducat_hal::KeyEngine;

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
            let (key_type, id) = (self.key_type, self.id);
            self.registers.skip(from.value(), counter.value(), |parent, node| {
                derive_node(engine, parent, key_type, id, node)
            })?;
            self.counter = Some(counter);
            Ok(())
        })
    }
}
