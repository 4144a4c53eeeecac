//! A secure element: keys in slots, from which no octet crosses.

use compat::vec::Vec;

use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use ducat_hal::seal::sealed_kind;
use ducat_hal::{
    AesCmac, Algorithm, Block, BlockCipher, CheckValue, CheckValueMethod, DecipherPin,
    DerivationInput, EncipherPin, ErrorKind, ErrorType, HmacSha256, KeyAttributes, KeyEngine,
    LoadKey, Mac, MacAlgorithm, NewKey, Operation, SealKeys, TranslatePin, blocks,
};
use hmac::Mac as _;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

use crate::slots::{Slot, Slots, Stored};

/// A simulated secure element with a fixed number of slots.
///
/// Handles of another element, or kept past a [`reset`](Self::reset), are
/// [`ErrorKind::UnknownKey`].
pub struct SecureElement {
    slots: Slots,
}

impl SecureElement {
    /// An element with room for `slots` keys.
    pub fn new(slots: usize) -> Self {
        Self { slots: Slots::new(slots) }
    }

    /// Slots in use.
    pub fn slots_in_use(&mut self) -> usize {
        self.slots.in_use()
    }

    /// Destroys every key, as a tamper response does. Handles that are still held are dead.
    pub fn reset(&mut self) {
        let count = self.slots.count();
        self.slots = Slots::new(count);
    }

    /// Shows a key, which a real element never does: to compare it with a vector.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownKey`].
    pub fn reveal_for_test(&self, key: &Slot) -> Result<Zeroizing<Vec<u8>>, ErrorKind> {
        self.slots.get(key).map(|stored| stored.octets.clone())
    }

    /// The expanded AES key of a slot, if it permits the operation.
    fn cipher(&self, key: &Slot, operation: Operation) -> Result<Cipher, ErrorKind> {
        let stored = self.slots.get(key)?;
        if !stored.attributes.permits(operation) {
            return Err(ErrorKind::NotPermitted);
        }
        Cipher::new(stored)
    }

    /// A full CMAC under a key whose rights the caller has checked.
    fn cmac(&self, key: &Slot, message: &[&[u8]]) -> Result<Zeroizing<Vec<u8>>, ErrorKind> {
        let cipher = Cipher::new(self.slots.get(key)?)?;
        let mut full = Zeroizing::new([0; 16]);
        blocks::cmac(|b| cipher.encipher(b), message, &mut full)?;
        Ok(Zeroizing::new(full.to_vec()))
    }

    fn check_mac<A: MacAlgorithm>(
        &self,
        key: &Slot,
        operation: Operation,
        octets: usize,
    ) -> Result<(), ErrorKind> {
        let attributes = self.slots.get(key)?.attributes;
        let fits = attributes.usage == A::USAGE && A::accepts(attributes.algorithm);
        match fits && attributes.permits(operation) {
            false => Err(ErrorKind::NotPermitted),
            true if octets == 0 || octets > A::OCTETS => Err(ErrorKind::DataLength),
            true => Ok(()),
        }
    }
}

/// AES of any key length.
enum Cipher {
    Aes128(aes::Aes128),
    Aes192(aes::Aes192),
    Aes256(aes::Aes256),
}

impl Cipher {
    fn new(key: &Stored) -> Result<Self, ErrorKind> {
        match key.attributes.algorithm {
            Algorithm::Aes128 => aes::Aes128::new_from_slice(&key.octets).map(Self::Aes128),
            Algorithm::Aes192 => aes::Aes192::new_from_slice(&key.octets).map(Self::Aes192),
            Algorithm::Aes256 => aes::Aes256::new_from_slice(&key.octets).map(Self::Aes256),
            _ => return Err(ErrorKind::Unsupported),
        }
        .map_err(|_| ErrorKind::KeyLength)
    }

    fn encipher(&self, block: &mut Block) -> Result<(), ErrorKind> {
        match self {
            Self::Aes128(cipher) => cipher.encrypt_block(block.into()),
            Self::Aes192(cipher) => cipher.encrypt_block(block.into()),
            Self::Aes256(cipher) => cipher.encrypt_block(block.into()),
        }
        Ok(())
    }

    fn decipher(&self, block: &mut Block) -> Result<(), ErrorKind> {
        match self {
            Self::Aes128(cipher) => cipher.decrypt_block(block.into()),
            Self::Aes192(cipher) => cipher.decrypt_block(block.into()),
            Self::Aes256(cipher) => cipher.decrypt_block(block.into()),
        }
        Ok(())
    }
}

impl ErrorType for SecureElement {
    type Error = ErrorKind;
}

impl KeyEngine for SecureElement {
    type Handle = Slot;

    fn attributes(&self, key: &Slot) -> KeyAttributes {
        key.kind.attributes
    }

    fn key_octets(&self, key: &Slot) -> usize {
        key.kind.octets
    }

    fn derive(
        &mut self,
        parent: &Slot,
        input: &DerivationInput,
        child: NewKey,
    ) -> Result<Slot, ErrorKind> {
        let cipher = self.cipher(parent, Operation::Derive)?;
        if !input.makes(parent.kind.attributes, child) {
            return Err(ErrorKind::NotPermitted);
        }
        let mut octets = Zeroizing::new(Vec::with_capacity(32));
        for block in input.blocks() {
            let mut block = Zeroizing::new(*block);
            cipher.encipher(&mut block)?;
            octets.extend_from_slice(&*block);
        }
        if octets.len() < child.octets {
            return Err(ErrorKind::DataLength);
        }
        octets.truncate(child.octets);
        self.slots.put(child, octets)
    }

    /// The element keeps its keys to itself, but PINs are on the host.
    fn scrub(&self) {
        zeroize::zeroize_stack::<8192>();
    }
}

impl LoadKey for SecureElement {
    fn load(&mut self, attributes: KeyAttributes, octets: &[u8]) -> Result<Slot, ErrorKind> {
        let key = NewKey { attributes, octets: octets.len() };
        self.slots.put(key, Zeroizing::new(octets.to_vec()))
    }
}

impl BlockCipher for SecureElement {
    fn encipher_block(&mut self, key: &Slot, block: &mut Block) -> Result<(), ErrorKind> {
        self.cipher(key, Operation::Encipher)?.encipher(block)
    }

    fn decipher_block(&mut self, key: &Slot, block: &mut Block) -> Result<(), ErrorKind> {
        self.cipher(key, Operation::Decipher)?.decipher(block)
    }
}

impl EncipherPin for SecureElement {
    fn encipher_pin(
        &mut self,
        key: &Slot,
        pin_field: &Block,
        pan_field: &Block,
    ) -> Result<Block, ErrorKind> {
        let cipher = self.cipher(key, Operation::EncipherPin)?;
        blocks::encipher_pin(|b| cipher.encipher(b), pin_field, pan_field)
    }
}

impl DecipherPin for SecureElement {
    fn decipher_pin(
        &mut self,
        key: &Slot,
        pin_block: &Block,
        pan_field: &Block,
        pin_field: &mut Block,
    ) -> Result<(), ErrorKind> {
        let cipher = self.cipher(key, Operation::DecipherPin)?;
        blocks::decipher_pin(|b| cipher.decipher(b), pin_block, pan_field, pin_field)
    }
}

impl TranslatePin for SecureElement {
    fn translate_pin(
        &mut self,
        from: &Slot,
        pin_block: &Block,
        pan_field: &Block,
        to: &Slot,
        random: &[u8; 8],
    ) -> Result<Option<Block>, ErrorKind> {
        let from = self.cipher(from, Operation::DecipherPin)?;
        let to = self.cipher(to, Operation::EncipherPin)?;
        let (decipher, encipher) =
            (|b: &mut Block| from.decipher(b), |b: &mut Block| to.encipher(b));
        blocks::translate_pin(decipher, pin_block, pan_field, encipher, random)
    }
}

impl CheckValue for SecureElement {
    fn check_value(
        &mut self,
        key: &Slot,
        method: CheckValueMethod,
        value: &mut [u8],
    ) -> Result<(), ErrorKind> {
        if value.is_empty() || value.len() > method.octets() {
            return Err(ErrorKind::DataLength);
        }
        let full = match method {
            CheckValueMethod::Legacy => {
                let mut block = [0; 16];
                self.cipher(key, Operation::LegacyCheckValue)?.encipher(&mut block)?;
                Zeroizing::new(block.to_vec())
            }
            CheckValueMethod::Cmac => self.cmac(key, &[&[0; 16]])?,
        };
        value.iter_mut().zip(full.iter()).for_each(|(to, from)| *to = *from);
        Ok(())
    }
}

impl Mac<AesCmac> for SecureElement {
    fn generate_mac(
        &mut self,
        key: &Slot,
        message: &[&[u8]],
        mac: &mut [u8],
    ) -> Result<(), ErrorKind> {
        self.check_mac::<AesCmac>(key, Operation::GenerateMac, mac.len())?;
        let full = self.cmac(key, message)?;
        mac.iter_mut().zip(full.iter()).for_each(|(to, from)| *to = *from);
        Ok(())
    }

    fn verify_mac(&mut self, key: &Slot, message: &[&[u8]], mac: &[u8]) -> Result<bool, ErrorKind> {
        self.check_mac::<AesCmac>(key, Operation::VerifyMac, mac.len())?;
        let full = self.cmac(key, message)?;
        Ok(full.get(..mac.len()).is_some_and(|cut| bool::from(cut.ct_eq(mac))))
    }
}

impl SecureElement {
    fn hmac(&self, key: &Slot, message: &[&[u8]]) -> Result<hmac::Hmac<sha2::Sha256>, ErrorKind> {
        let stored = self.slots.get(key)?;
        let mac = <hmac::Hmac<sha2::Sha256> as KeyInit>::new_from_slice(&stored.octets);
        let mut mac = mac.map_err(|_| ErrorKind::KeyLength)?;
        message.iter().for_each(|part| mac.update(part));
        Ok(mac)
    }
}

impl Mac<HmacSha256> for SecureElement {
    fn generate_mac(
        &mut self,
        key: &Slot,
        message: &[&[u8]],
        mac: &mut [u8],
    ) -> Result<(), ErrorKind> {
        self.check_mac::<HmacSha256>(key, Operation::GenerateMac, mac.len())?;
        let full = self.hmac(key, message)?.finalize().into_bytes();
        mac.iter_mut().zip(full).for_each(|(to, from)| *to = from);
        Ok(())
    }

    fn verify_mac(&mut self, key: &Slot, message: &[&[u8]], mac: &[u8]) -> Result<bool, ErrorKind> {
        self.check_mac::<HmacSha256>(key, Operation::VerifyMac, mac.len())?;
        Ok(self.hmac(key, message)?.verify_truncated_left(mac).is_ok())
    }
}

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
