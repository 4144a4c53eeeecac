//! Derived unique key per transaction: a terminal that never holds a key it has used.
//!
//! [`aes`] is AES DUKPT of ANSI X9.24-3. [`tdes`] is its forerunner with TDEA, of X9.24-1.

pub mod aes;
mod counting;
mod registers;
mod side;
pub mod tdes;
