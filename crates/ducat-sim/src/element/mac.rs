//! MACs.

use aes::cipher::KeyInit;
use compat::vec::Vec;
use ducat_hal::{AesCmac, ErrorKind, HmacSha256, Mac, MacAlgorithm, Operation, blocks};
use hmac::Mac as _;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::SecureElement;
use super::cipher::Cipher;
use crate::slots::Slot;

impl SecureElement {
    /// A full CMAC under a key whose rights the caller has checked.
    pub(super) fn cmac(
        &self,
        key: &Slot,
        message: &[&[u8]],
    ) -> Result<Zeroizing<Vec<u8>>, ErrorKind> {
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
        let fits = A::serves(attributes.usage) && A::accepts(attributes.algorithm);
        match fits && attributes.permits(operation) {
            false => Err(ErrorKind::NotPermitted),
            true if octets == 0 || octets > A::OCTETS => Err(ErrorKind::DataLength),
            true => Ok(()),
        }
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
