//! A MAC whose length is in its type.

use core::fmt;

use ducat_hal::MacAlgorithm;
use subtle::ConstantTimeEq;

/// Fewest octets of a tag. Eight or more are advised.
pub const MIN_TAG_OCTETS: usize = 4;

pub(super) const fn assert_length<A: MacAlgorithm, const N: usize>() {
    assert!(N >= MIN_TAG_OCTETS, "a tag has at least 4 octets");
    assert!(N <= A::OCTETS, "the algorithm has no tag this long");
}

/// A MAC of `N` octets, as it is transmitted. Comparing two of them takes the same time wherever
/// they differ, and there is no `==`.
///
/// A tag is public once sent, but a host that computes one to compare must not show it: whoever
/// learns the right tag of a forged message has forged it.
#[derive(Clone, Copy)]
pub struct Tag<const N: usize>([u8; N]);

impl<const N: usize> Tag<N> {
    /// A tag from its octets, as received.
    pub const fn from_octets(octets: [u8; N]) -> Self {
        Self(octets)
    }

    /// The octets, to be sent.
    pub const fn as_octets(&self) -> &[u8; N] {
        &self.0
    }

    /// Compares in constant time.
    ///
    /// # Errors
    /// [`Mismatch`] if they differ.
    pub fn verify(&self, other: &Self) -> Result<(), Mismatch> {
        if bool::from(self.0.ct_eq(&other.0)) { Ok(()) } else { Err(Mismatch) }
    }
}

/// Two tags differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mismatch;

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the MAC does not match")
    }
}

impl core::error::Error for Mismatch {}

impl From<Mismatch> for crate::Error {
    fn from(Mismatch: Mismatch) -> Self {
        Self::Mismatch
    }
}
