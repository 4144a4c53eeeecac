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
/// Every public operation of this crate that handles a secret itself goes through here. Secrets
/// are lent to `work`: what it captures by value leaves a copy in the caller's frame.
pub(crate) fn scrubbed<E: KeyEngine, T>(engine: &mut E, work: impl FnOnce(&mut E) -> T) -> T {
    // The result goes straight to where the caller wants it. Kept in a variable during the wipe,
    // it would leave a copy in this frame.
    Scrub::after(engine).isolated(work)
}

/// Wipes when it goes out of scope, and thus after the result has been put in its place.
pub(crate) struct Scrub<'e, E: KeyEngine>(&'e mut E);

impl<'e, E: KeyEngine> Scrub<'e, E> {
    pub(crate) const fn after(engine: &'e mut E) -> Self {
        Self(engine)
    }

    /// Kept out of line: inlined, its temporaries would live in the caller's frame, above the
    /// wipe.
    #[inline(never)]
    pub(crate) fn isolated<T>(&mut self, work: impl FnOnce(&mut E) -> T) -> T {
        work(self.0)
    }
}

impl<E: KeyEngine> Drop for Scrub<'_, E> {
    #[inline(always)]
    fn drop(&mut self) {
        self.0.scrub();
    }
}

/// Octets of dead stack that [`without_engine`] overwrites: more than encoding and decoding a
/// block takes.
const SHALLOW: usize = 1024;

/// As [`scrubbed`], for work on a PIN that needs no engine. Vector registers keep what they have
/// until the next call that needs them.
pub(crate) fn without_engine<T>(work: impl FnOnce() -> T) -> T {
    struct Wipe;
    impl Drop for Wipe {
        #[inline(always)]
        fn drop(&mut self) {
            zeroize::zeroize_stack::<SHALLOW>();
        }
    }
    #[inline(never)]
    fn isolated<T>(work: impl FnOnce() -> T) -> T {
        work()
    }
    let _wipe = Wipe;
    isolated(work)
}
