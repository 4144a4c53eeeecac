//! A secure element: keys in slots, from which no octet crosses.

mod check_value;
mod cipher;
mod data;
mod key_block;
mod key_wrap;
mod mac;
mod pin;
mod pin_value;
mod seal;
mod tdea;
mod tdea_derivation;

use compat::vec::Vec;

use ducat_hal::{
    DerivationInput, ErrorKind, ErrorType, KeyAttributes, KeyEngine, LoadKey, NewKey, Operation,
};
use zeroize::Zeroizing;

use crate::slots::{Slot, Slots};
use cipher::Cipher;
use tdea::Tdea;

/// A simulated secure element with a fixed number of slots.
///
/// Handles of another element, or kept past a [`reset`](Self::reset), are
/// [`ErrorKind::UnknownKey`].
pub struct SecureElement {
    slots: Slots,
}

impl SecureElement {
    /// An element with room for `slots` keys.
    pub fn new(slots: usize) -> Self {
        Self { slots: Slots::new(slots) }
    }

    /// Slots in use.
    pub fn slots_in_use(&mut self) -> usize {
        self.slots.in_use()
    }

    /// Destroys every key, as a tamper response does. Handles that are still held are dead.
    pub fn reset(&mut self) {
        let count = self.slots.count();
        self.slots = Slots::new(count);
    }

    /// Shows a key, which a real element never does: to compare it with a vector.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownKey`].
    pub fn reveal_for_test(&self, key: &Slot) -> Result<Zeroizing<Vec<u8>>, ErrorKind> {
        self.slots.get(key).map(|stored| stored.octets.clone())
    }

    /// The TDEA or DES key of a slot, if it permits the operation.
    fn tdea(&self, key: &Slot, operation: Operation) -> Result<Tdea, ErrorKind> {
        let stored = self.slots.get(key)?;
        if !stored.attributes.permits(operation) {
            return Err(ErrorKind::NotPermitted);
        }
        Tdea::new(stored)
    }

    /// The expanded AES key of a slot, if it permits the operation.
    fn cipher(&self, key: &Slot, operation: Operation) -> Result<Cipher, ErrorKind> {
        let stored = self.slots.get(key)?;
        if !stored.attributes.permits(operation) {
            return Err(ErrorKind::NotPermitted);
        }
        Cipher::new(stored)
    }
}

impl ErrorType for SecureElement {
    type Error = ErrorKind;
}

impl KeyEngine for SecureElement {
    type Handle = Slot;

    fn attributes(&self, key: &Slot) -> KeyAttributes {
        key.kind.attributes
    }

    fn key_octets(&self, key: &Slot) -> usize {
        key.kind.octets
    }

    fn derive(
        &mut self,
        parent: &Slot,
        input: &DerivationInput,
        child: NewKey,
    ) -> Result<Slot, ErrorKind> {
        let cipher = self.cipher(parent, Operation::Derive)?;
        if !input.makes(parent.kind.attributes, child) {
            return Err(ErrorKind::NotPermitted);
        }
        let mut octets = Zeroizing::new(Vec::with_capacity(32));
        for block in input.blocks() {
            let mut block = Zeroizing::new(*block);
            cipher.encipher(&mut block)?;
            octets.extend_from_slice(&*block);
        }
        if octets.len() < child.octets {
            return Err(ErrorKind::DataLength);
        }
        octets.truncate(child.octets);
        self.slots.put(child, octets)
    }

    /// The element keeps its keys to itself, but PINs are on the host.
    fn scrub(&self) {
        zeroize::zeroize_stack::<8192>();
    }
}

impl LoadKey for SecureElement {
    fn load(&mut self, attributes: KeyAttributes, octets: &[u8]) -> Result<Slot, ErrorKind> {
        let key = NewKey { attributes, octets: octets.len() };
        self.slots.put(key, Zeroizing::new(octets.to_vec()))
    }
}
