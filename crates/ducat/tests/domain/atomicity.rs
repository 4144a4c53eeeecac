//! An engine that fails at any of its calls leaves a terminal as it was.

use ducat::dukpt::aes::KeyType;
use ducat::dukpt::aes::terminal::TerminalState;
use ducat::{Error, Key, key::role::Sealing};
use ducat_hal::{Algorithm, ErrorKind};

use crate::support::faulty::Faulty;
use crate::support::{
    ID, OTHER_ID, TestEngine, counter, image, initial_key, load, on_every_engine, sealing_key,
    terminal_at,
};

on_every_engine! { generate skip_to update_key update_initial_key load_initial_key save restore }

const FAILED: Error = Error::Engine(ErrorKind::Hardware);

/// Counters with no child to derive, with a few, with most.
const COUNTERS: [u32; 8] =
    [1, 2, 0x10, 0x0001_0000, 0x7FFF_0000, 0x8000_0000, 0xFFFE_0000, 0xFFFF_0000];

/// Runs `operation` again and again, failing at a later call each time, until it succeeds.
/// `operation` arms the engine when it is ready. Returns the number of calls.
fn fail_everywhere<E: TestEngine, T>(
    engine: &mut Faulty<E>,
    sealing: &Key<Sealing, Faulty<E>>,
    state: &mut TerminalState<Faulty<E>>,
    operation: impl Fn(&mut Faulty<E>, &mut TerminalState<Faulty<E>>, usize) -> Result<T, Error>,
) -> usize {
    let before = image(engine, sealing, state);
    let held = engine.keys_held();
    for n in 0.. {
        let result = operation(engine, state, n);
        let calls = engine.repair();
        match result {
            Ok(_) => {
                assert_eq!(calls, n);
                return calls;
            }
            Err(error) => assert_eq!((error, calls), (FAILED, n + 1)),
        }
        assert!(image(engine, sealing, state) == before, "state after failure at call {n}");
        assert_eq!(engine.keys_held(), held, "keys after failure at call {n}");
    }
    0
}

fn generate<E: TestEngine>() {
    for &algorithm in E::ALGORITHMS {
        for value in COUNTERS {
            let engine = &mut Faulty::<E>::new();
            let sealing = &sealing_key(engine);
            let state = &mut terminal_at(engine, algorithm, value);
            let calls = fail_everywhere(engine, sealing, state, |engine, state, n| {
                engine.fail_after(n);
                state.generate(engine).map(|tx| {
                    assert_eq!(tx.key_serial_number().counter().value(), value);
                })
            });
            let children = if value == 0xFFFF_0000 { 0 } else { value.trailing_zeros() };
            assert_eq!(calls, children as usize, "{value:08X}");
        }
    }
}

fn skip_to<E: TestEngine>() {
    for from in COUNTERS {
        for to in COUNTERS.into_iter().chain([0x0001_FFFE, 0x8000_0001, 0xAAAA_AAAA]) {
            if to < from {
                continue;
            }
            let engine = &mut Faulty::<E>::new();
            let sealing = &sealing_key(engine);
            let state = &mut terminal_at(engine, Algorithm::Aes128, from);
            fail_everywhere(engine, sealing, state, |engine, state, n| {
                engine.fail_after(n);
                state.skip_to(engine, counter(to))
            });
            assert_eq!(state.next_key_serial_number().unwrap().counter().value(), to);
        }
    }
}

fn update_key<E: TestEngine>() {
    for value in COUNTERS {
        let engine = &mut Faulty::<E>::new();
        let sealing = &sealing_key(engine);
        let state = &mut terminal_at(engine, Algorithm::Aes128, value);
        fail_everywhere(engine, sealing, state, |engine, state, n| {
            engine.fail_after(n);
            state.update_key(engine, KeyType::Aes128)
        });
    }
}

fn update_initial_key<E: TestEngine>() {
    for value in [1, 0x0001_0000, 0xFFFF_0000] {
        let engine = &mut Faulty::<E>::new();
        let sealing = &sealing_key(engine);
        let state = &mut terminal_at(engine, Algorithm::Aes128, value);
        let calls = fail_everywhere(engine, sealing, state, |engine, state, n| {
            let fresh = load(engine, Algorithm::Aes128, 9);
            engine.fail_after(n);
            state.update_initial_key(engine, fresh, OTHER_ID)
        });
        assert_eq!(calls, 32);
        assert_eq!(state.initial_key_id(), OTHER_ID);
    }
}

fn load_initial_key<E: TestEngine>() {
    let engine = &mut Faulty::<E>::new();
    for n in 0..32 {
        let key = initial_key(engine, Algorithm::Aes128);
        engine.fail_after(n);
        let result = TerminalState::load_initial_key(engine, key, ID);
        engine.repair();
        assert_eq!(result.err(), Some(FAILED));
        if let Some(held) = engine.keys_held() {
            assert_eq!(held, 0, "the initial key is destroyed too");
        }
    }
}

fn save<E: TestEngine>() {
    let engine = &mut Faulty::<E>::new();
    let sealing = &sealing_key(engine);
    let state = &mut terminal_at(engine, Algorithm::Aes128, 0x0001_0000);
    let calls = fail_everywhere(engine, sealing, state, |engine, state, n| {
        let mut out = [0; 2000];
        engine.fail_after(n);
        let saved = state.save(engine, sealing, &mut out);
        assert!(saved.is_ok() || out[14..] == [0; 1986]);
        saved
    });
    assert_eq!(calls, 1);
}

fn restore<E: TestEngine>() {
    let engine = &mut Faulty::<E>::new();
    let sealing = &sealing_key(engine);
    let state = &mut terminal_at(engine, Algorithm::Aes128, 0x0001_0000);
    let saved = image(engine, sealing, state);
    fail_everywhere(engine, sealing, state, |engine, _, n| {
        engine.fail_after(n);
        TerminalState::restore(engine, sealing, &mut saved.clone())
    });
}
