//! The end of a terminal's life: the last key is delivered, and nothing is left.

use ducat::Error;
use ducat::dukpt::aes::{KeyType, TransactionCounter};
use ducat_hal::KeyEngine;

use crate::support::{
    TestEngine, counter, exhausted, host_key, image, initial_key, on_every_engine, sealing_key,
    terminal_at,
};

on_every_engine! {
    the_last_key_is_delivered
    nothing_works_afterwards
    nothing_is_left
}

fn the_last_key_is_delivered<E: TestEngine>() {
    for &algorithm in E::ALGORITHMS {
        let engine = &mut E::new();
        let initial_key = initial_key(engine, algorithm);
        let mut state = terminal_at(engine, algorithm, 0xFFFF_0000);
        assert!(!state.is_exhausted());
        let last = state.generate(engine).unwrap();
        assert_eq!(last.key_serial_number().counter(), TransactionCounter::LAST);
        let held = engine.reveal(last.key().key().handle());
        assert_eq!(held, host_key(engine, &initial_key, last.key_serial_number()));
        let tag = last.request_mac::<8>(engine, &[b"the last"]);
        assert!(tag.is_ok());
        assert!(state.is_exhausted());
    }
}

fn nothing_works_afterwards<E: TestEngine>() {
    let engine = &mut E::new();
    for &algorithm in E::ALGORITHMS {
        let mut state = exhausted(engine, algorithm);
        for _ in 0..2 {
            assert_eq!(state.generate(engine).err(), Some(Error::Exhausted));
            assert_eq!(state.skip(engine), Err(Error::Exhausted));
            for target in [1, 0xFFFF_0000] {
                assert_eq!(state.skip_to(engine, counter(target)), Err(Error::Exhausted));
            }
            let update_key = state.update_key(engine, KeyType::Aes128);
            assert_eq!(update_key.err(), Some(Error::Exhausted));
            assert!(state.is_exhausted());
            assert_eq!(state.next_key_serial_number(), None);
        }
        assert_eq!(state.key_type().algorithm(), algorithm);
    }
}

fn nothing_is_left<E: TestEngine>() {
    for &algorithm in E::ALGORITHMS {
        // Whatever way leads there.
        for start in [0xFFFE_0000, 0xFFFE_8000, 0xFFFF_0000] {
            let engine = &mut E::new();
            let sealing = sealing_key(engine);
            let mut state = terminal_at(engine, algorithm, start);
            while !state.is_exhausted() {
                state.skip(engine).unwrap();
            }
            assert_eq!(image(engine, &sealing, &state).len(), 30, "a header and a tag");
            if let Some(held) = engine.keys_held() {
                assert_eq!(held, 1, "the sealing key");
            }
            engine.scrub();
        }
    }
}
