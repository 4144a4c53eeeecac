//! PIN blocks of formats 0, 1 and 3 under TDEA, on every engine.

use ducat::key::role::{PinDecipher, PinEncipher};
use ducat::pin_block::Format::{self, Format0, Format1, Format3};
use ducat::pin_block::{EncipheredPin, EncipheredPinBlock, format0, format1, format3, format4};
use ducat::{Error, Key, Pan, Pin};
use ducat_hal::{Algorithm, ErrorKind};
use ducat_sim::{FailingRng, ScriptedRng};
use proptest::prelude::*;

use crate::support::ciphers::Cipher;
use crate::support::faulty::Faulty;
use crate::support::pins::{
    any_pan, any_pin, deciphered, decode, enciphered_field, fill, pan_field_8, pin_field,
};
use crate::support::rng::Prng;
use crate::support::{TestEngine, check, load, octets, on_every_engine};

on_every_engine! {
    known_value
    the_model_reads_what_was_enciphered
    every_change_of_one_nibble
    another_key_pan_or_format
    aes_keys_are_refused
    failing_sources
    a_failing_engine
    twelve_digits_of_the_pan
}

const FORMATS: [Format; 3] = [Format0, Format1, Format3];
const CARD: &[u8] = b"5500005555555559";

fn pan() -> Pan {
    Pan::from_ascii(CARD).unwrap()
}

fn encipher<E: TestEngine>(
    engine: &mut E,
    rng: &mut Prng,
    format: Format,
    key: &Key<PinEncipher, E>,
    pin: &Pin,
    pan: &Pan,
) -> Result<EncipheredPin, Error> {
    match format {
        Format0 => format0::encipher(engine, key, pin, pan),
        Format1 => format1::encipher(engine, rng, key, pin),
        _ => format3::encipher(engine, rng, key, pin, pan),
    }
}

fn decipher<E: TestEngine>(
    engine: &mut E,
    format: Format,
    key: &Key<PinDecipher, E>,
    block: &EncipheredPin,
    pan: &Pan,
) -> Result<Pin, Error> {
    match format {
        Format0 => format0::decipher(engine, key, block, pan),
        Format1 => format1::decipher(engine, key, block),
        _ => format3::decipher(engine, key, block, pan),
    }
}

/// Format 0 of a published clear block; the ciphertext by OpenSSL 3.0, `des-ede-ecb`.
fn known_value<E: TestEngine>() {
    let engine = &mut E::new();
    let key = 0x0123_4567_89AB_CDEF_FEDC_BA98_7654_3210_u128.to_be_bytes();
    let key: Key<PinEncipher, E> = Key::load(engine, Algorithm::Tdea2, &key).unwrap();
    let (pin, pan) = (Pin::from_ascii(b"1234"), Pan::from_ascii(b"5555555551234567"));
    let block = format0::encipher(engine, &key, &pin.unwrap(), &pan.unwrap()).unwrap();
    assert_eq!(block, EncipheredPin::Format0(0x230B_4C43_B8BA_2C5C_u64.to_be_bytes()));
}

fn the_model_reads_what_was_enciphered<E: TestEngine>() {
    check(60, (any_pin(), any_pan(), any::<u64>()), |(digits, ascii_pan, seed)| {
        for &algorithm in E::TDEA {
            let engine = &mut E::new();
            let (to, from) = (load(engine, algorithm, 1), load(engine, algorithm, 1));
            let pin = Pin::from_digits(&digits).unwrap();
            let pan = Pan::from_ascii(&ascii_pan).unwrap();
            for format in FORMATS {
                let rng = &mut Prng(seed);
                let block = encipher(engine, rng, format, &to, &pin, &pan).unwrap();
                let key = octets(algorithm, 1);
                let (read, _) = deciphered(&block, (algorithm, &key), &ascii_pan).unwrap();
                prop_assert_eq!(&read, &digits);
                let read = decipher(engine, format, &from, &block, &pan).unwrap();
                prop_assert_eq!(read.expose_secret(), &digits[..]);
            }
        }
        Ok(())
    });
}

/// The last fill nibble among them, which at least one implementation does not look at.
fn every_change_of_one_nibble<E: TestEngine>() {
    let engine = &mut E::new();
    let octets = octets(Algorithm::Tdea2, 1);
    let key: Key<PinDecipher, E> = load(engine, Algorithm::Tdea2, 1);
    let cipher = &mut Cipher::new(Algorithm::Tdea2, &octets);
    for format in FORMATS {
        let pan_field = if format == Format1 { [0; 8] } else { pan_field_8(CARD) };
        let pan_field = u64::from_be_bytes(pan_field);
        for length in 4..=12 {
            let digits: Vec<u8> = (0..length).map(|i| i * 7 % 10).collect();
            let good = pin_field(format.number(), &digits, fill(format));
            for at in 0..16 {
                for nibble in 0..16 {
                    let mut changed = good;
                    changed[at] = nibble;
                    let field = changed.iter().fold(0, |field, n| field << 4 | u64::from(*n));
                    let block = cipher.encipher_short(field ^ pan_field).to_be_bytes();
                    let block = EncipheredPin::from_octets(format, &block).unwrap();
                    let read = decipher(engine, format, &key, &block, &pan());
                    match decode(format.number(), &changed, fill(format)) {
                        Some(digits) => assert_eq!(read.unwrap().expose_secret(), digits),
                        None => assert_eq!(read.err(), Some(Error::PinBlock), "{changed:X?}"),
                    }
                }
            }
        }
    }
}

/// Whatever is wrong, it is the same error, or, rarely, a wrong PIN.
fn another_key_pan_or_format<E: TestEngine>() {
    let engine = &mut E::new();
    let to: Key<PinEncipher, E> = load(engine, Algorithm::Tdea2, 1);
    let from = load(engine, Algorithm::Tdea2, 1);
    let another = load(engine, Algorithm::Tdea2, 2);
    let other_pan = Pan::from_ascii(b"5500007777777779").unwrap();
    let (pin, rng) = (Pin::from_ascii(b"123456").unwrap(), &mut Prng(7));
    for format in FORMATS {
        let block = encipher(engine, rng, format, &to, &pin, &pan()).unwrap();
        let refused = decipher(engine, format, &another, &block, &pan());
        assert_eq!(refused.err(), Some(Error::PinBlock), "{format:?}");
        if format != Format1 {
            let refused = decipher(engine, format, &from, &block, &other_pan);
            assert_eq!(refused.err(), Some(Error::PinBlock), "{format:?}");
        }
        for other in FORMATS.into_iter().filter(|other| *other != format) {
            let refused = decipher(engine, other, &from, &block, &pan());
            assert_eq!(refused.err(), Some(Error::PinBlock), "as {other:?}");
            // Taken for a block of the other format, its control nibble tells.
            let taken = EncipheredPin::from_octets(other, block.as_octets()).unwrap();
            let refused = decipher(engine, other, &from, &taken, &pan());
            assert_eq!(refused.err(), Some(Error::PinBlock), "taken for {other:?}");
        }
    }
}

fn aes_keys_are_refused<E: TestEngine>() {
    let engine = &mut E::new();
    let (to, from) = (load(engine, Algorithm::Aes128, 1), load(engine, Algorithm::Aes128, 1));
    let pin = Pin::from_ascii(b"1234").unwrap();
    for format in FORMATS {
        let refused = encipher(engine, &mut Prng(1), format, &to, &pin, &pan());
        assert_eq!(refused, Err(Error::Algorithm));
        let block = EncipheredPin::from_octets(format, &[0; 8]).unwrap();
        let refused = decipher(engine, format, &from, &block, &pan());
        assert_eq!(refused.err(), Some(Error::Algorithm));
    }
}

/// Ten octets, whatever the PIN: its length does not show in what is drawn.
fn failing_sources<E: TestEngine>() {
    let engine = &mut E::new();
    let key: Key<PinEncipher, E> = load(engine, Algorithm::Tdea2, 1);
    for pin in [&b"1234"[..], b"1234567", b"123456789012"] {
        let pin = Pin::from_ascii(pin).unwrap();
        for drawn in 0..=10 {
            let wanted = if drawn < 10 { Some(Error::Random) } else { None };
            let rng = &mut FailingRng::after(drawn, ScriptedRng::new(&[1; 10]));
            assert_eq!(format1::encipher(engine, rng, &key, &pin).err(), wanted);
            let rng = &mut FailingRng::after(drawn, ScriptedRng::new(&[1; 10]));
            assert_eq!(format3::encipher(engine, rng, &key, &pin, &pan()).err(), wanted);
        }
        // What makes no letter is drawn again, and not for ever.
        let rng = &mut ScriptedRng::new(&[6, 7, 0, 6, 1, 2, 3, 4, 5, 0, 1, 2, 3]);
        assert!(format3::encipher(engine, rng, &key, &pin, &pan()).is_ok());
        assert_eq!(rng.left(), 0);
        let rng = &mut ScriptedRng::new(&[7; 5000]);
        let stuck = format3::encipher(engine, rng, &key, &pin, &pan());
        assert_eq!(stuck, Err(Error::Random));
        assert_eq!(rng.left(), 5000 - 1024);
    }
}

fn a_failing_engine<E: TestEngine>() {
    let engine = &mut Faulty::<E>::new();
    let failed = Some(Error::Engine(ErrorKind::Hardware));
    let (to, from) = (load(engine, Algorithm::Tdea2, 1), load(engine, Algorithm::Tdea2, 1));
    let pin = Pin::from_ascii(b"1234").unwrap();
    for format in FORMATS {
        engine.fail_after(0);
        let block = encipher(engine, &mut Prng(1), format, &to, &pin, &pan());
        assert_eq!(block.err(), failed);
        let block = EncipheredPin::from_octets(format, &[0; 8]).unwrap();
        engine.fail_after(0);
        assert_eq!(decipher(engine, format, &from, &block, &pan()).err(), failed);
    }
}

fn twelve_digits_of_the_pan<E: TestEngine>() {
    let engine = &mut E::new();
    let (to, from) = (load(engine, Algorithm::Aes128, 1), load(engine, Algorithm::Aes128, 1));
    let (pin, pan) = (Pin::from_ascii(b"1234").unwrap(), pan());
    let block = format4::encipher_with_12_digits(engine, &mut Prng(3), &to, &pin, &pan).unwrap();
    // What a model makes with a PAN of those twelve digits.
    let mut random = [0; 8];
    let Ok(()) = rand_core::TryRng::try_fill_bytes(&mut Prng(3), &mut random);
    let nibbles = pin_field(4, &[1, 2, 3, 4], fill(Format::Format4));
    let key = octets(Algorithm::Aes128, 1);
    let digits = &CARD[CARD.len() - 13..CARD.len() - 1];
    let key = (Algorithm::Aes128, &key[..]);
    let model = enciphered_field(Format::Format4, key, &nibbles, random, digits);
    assert_eq!(EncipheredPin::from(block), model);
    let read = format4::decipher_with_12_digits(engine, &from, &block, &pan).unwrap();
    assert_eq!(read.expose_secret(), [1, 2, 3, 4]);
    // The one is not the other.
    let read = format4::decipher(engine, &from, &block, &pan);
    assert_eq!(read.err(), Some(Error::PinBlock));
    let EncipheredPinBlock(whole) =
        format4::encipher(engine, &mut Prng(3), &to, &pin, &pan).unwrap();
    assert_ne!(whole, block.0);
}
