//! Key check values: a few octets by which two parties compare a key without showing it.
//!
//! **If you implement it**: both methods work on any key that
//! [`permits`](crate::KeyAttributes::permits) them. **If you call it**: prefer
//! `ducat::KeyCheckValue`, whose type carries the method.

use crate::engine::KeyEngine;

/// How a key check value is computed (ANSI X9.24-1:2017 annex A).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CheckValueMethod {
    /// Encipherment of a zero block, leftmost 3 octets at most.
    Legacy,
    /// CMAC of one zero block, leftmost 5 octets at most. The method for AES keys.
    Cmac,
}

impl CheckValueMethod {
    /// Length in octets that the method is cut to, and the longest allowed.
    pub const fn octets(self) -> usize {
        match self {
            Self::Legacy => 3,
            Self::Cmac => 5,
        }
    }
}

/// Computes key check values.
pub trait CheckValue: KeyEngine {
    /// Writes the leftmost `value.len()` octets of the check value of `key`.
    ///
    /// # Errors
    /// `DataLength` if `value` is empty or longer than [`CheckValueMethod::octets`],
    /// `NotPermitted` for a legacy value of an AES key that is used with CMAC (its value would
    /// be part of the CMAC subkeys' seed), `Unsupported` for an algorithm that the method does
    /// not know, HMAC among them.
    fn check_value(
        &mut self,
        key: &Self::Handle,
        method: CheckValueMethod,
        value: &mut [u8],
    ) -> Result<(), Self::Error>;
}

impl<T: CheckValue + ?Sized> CheckValue for &mut T {
    fn check_value(
        &mut self,
        key: &Self::Handle,
        method: CheckValueMethod,
        value: &mut [u8],
    ) -> Result<(), Self::Error> {
        T::check_value(self, key, method, value)
    }
}
