//! Payment key management: what a card terminal does with its keys, and what the host does.
//!
//! | module | what it is | standard |
//! |---|---|---|
//! | [`dukpt::aes`] | one key for each transaction, terminal and host | ANSI X9.24-3 |
//! | [`dukpt::tdes`] | the same with TDEA | ANSI X9.24-1 |
//! | [`pin_block`] | PIN block formats 0 to 4, translation | ISO 9564-1 |
//! | [`pin_verification`] | PINs verified by offset or PIN verification value | IBM 3624, Visa |
//! | [`card_verification`] | card verification values | |
//! | [`mac`] | MACs by role and direction | SP 800-38B, FIPS 198-1 |
//! | [`data`] | encipherment of data | SP 800-38A |
//! | [`key_block`] | keys that travel with what they are for | ANSI X9.143, TR-31, ISO 20038 |
//! | [`key`] | keys by role, check values, components | ANSI X9.143, X9.24-1 |
//!
//! This crate has no cipher. Keys live in an engine (`ducat-hal`); here are handles whose type
//! says what they may do. It needs no heap and no operating system, has no `unsafe`, and no
//! function of it panics.
//!
//! # Secrets
//!
//! [`Pin`], [`Pan`], clear PIN blocks, components and keys have no `Clone`, `Debug` or `==`, and
//! are wiped when dropped. Each call that takes an engine ends with the engine's wipe of the stack
//! and the registers ([`KeyEngine::scrub`](ducat_hal::KeyEngine::scrub)); those on PIN blocks of
//! formats 0 to 3 overwrite the stack they used. No error shows a
//! digit or a key octet.

#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::indexing_slicing,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::string_slice
    )
)]

pub mod card_verification;
pub mod data;
mod digits;
pub mod dukpt;
mod error;
pub mod key;
pub mod key_block;
pub mod mac;
mod pan;
mod pin;
pub mod pin_block;
pub mod pin_verification;
mod secret;

pub use ducat_hal::{AesCmac, HmacSha256, TdeaCmac};
pub use error::Error;
pub use key::{Key, KeyCheckValue, KeyComponent, WrongRole};
pub use pan::{MAX_PAN_DIGITS, Pan};
pub use pin::{MAX_PIN_DIGITS, MIN_PIN_DIGITS, Pin};
pub use secret::Secret;
