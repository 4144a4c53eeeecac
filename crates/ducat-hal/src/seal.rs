//! Keys at rest: handles turned into an opaque blob, and back.
//!
//! **If you implement it**: seal with a misuse-resistant AEAD (AES-SIV), or give out a reference
//! to your own memory that only you can resolve. Bind the attributes of the sealed keys and the
//! context to the blob. **If you call it**, you are a key store: the blob shows nothing, but an
//! old blob opens as well as a new one. Freshness is yours.

use crate::attributes::KeyAttributes;
use crate::engine::{KeyEngine, NewKey};

/// Seals several keys of one kind into a blob.
pub trait SealKeys: KeyEngine {
    /// Length in octets of the blob for `count` keys of the kind `key`.
    fn sealed_octets(&self, key: NewKey, count: usize) -> usize;

    /// Seals `keys`, all of the kind `key`, into `blob`. Without keys, the blob authenticates the
    /// context.
    ///
    /// # Errors
    /// `NotPermitted` if `sealing` is no sealing key or a key is not of that kind,
    /// `DataLength` if `blob` has not exactly [`sealed_octets`](Self::sealed_octets). `blob` then
    /// holds nothing secret.
    fn seal_keys(
        &mut self,
        sealing: &Self::Handle,
        context: &[u8],
        key: NewKey,
        keys: &[&Self::Handle],
        blob: &mut [u8],
    ) -> Result<(), Self::Error>;

    /// Opens a blob of `keys.len()` keys of the kind `key` into `keys`. The blob is opened in
    /// place and then wiped, whatever the outcome: give it a copy.
    ///
    /// # Errors
    /// `Authentication` if the blob was not sealed under `sealing` with this context, kind and
    /// count, `DataLength` if its length is wrong, `NotPermitted` if `sealing` is no sealing key.
    /// `keys` is then all `None`.
    fn unseal_keys(
        &mut self,
        sealing: &Self::Handle,
        context: &[u8],
        blob: &mut [u8],
        key: NewKey,
        keys: &mut [Option<Self::Handle>],
    ) -> Result<(), Self::Error>;
}

impl<T: SealKeys + ?Sized> SealKeys for &mut T {
    fn sealed_octets(&self, key: NewKey, count: usize) -> usize {
        T::sealed_octets(self, key, count)
    }

    fn seal_keys(
        &mut self,
        sealing: &Self::Handle,
        context: &[u8],
        key: NewKey,
        keys: &[&Self::Handle],
        blob: &mut [u8],
    ) -> Result<(), Self::Error> {
        T::seal_keys(self, sealing, context, key, keys, blob)
    }

    fn unseal_keys(
        &mut self,
        sealing: &Self::Handle,
        context: &[u8],
        blob: &mut [u8],
        key: NewKey,
        keys: &mut [Option<Self::Handle>],
    ) -> Result<(), Self::Error> {
        T::unseal_keys(self, sealing, context, blob, key, keys)
    }
}

/// What a blob of keys is bound to besides its context: attributes, key length and count, in six
/// octets. Engines put it in the associated data.
pub fn sealed_kind(key: NewKey, count: usize) -> [u8; 6] {
    let KeyAttributes { usage, algorithm, mode_of_use, exportability } = key.attributes;
    [
        usage as u8,
        algorithm as u8,
        mode_of_use as u8,
        exportability as u8,
        u8::try_from(key.octets).unwrap_or(u8::MAX),
        u8::try_from(count).unwrap_or(u8::MAX),
    ]
}
