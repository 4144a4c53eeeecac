//! PIN block format 4, on every engine.

use ducat::key::role::{PinDecipher, PinEncipher};
use ducat::pin_block::{EncipheredPin, EncipheredPinBlock, Format, format4, translate_format4};
use ducat::{Error, Key, Pan, Pin};
use ducat_hal::Algorithm;
use ducat_sim::{FailingRng, ScriptedRng};
use proptest::prelude::*;

use crate::support::pins::{Fill, any_pan, any_pin, decode, enciphered_field, pin_field};
use crate::support::rng::Prng;
use crate::support::{TestEngine, check, load, octets, on_every_engine};

on_every_engine! {
    known_value
    round_trips
    every_change_of_one_nibble
    the_random_half_is_not_checked
    another_pan_or_key
    translated_under_another_key
    a_bad_block_is_not_translated
    tdea_keys_are_refused
}

const CARD: &[u8] = b"4111111111111111";

fn keys<E: TestEngine>(
    engine: &mut E,
    algorithm: Algorithm,
    number: u8,
) -> (Key<PinEncipher, E>, Key<PinDecipher, E>) {
    (load(engine, algorithm, number), load(engine, algorithm, number))
}

/// Enciphers a PIN field as it stands under [`keys`] number 1 of AES-128.
fn encipher_field(nibbles: &[u8; 16], random: [u8; 8], pan: &[u8]) -> EncipheredPinBlock {
    encipher_field_under(Algorithm::Aes128, nibbles, random, pan)
}

fn encipher_field_under(
    algorithm: Algorithm,
    nibbles: &[u8; 16],
    random: [u8; 8],
    pan: &[u8],
) -> EncipheredPinBlock {
    let key = (algorithm, &octets(algorithm, 1)[..]);
    match enciphered_field(Format::Format4, key, nibbles, random, pan) {
        EncipheredPin::Format4(octets) => EncipheredPinBlock(octets),
        other => panic!("{other:?}"),
    }
}

fn known_value<E: TestEngine>() {
    let engine = &mut E::new();
    let octets = 0xAF8C_B133_A78F_8DC2_D135_9F18_5275_93FB_u128.to_be_bytes();
    let key: Key<PinEncipher, E> = Key::load(engine, Algorithm::Aes128, &octets).unwrap();
    let rng = &mut ScriptedRng::new(&[0x2F, 0x69, 0xAD, 0xDE, 0x2E, 0x9E, 0x7A, 0xCE]);
    let pin = Pin::from_ascii(b"1234").unwrap();
    let pan = Pan::from_ascii(CARD).unwrap();
    let block = format4::encipher(engine, rng, &key, &pin, &pan).unwrap();
    assert_eq!(u128::from_be_bytes(block.0), 0xA912_1503_91AB_65A6_7E52_883D_81CE_2D15);
    assert_eq!(rng.left(), 0);
}

fn round_trips<E: TestEngine>() {
    check(300, (any_pin(), any_pan(), any::<u64>()), |(digits, ascii_pan, seed)| {
        for &algorithm in E::ALGORITHMS {
            let engine = &mut E::new();
            let (to, from) = keys(engine, algorithm, 1);
            let pin = Pin::from_digits(&digits).unwrap();
            let pan = Pan::from_ascii(&ascii_pan).unwrap();
            let block = format4::encipher(engine, &mut Prng(seed), &to, &pin, &pan).unwrap();
            let decoded = format4::decipher(engine, &from, &block, &pan).unwrap();
            prop_assert_eq!(decoded.expose_secret(), &digits[..]);
            // The same as from the standard's fields.
            let random = random_half_of(seed);
            let nibbles = pin_field(4, &digits, Fill::Exactly(0xA));
            prop_assert_eq!(encipher_field_under(algorithm, &nibbles, random, &ascii_pan), block);
        }
        Ok(())
    });
}

fn random_half_of(seed: u64) -> [u8; 8] {
    let mut random = [0; 8];
    let Ok(()) = rand_core::TryRng::try_fill_bytes(&mut Prng(seed), &mut random);
    random
}

fn every_change_of_one_nibble<E: TestEngine>() {
    let engine = &mut E::new();
    let (_, from) = keys(engine, Algorithm::Aes128, 1);
    let pan = Pan::from_ascii(CARD).unwrap();
    for length in 4..=12 {
        let digits: Vec<u8> = (0..length).map(|i| i * 7 % 10).collect();
        let good = pin_field(4, &digits, Fill::Exactly(0xA));
        for at in 0..16 {
            for nibble in 0..16 {
                let mut changed = good;
                changed[at] = nibble;
                let block = encipher_field(&changed, [0x5A; 8], CARD);
                let decoded = format4::decipher(engine, &from, &block, &pan);
                match decode(4, &changed, Fill::Exactly(0xA)) {
                    Some(digits) => assert_eq!(decoded.unwrap().expose_secret(), digits),
                    None => assert_eq!(decoded.err(), Some(Error::PinBlock), "{changed:X?}"),
                }
            }
        }
    }
}

fn the_random_half_is_not_checked<E: TestEngine>() {
    let engine = &mut E::new();
    let (_, from) = keys(engine, Algorithm::Aes128, 1);
    let pan = Pan::from_ascii(CARD).unwrap();
    let nibbles = pin_field(4, &[1, 2, 3, 4], Fill::Exactly(0xA));
    for octet in 0..=0xFF {
        let block = encipher_field(&nibbles, [octet; 8], CARD);
        let decoded = format4::decipher(engine, &from, &block, &pan).unwrap();
        assert_eq!(decoded.expose_secret(), [1, 2, 3, 4]);
    }
}

/// Refused or wrong: by chance, one in some ten million decodes to a PIN.
fn another_pan_or_key<E: TestEngine>() {
    check(100, (any_pin(), any_pan(), any::<u64>()), |(digits, ascii_pan, seed)| {
        let engine = &mut E::new();
        let (to, from) = keys(engine, Algorithm::Aes128, 1);
        let another_key = load(engine, Algorithm::Aes128, 2);
        let pin = Pin::from_digits(&digits).unwrap();
        let pan = Pan::from_ascii(&ascii_pan).unwrap();
        let block = format4::encipher(engine, &mut Prng(seed), &to, &pin, &pan).unwrap();
        let refused_or_wrong = |decoded: Result<Pin, Error>| match decoded {
            Err(error) => error == Error::PinBlock,
            Ok(wrong) => wrong.expose_secret() != digits,
        };
        for at in 0..ascii_pan.len() {
            let mut other = ascii_pan.clone();
            other[at] = b'0' + (other[at] - b'0' + 1) % 10;
            let other = Pan::from_ascii(&other).unwrap();
            prop_assert!(refused_or_wrong(format4::decipher(engine, &from, &block, &other)));
        }
        prop_assert!(refused_or_wrong(format4::decipher(engine, &another_key, &block, &pan)));
        Ok(())
    });
}

fn translated_under_another_key<E: TestEngine>() {
    check(100, (any_pin(), any_pan(), any::<u64>()), |(digits, ascii_pan, seed)| {
        for &zone in E::ALGORITHMS {
            let engine = &mut E::new();
            let (acquirer, from) = keys(engine, Algorithm::Aes128, 1);
            let (to, issuer) = keys(engine, zone, 2);
            let pin = Pin::from_digits(&digits).unwrap();
            let pan = Pan::from_ascii(&ascii_pan).unwrap();
            let rng = &mut Prng(seed);
            let block = format4::encipher(engine, rng, &acquirer, &pin, &pan).unwrap();
            let moved = translate_format4(engine, rng, &from, &block, &pan, &to).unwrap();
            prop_assert_ne!(moved, block);
            let decoded = format4::decipher(engine, &issuer, &moved, &pan).unwrap();
            prop_assert_eq!(decoded.expose_secret(), &digits[..]);
        }
        Ok(())
    });
}

fn a_bad_block_is_not_translated<E: TestEngine>() {
    let engine = &mut E::new();
    let (_, from) = keys(engine, Algorithm::Aes128, 1);
    let (to, _) = keys(engine, Algorithm::Aes128, 2);
    let pan = Pan::from_ascii(CARD).unwrap();
    let mut nibbles = pin_field(4, &[1, 2, 3, 4], Fill::Exactly(0xA));
    nibbles[15] = 0xB;
    let block = encipher_field(&nibbles, [0; 8], CARD);
    let moved = translate_format4(engine, &mut Prng(1), &from, &block, &pan, &to);
    assert_eq!(moved, Err(Error::PinBlock));
    // A source that fails lets neither a bad one nor a good one through.
    let failing = &mut FailingRng::after(7, Prng(1));
    let moved = translate_format4(engine, failing, &from, &block, &pan, &to);
    assert_eq!(moved, Err(Error::Random));
    nibbles[15] = 0xA;
    let block = encipher_field(&nibbles, [0; 8], CARD);
    let failing = &mut FailingRng::after(7, Prng(1));
    let moved = translate_format4(engine, failing, &from, &block, &pan, &to);
    assert_eq!(moved, Err(Error::Random));
}

fn tdea_keys_are_refused<E: TestEngine>() {
    let engine = &mut E::new();
    let (to, from) = keys(engine, Algorithm::Aes128, 1);
    let (tdea_to, tdea_from) = keys(engine, Algorithm::Tdea2, 1);
    let pan = Pan::from_ascii(CARD).unwrap();
    let pin = Pin::from_ascii(b"1234").unwrap();
    let rng = &mut Prng(1);
    let block = EncipheredPinBlock([0; 16]);
    let refused = Some(Error::Algorithm);
    assert_eq!(format4::encipher(engine, rng, &tdea_to, &pin, &pan).err(), refused);
    assert_eq!(format4::decipher(engine, &tdea_from, &block, &pan).err(), refused);
    for (from, to) in [(&from, &tdea_to), (&tdea_from, &to)] {
        let moved = translate_format4(engine, rng, from, &block, &pan, to);
        assert_eq!(moved.err(), refused);
    }
}
