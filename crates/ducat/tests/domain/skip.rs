//! Going forward: a state that skipped to a counter is the state that worked its way there.

use ducat::Error;
use ducat::dukpt::aes::{CounterRule, TransactionCounter};
use ducat_hal::Algorithm;
use proptest::prelude::*;

use crate::support::faulty::Faulty;
use crate::support::{
    ID, TestEngine, any_counter, check, counter, host_key, image, initial_key, model,
    on_every_engine, sealing_key, terminal, terminal_at,
};

on_every_engine! {
    as_if_generated
    chains_of_skips_fit_the_model
    every_pair_of_corners_fits_the_model
    the_same_counter_is_no_step
    counters_that_are_refused
    at_most_31_derivations
}

fn as_if_generated<E: TestEngine>() {
    check(24, (any_counter(), 0usize..150), |(start, steps)| {
        let engine = &mut E::new();
        let sealing = sealing_key(engine);
        let mut worked = terminal_at(engine, Algorithm::Aes128, start);
        for _ in 0..steps {
            let _: Result<(), Error> = worked.skip(engine);
        }
        let Some(next) = worked.next_key_serial_number() else { return Ok(()) };
        let mut skipped = terminal_at(engine, Algorithm::Aes128, start);
        skipped.skip_to(engine, next.counter()).unwrap();
        prop_assert_eq!(image(engine, &sealing, &skipped), image(engine, &sealing, &worked));
        Ok(())
    });
}

fn chains_of_skips_fit_the_model<E: TestEngine>() {
    let chain = prop::collection::vec(any_counter(), 1..5);
    check(24, (chain, any::<prop::sample::Index>()), |(mut chain, algorithm)| {
        chain.sort_unstable();
        let algorithm = *algorithm.get(E::ALGORITHMS);
        let engine = &mut E::new();
        let sealing = sealing_key(engine);
        let initial_key = initial_key(engine, algorithm);
        let mut state = terminal(engine, algorithm);
        for value in chain {
            state.skip_to(engine, counter(value)).unwrap();
            let expected = model::image(engine, &initial_key, ID, &sealing, Some(value));
            prop_assert_eq!(image(engine, &sealing, &state), expected, "{:08X}", value);
        }
        for _ in 0..50 {
            let Ok(transaction) = state.generate(engine) else {
                prop_assert!(state.is_exhausted());
                break;
            };
            let held = engine.reveal(transaction.key().key().handle());
            let ksn = transaction.key_serial_number();
            prop_assert_eq!(held, host_key(engine, &initial_key, ksn), "{}", ksn);
        }
        let next = state.next_key_serial_number().map(|ksn| ksn.counter().value());
        let expected = model::image(engine, &initial_key, ID, &sealing, next);
        prop_assert_eq!(image(engine, &sealing, &state), expected);
        Ok(())
    });
}

/// Corners: one bit, leading ones, runs of sixteen, and their neighbours.
fn every_pair_of_corners_fits_the_model<E: TestEngine>() {
    let corners = [
        1,
        2,
        3,
        0xFFFF,
        0x0001_0000,
        0x0001_FFFE,
        0x0002_0000,
        0x5555_5555,
        0x7FFF_8000,
        0x8000_0000,
        0x8000_7FFF,
        0xAAAA_AAAA,
        0xFFFE_0001,
        0xFFFE_8000,
        0xFFFF_0000,
    ];
    let engine = &mut E::new();
    let sealing = sealing_key(engine);
    let initial_key = initial_key(engine, Algorithm::Aes128);
    let expected =
        corners.map(|value| model::image(engine, &initial_key, ID, &sealing, Some(value)));
    for (i, from) in corners.into_iter().enumerate() {
        for (to, expected) in corners.into_iter().zip(&expected).skip(i) {
            let mut state = terminal_at(engine, Algorithm::Aes128, from);
            state.skip_to(engine, counter(to)).unwrap();
            assert_eq!(image(engine, &sealing, &state), *expected, "{from:08X} to {to:08X}");
        }
    }
}

fn the_same_counter_is_no_step<E: TestEngine>() {
    let engine = &mut Faulty::<E>::new();
    let sealing = sealing_key(engine);
    for value in [1, 0xFFF0, 0xFFFF_0000] {
        let mut state = terminal_at(engine, Algorithm::Aes128, value);
        let before = image(engine, &sealing, &state);
        engine.fail_after(0);
        assert_eq!(state.skip_to(engine, counter(value)), Ok(()));
        assert_eq!(engine.repair(), 0, "calls");
        assert_eq!(image(engine, &sealing, &state), before);
    }
}

fn counters_that_are_refused<E: TestEngine>() {
    let engine = &mut E::new();
    let sealing = sealing_key(engine);
    let mut state = terminal_at(engine, Algorithm::Aes128, 0x0001_0010);
    let before = image(engine, &sealing, &state);
    for passed in [1, 2, 0xFFFF, 0x0001_0000, 0x0001_000F] {
        assert_eq!(state.skip_to(engine, counter(passed)), Err(Error::CounterPassed));
    }
    let rule = CounterRule::AcceptTerminalsWith17Ones;
    for (value, error) in [
        (0x0001_FFFF, Error::Counter),
        (0xFFFF_8000, Error::Counter),
        (0x8000_FFFF, Error::Counter),
    ] {
        let seventeen = TransactionCounter::under(value, rule).unwrap();
        assert_eq!(state.skip_to(engine, seventeen), Err(error), "{value:08X}");
    }
    assert_eq!(image(engine, &sealing, &state), before);
    assert_eq!(state.skip_to(engine, counter(0x0001_0011)), Ok(()));
}

fn at_most_31_derivations<E: TestEngine>() {
    let derivations = |from, to| {
        let engine = &mut Faulty::<E>::new();
        let mut state = terminal_at(engine, Algorithm::Aes128, from);
        engine.fail_after(usize::MAX);
        state.skip_to(engine, counter(to)).unwrap();
        engine.repair()
    };
    assert_eq!(derivations(1, 0x8000_0001), 31);
    assert_eq!(derivations(1, 0x8000_0000), 0);
    check(64, (any_counter(), any_counter()), |(a, b)| {
        prop_assert!(derivations(a.min(b), a.max(b)) <= 31);
        Ok(())
    });
}
