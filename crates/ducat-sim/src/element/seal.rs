//! Keys at rest.

use compat::vec::Vec;
use ducat_hal::seal::sealed_kind;
use ducat_hal::{ErrorKind, NewKey, Operation, SealKeys, blocks};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

use super::SecureElement;
use crate::slots::Slot;

/// A blob is CBC under the sealing key with the CMAC of everything as IV and as authentication:
/// good enough to tell whether a caller keeps to the contract, and no more than that.
impl SealKeys for SecureElement {
    fn sealed_octets(&self, key: NewKey, count: usize) -> usize {
        key.octets.saturating_mul(count).div_ceil(16).saturating_add(1).saturating_mul(16)
    }

    fn seal_keys(
        &mut self,
        sealing: &Slot,
        context: &[u8],
        kind: NewKey,
        keys: &[&Slot],
        blob: &mut [u8],
    ) -> Result<(), ErrorKind> {
        let cipher = self.cipher(sealing, Operation::Seal)?;
        if kind.octets == 0 || blob.len() != self.sealed_octets(kind, keys.len()) {
            return Err(ErrorKind::DataLength);
        }
        let mut clear = Zeroizing::new(Vec::new());
        for key in keys {
            let stored = self.slots.get(key)?;
            if stored.attributes != kind.attributes || stored.octets.len() != kind.octets {
                return Err(ErrorKind::NotPermitted);
            }
            clear.extend_from_slice(&stored.octets);
        }
        clear.resize(blob.len() - 16, 0);
        let mut tag = [0; 16];
        let parts: [&[u8]; 3] = [&sealed_kind(kind, keys.len()), context, &clear];
        blocks::cmac(|b| cipher.encipher(b), &parts, &mut tag)?;
        blocks::cbc_encipher(|b| cipher.encipher(b), &tag, clear.as_chunks_mut().0)?;
        blob.copy_from_slice(&[&tag[..], &clear].concat());
        Ok(())
    }

    fn unseal_keys(
        &mut self,
        sealing: &Slot,
        context: &[u8],
        blob: &mut [u8],
        key: NewKey,
        keys: &mut [Option<Slot>],
    ) -> Result<(), ErrorKind> {
        keys.iter_mut().for_each(|slot| *slot = None);
        let clear = Zeroizing::new(blob.to_vec());
        blob.zeroize();
        let cipher = self.cipher(sealing, Operation::Seal)?;
        if key.octets == 0 || clear.len() != self.sealed_octets(key, keys.len()) {
            return Err(ErrorKind::DataLength);
        }
        let (tag, body) = clear.split_first_chunk::<16>().ok_or(ErrorKind::DataLength)?;
        let mut body = Zeroizing::new(body.to_vec());
        blocks::cbc_decipher(|b| cipher.decipher(b), tag, body.as_chunks_mut().0)?;
        let mut expected = [0; 16];
        let parts: [&[u8]; 3] = [&sealed_kind(key, keys.len()), context, &body];
        blocks::cmac(|b| cipher.encipher(b), &parts, &mut expected)?;
        if !bool::from(expected.ct_eq(tag)) {
            return Err(ErrorKind::Authentication);
        }
        let mut opened = Vec::new();
        for octets in body.chunks_exact(key.octets).take(keys.len()) {
            opened.push(self.slots.put(key, Zeroizing::new(octets.to_vec()))?);
        }
        keys.iter_mut().zip(opened).for_each(|(slot, key)| *slot = Some(key));
        Ok(())
    }
}
