//! The steps of TDES DUKPT: ANSI X9.24-1:2009, annex A; X9.24-3-2017, annex C.
//!
//! Each makes two halves of a key that do not depend on one another: they go through DES side by
//! side. The round keys of a variant follow from those of the key itself.

use zeroize::Zeroizing;

use super::rounds::{Direction, Halves, run};
use super::schedule::{Schedule, VARIANT};
use super::{Block, TdeaKey, encipher_each};

/// A key of two halves.
type Octets = [u8; 16];

/// The initial key of a device, from a base derivation key.
///
/// `device` are the leftmost eight octets of the key serial number, the counter's bits zero.
///
/// # Secrets
/// The caller wipes the initial key.
pub(crate) fn initial_key(bdk: &Octets, device: Block, initial_key: &mut Octets) {
    let key = TdeaKey::of_two(halves(bdk));
    let [mut left, mut right] = [device; 2];
    encipher_each([&key, &key.of_variant()], [&mut left, &mut right]);
    *initial_key = joined(u64::from_be_bytes(left), u64::from_be_bytes(right));
}

/// A key whose children are wanted, expanded once for all of them.
///
/// # Secrets
/// Wiped on drop.
pub(crate) struct Parent {
    /// Of the left half, and of its variant.
    schedules: [Schedule; 2],
    right: Zeroizing<u64>,
}

impl Parent {
    pub(crate) fn new(key: &Octets) -> Self {
        let [left, right] = halves(key);
        let own = Schedule::new(left);
        let variant = own.of_variant();
        Self { schedules: [own, variant], right: Zeroizing::new(right) }
    }

    /// "Non-reversible key generation": the child of a crypto register, the rightmost eight octets
    /// of the key serial number with as much of the counter as the child has.
    ///
    /// # Secrets
    /// The caller wipes the child.
    pub(crate) fn child(&self, register: Block, child: &mut Octets) {
        let [own, variant] = &self.schedules;
        let mut blocks = self.inputs(register);
        run(&mut blocks, &[variant, own], Direction::Encipher);
        *child = self.output(blocks);
    }

    /// Two children in one pass.
    ///
    /// # Secrets
    /// The caller wipes the children.
    pub(crate) fn two_children(&self, registers: [Block; 2], children: [&mut Octets; 2]) {
        let [own, variant] = &self.schedules;
        let [[a, b], [c, d]] = registers.map(|register| self.inputs(register));
        let mut blocks = [a, b, c, d];
        run(&mut blocks, &[variant, own, variant, own], Direction::Encipher);
        let [a, b, c, d] = blocks;
        let [first, second] = children;
        *first = self.output([a, b]);
        *second = self.output([c, d]);
    }

    /// What the left and the right half of a child are made of.
    fn inputs(&self, register: Block) -> [Halves; 2] {
        let input = *self.right ^ u64::from_be_bytes(register);
        [input ^ VARIANT, input].map(Halves::permuted)
    }

    fn output(&self, blocks: [Halves; 2]) -> Octets {
        let [left, right] = blocks.map(|block| block.restored() ^ *self.right);
        joined(left ^ VARIANT, right)
    }
}

/// The one-way step at the end of a data key: the variant of a transaction key becomes it.
///
/// # Secrets
/// The caller wipes the data key. Nothing of the variant is left in `key`.
pub(crate) fn data_key(key: &mut Octets) {
    let variant = TdeaKey::of_two(halves(key));
    let [mut left, mut right] = halves(key).map(u64::to_be_bytes);
    encipher_each([&variant; 2], [&mut left, &mut right]);
    *key = joined(u64::from_be_bytes(left), u64::from_be_bytes(right));
}

#[expect(clippy::cast_possible_truncation, reason = "each half is cut out on purpose")]
const fn halves(key: &Octets) -> [u64; 2] {
    let key = u128::from_be_bytes(*key);
    [(key >> 64) as u64, key as u64]
}

const fn joined(left: u64, right: u64) -> Octets {
    ((left as u128) << 64 | right as u128).to_be_bytes()
}
