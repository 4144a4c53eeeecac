//! Simulated hardware, for tests and demonstrations. Not for keys that matter.
//!
//! - [`SecureElement`]: an engine whose handles are slot numbers. No key octet crosses; what is
//!   generic over engines is proven so by running on this one and on `ducat-soft`.
//! - [`FailingRng`], [`ScriptedRng`]: random sources that fail, or give what a test needs.
//!
//! The element computes with AES blocks and the constructions of [`ducat_hal::blocks`], not with
//! the code of `ducat-soft`, so that the two check each other.

#![no_std]
#![forbid(unsafe_code)]

mod element;
mod random;
mod slots;

pub use element::SecureElement;
pub use random::{Exhausted, FailingRng, ScriptedRng};
pub use slots::Slot;
