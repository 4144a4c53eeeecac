//! Secret octets, and the wipe around work on them.

use ducat_hal::KeyEngine;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Secret octets of a fixed length, wiped on drop. No `Clone`, `Debug` or `==`.
///
/// ```compile_fail,E0277
/// fn show(s: &ducat::Secret<16>) -> String { format!("{s:?}") }
/// ```
/// ```compile_fail,E0369
/// fn same(a: &ducat::Secret<16>, b: &ducat::Secret<16>) -> bool { a == b }
/// ```
pub struct Secret<const N: usize>([u8; N]);

impl<const N: usize> Secret<N> {
    /// All zeros, to be filled in place.
    pub(crate) const fn zero() -> Self {
        Self([0; N])
    }

    /// The octets, for the one who must have them. The name is long so that it can be searched
    /// for.
    pub const fn expose_secret(&self) -> &[u8; N] {
        &self.0
    }

    pub(crate) const fn expose_secret_mut(&mut self) -> &mut [u8; N] {
        &mut self.0
    }
}

impl<const N: usize> Drop for Secret<N> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<const N: usize> ZeroizeOnDrop for Secret<N> {}

/// Runs `work` in a frame of its own, then wipes what it may have left in the processor.
///
/// Every public operation of this crate that handles a secret itself goes through here.
pub(crate) fn scrubbed<E: KeyEngine, T>(engine: &mut E, work: impl FnOnce(&mut E) -> T) -> T {
    let result = isolated(engine, work);
    engine.scrub();
    result
}

/// Kept out of line: inlined, its temporaries would live in the caller's frame, above the wipe.
#[inline(never)]
fn isolated<E: KeyEngine, T>(engine: &mut E, work: impl FnOnce(&mut E) -> T) -> T {
    work(engine)
}
