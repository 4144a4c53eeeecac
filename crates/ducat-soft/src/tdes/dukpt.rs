//! The steps of TDES DUKPT: ANSI X9.24-1:2009, annex A; X9.24-3-2017, annex C.
//!
//! Each makes two halves of a key that do not depend on one another: they go through DES side by
//! side. The round keys of a variant follow from those of the key itself.

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
    let [first, second] = halves(bdk);
    let key = TdeaKey::of([first, second, first]);
    let [mut left, mut right] = [device; 2];
    encipher_each([&key, &key.of_variant()], [&mut left, &mut right]);
    *initial_key = joined(u64::from_be_bytes(left), u64::from_be_bytes(right));
}

/// "Non-reversible key generation": a key becomes its child. `crypto_register` are the rightmost
/// eight octets of the key serial number, with as much of the counter as the child has.
///
/// # Secrets
/// The caller wipes the child. Nothing of the parent is left in `key`.
pub(crate) fn non_reversible_step(key: &mut Octets, crypto_register: Block) {
    let register = u64::from_be_bytes(crypto_register);
    let [left, right] = halves(key);
    let right_variant = right ^ VARIANT;
    let own = Schedule::new(left);
    let mut blocks = [right_variant, right].map(|half| Halves::permuted(half ^ register));
    run(&mut blocks, [&own.of_variant(), &own], Direction::Encipher);
    let [new_left, new_right] = blocks.map(|block| block.restored());
    *key = joined(new_left ^ right_variant, new_right ^ right);
}

/// The one-way step at the end of a data key: the variant of a transaction key becomes it.
///
/// # Secrets
/// The caller wipes the data key. Nothing of the variant is left in `key`.
pub(crate) fn data_key(key: &mut Octets) {
    let [first, second] = halves(key);
    let variant = TdeaKey::of([first, second, first]);
    let [mut left, mut right] = [first, second].map(u64::to_be_bytes);
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
