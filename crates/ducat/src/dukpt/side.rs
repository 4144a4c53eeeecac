//! Who holds a key.

mod sealed {
    pub trait Sealed {}
}

/// Who holds a transaction key. The set is closed.
pub trait Side: sealed::Sealed + 'static {}

/// The terminal.
pub enum Terminal {}
/// The host.
pub enum Host {}

impl sealed::Sealed for Terminal {}
impl sealed::Sealed for Host {}
impl Side for Terminal {}
impl Side for Host {}
