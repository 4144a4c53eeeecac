//! Verification of PINs by an issuer, and the values that it verifies them by.
//!
//! | module | value | made of |
//! |---|---|---|
//! | [`ibm3624`] | offset, as many digits as the PIN | the natural PIN and the PIN |
//! | [`pvv`] | PIN verification value, 4 digits | PAN, key index and four digits of the PIN |
//!
//! Verification takes the enciphered block and gives one bit: the PIN is deciphered, checked and
//! compared within one call of the engine. A block that does not decode is the same
//! [`Error::PinMismatch`](crate::Error::PinMismatch) as a wrong PIN, after the same time.
//!
//! Nothing here counts attempts. An issuer must: a PIN of four digits is found in ten thousand
//! calls.
//!
//! # Decimalisation tables
//!
//! With a table of his choice, someone who may only ask for verifications finds out a PIN in a
//! handful of calls: a table that maps one nibble elsewhere changes the answer if, and only if, that
//! nibble occurs in the natural PIN. So a [`DecimalizationTable`] does not come as an argument of a
//! request. It is a stored object that its MAC protects, or one that the program vouches for; and
//! tables that map most nibbles to one digit are refused.

mod common;
pub mod ibm3624;
pub mod pvv;
mod table;

pub use table::{DecimalizationTable, MIN_TABLE_TAG_OCTETS, TableRule};
