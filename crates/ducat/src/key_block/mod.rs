//! Key blocks: keys that travel with what they are for (ANSI X9.143, TR-31, ISO 20038).
//!
//! ```text
//! header 16 | optional blocks | enciphered payload, hexadecimal | MAC, hexadecimal
//! ```
//!
//! [`KeyBlock::parse`] reads the form of a block, without memory of its own and without a key.
//! [`open()`] verifies and deciphers it inside the engine and gives a [`Key`](crate::Key) of the
//! role that the header allows. [`wrap()`] makes a block of a key that may leave. What is accepted
//! beyond the standard is named: a [`Leniency`] of the parser, a [`Relaxation`] of the
//! [`KeyBlockPolicy`].
//!
//! | version | cipher | form |
//! |---|---|---|
//! | A, C | TDEA | MAC of 4 octets over the ciphertext; opened, and made only by name |
//! | B | TDEA | MAC of 8 octets over the clear payload |
//! | D | AES, CBC | MAC of 16 octets over the clear payload |
//! | E | AES, counter | the same; ISO 20038 |
//!
//! A key block protection key protects with one version. Under D and E the MAC keys of one
//! protection key are the same.
//!
//! ```
//! use ducat::key::role::{KeyBlockProtection, PinEncipher};
//! use ducat::key_block::{self, KeyBlock, KeyBlockPolicy, ParseOptions};
//! use ducat::{Error, Key};
//! use ducat_hal::{CheckValue, OpenKeyBlock};
//!
//! fn receive<E: OpenKeyBlock + CheckValue>(
//!     engine: &mut E,
//!     kbpk: &Key<KeyBlockProtection, E>,
//!     received: &[u8],
//! ) -> Result<Key<PinEncipher, E>, Error> {
//!     let block = KeyBlock::parse(received, ParseOptions::STRICT)?;
//!     let mut work = [0; 64];
//!     let opened = key_block::open(engine, KeyBlockPolicy::STRICT, kbpk, &block, &mut work)?;
//!     Ok(opened.key)
//! }
//! ```

mod build;
mod codes;
mod header;
mod hex;
mod matrix;
mod open;
mod optional;
mod options;
mod parse;
mod policy;
mod wrap;

pub use ducat_hal::KeyBlockVersion;

pub use build::{KeyLength, NewKeyBlock};
pub use codes::{AlgorithmCode, ModeCode, UsageCode};
pub use header::{HEADER_CHARACTERS, Header, KeyContext, KeyVersion};
pub use open::{Opened, open, open_clear, open_handle};
pub use optional::{
    AsymmetricLife, CertificateChain, CertificateFormat, CheckValueData, Content, HashFunction,
    OptionalBlock, OptionalBlockId, OptionalBlocks, Pedigree, PermittedDerivation,
    PermittedDerivations, ShortBlock, Time,
};
pub use options::{Leniency, ParseOptions};
pub use parse::{KeyBlock, MAX_CHARACTERS};
pub use policy::{KeyBlockPolicy, Relaxation};
pub use wrap::{wrap, wrap_clear, wrap_handle};
