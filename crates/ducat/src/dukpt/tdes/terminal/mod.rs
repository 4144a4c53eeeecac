//! The terminal: 21 registers of keys for transactions to come, and none for those gone by.
//!
//! [`TerminalState`] is a plain value, as that of [AES DUKPT](crate::dukpt::aes::terminal): a store
//! saves it ([`save`](TerminalState::save)) *before* it lets a transaction's key be used, so that
//! after a power cut a key may be lost but is never used twice.
//!
//! ```
//! use ducat::{Error, mac::{RetailMac, Tag}};
//! use ducat::dukpt::tdes::terminal::TerminalState;
//! use ducat_hal::{Mac, TdeaDerivation};
//!
//! fn ask<E: TdeaDerivation + Mac<RetailMac>>(
//!     engine: &mut E, state: &mut TerminalState<E>, message: &[u8],
//! ) -> Result<(), Error> {
//!     let transaction = state.generate(engine)?;
//!     // Here a store has saved `state`.
//!     let tag: Tag<4> = transaction.request_mac(engine, &[message])?;
//!     // Send the key serial number, the message and the tag. Then verify the response:
//!     # let (response, response_tag) = (b"approved", tag);
//!     transaction.verify_response(engine, &[response], &response_tag)
//!     // The keys are wiped when `transaction` goes out of scope.
//! }
//! ```

mod saved;
mod skip;
mod transaction;

use ducat_hal::{KeyEngine, TdeaDerivation};

pub use transaction::Transaction;

use super::counter::{BITS, MOST_ONES};
use super::identifier::InitialKeyId;
use super::{KeySerialNumber, TransactionCounter, TransactionKey, steps};
use crate::dukpt::registers::{self, Register};
use crate::error::Error;
use crate::key::Key;
use crate::key::role::{Initial, Role};
use crate::secret::scrubbed;

type Registers<E> = registers::Registers<E, { BITS as usize }>;

/// The state of a terminal under one initial key: counter and registers.
///
/// With an engine that holds two-key TDEA keys in itself, it takes about 420 octets.
///
/// # Secrets
/// The registers' keys yield every transaction key to come, and none that has been. Dropping the
/// state destroys them.
pub struct TerminalState<E: KeyEngine> {
    id: InitialKeyId,
    /// Of the next transaction; `None` when exhausted, and then the registers are empty.
    counter: Option<TransactionCounter>,
    registers: Registers<E>,
}

impl<E: TdeaDerivation> TerminalState<E> {
    /// Spreads an initial key over the registers and destroys it. The counter stands at 1.
    ///
    /// # Standard
    /// ANSI X9.24-1:2009 A.2, Load Initial Key.
    ///
    /// # Errors
    /// [`Error::Algorithm`] unless it is a key of two-key TDEA; the engine's. The key is destroyed
    /// all the same.
    #[doc(alias = "load_ipek")]
    pub fn load_initial_key(
        engine: &mut E,
        initial_key: Key<Initial, E>,
        id: InitialKeyId,
    ) -> Result<Self, Error> {
        // The key is lent, and destroyed in its place when this returns.
        scrubbed(engine, |engine| {
            steps::check(engine, &initial_key)?;
            let mut state = Self {
                id,
                counter: Some(TransactionCounter::FIRST),
                registers: Registers::empty(),
            };
            fill(state.registers.all(), engine, &initial_key, id, 0, 0..BITS)?;
            Ok(state)
        })
    }

    /// Takes the next transaction's key out of its register, fills the registers below with keys
    /// for later ones, and advances the counter.
    ///
    /// The last key, at counter 1FF800, is delivered like any other.
    ///
    /// # Standard
    /// ANSI X9.24-1:2009 A.2, Request PIN Entry and New Key.
    ///
    /// # Errors
    /// [`Error::Exhausted`] after the last key. The engine's: the state is then as before, and
    /// the call may be repeated.
    pub fn generate(&mut self, engine: &mut E) -> Result<Transaction<E>, Error> {
        let counter = self.counter.ok_or(Error::Exhausted)?;
        scrubbed(engine, |engine| {
            self.refill(engine, counter)?;
            let key = self.registers.take(counter.lowest_one()).ok_or(Error::State)?;
            self.counter = counter.next();
            if self.counter.is_none() {
                self.registers.clear();
            }
            let ksn = KeySerialNumber::new(self.id, counter);
            Ok(Transaction::new(TransactionKey::new(key, ksn)))
        })
    }

    /// Fills the empty registers below the current one with its children. On error they are
    /// empty again.
    fn refill(&mut self, engine: &mut E, counter: TransactionCounter) -> Result<(), Error> {
        if counter.value().count_ones() >= MOST_ONES {
            return Ok(());
        }
        let current = counter.lowest_one();
        let (below, parent) = self.registers.split(current)?;
        fill(below, engine, parent, self.id, counter.value(), (0..current).rev())
    }
}

impl<E: KeyEngine> TerminalState<E> {
    /// The identifier of the initial key.
    pub const fn initial_key_id(&self) -> InitialKeyId {
        self.id
    }

    /// The key serial number of the next transaction, `None` when exhausted.
    pub fn next_key_serial_number(&self) -> Option<KeySerialNumber> {
        self.counter.map(|counter| KeySerialNumber::new(self.id, counter))
    }

    /// Whether the last key has been used. A new initial key is then needed.
    pub const fn is_exhausted(&self) -> bool {
        self.counter.is_none()
    }
}

/// Fills the registers `bits` with the children of `node`, whose key is `parent`: each has one of
/// these bits besides. On error all of them are empty.
fn fill<P: Role, E: TdeaDerivation>(
    registers: &mut [Register<E>],
    engine: &mut E,
    parent: &Key<P, E>,
    id: InitialKeyId,
    node: u32,
    bits: impl Iterator<Item = u32> + Clone,
) -> Result<(), Error> {
    let inputs = bits.clone().map(|bit| id.register(node | 1 << bit));
    registers::fill(registers, bits, |place| {
        engine.derive_tdea_siblings(parent.handle(), inputs, steps::node_kind(), place)
    })
}
