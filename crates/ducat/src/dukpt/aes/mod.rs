//! AES DUKPT (ANSI X9.24-3-2017).
//!
//! The host keeps one base derivation key for many terminals. Each terminal is loaded with an
//! initial key of its own, spreads it over 32 registers and forgets it. Every transaction takes
//! the key of one register; the terminal replaces it by keys for later transactions and forgets
//! it too. The [`KeySerialNumber`] that goes with a message tells the host how to derive the
//! same key. A terminal that is opened tells nothing about its past.
//!
//! [`terminal`] and [`host`] are the two sides. They share no key type but the
//! [`TransactionKey`], whose side is part of its type.

mod counter;
mod derivation;
pub mod host;
mod identifiers;
mod ksn;
pub mod terminal;
mod transaction_key;
mod update_block;

pub use super::side::{Host, Side, Terminal};
pub use counter::{CounterRule, TransactionCounter};
pub use derivation::{DerivationData, KeyType, UsageIndicator};
pub use identifiers::{BdkId, DerivationId, InitialKeyId};
pub use ksn::KeySerialNumber;
pub use transaction_key::{TransactionKey, WorkingRole};
