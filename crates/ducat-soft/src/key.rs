//! A key of the software engine.

use core::num::NonZeroU8;

use ducat_hal::{ErrorKind, KeyAttributes, NewKey, PackedAttributes};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A key of at most `MAX` octets (255 at most) and its attributes; `MAX` + 3 octets, alignment 1.
///
/// # Secrets
/// The key is in here. No `Clone`, `Debug` or `==`; wiped on drop.
///
/// ```compile_fail,E0277
/// fn show(key: &ducat_soft::Handle<16>) -> String { format!("{key:?}") }
/// ```
pub struct Handle<const MAX: usize> {
    octets: [u8; MAX],
    length: NonZeroU8,
    attributes: PackedAttributes,
}

impl<const MAX: usize> Handle<MAX> {
    /// A key of zeros, to be filled in place; refused if there is no such key, or no room.
    pub(crate) fn zero(key: NewKey) -> Result<Self, ErrorKind> {
        const { assert!(MAX <= 255, "a length is one octet") };
        if !key.attributes.algorithm.has_key_of(key.octets) {
            return Err(ErrorKind::KeyLength);
        }
        if key.octets > MAX {
            return Err(ErrorKind::Unsupported);
        }
        let length = u8::try_from(key.octets).ok().and_then(NonZeroU8::new);
        let length = length.ok_or(ErrorKind::KeyLength)?;
        Ok(Self { octets: [0; MAX], length, attributes: key.attributes.pack() })
    }

    pub(crate) fn attributes(&self) -> KeyAttributes {
        self.attributes.unpack()
    }

    /// The key. The name is long so that it can be searched for: nothing but an export under a
    /// key of its own, or a test, has any business here.
    pub fn expose_secret(&self) -> &[u8] {
        self.octets.get(..usize::from(self.length.get())).unwrap_or(&[])
    }

    pub(crate) fn expose_secret_mut(&mut self) -> &mut [u8] {
        self.octets.get_mut(..usize::from(self.length.get())).unwrap_or(&mut [])
    }
}

impl<const MAX: usize> Drop for Handle<MAX> {
    fn drop(&mut self) {
        self.octets.zeroize();
    }
}

impl<const MAX: usize> ZeroizeOnDrop for Handle<MAX> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_does_not_pad() {
        assert_eq!(size_of::<Handle<16>>(), 19);
        assert_eq!(size_of::<Option<Handle<16>>>(), 19);
        assert_eq!(size_of::<Option<Handle<32>>>(), 35);
        assert_eq!(align_of::<Handle<32>>(), 1);
    }
}
