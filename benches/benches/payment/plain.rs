//! The same work with RustCrypto alone: what remains is left where it is.

use core::mem::ManuallyDrop;

use aes::Aes128;
use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use cmac::{Cmac, Mac};
use ducat::dukpt::aes::{DerivationData, InitialKeyId, KeyType, UsageIndicator};

pub(crate) type Octets = [u8; 16];

/// An expanded key that is not wiped when it is dropped.
fn expand(key: &Octets) -> ManuallyDrop<Aes128> {
    ManuallyDrop::new(Aes128::new(key.into()))
}

fn encipher(cipher: &Aes128, block: &Octets) -> Octets {
    let mut block = (*block).into();
    cipher.encrypt_block(&mut block);
    block.into()
}

fn decipher(cipher: &Aes128, block: &Octets) -> Octets {
    let mut block = (*block).into();
    cipher.decrypt_block(&mut block);
    block.into()
}

fn xor(a: Octets, b: &Octets) -> Octets {
    core::array::from_fn(|n| a[n] ^ b[n])
}

fn derive(parent: &Aes128, data: DerivationData) -> Octets {
    encipher(parent, &data.block(1).expect("one block"))
}

fn node(id: InitialKeyId, counter: u32) -> DerivationData {
    at(UsageIndicator::KeyDerivation, id, counter)
}

fn at(usage: UsageIndicator, id: InitialKeyId, counter: u32) -> DerivationData {
    DerivationData::at(usage, KeyType::Aes128, id.derivation_id(), counter)
}

/// From the BDK to the PIN key of a transaction.
pub(crate) fn pin_key(bdk: &Octets, id: InitialKeyId, counter: u32) -> Octets {
    let mut key = derive(&expand(bdk), DerivationData::initial_key(KeyType::Aes128, id));
    let mut walked = 0;
    for bit in (0..32).rev().map(|bit| 1 << bit).filter(|bit| counter & bit != 0) {
        walked |= bit;
        key = derive(&expand(&key), node(id, walked));
    }
    derive(&expand(&key), at(UsageIndicator::PinEncryption, id, counter))
}

/// A terminal's registers, and the counter of its next transaction.
#[derive(Clone)]
pub(crate) struct Terminal {
    id: InitialKeyId,
    counter: u32,
    registers: [Octets; 32],
}

impl Terminal {
    pub(crate) fn load(initial_key: &Octets, id: InitialKeyId) -> Self {
        let cipher = expand(initial_key);
        let registers = core::array::from_fn(|bit| derive(&cipher, node(id, 1 << bit)));
        Self { id, counter: 1, registers }
    }

    /// The key of the next transaction. Good for the first 65,535: what happens at more than 16
    /// one-bits is not here.
    pub(crate) fn generate(&mut self) -> Octets {
        let current = self.counter.trailing_zeros() as usize;
        let key = self.registers[current];
        if current > 0 {
            let cipher = expand(&key);
            for (bit, register) in self.registers[..current].iter_mut().enumerate() {
                *register = derive(&cipher, node(self.id, self.counter | 1 << bit));
            }
        }
        self.counter += 1;
        key
    }
}

/// Format 4: both encipherments.
pub(crate) fn encipher_pin(key: &Octets, pin_field: &Octets, pan_field: &Octets) -> Octets {
    let cipher = expand(key);
    encipher(&cipher, &xor(encipher(&cipher, pin_field), pan_field))
}

/// Format 4 under one key to format 4 under another, with new random octets.
pub(crate) fn translate(
    from: &Octets,
    block: &Octets,
    pan_field: &Octets,
    to: &Octets,
    random: &[u8; 8],
) -> Octets {
    let cipher = expand(from);
    let mut field = decipher(&cipher, &xor(decipher(&cipher, block), pan_field));
    field[8..].copy_from_slice(random);
    encipher_pin(to, &field, pan_field)
}

pub(crate) fn cmac(key: &Octets, message: &[u8]) -> Octets {
    let mut mac = ManuallyDrop::new(<Cmac<Aes128> as KeyInit>::new(key.into()));
    mac.update(message);
    // The other way to finish ends with a wipe.
    mac.finalize_reset().into_bytes().into()
}
