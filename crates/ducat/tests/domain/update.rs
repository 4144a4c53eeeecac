//! The update key, and a new initial key over the air.

use ducat::Error;
use ducat::dukpt::aes::terminal::TerminalState;
use ducat::dukpt::aes::{KeySerialNumber, KeyType, host};
use ducat_hal::{Algorithm, ErrorKind};
use proptest::prelude::*;

use crate::support::{
    ID, OTHER_ID, TestEngine, any_counter, check, counter, exhausted, host_key, image, initial_key,
    load, may_derive, model, on_every_engine, sealing_key, terminal_at,
};

on_every_engine! {
    the_same_on_both_sides
    the_same_from_any_counter
    known_values
    every_type_or_a_reason
    a_new_initial_key_starts_again
    refused_initial_keys
}

fn both_sides<E: TestEngine>(algorithm: Algorithm, value: u32) -> (Vec<u8>, Vec<u8>) {
    let engine = &mut E::new();
    let initial_key = initial_key(engine, algorithm);
    let state = terminal_at(engine, algorithm, value);
    let host = host::update_key(engine, &initial_key, ID, state.key_type()).unwrap();
    let terminal = state.update_key(engine, state.key_type()).unwrap();
    (engine.reveal(host.handle()), engine.reveal(terminal.handle()))
}

fn the_same_on_both_sides<E: TestEngine>() {
    let leading_ones = (1..=16).map(|ones| u32::MAX << (32 - ones));
    for &algorithm in E::ALGORITHMS {
        for value in
            [1, 2, 3, 0xFFFF, 0x7FFF_8000, 0xFFFE_8000].into_iter().chain(leading_ones.clone())
        {
            let (host, terminal) = both_sides::<E>(algorithm, value);
            assert_eq!(host, terminal, "{value:08X}");
        }
    }
}

fn the_same_from_any_counter<E: TestEngine>() {
    check(64, (any_counter(), any::<prop::sample::Index>()), |(value, algorithm)| {
        let (host, terminal) = both_sides::<E>(*algorithm.get(E::ALGORITHMS), value);
        prop_assert_eq!(host, terminal);
        Ok(())
    });
}

fn known_values<E: TestEngine>() {
    let engine = &mut E::new();
    let octets = 0x1273_671E_A26A_C29A_FA4D_1084_1276_52A1_u128.to_be_bytes();
    let initial_key = ducat::Key::load(engine, Algorithm::Aes128, &octets).unwrap();
    let mut state = TerminalState::load_initial_key(engine, initial_key, ID).unwrap();
    for value in [1, 0x8000_0000, 0xFFFF_0000] {
        state.skip_to(engine, counter(value)).unwrap();
        let key = state.update_key(engine, KeyType::Aes128).unwrap();
        let expected = 0x9A97_70AE_E1AC_D1B1_3473_D046_3A18_83B9_u128.to_be_bytes();
        assert_eq!(engine.reveal(key.handle()), expected);
        let key = state.update_key(engine, KeyType::Tdea2).unwrap();
        let expected = 0x4744_A5EC_BC62_B5C4_BB76_FBEA_E1E2_44A3_u128.to_be_bytes();
        assert_eq!(engine.reveal(key.handle()), expected);
    }
}

fn every_type_or_a_reason<E: TestEngine>() {
    for &algorithm in E::ALGORITHMS {
        let engine = &mut E::new();
        let initial_key = initial_key(engine, algorithm);
        let mut state = terminal_at(engine, algorithm, 0x1234);
        for key_type in KeyType::ALL {
            let terminal = state.update_key(engine, key_type);
            let terminal = terminal.map(|key| engine.reveal(key.handle()));
            let host = host::update_key(engine, &initial_key, ID, key_type);
            let host = host.map(|key| engine.reveal(key.handle()));
            assert_eq!(host, terminal, "{key_type:?}");
            let longest = E::ALGORITHMS.iter().filter_map(|a| a.key_octets()).max();
            let expected = match may_derive(algorithm, key_type) {
                false => Err(Error::Strength),
                true if key_type.algorithm() == Algorithm::Hmac => Err(Error::Algorithm),
                true if Some(key_type.octets()) > longest => {
                    Err(Error::Engine(ErrorKind::Unsupported))
                }
                true => Ok(key_type.octets()),
            };
            assert_eq!(terminal.map(|key| key.len()), expected, "{key_type:?}");
        }
        state = exhausted(engine, algorithm);
        for key_type in KeyType::ALL {
            assert_eq!(state.update_key(engine, key_type).err(), Some(Error::Exhausted));
        }
    }
}

fn a_new_initial_key_starts_again<E: TestEngine>() {
    for &old in E::ALGORITHMS {
        for &new in E::ALGORITHMS.iter().filter(|new| new.key_octets() >= old.key_octets()) {
            for start in [1, 0x1234, 0xFFFF_0000, 0] {
                let engine = &mut E::new();
                let sealing = sealing_key(engine);
                let mut state = match start {
                    0 => exhausted(engine, old),
                    value => terminal_at(engine, old, value),
                };
                let fresh = load(engine, new, 9);
                state.update_initial_key(engine, fresh, OTHER_ID).unwrap();

                let fresh = load(engine, new, 9);
                let expected = model::image(engine, &fresh, OTHER_ID, &sealing, Some(1));
                assert_eq!(image(engine, &sealing, &state), expected);
                assert_eq!(state.key_type().algorithm(), new);
                for value in 1..20 {
                    let transaction = state.generate(engine).unwrap();
                    let ksn = KeySerialNumber::new(OTHER_ID, counter(value));
                    assert_eq!(transaction.key_serial_number(), ksn);
                    let held = engine.reveal(transaction.key().key().handle());
                    assert_eq!(held, host_key(engine, &fresh, ksn));
                }
            }
        }
    }
}

fn refused_initial_keys<E: TestEngine>() {
    let engine = &mut E::new();
    let sealing = sealing_key(engine);
    for &algorithm in E::ALGORITHMS {
        let mut state = terminal_at(engine, algorithm, 0x1234);
        let before = image(engine, &sealing, &state);
        let held = engine.keys_held();

        // Whatever the key is: the same identifier could bring used transaction keys back.
        let same_id = load(engine, algorithm, 9);
        let refused = state.update_initial_key(engine, same_id, ID);
        assert_eq!(refused, Err(Error::InitialKeyRefused));

        let shorter = E::ALGORITHMS.iter().filter(|s| s.key_octets() < algorithm.key_octets());
        for &shorter in shorter.chain([&Algorithm::Tdea2]) {
            let key = load(engine, shorter, 9);
            let refused = state.update_initial_key(engine, key, OTHER_ID);
            let tdea_as_long = shorter.is_tdea() && algorithm == Algorithm::Aes128;
            let expected = match tdea_as_long {
                true => Error::Algorithm,
                false => Error::InitialKeyRefused,
            };
            assert_eq!(refused, Err(expected));
        }
        assert_eq!(image(engine, &sealing, &state), before);
        assert_eq!(engine.keys_held(), held, "the refused keys are destroyed");
    }
}
