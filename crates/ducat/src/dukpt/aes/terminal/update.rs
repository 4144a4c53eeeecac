//! Replacing the initial key over the air.
//!
//! The host derives the update key from the initial key, wraps a new initial key under it, and
//! sends it with its new identifier. The terminal, which has forgotten its initial key, derives
//! the same update key from its registers, unwraps, and starts again at counter 1.

use ducat_hal::{CheckValue, KeyEngine, OpenKeyBlock};

use super::super::derivation::{self, KeyType};
use super::super::host::update_key_data;
use super::super::identifiers::InitialKeyId;
use super::super::update_block;
use super::{TerminalState, derive_node};
use crate::error::Error;
use crate::key::Key;
use crate::key::role::{Initial, KeyBlockProtection};
use crate::key_block::{self, KeyBlockPolicy};
use crate::secret::scrubbed;

/// Room for the payload of a block with an AES key of any length, with padding to spare.
const PAYLOAD_OCTETS: usize = 64;

impl<E: KeyEngine> TerminalState<E> {
    /// Derives the update key, under which a new initial key arrives in a key block. The state
    /// does not change.
    ///
    /// Once the last key (counter FFFF0000) has been used, nothing is left to derive it from. A
    /// terminal that waits for an update must not use that key.
    ///
    /// # Standard
    /// ANSI X9.24-3, update initial key: usage indicator 0002 at counter FFFFFFFF.
    ///
    /// # Errors
    /// [`Error::Exhausted`] after the last key, [`Error::Strength`] if `key_type` is stronger
    /// than the initial key, [`Error::Algorithm`] for the HMAC types; the engine's.
    pub fn update_key(
        &self,
        engine: &mut E,
        key_type: KeyType,
    ) -> Result<Key<KeyBlockProtection, E>, Error> {
        let counter = self.counter.ok_or(Error::Exhausted)?;
        // FFFFFFFF lies below the highest zero bit of the counter, whose register is live if it
        // is above the lowest one-bit. Else all one-bits lead, and it lies below the counter.
        let highest_zero = 31 - counter.value().leading_ones();
        let register = highest_zero.max(counter.lowest_one());
        let start = self.registers.get(register).ok_or(Error::State)?;
        scrubbed(engine, |engine| {
            let mut node = u32::MAX << register;
            let mut walked = None;
            for bit in (0..register).rev() {
                node |= 1 << bit;
                let parent = walked.as_ref().unwrap_or(start);
                walked = Some(derive_node(engine, parent, self.key_type, self.id, node)?);
            }
            let parent = walked.as_ref().unwrap_or(start);
            let data = update_key_data(key_type, self.id.derivation_id());
            derivation::derive(engine, parent, &data)
        })
    }

    /// Replaces the initial key by a new one, received under the update key. All registers are
    /// filled anew and the old ones destroyed, and the counter restarts at 1. An engine with
    /// slots needs room for 33 keys besides the old registers.
    ///
    /// Only the identifier in use is known here. One from before would bring used keys back: a
    /// store keeps those it had.
    ///
    /// # Standard
    /// ANSI X9.24-3, update initial key; Load Initial Key.
    ///
    /// # Errors
    /// [`Error::InitialKeyRefused`] if the new key has the identifier of the old one, as used
    /// transaction keys would come again, or is shorter; [`Error::Algorithm`] unless it is an AES
    /// key; the engine's. The state is then as before, and the new key is destroyed.
    pub fn update_initial_key(
        &mut self,
        engine: &mut E,
        initial_key: Key<Initial, E>,
        id: InitialKeyId,
    ) -> Result<(), Error> {
        scrubbed(engine, |engine| self.replace(engine, &initial_key, id))
    }

    /// Replaces the initial key by the one in a key block that the host made under the update key
    /// of type `key_type`, which normally is that of the initial key. Afterwards as
    /// [`update_initial_key`](Self::update_initial_key), which also says what the caller has to
    /// see to.
    ///
    /// # Standard
    /// ANSI X9.24-3, update initial key.
    ///
    /// # Errors
    /// Those of [`KeyBlock::parse`](key_block::KeyBlock::parse) and [`key_block::open`];
    /// [`Error::InitialKeyRefused`] if the block is not one for this purpose, and as there;
    /// those of [`update_key`](Self::update_key). The state is then as before.
    pub fn update_initial_key_from_block(
        &mut self,
        engine: &mut E,
        key_type: KeyType,
        block: &[u8],
    ) -> Result<(), Error>
    where
        E: OpenKeyBlock + CheckValue,
    {
        let (block, id) = update_block::parse(block)?;
        if block.payload_octets() > PAYLOAD_OCTETS {
            return Err(Error::KeyBlockPayload);
        }
        scrubbed(engine, |engine| {
            let update_key = self.update_key(engine, key_type)?;
            let mut work = [0; PAYLOAD_OCTETS];
            let policy = KeyBlockPolicy::STRICT;
            let opened = key_block::open(engine, policy, &update_key, &block, &mut work)?;
            self.replace(engine, &opened.key, id)
        })
    }

    fn replace(
        &mut self,
        engine: &mut E,
        initial_key: &Key<Initial, E>,
        id: InitialKeyId,
    ) -> Result<(), Error> {
        if id == self.id || initial_key.octets(engine) < self.key_type.octets() {
            return Err(Error::InitialKeyRefused);
        }
        *self = Self::spread(engine, initial_key, id)?;
        Ok(())
    }
}
