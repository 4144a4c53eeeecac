//! TDES DUKPT (ANSI X9.24-1:2009 annex A; X9.24-3-2017 annex C).
//!
//! The forerunner of [AES DUKPT](super::aes), for terminals that are in the field: 21 registers,
//! keys of two-key TDEA, 1,048,575 transactions. The standard wants new terminals to have AES.
//!
//! ```text
//! BDK ── identifier ──> initial key ── one step for each one-bit ──> transaction key
//!                                                                         │
//!            PIN, MAC of requests, MAC of responses  <── exclusive-or ────┤
//!            data of requests, data of responses     <── and a one-way step
//! ```
//!
//! [`terminal`] and [`host`] are the two sides. They share no key type but the
//! [`TransactionKey`], whose side is part of its type.

mod counter;
pub mod host;
mod identifier;
mod ksn;
mod steps;
pub mod terminal;
mod transaction_key;

pub use super::side::{Host, Side, Terminal};
pub use counter::TransactionCounter;
pub use ducat_hal::TdeaVariant;
pub use identifier::InitialKeyId;
pub use ksn::KeySerialNumber;
pub use transaction_key::{TransactionKey, WorkingRole};
