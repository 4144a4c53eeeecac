//! A saved image that is not exactly what was saved is refused.

use ducat::dukpt::aes::terminal::TerminalState;
use ducat::key::role::Sealing;
use ducat::{Error, Key};
use ducat_hal::Algorithm;

use crate::support::{
    OTHER_ID, TestEngine, exhausted, image, load, on_every_engine, sealing_key, terminal_at,
};

on_every_engine! {
    every_octet_counts
    every_value_of_the_header_counts
    truncated_or_extended
    another_sealing_key
    the_head_of_another_image
    an_exhausted_image_is_authenticated
}

fn assert_refused<E: TestEngine>(
    engine: &mut E,
    sealing: &Key<Sealing, E>,
    saved: &[u8],
    why: core::fmt::Arguments<'_>,
) {
    let held = engine.keys_held();
    let restored = TerminalState::restore(engine, sealing, &mut saved.to_vec());
    assert_eq!(restored.err(), Some(Error::State), "{why}");
    assert_eq!(engine.keys_held(), held, "no key remains");
}

fn every_octet_counts<E: TestEngine>() {
    for &algorithm in E::ALGORITHMS {
        for value in [1, 0xFFE0_1234] {
            let engine = &mut E::new();
            let sealing = sealing_key(engine);
            let state = terminal_at(engine, algorithm, value);
            let mut saved = image(engine, &sealing, &state);
            for at in 0..saved.len() {
                let flip = 1 << (at % 8);
                saved[at] ^= flip;
                assert_refused(engine, &sealing, &saved, format_args!("{at} {flip:02X}"));
                saved[at] ^= flip;
            }
        }
    }
}

fn every_value_of_the_header_counts<E: TestEngine>() {
    let engine = &mut E::new();
    let sealing = sealing_key(engine);
    // One register: the shortest image that holds a key.
    let state = terminal_at(engine, Algorithm::Aes128, 0xFFFC_0000);
    let mut saved = image(engine, &sealing, &state);
    assert_eq!(saved.len(), 14 + 16 + 16);
    for at in 0..saved.len() {
        // All of the header's, and in the blob each bit.
        for flip in (1u8..=0xFF).filter(|flip| at < 14 || flip.is_power_of_two()) {
            saved[at] ^= flip;
            assert_refused(engine, &sealing, &saved, format_args!("{at} {flip:02X}"));
            saved[at] ^= flip;
        }
    }
}

fn truncated_or_extended<E: TestEngine>() {
    for &algorithm in E::ALGORITHMS {
        let engine = &mut E::new();
        let sealing = sealing_key(engine);
        let state = terminal_at(engine, algorithm, 0x8000_1234);
        let saved = image(engine, &sealing, &state);
        for length in 0..saved.len() {
            assert_refused(engine, &sealing, &saved[..length], format_args!("{length}"));
        }
        for more in 1..=64 {
            let extended = [&saved[..], &vec![0; more]].concat();
            assert_refused(engine, &sealing, &extended, format_args!("{more} more"));
        }
        let exhausted = exhausted(engine, algorithm);
        let saved = image(engine, &sealing, &exhausted);
        for length in 0..saved.len() {
            assert_refused(engine, &sealing, &saved[..length], format_args!("{length}"));
        }
        let extended = [&saved[..], &[0]].concat();
        assert_refused(engine, &sealing, &extended, format_args!("exhausted, and one more"));
    }
}

fn another_sealing_key<E: TestEngine>() {
    let engine = &mut E::new();
    let sealing = sealing_key(engine);
    let state = terminal_at(engine, Algorithm::Aes128, 0x1234);
    let saved = image(engine, &sealing, &state);
    for &algorithm in E::ALGORITHMS {
        let another = load(engine, algorithm, 3);
        assert_refused(engine, &another, &saved, format_args!("{algorithm:?}"));
    }
    let mut copy = saved.clone();
    let another = load(engine, Algorithm::Aes128, 3);
    assert!(TerminalState::restore(engine, &another, &mut copy).is_err());
    assert!(copy[14..].iter().all(|octet| *octet == 0), "the blob is wiped");
    assert!(TerminalState::restore(engine, &sealing, &mut saved.clone()).is_ok());
}

fn the_head_of_another_image<E: TestEngine>() {
    let engine = &mut E::new();
    let sealing = sealing_key(engine);
    let state = terminal_at(engine, Algorithm::Aes128, 0x0003_0000);
    let saved = image(engine, &sealing, &state);
    // Another terminal at the same counter.
    let fresh = load(engine, Algorithm::Aes128, 9);
    let mut other = TerminalState::load_initial_key(engine, fresh, OTHER_ID).unwrap();
    other.skip_to(engine, state.next_key_serial_number().unwrap().counter()).unwrap();
    let other = image(engine, &sealing, &other);
    // The same terminal at another counter, with as many registers.
    let later = terminal_at(engine, Algorithm::Aes128, 0x0005_0000);
    let later = image(engine, &sealing, &later);
    for foreign in [other, later] {
        assert_eq!(foreign.len(), saved.len());
        let mixed = [&foreign[..14], &saved[14..]].concat();
        assert_refused(engine, &sealing, &mixed, format_args!("foreign head"));
        let mixed = [&saved[..14], &foreign[14..]].concat();
        assert_refused(engine, &sealing, &mixed, format_args!("foreign registers"));
    }
    // And an exhausted head, in front of registers.
    let mixed = [&saved[..10], &[0; 4], &saved[14..]].concat();
    assert_refused(engine, &sealing, &mixed, format_args!("exhausted head"));
}

/// An exhausted image holds no key, and is sealed all the same: whose key must not come again is
/// worth knowing.
fn an_exhausted_image_is_authenticated<E: TestEngine>() {
    let engine = &mut E::new();
    let sealing = sealing_key(engine);
    let state = exhausted(engine, Algorithm::Aes128);
    let saved = image(engine, &sealing, &state);
    for at in 0..saved.len() {
        for flip in 1..=0xFF {
            let mut altered = saved.clone();
            altered[at] ^= flip;
            assert_refused(engine, &sealing, &altered, format_args!("{at} {flip:02X}"));
        }
    }
}
