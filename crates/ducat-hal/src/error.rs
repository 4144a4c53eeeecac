//! Errors of engines, reduced to what a generic caller can act on.
//!
//! An engine keeps its own error type, with all the detail it has. Generic code sees only
//! [`Error::kind`]. The set of kinds may grow: match with a wildcard arm.

use core::convert::Infallible;
use core::fmt;

/// The error type of an engine, shared by all of its capability traits.
pub trait ErrorType {
    /// What the engine's calls fail with. It holds no key, PIN or PAN octet.
    type Error: Error;
}

impl<T: ErrorType + ?Sized> ErrorType for &mut T {
    type Error = T::Error;
}

/// An engine's error.
pub trait Error: fmt::Debug {
    /// The kind of this error, for callers that know nothing of the engine.
    fn kind(&self) -> ErrorKind;
}

/// What went wrong, as far as generic code needs to know.
///
/// Unless a variant says otherwise, the call had no effect: no key was made, none was destroyed
/// and output buffers hold nothing secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum ErrorKind {
    /// The engine cannot do this at all (algorithm, key length or operation). Known before any
    /// state changed, so another way may be tried.
    Unsupported = 1,
    /// The attributes bound to the key do not permit this operation.
    NotPermitted = 2,
    /// The octets given as a key have a length that the algorithm does not have.
    KeyLength = 3,
    /// A message, block or output has a length that the operation does not have.
    DataLength = 4,
    /// No room for another key.
    Full = 5,
    /// The handle is of another engine, or its key is gone.
    UnknownKey = 6,
    /// A sealed blob is not authentic, or was sealed under another key or context.
    Authentication = 7,
    /// The hardware has answered a tamper event; no key is left.
    Tampered = 8,
    /// The hardware failed. Whether the call took effect is unknown; a key that may have been
    /// released counts as used.
    Hardware = 9,
    /// Something else; the engine's own error has the detail.
    Other = 10,
    /// A DES or TDEA key that was to come in is weak, and the caller wants none.
    WeakKey = 11,
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unsupported => "not supported by this engine",
            Self::NotPermitted => "not permitted by the key's attributes",
            Self::KeyLength => "wrong key length",
            Self::DataLength => "wrong data length",
            Self::Full => "no room for another key",
            Self::UnknownKey => "unknown key",
            Self::Authentication => "sealed data is not authentic",
            Self::Tampered => "tampered",
            Self::Hardware => "hardware failure",
            Self::Other => "engine error",
            Self::WeakKey => "weak key",
        })
    }
}

impl core::error::Error for ErrorKind {}

/// An engine without detail of its own may use the kind as its error.
impl Error for ErrorKind {
    fn kind(&self) -> ErrorKind {
        *self
    }
}

impl Error for Infallible {
    fn kind(&self) -> ErrorKind {
        match *self {}
    }
}
