//! Standard input and output without the buffers of the standard library, which nobody wipes.

use std::ffi::OsStr;
use std::io::{self, Read, Write};

#[cfg(unix)]
pub(crate) fn stdin() -> io::Result<Box<dyn Read>> {
    use std::os::fd::AsFd;
    Ok(Box::new(std::fs::File::from(io::stdin().as_fd().try_clone_to_owned()?)))
}

#[cfg(not(unix))]
pub(crate) fn stdin() -> io::Result<Box<dyn Read>> {
    Ok(Box::new(io::stdin()))
}

#[cfg(unix)]
pub(crate) fn stdout() -> io::Result<Box<dyn Write>> {
    use std::os::fd::AsFd;
    Ok(Box::new(std::fs::File::from(io::stdout().as_fd().try_clone_to_owned()?)))
}

#[cfg(not(unix))]
pub(crate) fn stdout() -> io::Result<Box<dyn Write>> {
    Ok(Box::new(io::stdout()))
}

/// Part of an argument as a name for the operating system.
#[cfg(unix)]
pub(crate) fn os_name(octets: &[u8]) -> Option<&OsStr> {
    Some(std::os::unix::ffi::OsStrExt::from_bytes(octets))
}

#[cfg(not(unix))]
pub(crate) fn os_name(octets: &[u8]) -> Option<&OsStr> {
    core::str::from_utf8(octets).ok().map(OsStr::new)
}
