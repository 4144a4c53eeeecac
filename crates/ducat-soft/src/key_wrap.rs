//! AES key wrap.

use ducat_hal::{
    Algorithm, ErrorKind, Exportability, KeyAttributes, KeyWrap, KeyWrapMode, NewKey, Operation,
    key_wrap,
};
use zeroize::Zeroize;

use crate::block::Cipher;
use crate::engine::Engine;
use crate::key::Handle;
use crate::wipe::wiped;

impl<const MAX: usize> KeyWrap for Engine<MAX> {
    fn wrap_key(
        &mut self,
        kek: &Handle<MAX>,
        mode: KeyWrapMode,
        key: &Handle<MAX>,
        wrapped: &mut [u8],
    ) -> Result<(), ErrorKind> {
        let octets = key.expose_secret();
        let strength =
            |key: &Handle<MAX>| key.attributes().algorithm.strength(key.expose_secret().len());
        if !matches!(key.attributes().exportability, Exportability::Sensitive)
            || key.attributes().algorithm != Algorithm::Hmac && strength(key) > strength(kek)
        {
            return Err(ErrorKind::NotPermitted);
        }
        self.wrap_octets(kek, mode, octets, wrapped)
    }

    fn unwrap_key(
        &mut self,
        kek: &Handle<MAX>,
        mode: KeyWrapMode,
        wrapped: &mut [u8],
        attributes: KeyAttributes,
    ) -> Result<Handle<MAX>, ErrorKind> {
        if !key_wrap::comes_in(attributes) {
            wrapped.zeroize();
            return Err(ErrorKind::NotPermitted);
        }
        // A key that passes through a frame leaves a copy there: all of it is below the wipe.
        wiped(|| {
            let opened =
                unwrapped(kek, mode, wrapped).and_then(|octets| taken_in(attributes, octets));
            wrapped.zeroize();
            opened
        })
    }
}

/// Octets as a key.
fn taken_in<const MAX: usize>(
    attributes: KeyAttributes,
    octets: &[u8],
) -> Result<Handle<MAX>, ErrorKind> {
    key_wrap::check_key(attributes, octets)?;
    let mut key = Handle::zero(NewKey { attributes, octets: octets.len() })?;
    key.expose_secret_mut().copy_from_slice(octets);
    Ok(key)
}

impl<const MAX: usize> Engine<MAX> {
    /// Wraps octets that are no key of this engine, such as a store's record: [`KeyWrap::wrap_key`]
    /// for what is in clear anyway. `wrapped` has exactly
    /// [`wrapped_octets`](KeyWrapMode::wrapped_octets) of their length.
    ///
    /// # Errors
    /// `NotPermitted` if `kek` may not wrap, `Unsupported` if it is no AES key, `DataLength`.
    /// `wrapped` then holds nothing secret.
    pub fn wrap_octets(
        &mut self,
        kek: &Handle<MAX>,
        mode: KeyWrapMode,
        octets: &[u8],
        wrapped: &mut [u8],
    ) -> Result<(), ErrorKind> {
        if mode.wrapped_octets(octets.len()) != Some(wrapped.len()) {
            return Err(ErrorKind::DataLength);
        }
        wiped(|| {
            let cipher = Cipher::new(kek, Operation::WrapKey)?;
            wrapped.iter_mut().skip(8).zip(octets).for_each(|(to, from)| *to = *from);
            match key_wrap::wrap(cipher.enciphering(), mode, octets.len(), wrapped)? {
                true => Ok(()),
                false => Err(ErrorKind::DataLength),
            }
        })
    }

    /// Unwraps octets that are no key of this engine, in place. The caller wipes `wrapped`, in
    /// which they stand.
    ///
    /// # Errors
    /// `Authentication` if the wrapping does not hold; `wrapped` is then wiped. `NotPermitted` if
    /// `kek` may not unwrap, `Unsupported` if it is no AES key, `DataLength` if no wrapped form is
    /// so long.
    pub fn unwrap_octets<'w>(
        &mut self,
        kek: &Handle<MAX>,
        mode: KeyWrapMode,
        wrapped: &'w mut [u8],
    ) -> Result<&'w [u8], ErrorKind> {
        wiped(|| unwrapped(kek, mode, wrapped))
    }
}

/// Unwraps in place. If the wrapping does not hold, `wrapped` is wiped.
fn unwrapped<'w, const MAX: usize>(
    kek: &Handle<MAX>,
    mode: KeyWrapMode,
    wrapped: &'w mut [u8],
) -> Result<&'w [u8], ErrorKind> {
    if !mode.unwraps(wrapped.len()) {
        return Err(ErrorKind::DataLength);
    }
    let cipher = Cipher::new(kek, Operation::UnwrapKey)?;
    let length = key_wrap::unwrap(cipher.deciphering(), mode, wrapped)?;
    if length.is_none() {
        wrapped.zeroize();
    }
    let body = wrapped.get(8..).unwrap_or(&[]);
    length.and_then(|length| body.get(..length)).ok_or(ErrorKind::Authentication)
}
