//! The terminal: 32 registers of keys for transactions to come, and none for those gone by.
//!
//! [`TerminalState`] is a plain value. It keeps the counter and the registers, and says what
//! follows what; it does not say what is written where. A store saves it ([`save`]) *before* it
//! lets a transaction's key be used, so that after a power cut a key may be lost but is never
//! used twice.
//!
//! [`save`]: TerminalState::save
//!
//! ```
//! use ducat::{Error, Key, Pan, Pin};
//! use ducat::dukpt::aes::{InitialKeyId, terminal::TerminalState};
//! use ducat::key::role::Initial;
//! use ducat_hal::{AesCmac, KeyEngine, Mac, EncipherPin};
//! use rand_core::TryCryptoRng;
//!
//! fn pay<E: KeyEngine + EncipherPin + Mac<AesCmac>, G: TryCryptoRng>(
//!     engine: &mut E, rng: &mut G, state: &mut TerminalState<E>, pin: Pin, pan: &Pan,
//! ) -> Result<(), Error> {
//!     let mut transaction = state.generate(engine)?;
//!     // Here a store has saved `state`.
//!     let block = transaction.encipher_pin(engine, rng, pin, pan)?;
//!     let message: [&[u8]; 2] = [b"amount=1000;block=", &block.0];
//!     let tag = transaction.request_mac::<8>(engine, &message)?;
//!     // Send the key serial number, the message and the tag. Then verify the response:
//!     # let (response, response_tag) = (b"approved", tag);
//!     transaction.verify_response(engine, &[response], &response_tag)
//!     // The keys are wiped when `transaction` goes out of scope.
//! }
//! ```

mod saved;
mod skip;
mod transaction;
mod update;

use ducat_hal::KeyEngine;

pub use transaction::Transaction;

use super::derivation::KeyType;
use super::host::node_data;
use super::identifiers::InitialKeyId;
use super::{KeySerialNumber, TransactionCounter, TransactionKey};
use crate::dukpt::registers::{self, Register};
use crate::error::Error;
use crate::key::role::{Initial, Intermediate, Role};
use crate::key::{Key, new_key};
use crate::secret::scrubbed;

type Registers<E> = registers::Registers<E, 32>;

/// The state of a terminal under one initial key: counter and registers.
///
/// With an engine that holds AES-128 keys in itself, it takes about 620 octets.
///
/// # Secrets
/// The registers' keys yield every transaction key to come, and none that has been. Dropping the
/// state destroys them.
pub struct TerminalState<E: KeyEngine> {
    id: InitialKeyId,
    key_type: KeyType,
    /// Of the next transaction; `None` when exhausted, and then the registers are empty.
    counter: Option<TransactionCounter>,
    registers: Registers<E>,
}

impl<E: KeyEngine> TerminalState<E> {
    /// Spreads an initial key over the registers and destroys it. The counter stands at 1.
    ///
    /// # Standard
    /// ANSI X9.24-3, Load Initial Key.
    ///
    /// # Errors
    /// [`Error::Algorithm`] unless it is an AES key; the engine's. The key is destroyed all the
    /// same.
    #[doc(alias = "load_ipek")]
    pub fn load_initial_key(
        engine: &mut E,
        initial_key: Key<Initial, E>,
        id: InitialKeyId,
    ) -> Result<Self, Error> {
        // The key is lent, and destroyed in its place when this returns.
        scrubbed(engine, |engine| Self::spread(engine, &initial_key, id))
    }

    fn spread(
        engine: &mut E,
        initial_key: &Key<Initial, E>,
        id: InitialKeyId,
    ) -> Result<Self, Error> {
        let key_type = KeyType::of_aes(initial_key.attributes(engine).algorithm)?;
        let mut state = Self {
            id,
            key_type,
            counter: Some(TransactionCounter::FIRST),
            registers: Registers::empty(),
        };
        fill(state.registers.all(), engine, initial_key, key_type, id, 0, 0..32)?;
        Ok(state)
    }

    /// Takes the next transaction's key out of its register, fills the registers below with keys
    /// for later ones, and advances the counter.
    ///
    /// The last key, at counter FFFF0000, is delivered like any other.
    ///
    /// # Standard
    /// ANSI X9.24-3, Generate Working Keys and Update State.
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
            Ok(Transaction::new(TransactionKey::new(key, ksn), self.key_type))
        })
    }

    /// Fills the empty registers below the current one with its children. On error they are
    /// empty again.
    fn refill(&mut self, engine: &mut E, counter: TransactionCounter) -> Result<(), Error> {
        if counter.value().count_ones() >= 16 {
            return Ok(());
        }
        let current = counter.lowest_one();
        let (below, parent) = self.registers.split(current)?;
        let bits = (0..current).rev();
        fill(below, engine, parent, self.key_type, self.id, counter.value(), bits)
    }

    /// The initial key id.
    pub const fn initial_key_id(&self) -> InitialKeyId {
        self.id
    }

    /// The type of the keys in the registers, which is that of the initial key.
    pub const fn key_type(&self) -> KeyType {
        self.key_type
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

/// Derives the intermediate key of a node from a key above it.
fn derive_node<E: KeyEngine>(
    engine: &mut E,
    parent: &Key<Intermediate, E>,
    key_type: KeyType,
    id: InitialKeyId,
    node: u32,
) -> Result<Key<Intermediate, E>, Error> {
    let input = node_data(key_type, id.derivation_id(), node).input();
    let child = new_key::<Intermediate>(key_type.algorithm(), key_type.octets());
    engine.derive(parent.handle(), &input, child).map(Key::from_made).map_err(Error::engine)
}

/// Fills the registers `bits` with the children of `node`, whose key is `parent`: each has one of
/// these bits besides. On error all of them are empty.
fn fill<P: Role, E: KeyEngine>(
    registers: &mut [Register<E>],
    engine: &mut E,
    parent: &Key<P, E>,
    key_type: KeyType,
    id: InitialKeyId,
    node: u32,
    bits: impl Iterator<Item = u32> + Clone,
) -> Result<(), Error> {
    let input = |bit: u32| node_data(key_type, id.derivation_id(), node | 1 << bit).input();
    let inputs = bits.clone().map(input);
    let child = new_key::<Intermediate>(key_type.algorithm(), key_type.octets());
    registers::fill(registers, bits, |place| {
        engine.derive_siblings(parent.handle(), inputs, child, place)
    })
}
