//! TDES DUKPT, the end of a terminal's life: the last key is delivered, and nothing is left.

use ducat::Error;
use ducat::dukpt::tdes::TransactionCounter;
use ducat::mac::Tag;

use crate::support::tdes::{counter, exhausted, host_key, image, initial_key, terminal_at};
use crate::support::{TestEngine, on_every_engine, sealing_key};

on_every_engine! {
    the_last_key_is_delivered
    nothing_works_afterwards
    nothing_is_left
}

fn the_last_key_is_delivered<E: TestEngine>() {
    let engine = &mut E::new();
    let initial_key = initial_key(engine);
    let mut state = terminal_at(engine, 0x1F_F800);
    assert!(!state.is_exhausted());
    let last = state.generate(engine).unwrap();
    assert_eq!(last.key_serial_number().counter(), TransactionCounter::LAST);
    let held = engine.reveal(last.key().key().handle());
    assert_eq!(held, host_key(engine, &initial_key, last.key_serial_number()));
    let tag: Result<Tag<4>, _> = last.request_mac(engine, &[b"the last"]);
    assert!(tag.is_ok());
    assert!(state.is_exhausted());
}

fn nothing_works_afterwards<E: TestEngine>() {
    let engine = &mut E::new();
    let mut state = exhausted(engine);
    for _ in 0..2 {
        assert_eq!(state.generate(engine).err(), Some(Error::Exhausted));
        assert_eq!(state.skip(engine), Err(Error::Exhausted));
        for target in [1, 0x1F_F800] {
            assert_eq!(state.skip_to(engine, counter(target)), Err(Error::Exhausted));
        }
        assert!(state.is_exhausted());
        assert_eq!(state.next_key_serial_number(), None);
    }
}

fn nothing_is_left<E: TestEngine>() {
    // Whatever way leads there.
    for start in [0x1F_F000, 0x1F_F400, 0x1F_F800] {
        let engine = &mut E::new();
        let sealing = sealing_key(engine);
        let mut state = terminal_at(engine, start);
        while !state.is_exhausted() {
            state.skip(engine).unwrap();
        }
        assert_eq!(image(engine, &sealing, &state).len(), 27, "a header and a tag");
        if let Some(held) = engine.keys_held() {
            assert_eq!(held, 1, "the sealing key");
        }
    }
}
