//! A key engine in software: keys in wiped memory, ciphers from RustCrypto.
//!
//! An [`Engine<MAX>`] holds keys of up to `MAX` octets. A handle is the key itself plus its
//! attributes and takes `MAX` + 3 octets, without padding: firmware that knows AES-128 only takes
//! an `Engine<16>`, and the longer AES variants are not even linked; a gateway takes an
//! `Engine<32>`.
//!
//! ```
//! use ducat::{AesCmac, Error, Key, mac, key::role::{MacVerify, Request}};
//! use ducat_hal::Algorithm;
//!
//! let mut engine = ducat_soft::Engine::<16>::new();
//! // RFC 4493, the key of its examples and the MAC of the empty message.
//! let key = 0x2B7E151628AED2A6ABF7158809CF4F3Cu128.to_be_bytes();
//! let key: Key<MacVerify<AesCmac, Request>, _> =
//!     Key::load(&mut engine, Algorithm::Aes128, &key)?;
//! let tag = mac::Tag::from_octets(0xBB1D6929E95937287FA37D129B756746u128.to_be_bytes());
//! mac::verify(&mut engine, &key, &[], &tag)?;
//! # Ok::<(), Error>(())
//! ```
//!
//! # What stays behind
//!
//! Ciphers leave round keys on the dead stack and in vector registers, whatever their `zeroize`
//! features say. Every entry point of the engine therefore does its work in a frame of its own
//! and then overwrites the stack below and the vector registers: [`STACK_WIPE`] octets, after
//! sealing and key blocks [`SEALING_WIPE`], more than the deepest call was measured to use. What this does not
//! reach: copies that an operating system made (core dumps, swap), general registers, which the
//! next call overwrites, and copies in the caller's own frame: a handle that is moved stays where
//! it was.
//!
//! # Timing
//!
//! No branch, index or division depends on a key or on data. AES uses the processor's
//! instructions where it has them, else a bit-sliced form.

#![no_std]
#![deny(unsafe_code)]
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

#[cfg(test)]
extern crate alloc;
#[cfg(test)]
extern crate std;

mod block;
mod chain;
mod check_value;
mod data;
mod engine;
mod hash;
mod key;
mod key_block;
mod key_wrap;
mod mac;
mod pin;
mod pin_value;
mod seal;
mod tdea_derivation;
mod tdes;
mod wipe;

pub use chain::Stream;
pub use engine::Engine;
pub use key::Handle;
pub use wipe::{SEALING_WIPE, STACK_WIPE};
