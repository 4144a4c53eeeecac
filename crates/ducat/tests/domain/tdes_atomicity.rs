//! TDES DUKPT: an engine that fails at any of its calls leaves a terminal as it was.

use ducat::dukpt::tdes::terminal::TerminalState;
use ducat::{Error, Key, key::role::Sealing};
use ducat_hal::ErrorKind;

use crate::support::faulty::Faulty;
use crate::support::tdes::{ID, counter, image, initial_key, terminal_at};
use crate::support::{TestEngine, on_every_engine, sealing_key};

on_every_engine! { generate skip_to load_initial_key save restore }

const FAILED: Error = Error::Engine(ErrorKind::Hardware);

/// Counters with no child to derive, with a few, with most.
const COUNTERS: [u32; 8] = [1, 2, 0x10, 0x400, 0x0F_F000, 0x10_0000, 0x1F_F000, 0x1F_F800];

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
    for value in COUNTERS {
        let engine = &mut Faulty::<E>::new();
        let sealing = &sealing_key(engine);
        let state = &mut terminal_at(engine, value);
        let calls = fail_everywhere(engine, sealing, state, |engine, state, n| {
            engine.fail_after(n);
            state.generate(engine).map(|tx| {
                assert_eq!(tx.key_serial_number().counter().value(), value);
            })
        });
        let children = if value == 0x1F_F800 { 0 } else { value.trailing_zeros() };
        assert_eq!(calls, children as usize, "{value:06X}");
    }
}

fn skip_to<E: TestEngine>() {
    for from in COUNTERS {
        for to in COUNTERS.into_iter().chain([0x0F_FC00, 0x10_0001, 0x15_5500]) {
            if to < from {
                continue;
            }
            let engine = &mut Faulty::<E>::new();
            let sealing = &sealing_key(engine);
            let state = &mut terminal_at(engine, from);
            fail_everywhere(engine, sealing, state, |engine, state, n| {
                engine.fail_after(n);
                state.skip_to(engine, counter(to))
            });
            assert_eq!(state.next_key_serial_number().unwrap().counter().value(), to);
        }
    }
}

fn load_initial_key<E: TestEngine>() {
    let engine = &mut Faulty::<E>::new();
    for n in 0..21 {
        let key = initial_key(engine);
        engine.fail_after(n);
        let result = TerminalState::load_initial_key(engine, key, ID);
        assert_eq!(engine.repair(), n + 1);
        assert_eq!(result.err(), Some(FAILED));
        if let Some(held) = engine.keys_held() {
            assert_eq!(held, 0, "the initial key is destroyed too");
        }
    }
}

fn save<E: TestEngine>() {
    let engine = &mut Faulty::<E>::new();
    let sealing = &sealing_key(engine);
    let state = &mut terminal_at(engine, 0x01_0000);
    let calls = fail_everywhere(engine, sealing, state, |engine, state, n| {
        let mut out = [0; 2000];
        engine.fail_after(n);
        let saved = state.save(engine, sealing, &mut out);
        assert!(saved.is_ok() || out[11..] == [0; 1989]);
        saved
    });
    assert_eq!(calls, 1);
}

fn restore<E: TestEngine>() {
    let engine = &mut Faulty::<E>::new();
    let sealing = &sealing_key(engine);
    let state = &mut terminal_at(engine, 0x01_0000);
    let saved = image(engine, sealing, state);
    fail_everywhere(engine, sealing, state, |engine, _, n| {
        engine.fail_after(n);
        TerminalState::restore(engine, sealing, &mut saved.clone())
    });
}
