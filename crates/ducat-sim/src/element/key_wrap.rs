//! AES key wrap, by RustCrypto's `aes-kw`: a second opinion on that of `ducat_hal::key_wrap`.

use aes_kw::cipher::KeyInit;
use aes_kw::{AesKw, AesKwp};
use compat::vec::Vec;
use ducat_hal::{
    Algorithm, ErrorKind, Exportability, KeyAttributes, KeyWrap, KeyWrapMode, NewKey, Operation,
    key_wrap,
};
use zeroize::{Zeroize, Zeroizing};

use super::SecureElement;
use crate::slots::{Slot, Stored};

macro_rules! by_length {
    ($kek:expr, $mode:ident, $($call:tt)*) => {
        match $kek.attributes.algorithm {
            Algorithm::Aes128 => by_length!(@ aes::Aes128, $kek, $mode, $($call)*),
            Algorithm::Aes192 => by_length!(@ aes::Aes192, $kek, $mode, $($call)*),
            Algorithm::Aes256 => by_length!(@ aes::Aes256, $kek, $mode, $($call)*),
            _ => return Err(ErrorKind::Unsupported),
        }
    };
    (@ $aes:ty, $kek:expr, $mode:ident, $method:ident($from:expr, $to:expr)) => {
        match $mode {
            KeyWrapMode::Kw => AesKw::<$aes>::new_from_slice(&$kek.octets)
                .map_err(|_| ErrorKind::KeyLength)?
                .$method($from, $to)
                .map(<[u8]>::len),
            KeyWrapMode::Kwp => AesKwp::<$aes>::new_from_slice(&$kek.octets)
                .map_err(|_| ErrorKind::KeyLength)?
                .$method($from, $to)
                .map(<[u8]>::len),
        }
    };
}

impl SecureElement {
    fn kek(&self, kek: &Slot, operation: Operation) -> Result<&Stored, ErrorKind> {
        let stored = self.slots.get(kek)?;
        match stored.attributes.permits(operation) {
            true => Ok(stored),
            false => Err(ErrorKind::NotPermitted),
        }
    }
}

impl KeyWrap for SecureElement {
    fn wrap_key(
        &mut self,
        kek: &Slot,
        mode: KeyWrapMode,
        key: &Slot,
        wrapped: &mut [u8],
    ) -> Result<(), ErrorKind> {
        let (kek, key) = (self.kek(kek, Operation::WrapKey)?, self.slots.get(key)?);
        let strength = |key: &Stored| key.attributes.algorithm.strength(key.octets.len());
        if !matches!(key.attributes.exportability, Exportability::Sensitive)
            || key.attributes.algorithm != Algorithm::Hmac && strength(key) > strength(kek)
        {
            return Err(ErrorKind::NotPermitted);
        }
        if mode.wrapped_octets(key.octets.len()) != Some(wrapped.len()) {
            return Err(ErrorKind::DataLength);
        }
        let wrapped = by_length!(kek, mode, wrap_key(&key.octets, wrapped));
        wrapped.map(drop).map_err(|_| ErrorKind::DataLength)
    }

    fn unwrap_key(
        &mut self,
        kek: &Slot,
        mode: KeyWrapMode,
        wrapped: &mut [u8],
        attributes: KeyAttributes,
    ) -> Result<Slot, ErrorKind> {
        let copy = Zeroizing::new(wrapped.to_vec());
        wrapped.zeroize();
        if !key_wrap::comes_in(attributes) {
            return Err(ErrorKind::NotPermitted);
        }
        let kek = self.kek(kek, Operation::UnwrapKey)?;
        if !mode.unwraps(copy.len()) {
            return Err(ErrorKind::DataLength);
        }
        let mut body: Zeroizing<Vec<u8>> = Zeroizing::new(copy.clone()[8..].to_vec());
        let length = by_length!(kek, mode, unwrap_key(&copy, &mut body));
        body.truncate(length.map_err(|_| ErrorKind::Authentication)?);
        key_wrap::check_key(attributes, &body)?;
        self.slots.put(NewKey { attributes, octets: body.len() }, body)
    }
}
