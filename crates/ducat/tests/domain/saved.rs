//! A saved terminal, taken back, goes on as if nothing had happened.

use ducat::Error;
use ducat::dukpt::aes::KeyType;
use ducat::dukpt::aes::terminal::TerminalState;
use ducat_hal::Algorithm;
use proptest::prelude::*;

use crate::support::{
    ID, TestEngine, any_counter, check, exhausted, host_key, image, initial_key, load, model,
    on_every_engine, sealing_key, terminal_at,
};

on_every_engine! {
    round_trips_at_corners
    round_trips_anywhere
    round_trips_under_every_sealing_key
    a_restored_exhausted_terminal_stays_exhausted
    the_state_outlives_its_saving
    short_buffers_are_refused
    never_longer_than_announced
}

const CORNERS: [u32; 12] = [
    1,
    2,
    0xFFFF,
    0x0001_0000,
    0x0001_FFFE,
    0x5555_5555,
    0x7FFF_8000,
    0x8000_0000,
    0xAAAA_AAAA,
    0xFFFE_0000,
    0xFFFE_8000,
    0xFFFF_0000,
];

/// Saves, takes back, and lets both go on.
fn round_trip<E: TestEngine>(algorithm: Algorithm, value: u32) {
    let engine = &mut E::new();
    let sealing = sealing_key(engine);
    let initial_key = initial_key(engine, algorithm);
    let mut state = terminal_at(engine, algorithm, value);
    let saved = image(engine, &sealing, &state);
    let expected = model::image(engine, &initial_key, ID, &sealing, Some(value));
    assert_eq!(saved, expected, "{value:08X}");

    let mut copy = saved.clone();
    let mut restored = TerminalState::restore(engine, &sealing, &mut copy).unwrap();
    assert!(copy[14..].iter().all(|octet| *octet == 0), "the blob is wiped");
    assert_eq!(image(engine, &sealing, &restored), saved);
    assert_eq!(restored.initial_key_id(), ID);
    assert_eq!(restored.key_type().algorithm(), algorithm);
    for _ in 0..20 {
        let (Ok(a), Ok(b)) = (state.generate(engine), restored.generate(engine)) else {
            assert!(state.is_exhausted() && restored.is_exhausted());
            break;
        };
        assert_eq!(a.key_serial_number(), b.key_serial_number());
        let held = engine.reveal(b.key().key().handle());
        assert_eq!(held, engine.reveal(a.key().key().handle()));
        assert_eq!(held, host_key(engine, &initial_key, b.key_serial_number()));
    }
    assert_eq!(image(engine, &sealing, &restored), image(engine, &sealing, &state));
}

fn round_trips_at_corners<E: TestEngine>() {
    for &algorithm in E::ALGORITHMS {
        for value in CORNERS {
            round_trip::<E>(algorithm, value);
        }
    }
}

fn round_trips_anywhere<E: TestEngine>() {
    check(48, (any_counter(), any::<prop::sample::Index>()), |(value, algorithm)| {
        round_trip::<E>(*algorithm.get(E::ALGORITHMS), value);
        Ok(())
    });
}

fn round_trips_under_every_sealing_key<E: TestEngine>() {
    for &of_sealing in E::ALGORITHMS {
        for &algorithm in E::ALGORITHMS {
            let engine = &mut E::new();
            let sealing = load(engine, of_sealing, 2);
            let state = terminal_at(engine, algorithm, 0x0001_0000);
            let saved = image(engine, &sealing, &state);
            let restored = TerminalState::restore(engine, &sealing, &mut saved.clone()).unwrap();
            assert_eq!(image(engine, &sealing, &restored), saved);
        }
    }
}

fn a_restored_exhausted_terminal_stays_exhausted<E: TestEngine>() {
    for &algorithm in E::ALGORITHMS {
        let engine = &mut E::new();
        let sealing = sealing_key(engine);
        let state = exhausted(engine, algorithm);
        let mut saved = image(engine, &sealing, &state);
        assert_eq!(saved.len(), 30, "a header and a tag");
        let mut restored = TerminalState::restore(engine, &sealing, &mut saved).unwrap();
        assert!(restored.is_exhausted());
        assert_eq!(restored.initial_key_id(), ID);
        assert_eq!(restored.key_type(), state.key_type());
        assert_eq!(restored.generate(engine).err(), Some(Error::Exhausted));
        // It still knows whose key must not come again.
        let again = initial_key(engine, algorithm);
        let refused = restored.update_initial_key(engine, again, ID);
        assert_eq!(refused, Err(Error::InitialKeyRefused));
    }
}

fn the_state_outlives_its_saving<E: TestEngine>() {
    let engine = &mut E::new();
    let sealing = sealing_key(engine);
    let initial_key = initial_key(engine, Algorithm::Aes128);
    let mut state = terminal_at(engine, Algorithm::Aes128, 0xFFF0);
    for _ in 0..40 {
        assert_eq!(image(engine, &sealing, &state), image(engine, &sealing, &state));
        let transaction = state.generate(engine).unwrap();
        let held = engine.reveal(transaction.key().key().handle());
        assert_eq!(held, host_key(engine, &initial_key, transaction.key_serial_number()));
    }
}

fn short_buffers_are_refused<E: TestEngine>() {
    let engine = &mut E::new();
    let sealing = sealing_key(engine);
    for state in
        [terminal_at(engine, Algorithm::Aes128, 0x1234), exhausted(engine, Algorithm::Aes128)]
    {
        let needed = state.saved_octets(engine);
        for length in 0..needed {
            let mut out = vec![0xEE; length];
            let result = state.save(engine, &sealing, &mut out);
            assert_eq!(result, Err(Error::BufferLength));
            assert!(out.iter().all(|octet| *octet == 0xEE), "untouched");
        }
        let mut out = vec![0xEE; needed + 5];
        assert_eq!(state.save(engine, &sealing, &mut out), Ok(needed));
        assert_eq!(out[needed..], [0xEE; 5], "only what was needed is written");
    }
}

fn never_longer_than_announced<E: TestEngine>() {
    for &algorithm in E::ALGORITHMS {
        let engine = &mut E::new();
        let key_type = KeyType::of_aes(algorithm).unwrap();
        let most = TerminalState::<E>::most_saved_octets(engine, key_type);
        let longest = terminal_at(engine, algorithm, 1).saved_octets(engine);
        assert_eq!(longest, most, "all 32 registers are in use at first");
        for value in CORNERS {
            assert!(terminal_at(engine, algorithm, value).saved_octets(engine) <= most);
        }
    }
}
