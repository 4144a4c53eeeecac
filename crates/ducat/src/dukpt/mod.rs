//! Derived unique key per transaction: a terminal that never holds a key it has used.
//!
//! [`aes`] is AES DUKPT of ANSI X9.24-3.

pub mod aes;
