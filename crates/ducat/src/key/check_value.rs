//! Key check values (ANSI X9.24-1:2017 annex A).

use core::fmt;
use core::marker::PhantomData;

use ducat_hal::{CheckValue, CheckValueMethod};

use super::{Key, Role};
use crate::error::Error;
use crate::secret::scrubbed;

mod sealed {
    pub trait Sealed {}
}

/// How a key check value is computed. Closed set.
pub trait Method: sealed::Sealed + 'static {
    /// The engine's name for it.
    const METHOD: CheckValueMethod;
}

/// Encipherment of a zero block, 3 octets: TDEA keys (annex A.2).
pub enum LegacyMethod {}

/// CMAC of one zero block, 5 octets: AES keys (annex A.3).
pub enum CmacMethod {}

impl sealed::Sealed for LegacyMethod {}
impl sealed::Sealed for CmacMethod {}
impl Method for LegacyMethod {
    const METHOD: CheckValueMethod = CheckValueMethod::Legacy;
}
impl Method for CmacMethod {
    const METHOD: CheckValueMethod = CheckValueMethod::Cmac;
}

/// A key check value. Public: two parties compare it to know that they hold the same key.
///
/// The method is in the type: values of different methods do not compare.
///
/// ```compile_fail,E0308
/// use ducat::key::{CmacMethod, KeyCheckValue, LegacyMethod};
/// fn same(a: KeyCheckValue<CmacMethod>, b: KeyCheckValue<LegacyMethod>) -> bool { a == b }
/// ```
#[doc(alias = "KCV")]
pub struct KeyCheckValue<M: Method> {
    octets: [u8; 5],
    method: PhantomData<fn() -> M>,
}

impl<M: Method> KeyCheckValue<M> {
    /// Computes the check value of `key`: 3 octets (legacy) or 5 (CMAC).
    ///
    /// # Standard
    /// ANSI X9.24-1:2017 A.2 (legacy), A.3 (CMAC).
    ///
    /// # Errors
    /// [`Error::Engine`]: a legacy value of an AES key used with CMAC is `NotPermitted`, as it
    /// would show part of the seed of the CMAC subkeys; HMAC keys have no check value.
    pub fn of<R: Role, E: CheckValue>(engine: &mut E, key: &Key<R, E>) -> Result<Self, Error> {
        scrubbed(engine, |engine| {
            let mut octets = [0; 5];
            let value = octets.split_at_mut(M::METHOD.octets()).0;
            engine.check_value(key.handle(), M::METHOD, value).map_err(Error::engine)?;
            Ok(Self { octets, method: PhantomData })
        })
    }

    /// The octets: 3 (legacy) or 5 (CMAC).
    pub fn as_octets(&self) -> &[u8] {
        self.octets.split_at(M::METHOD.octets()).0
    }
}

impl<M: Method> Clone for KeyCheckValue<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M: Method> Copy for KeyCheckValue<M> {}

impl<M: Method> PartialEq for KeyCheckValue<M> {
    fn eq(&self, other: &Self) -> bool {
        self.octets == other.octets
    }
}

impl<M: Method> Eq for KeyCheckValue<M> {}

impl<M: Method> fmt::Debug for KeyCheckValue<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyCheckValue({self})")
    }
}

/// Upper-case hexadecimal.
impl<M: Method> fmt::Display for KeyCheckValue<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_octets().iter().try_for_each(|o| write!(f, "{o:02X}"))
    }
}
