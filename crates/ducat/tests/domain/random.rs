//! Random sources that fail, and fill that is random.

use ducat::data::InitializationVector;
use ducat::key::role::PinEncipher;
use ducat::pin_block::{format1, format3, format4};
use ducat::{Error, Key, Pan, Pin};
use ducat_hal::Algorithm;
use ducat_sim::{FailingRng, ScriptedRng};

use crate::support::pins::pan_field_8;
use crate::support::rng::Prng;
use crate::support::{TestEngine, load, on_every_engine};

on_every_engine! { format_4_needs_8_octets }

const PINS: [&[u8]; 9] = [
    b"1234",
    b"12345",
    b"123456",
    b"1234567",
    b"12345678",
    b"123456789",
    b"1234567890",
    b"12345678901",
    b"123456789012",
];

fn pan() -> Pan {
    Pan::from_ascii(b"5500005555555559").unwrap()
}

fn format_4_needs_8_octets<E: TestEngine>() {
    let engine = &mut E::new();
    let key: Key<PinEncipher, E> = load(engine, Algorithm::Aes128, 1);
    for pin in PINS {
        let pin = Pin::from_ascii(pin).unwrap();
        for octets in 0..8 {
            let rng = &mut FailingRng::after(octets, Prng(1));
            let block = format4::encipher(engine, rng, &key, &pin, &pan());
            assert_eq!(block, Err(Error::Random));
        }
        let rng = &mut FailingRng::after(8, Prng(1));
        assert!(format4::encipher(engine, rng, &key, &pin, &pan()).is_ok());
    }
}

/// One octet for each place of fill, none for a digit.
#[test]
fn formats_1_and_3_need_an_octet_for_each_place() {
    for pin in PINS {
        let pin = Pin::from_ascii(pin).unwrap();
        let places = 14 - pin.len();
        let script = [0; 14];
        for octets in 0..places {
            let rng = &mut ScriptedRng::new(&script[..octets]);
            assert_eq!(format1::encode(rng, &pin).err(), Some(Error::Random));
            let rng = &mut ScriptedRng::new(&script[..octets]);
            assert_eq!(format3::encode(rng, &pin, &pan()).err(), Some(Error::Random));
        }
        let rng = &mut ScriptedRng::new(&script[..places]);
        assert!(format1::encode(rng, &pin).is_ok());
        let rng = &mut ScriptedRng::new(&script[..places]);
        assert!(format3::encode(rng, &pin, &pan()).is_ok());
    }
}

/// Octets that make no letter are drawn again, so a source may fail later than at the fourteenth.
#[test]
fn format_3_draws_again() {
    let pin = Pin::from_ascii(b"123456789012").unwrap();
    let rng = &mut ScriptedRng::new(&[6, 7, 0xFE, 0xFF, 0, 5]);
    let block = format3::encode(rng, &pin, &pan()).unwrap();
    assert_eq!(rng.left(), 0);
    let last = block.expose_secret()[7] ^ pan_field_8(b"5500005555555559")[7];
    assert_eq!(last, 0xAF);
    let rng = &mut ScriptedRng::new(&[6, 7, 0xFE, 0xFF, 0]);
    assert_eq!(format3::encode(rng, &pin, &pan()).err(), Some(Error::Random));
    // A source that is stuck is an error too, and no endless loop.
    let rng = &mut ScriptedRng::new(&[0xFF; 5000]);
    assert_eq!(format3::encode(rng, &pin, &pan()).err(), Some(Error::Random));
    assert!(rng.left() > 0);
}

#[test]
fn initialisation_vectors() {
    for octets in 0..16 {
        let rng = &mut FailingRng::after(octets, Prng(1));
        assert_eq!(InitializationVector::<16>::random(rng), Err(Error::Random));
    }
    let script: Vec<u8> = (1..=16).collect();
    let iv = InitializationVector::<16>::random(&mut ScriptedRng::new(&script)).unwrap();
    assert_eq!(iv.as_octets()[..], script[..]);
}

/// Counts how often each nibble stands in each of the last ten places.
fn count(encode: impl Fn(&mut Prng) -> [u8; 8], pan_field: [u8; 8]) -> [[u32; 16]; 10] {
    let mut seen = [[0; 16]; 10];
    let rng = &mut Prng(7);
    for _ in 0..6000 {
        let octets = encode(rng);
        for (place, counts) in (6..16).zip(&mut seen) {
            let octet = octets[place / 2] ^ pan_field[place / 2];
            let nibble = octet >> (4 * (1 - place % 2)) & 0xF;
            counts[usize::from(nibble)] += 1;
        }
    }
    seen
}

#[test]
fn every_fill_occurs_in_every_place() {
    let pin = Pin::from_ascii(b"1234").unwrap();
    let field = pan_field_8(b"5500005555555559");
    let seen = count(|rng| *format3::encode(rng, &pin, &pan()).unwrap().expose_secret(), field);
    for place in seen {
        assert_eq!(place[..0xA], [0; 10]);
        // 1000 expected of each; 150 is five standard deviations.
        assert!(place[0xA..].iter().all(|n| n.abs_diff(1000) < 150), "{place:?}");
    }
    let seen = count(|rng| *format1::encode(rng, &pin).unwrap().expose_secret(), [0; 8]);
    for place in seen {
        // 375 expected of each.
        assert!(place.iter().all(|n| n.abs_diff(375) < 100), "{place:?}");
    }
}
