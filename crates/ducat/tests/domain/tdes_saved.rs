//! TDES DUKPT: a saved terminal, taken back, goes on as if nothing had happened; an image that is
//! not exactly what was saved is refused.

use ducat::dukpt::{aes, tdes};
use ducat::key::role::Sealing;
use ducat::{Error, Key};
use ducat_hal::Algorithm;
use tdes::terminal::TerminalState;

use crate::support::tdes::{
    ID, any_counter, exhausted, foreign, host_key, image, initial_key, model, terminal_at,
};
use crate::support::{self, TestEngine, check, load, on_every_engine, sealing_key};

on_every_engine! {
    round_trips_at_corners
    round_trips_anywhere
    a_restored_exhausted_terminal_stays_exhausted
    short_buffers_are_refused
    never_longer_than_announced
    every_octet_counts
    every_value_of_the_header_counts
    truncated_or_extended
    another_sealing_key
    the_head_of_another_image
    no_image_of_the_other_scheme
}

const CORNERS: [u32; 10] = [
    0x00_0001, 0x00_0002, 0x00_03FF, 0x00_0400, 0x05_5555, 0x0F_FC00, 0x10_0000, 0x1F_F000,
    0x1F_F400, 0x1F_F800,
];
const HEADER: usize = 11;

/// Saves, takes back, and lets both go on.
fn round_trip<E: TestEngine>(value: u32) {
    let engine = &mut E::new();
    let sealing = sealing_key(engine);
    let initial_key = initial_key(engine);
    let mut state = terminal_at(engine, value);
    let saved = image(engine, &sealing, &state);
    assert_eq!(saved, model(engine, &initial_key, &sealing, Some(value)), "{value:06X}");

    let mut copy = saved.clone();
    let mut restored = TerminalState::restore(engine, &sealing, &mut copy).unwrap();
    assert!(copy[HEADER..].iter().all(|octet| *octet == 0), "the blob is wiped");
    assert_eq!(image(engine, &sealing, &restored), saved);
    assert_eq!(restored.initial_key_id(), ID);
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
    CORNERS.into_iter().for_each(round_trip::<E>);
}

fn round_trips_anywhere<E: TestEngine>() {
    check(48, any_counter(), |value| {
        round_trip::<E>(value);
        Ok(())
    });
}

fn a_restored_exhausted_terminal_stays_exhausted<E: TestEngine>() {
    let engine = &mut E::new();
    let sealing = sealing_key(engine);
    let initial_key = initial_key(engine);
    let state = exhausted(engine);
    let mut saved = image(engine, &sealing, &state);
    assert_eq!(saved, model(engine, &initial_key, &sealing, None));
    assert_eq!(saved.len(), 27, "a header and a tag");
    let mut restored = TerminalState::restore(engine, &sealing, &mut saved).unwrap();
    assert!(restored.is_exhausted());
    assert_eq!(restored.initial_key_id(), ID);
    assert_eq!(restored.generate(engine).err(), Some(Error::Exhausted));
}

fn short_buffers_are_refused<E: TestEngine>() {
    let engine = &mut E::new();
    let sealing = sealing_key(engine);
    for state in [terminal_at(engine, 0x1234), exhausted(engine)] {
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
    let engine = &mut E::new();
    let most = TerminalState::<E>::most_saved_octets(engine);
    let longest = terminal_at(engine, 1).saved_octets(engine);
    assert_eq!(longest, most, "all 21 registers are in use at first");
    for value in CORNERS {
        assert!(terminal_at(engine, value).saved_octets(engine) <= most);
    }
}

fn assert_refused<E: TestEngine>(
    engine: &mut E,
    sealing: &Key<Sealing, E>,
    saved: &[u8],
    why: core::fmt::Arguments<'_>,
) {
    let held = engine.keys_held();
    let copy = &mut saved.to_vec();
    let restored = TerminalState::restore(engine, sealing, copy);
    assert_eq!(restored.err(), Some(Error::State), "{why}");
    assert_eq!(engine.keys_held(), held, "no key remains");
    assert!(copy.iter().skip(HEADER).all(|octet| *octet == 0), "the blob is wiped");
}

fn every_octet_counts<E: TestEngine>() {
    for value in [1, 0x1F_0234] {
        let engine = &mut E::new();
        let sealing = sealing_key(engine);
        let state = terminal_at(engine, value);
        let mut saved = image(engine, &sealing, &state);
        for at in 0..saved.len() {
            let flip = 1 << (at % 8);
            saved[at] ^= flip;
            assert_refused(engine, &sealing, &saved, format_args!("{at} {flip:02X}"));
            saved[at] ^= flip;
        }
    }
}

fn every_value_of_the_header_counts<E: TestEngine>() {
    let engine = &mut E::new();
    let sealing = sealing_key(engine);
    // One register: the shortest image that holds a key. And none.
    let one = terminal_at(engine, 0x1F_F800);
    assert_eq!(image(engine, &sealing, &one).len(), HEADER + 16 + 16);
    for state in [one, exhausted(engine)] {
        let mut saved = image(engine, &sealing, &state);
        for at in 0..saved.len() {
            // All of the header's, and in the blob each bit.
            for flip in (1u8..=0xFF).filter(|flip| at < HEADER || flip.is_power_of_two()) {
                saved[at] ^= flip;
                assert_refused(engine, &sealing, &saved, format_args!("{at} {flip:02X}"));
                saved[at] ^= flip;
            }
        }
    }
}

fn truncated_or_extended<E: TestEngine>() {
    let engine = &mut E::new();
    let sealing = sealing_key(engine);
    for state in [terminal_at(engine, 0x10_1234), exhausted(engine)] {
        let saved = image(engine, &sealing, &state);
        for length in 0..saved.len() {
            assert_refused(engine, &sealing, &saved[..length], format_args!("{length}"));
        }
        for more in 1..=64 {
            let extended = [&saved[..], &vec![0; more]].concat();
            assert_refused(engine, &sealing, &extended, format_args!("{more} more"));
        }
    }
}

fn another_sealing_key<E: TestEngine>() {
    let engine = &mut E::new();
    let sealing = sealing_key(engine);
    let state = terminal_at(engine, 0x1234);
    let saved = image(engine, &sealing, &state);
    for &algorithm in E::ALGORITHMS {
        let another = load(engine, algorithm, 3);
        assert_refused(engine, &another, &saved, format_args!("{algorithm:?}"));
    }
    assert!(TerminalState::restore(engine, &sealing, &mut saved.clone()).is_ok());
}

fn the_head_of_another_image<E: TestEngine>() {
    let engine = &mut E::new();
    let sealing = sealing_key(engine);
    let state = terminal_at(engine, 0x03_0000);
    let saved = image(engine, &sealing, &state);
    // Another terminal at the same counter.
    let mut other = foreign(engine);
    other.skip_to(engine, state.next_key_serial_number().unwrap().counter()).unwrap();
    let other = image(engine, &sealing, &other);
    // The same terminal at another counter, with as many registers.
    let later = terminal_at(engine, 0x05_0000);
    let later = image(engine, &sealing, &later);
    for foreign in [other, later] {
        assert_eq!(foreign.len(), saved.len());
        let mixed = [&foreign[..HEADER], &saved[HEADER..]].concat();
        assert_refused(engine, &sealing, &mixed, format_args!("foreign head"));
        let mixed = [&saved[..HEADER], &foreign[HEADER..]].concat();
        assert_refused(engine, &sealing, &mixed, format_args!("foreign registers"));
    }
}

/// Images of AES DUKPT under the same sealing key, and the other way round.
fn no_image_of_the_other_scheme<E: TestEngine>() {
    let engine = &mut E::new();
    let sealing = sealing_key(engine);
    let state = support::terminal(engine, Algorithm::Aes128);
    let saved = support::image(engine, &sealing, &state);
    assert_refused(engine, &sealing, &saved, format_args!("of AES DUKPT"));
    let state = exhausted(engine);
    let saved = image(engine, &sealing, &state);
    // Its header is shorter: with and without octets that fill it up.
    for more in [0, 3] {
        let saved = &mut [&saved[..HEADER], &vec![0; more], &saved[HEADER..]].concat();
        let restored = aes::terminal::TerminalState::restore(engine, &sealing, saved);
        assert_eq!(restored.err(), Some(Error::State));
    }
}
