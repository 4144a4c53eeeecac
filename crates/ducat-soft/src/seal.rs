//! Sealing of keys with AES-SIV (RFC 5297), which has no nonce that could repeat.
//!
//! A blob is the synthetic IV, 16 octets, then the keys one after the other, enciphered. AES-SIV
//! takes two keys: they are derived from the sealing key, the n-th 16 octets as the encipherment
//! of the number n. Associated data are the kind of the keys and the caller's context.

use aes_siv::KeyInit;
use aes_siv::siv::{Aes128Siv, Aes256Siv};
use ducat_hal::seal::sealed_kind;
use ducat_hal::{ErrorKind, NewKey, Operation, SealKeys};
use zeroize::{Zeroize, Zeroizing};

use crate::block::Cipher;
use crate::engine::Engine;
use crate::key::Handle;
use crate::wipe::wiped_deep;

/// Octets that a blob is longer than its keys.
const OVERHEAD: usize = 16;

impl<const MAX: usize> SealKeys for Engine<MAX> {
    fn sealed_octets(&self, key: NewKey, count: usize) -> usize {
        key.octets.saturating_mul(count).saturating_add(OVERHEAD)
    }

    fn seal_keys(
        &mut self,
        sealing: &Handle<MAX>,
        context: &[u8],
        kind: NewKey,
        keys: &[&Handle<MAX>],
        blob: &mut [u8],
    ) -> Result<(), ErrorKind> {
        if kind.octets == 0 || blob.len() != self.sealed_octets(kind, keys.len()) {
            return Err(ErrorKind::DataLength);
        }
        let same = |key: &&Handle<MAX>| {
            key.attributes() == kind.attributes && key.expose_secret().len() == kind.octets
        };
        if !keys.iter().all(same) {
            return Err(ErrorKind::NotPermitted);
        }
        let siv = wiped_deep(|| {
            let mut siv = Siv::new(sealing)?;
            let Some((tag, body)) = blob.split_first_chunk_mut::<OVERHEAD>() else {
                return Err(ErrorKind::DataLength);
            };
            for (place, key) in body.chunks_exact_mut(kind.octets).zip(keys) {
                place.copy_from_slice(key.expose_secret());
            }
            *tag = siv.seal(&sealed_kind(kind, keys.len()), context, body)?;
            Ok(())
        });
        siv.inspect_err(|_| blob.zeroize())
    }

    fn unseal_keys(
        &mut self,
        sealing: &Handle<MAX>,
        context: &[u8],
        blob: &mut [u8],
        key: NewKey,
        keys: &mut [Option<Handle<MAX>>],
    ) -> Result<(), ErrorKind> {
        keys.iter_mut().for_each(|slot| *slot = None);
        if key.octets == 0 || blob.len() != self.sealed_octets(key, keys.len()) {
            blob.zeroize();
            return Err(ErrorKind::DataLength);
        }
        let opened = wiped_deep(|| {
            let Some((tag, body)) = blob.split_first_chunk_mut::<OVERHEAD>() else {
                return Err(ErrorKind::DataLength);
            };
            Siv::new(sealing)?.open(&sealed_kind(key, keys.len()), context, body, tag)?;
            for (slot, octets) in keys.iter_mut().zip(body.chunks_exact(key.octets)) {
                let mut handle = Handle::zero(key)?;
                handle.expose_secret_mut().copy_from_slice(octets);
                *slot = Some(handle);
            }
            Ok(())
        });
        blob.zeroize();
        opened.inspect_err(|_| keys.iter_mut().for_each(|slot| *slot = None))
    }
}

/// AES-SIV under keys derived from a sealing key.
enum Siv<const MAX: usize> {
    Aes128(Aes128Siv),
    Aes256(Aes256Siv),
}

impl<const MAX: usize> Siv<MAX> {
    fn new(sealing: &Handle<MAX>) -> Result<Self, ErrorKind> {
        let cipher = Cipher::new(sealing, Operation::Seal)?;
        let mut keys = Zeroizing::new([[0u8; 16]; 4]);
        for (number, block) in (1..).zip(keys.iter_mut()) {
            block[15] = number;
            cipher.encipher(block);
        }
        let keys = keys.as_flattened();
        if MAX >= 24 && sealing.expose_secret().len() > 16 {
            Aes256Siv::new_from_slice(keys).map(Self::Aes256)
        } else {
            Aes128Siv::new_from_slice(keys.get(..32).unwrap_or(&[])).map(Self::Aes128)
        }
        .map_err(|_| ErrorKind::KeyLength)
    }

    fn seal(
        &mut self,
        kind: &[u8],
        context: &[u8],
        body: &mut [u8],
    ) -> Result<[u8; OVERHEAD], ErrorKind> {
        let headers = [kind, context];
        match self {
            Self::Aes256(siv) if MAX >= 24 => siv.encrypt_inout_detached(headers, body.into()),
            Self::Aes128(siv) => siv.encrypt_inout_detached(headers, body.into()),
            Self::Aes256(_) => return Err(ErrorKind::Unsupported),
        }
        .map(Into::into)
        .map_err(|_| ErrorKind::Other)
    }

    fn open(
        &mut self,
        kind: &[u8],
        context: &[u8],
        body: &mut [u8],
        tag: &[u8; OVERHEAD],
    ) -> Result<(), ErrorKind> {
        let headers = [kind, context];
        match self {
            Self::Aes256(siv) if MAX >= 24 => {
                siv.decrypt_inout_detached(headers, body.into(), tag.into())
            }
            Self::Aes128(siv) => siv.decrypt_inout_detached(headers, body.into(), tag.into()),
            Self::Aes256(_) => return Err(ErrorKind::Unsupported),
        }
        .map_err(|_| ErrorKind::Authentication)
    }
}
