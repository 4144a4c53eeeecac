//! TDES DUKPT, going forward: a state that skipped to a counter is the state that worked its way
//! there.

use ducat::Error;
use proptest::prelude::*;

use crate::support::faulty::Faulty;
use crate::support::tdes::{
    any_counter, counter, image, initial_key, model, terminal, terminal_at,
};
use crate::support::{TestEngine, check, on_every_engine, sealing_key};

on_every_engine! {
    as_if_generated
    chains_of_skips_fit_the_model
    every_pair_of_corners_fits_the_model
    the_same_counter_is_no_step
    counters_that_have_passed
    at_most_20_derivations
}

fn as_if_generated<E: TestEngine>() {
    check(24, (any_counter(), 0usize..150), |(start, steps)| {
        let engine = &mut E::new();
        let sealing = sealing_key(engine);
        let mut worked = terminal_at(engine, start);
        for _ in 0..steps {
            let _: Result<(), Error> = worked.skip(engine);
        }
        let Some(next) = worked.next_key_serial_number() else { return Ok(()) };
        let mut skipped = terminal_at(engine, start);
        skipped.skip_to(engine, next.counter()).unwrap();
        prop_assert_eq!(image(engine, &sealing, &skipped), image(engine, &sealing, &worked));
        Ok(())
    });
}

fn chains_of_skips_fit_the_model<E: TestEngine>() {
    check(24, prop::collection::vec(any_counter(), 1..5), |mut chain| {
        chain.sort_unstable();
        let engine = &mut E::new();
        let sealing = sealing_key(engine);
        let initial_key = initial_key(engine);
        let mut state = terminal(engine);
        for value in chain {
            state.skip_to(engine, counter(value)).unwrap();
            let expected = model(engine, &initial_key, &sealing, Some(value));
            prop_assert_eq!(image(engine, &sealing, &state), expected, "{:06X}", value);
        }
        for _ in 0..50 {
            let _: Result<(), Error> = state.skip(engine);
        }
        let next = state.next_key_serial_number().map(|ksn| ksn.counter().value());
        let expected = model(engine, &initial_key, &sealing, next);
        prop_assert_eq!(image(engine, &sealing, &state), expected);
        Ok(())
    });
}

/// Corners: one bit, leading ones, runs of ten, and their neighbours.
fn every_pair_of_corners_fits_the_model<E: TestEngine>() {
    let corners = [
        0x00_0001, 0x00_0002, 0x00_0003, 0x00_03FF, 0x00_0400, 0x00_07FE, 0x00_0800, 0x05_5555,
        0x0F_FC00, 0x10_0000, 0x10_01FF, 0x15_5500, 0x1F_F001, 0x1F_F400, 0x1F_F800,
    ];
    let engine = &mut E::new();
    let sealing = sealing_key(engine);
    let initial_key = initial_key(engine);
    let expected = corners.map(|value| model(engine, &initial_key, &sealing, Some(value)));
    for (i, from) in corners.into_iter().enumerate() {
        for (to, expected) in corners.into_iter().zip(&expected).skip(i) {
            let mut state = terminal_at(engine, from);
            state.skip_to(engine, counter(to)).unwrap();
            assert_eq!(image(engine, &sealing, &state), *expected, "{from:06X} to {to:06X}");
        }
    }
}

fn the_same_counter_is_no_step<E: TestEngine>() {
    let engine = &mut Faulty::<E>::new();
    let sealing = sealing_key(engine);
    for value in [1, 0x3F0, 0x1F_F800] {
        let mut state = terminal_at(engine, value);
        let before = image(engine, &sealing, &state);
        engine.fail_after(0);
        assert_eq!(state.skip_to(engine, counter(value)), Ok(()));
        assert_eq!(engine.repair(), 0, "calls");
        assert_eq!(image(engine, &sealing, &state), before);
    }
}

fn counters_that_have_passed<E: TestEngine>() {
    let engine = &mut E::new();
    let sealing = sealing_key(engine);
    let mut state = terminal_at(engine, 0x01_0010);
    let before = image(engine, &sealing, &state);
    for passed in [1, 2, 0x3FF, 0x01_0000, 0x01_000F] {
        assert_eq!(state.skip_to(engine, counter(passed)), Err(Error::CounterPassed));
    }
    assert_eq!(image(engine, &sealing, &state), before);
    assert_eq!(state.skip_to(engine, counter(0x01_0011)), Ok(()));
}

fn at_most_20_derivations<E: TestEngine>() {
    let derivations = |from, to| {
        let engine = &mut Faulty::<E>::new();
        let mut state = terminal_at(engine, from);
        engine.fail_after(usize::MAX);
        state.skip_to(engine, counter(to)).unwrap();
        engine.repair()
    };
    assert_eq!(derivations(1, 0x10_0001), 20);
    assert_eq!(derivations(1, 0x10_0000), 0);
    check(64, (any_counter(), any_counter()), |(a, b)| {
        prop_assert!(derivations(a.min(b), a.max(b)) <= 20);
        Ok(())
    });
}
