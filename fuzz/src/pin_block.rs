//! Any octets as PIN blocks of formats 0 to 4.
//!
//! ```text
//! 0     digits of the PAN, less one, modulo 19
//! 1-19  its digits, modulo 10
//! 20-27 the PIN field of formats 0 to 3, before the PAN is added
//! 28    length of the AES key: 16, 24 or 32, modulo 3
//! 29-60 the key
//! 61-76 the PIN field of format 4; taken for an enciphered block as well
//! ```

use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use arbitrary::Unstructured;
use ducat::key::role::{PinDecipher, PinEncipher};
use ducat::pin_block::{
    ClearFormat, ClearPinBlock, EncipheredPinBlock, format0, format1, format2, format3, format4,
};
use ducat::{Error, Key, Pan, Pin};
use ducat_hal::Algorithm;
use ducat_sim::ScriptedRng;
use ducat_soft::Engine;

use crate::{any_pan, nibbles};

pub fn run(octets: &[u8]) {
    let mut input = Unstructured::new(octets);
    // It runs out of octets without an error: what is missing is zero.
    let Ok(pan) = any_pan(&mut input) else { return };
    let Ok(field) = input.arbitrary::<[u8; 8]>() else { return };
    clear(&pan, field);
    for control in 0..4 {
        clear(&pan, with_control(field, control));
    }
    let Ok(choice) = input.arbitrary::<u8>() else { return };
    let Ok(key) = input.arbitrary::<[u8; 32]>() else { return };
    let Ok(field) = input.arbitrary::<[u8; 16]>() else { return };
    let aes = Aes::new(&key[..[16, 24, 32][usize::from(choice % 3)]]);
    // Deciphered, these octets are noise; enciphered first, they are the field itself.
    enciphered(&aes, &pan, field);
    enciphered(&aes, &pan, aes.encipher_field(field, &pan));
    enciphered(&aes, &pan, aes.encipher_field(with_control(field, 4), &pan));
}

fn with_control<const N: usize>(mut field: [u8; N], control: u8) -> [u8; N] {
    field[0] = control << 4 | field[0] & 0xF;
    field
}

/// The digits of a PIN field, if it is one.
fn model(control: u8, nibbles: &[u8], is_fill: fn(u8) -> bool) -> Option<Vec<u8>> {
    let length = usize::from(nibbles[1]);
    if nibbles[0] != control || !(4..=12).contains(&length) {
        return None;
    }
    let (digits, fill) = nibbles[2..16].split_at(length);
    let valid = digits.iter().all(|d| *d <= 9) && fill.iter().all(|f| is_fill(*f));
    valid.then(|| digits.to_vec())
}

fn same(decoded: Result<Pin, Error>, expected: Option<Vec<u8>>) -> Option<Pin> {
    match decoded {
        Ok(pin) => {
            assert_eq!(Some(pin.expose_secret()), expected.as_deref());
            Some(pin)
        }
        Err(error) => {
            assert_eq!((error, expected), (Error::PinBlock, None));
            None
        }
    }
}

fn clear(pan: &Pan, field: [u8; 8]) {
    let n = nibbles(&field);
    let mut bound = field;
    bound.iter_mut().zip(pan.format0_field()).for_each(|(octet, of_pan)| *octet ^= of_pan);

    let decoded = format0::decode(&ClearPinBlock::from_octets(&bound), pan);
    if let Some(pin) = same(decoded, model(0, &n, |f| f == 0xF)) {
        assert_eq!(format0::encode(&pin, pan).expose_secret(), &bound);
    }
    let decoded = format1::decode(&ClearPinBlock::from_octets(&field));
    if let Some(pin) = same(decoded, model(1, &n, |_| true)) {
        again(&field, &n[2 + pin.len()..], |rng| format1::encode(rng, &pin));
    }
    let decoded = format2::decode(&ClearPinBlock::from_octets(&field));
    if let Some(pin) = same(decoded, model(2, &n, |f| f == 0xF)) {
        assert_eq!(format2::encode(&pin).expose_secret(), &field);
    }
    let decoded = format3::decode(&ClearPinBlock::from_octets(&bound), pan);
    if let Some(pin) = same(decoded, model(3, &n, |f| f >= 0xA)) {
        let draws: Vec<u8> = n[2 + pin.len()..].iter().map(|letter| letter - 0xA).collect();
        again(&bound, &draws, |rng| format3::encode(rng, &pin, pan));
    }
}

/// Encodes anew with the randomness that made the block.
fn again<F: ClearFormat>(
    block: &[u8; 8],
    draws: &[u8],
    encode: impl FnOnce(&mut ScriptedRng<'_>) -> Result<ClearPinBlock<F>, Error>,
) {
    let mut rng = ScriptedRng::new(draws);
    let encoded = encode(&mut rng).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(encoded.expose_secret(), block);
    assert_eq!(rng.left(), 0);
}

fn enciphered(aes: &Aes, pan: &Pan, block: [u8; 16]) {
    let mut engine = Engine::<32>::new();
    let algorithm = Algorithm::aes(aes.key.len()).expect("16, 24 or 32");
    let key: Key<PinDecipher, _> = Key::load(&mut engine, algorithm, &aes.key).expect("a key");
    let field = aes.decipher_field(block, pan);
    let block = EncipheredPinBlock(block);
    let decoded = format4::decipher(&mut engine, &key, &block, pan);
    if let Some(pin) = same(decoded, model(4, &nibbles(&field), |f| f == 0xA)) {
        let key: Key<PinEncipher, _> = Key::load(&mut engine, algorithm, &aes.key).expect("a key");
        let mut rng = ScriptedRng::new(&field[8..]);
        let again = format4::encipher(&mut engine, &mut rng, &key, &pin, pan);
        assert_eq!(again, Ok(block));
    }
}

/// Format 4 as the standard writes it, over the cipher alone.
struct Aes {
    key: Vec<u8>,
}

impl Aes {
    fn new(key: &[u8]) -> Self {
        Self { key: key.to_vec() }
    }

    fn encipher_field(&self, field: [u8; 16], pan: &Pan) -> [u8; 16] {
        self.encipher(xor(self.encipher(field), pan.format4_field()))
    }

    fn decipher_field(&self, block: [u8; 16], pan: &Pan) -> [u8; 16] {
        self.decipher(xor(self.decipher(block), pan.format4_field()))
    }

    fn encipher(&self, mut block: [u8; 16]) -> [u8; 16] {
        let to = (&mut block).into();
        match self.key.len() {
            16 => aes::Aes128::new_from_slice(&self.key).expect("16").encrypt_block(to),
            24 => aes::Aes192::new_from_slice(&self.key).expect("24").encrypt_block(to),
            _ => aes::Aes256::new_from_slice(&self.key).expect("32").encrypt_block(to),
        }
        block
    }

    fn decipher(&self, mut block: [u8; 16]) -> [u8; 16] {
        let to = (&mut block).into();
        match self.key.len() {
            16 => aes::Aes128::new_from_slice(&self.key).expect("16").decrypt_block(to),
            24 => aes::Aes192::new_from_slice(&self.key).expect("24").decrypt_block(to),
            _ => aes::Aes256::new_from_slice(&self.key).expect("32").decrypt_block(to),
        }
        block
    }
}

fn xor(mut a: [u8; 16], b: [u8; 16]) -> [u8; 16] {
    a.iter_mut().zip(b).for_each(|(a, b)| *a ^= b);
    a
}
