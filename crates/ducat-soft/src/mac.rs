//! CMAC with AES, and HMAC. Those over blocks of TDEA are in `chain`.

use cmac::Cmac;
use ducat_hal::{AesCmac, Block, ErrorKind, Hmac, Mac, MacAlgorithm, Operation};
use hmac::KeyInit;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

use crate::engine::Engine;
use crate::hash::SoftHash;
use crate::key::Handle;
use crate::wipe::wiped;

/// CMAC of a message under an AES key whose rights the caller has checked.
pub(crate) fn cmac<const MAX: usize>(
    key: &Handle<MAX>,
    message: &[&[u8]],
    mac: &mut Block,
) -> Result<(), ErrorKind> {
    if !key.attributes().algorithm.is_aes() {
        return Err(ErrorKind::Unsupported);
    }
    let octets = key.expose_secret();
    if MAX >= 32 && octets.len() == 32 {
        compute::<Cmac<aes::Aes256>>(octets, message, mac)
    } else if MAX >= 24 && octets.len() == 24 {
        compute::<Cmac<aes::Aes192>>(octets, message, mac)
    } else {
        compute::<Cmac<aes::Aes128>>(octets, message, mac)
    }
}

/// A full MAC into the first octets of `out`.
pub(crate) fn compute<M: KeyInit + hmac::Mac>(
    key: &[u8],
    message: &[&[u8]],
    out: &mut [u8],
) -> Result<(), ErrorKind> {
    let mut mac = <M as KeyInit>::new_from_slice(key).map_err(|_| ErrorKind::KeyLength)?;
    message.iter().for_each(|part| mac.update(part));
    let mut full = mac.finalize().into_bytes();
    out.iter_mut().zip(&full).for_each(|(to, from)| *to = *from);
    full.as_mut_slice().zeroize();
    Ok(())
}

/// The rights common to all MACs.
pub(crate) fn check_key<A: MacAlgorithm, const MAX: usize>(
    key: &Handle<MAX>,
    operation: Operation,
) -> Result<(), ErrorKind> {
    let attributes = key.attributes();
    let fits = A::serves(attributes.usage) && A::accepts(attributes.algorithm);
    if fits && attributes.permits(operation) { Ok(()) } else { Err(ErrorKind::NotPermitted) }
}

/// The lengths common to all MACs.
pub(crate) fn check_length<A: MacAlgorithm>(octets: usize) -> Result<(), ErrorKind> {
    if octets == 0 || octets > A::OCTETS { Err(ErrorKind::DataLength) } else { Ok(()) }
}

fn check<A: MacAlgorithm, const MAX: usize>(
    key: &Handle<MAX>,
    operation: Operation,
    octets: usize,
) -> Result<(), ErrorKind> {
    check_key::<A, MAX>(key, operation)?;
    check_length::<A>(octets)
}

/// Copies or compares the leftmost octets of a full MAC.
pub(crate) fn generate(full: &[u8], mac: &mut [u8]) {
    mac.iter_mut().zip(full).for_each(|(to, from)| *to = *from);
}

pub(crate) fn verify(full: &[u8], mac: &[u8]) -> bool {
    full.get(..mac.len()).is_some_and(|cut| bool::from(cut.ct_eq(mac)))
}

impl<const MAX: usize> Mac<AesCmac> for Engine<MAX> {
    fn generate_mac(
        &mut self,
        key: &Handle<MAX>,
        message: &[&[u8]],
        mac: &mut [u8],
    ) -> Result<(), ErrorKind> {
        check::<AesCmac, MAX>(key, Operation::GenerateMac, mac.len())?;
        wiped(|| {
            let mut full = Zeroizing::new([0; 16]);
            cmac(key, message, &mut full)?;
            generate(&*full, mac);
            Ok(())
        })
    }

    fn verify_mac(
        &mut self,
        key: &Handle<MAX>,
        message: &[&[u8]],
        mac: &[u8],
    ) -> Result<bool, ErrorKind> {
        check::<AesCmac, MAX>(key, Operation::VerifyMac, mac.len())?;
        wiped(|| {
            let mut full = Zeroizing::new([0; 16]);
            cmac(key, message, &mut full)?;
            Ok(verify(&*full, mac))
        })
    }
}

impl<H: SoftHash, const MAX: usize> Mac<Hmac<H>> for Engine<MAX> {
    fn generate_mac(
        &mut self,
        key: &Handle<MAX>,
        message: &[&[u8]],
        mac: &mut [u8],
    ) -> Result<(), ErrorKind> {
        check::<Hmac<H>, MAX>(key, Operation::GenerateMac, mac.len())?;
        wiped(|| {
            let mut full = Zeroizing::new([0; 64]);
            H::hmac(key.expose_secret(), message, full.as_mut_slice())?;
            generate(&*full, mac);
            Ok(())
        })
    }

    fn verify_mac(
        &mut self,
        key: &Handle<MAX>,
        message: &[&[u8]],
        mac: &[u8],
    ) -> Result<bool, ErrorKind> {
        check::<Hmac<H>, MAX>(key, Operation::VerifyMac, mac.len())?;
        wiped(|| {
            let mut full = Zeroizing::new([0; 64]);
            H::hmac(key.expose_secret(), message, full.as_mut_slice())?;
            Ok(verify(&*full, mac))
        })
    }
}
