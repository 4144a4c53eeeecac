//! Key derivation of TDES DUKPT.

use compat::vec::Vec;
use ducat_hal::tdea::TDEA_HALF_MASK;
use ducat_hal::{Algorithm, ErrorKind, NewKey, Operation, TdeaDerivation, TdeaStep, TdeaVariant};
use zeroize::Zeroizing;

use super::SecureElement;
use super::tdea::Tdea;
use crate::slots::Slot;

impl TdeaDerivation for SecureElement {
    fn derive_tdea(
        &mut self,
        parent: &Slot,
        step: TdeaStep,
        child: NewKey,
    ) -> Result<Slot, ErrorKind> {
        let stored = self.slots.get(parent)?;
        if !stored.attributes.permits(Operation::Derive) || !step.makes(stored.attributes, child) {
            return Err(ErrorKind::NotPermitted);
        }
        let octets: &[u8] = &stored.octets;
        let key = octets.try_into().map(Zeroizing::new).map_err(|_| ErrorKind::KeyLength)?;
        let octets = match step {
            TdeaStep::InitialKey(serial) => initial_key(&key, serial)?,
            TdeaStep::Next(register) => next(&key, register)?,
            TdeaStep::Working(variant) => working(&key, variant)?,
        };
        self.slots.put(child, octets)
    }
}

fn masked(key: &[u8; 16], mask: [u8; 8]) -> Zeroizing<[u8; 16]> {
    let mut masked = Zeroizing::new(*key);
    masked.iter_mut().zip(mask.iter().cycle()).for_each(|(octet, mask)| *octet ^= mask);
    masked
}

fn enciphered(
    algorithm: Algorithm,
    key: &[u8],
    block: [u8; 8],
) -> Result<Zeroizing<[u8; 8]>, ErrorKind> {
    let mut block = Zeroizing::new(block);
    Tdea::of(algorithm, key)?.encipher(&mut block)?;
    Ok(block)
}

fn initial_key(bdk: &[u8; 16], serial: [u8; 8]) -> Result<Zeroizing<Vec<u8>>, ErrorKind> {
    let left = enciphered(Algorithm::Tdea2, bdk, serial)?;
    let right = enciphered(Algorithm::Tdea2, &*masked(bdk, TDEA_HALF_MASK), serial)?;
    Ok(Zeroizing::new([*left, *right].concat()))
}

fn next(key: &[u8; 16], register: [u8; 8]) -> Result<Zeroizing<Vec<u8>>, ErrorKind> {
    let half = |key: &[u8; 16]| {
        let (left, right) = key.split_at(8);
        let mut block = register;
        block.iter_mut().zip(right).for_each(|(octet, right)| *octet ^= right);
        let mut half = enciphered(Algorithm::Des, left, block)?;
        half.iter_mut().zip(right).for_each(|(octet, right)| *octet ^= right);
        Ok::<_, ErrorKind>(half)
    };
    let (right, left) = (half(key)?, half(&masked(key, TDEA_HALF_MASK))?);
    Ok(Zeroizing::new([*left, *right].concat()))
}

fn working(key: &[u8; 16], variant: TdeaVariant) -> Result<Zeroizing<Vec<u8>>, ErrorKind> {
    let variant_key = masked(key, variant.mask());
    if !variant.is_one_way() {
        return Ok(Zeroizing::new(variant_key.to_vec()));
    }
    let mut octets = Zeroizing::new(Vec::with_capacity(16));
    for half in variant_key.as_chunks::<8>().0 {
        octets.extend_from_slice(&*enciphered(Algorithm::Tdea2, &*variant_key, *half)?);
    }
    Ok(octets)
}
