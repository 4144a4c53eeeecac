//! The terminal and the host arrive at the same keys, transaction after transaction.

use ducat::Key;
use ducat::dukpt::aes::terminal::TerminalState;
use ducat::dukpt::aes::{KeySerialNumber, KeyType, host};
use ducat::key::role::BaseDerivation;
use ducat::mac::Tag;
use ducat_hal::{AesCmac, Algorithm, LoadKey, Mac};
use proptest::prelude::*;

use crate::support::{
    ID, TestEngine, any_counter, check, counter, host_key, initial_key, model, on_every_engine,
    terminal, terminal_at,
};

on_every_engine! {
    thousands_from_the_first
    across_every_power_of_two
    where_sixteen_ones_begin
    near_the_end
    from_anywhere
    known_values
}

/// Generates `steps` transactions and compares each with the host's.
fn agree<E: TestEngine>(
    engine: &mut E,
    algorithm: Algorithm,
    state: &mut TerminalState<E>,
    steps: usize,
) {
    let initial_key = initial_key(engine, algorithm);
    let mut expected = state.next_key_serial_number();
    for _ in 0..steps {
        let Some(ksn) = expected else {
            assert!(state.is_exhausted());
            return;
        };
        let transaction = state.generate(engine).unwrap();
        assert_eq!(transaction.key_serial_number(), ksn);
        let held = engine.reveal(transaction.key().key().handle());
        assert_eq!(held, host_key(engine, &initial_key, ksn), "{ksn}");
        expected = model::next(ksn.counter().value())
            .map(|value| KeySerialNumber::new(ID, counter(value)));
        assert_eq!(state.next_key_serial_number(), expected);
    }
}

fn thousands_from_the_first<E: TestEngine>() {
    for (&algorithm, steps) in E::ALGORITHMS.iter().zip([4200, 600, 600]) {
        let engine = &mut E::new();
        let state = &mut terminal(engine, algorithm);
        assert_eq!(state.next_key_serial_number().map(|ksn| ksn.counter().value()), Some(1));
        agree(engine, algorithm, state, steps);
    }
}

fn across_every_power_of_two<E: TestEngine>() {
    let engine = &mut E::new();
    let state = &mut terminal(engine, Algorithm::Aes128);
    for bit in 4..32 {
        // The last eight counters before it: those with sixteen ones are far apart.
        let mut before = (1u32 << bit) - 1;
        for _ in 0..8 {
            before -= 1;
            while before.count_ones() > 16 {
                before &= before - 1;
            }
        }
        let next = state.next_key_serial_number().unwrap().counter();
        let target = counter(before.max(next.value()));
        state.skip_to(engine, target).unwrap();
        agree(engine, Algorithm::Aes128, state, 24);
    }
}

fn where_sixteen_ones_begin<E: TestEngine>() {
    for &algorithm in E::ALGORITHMS {
        for start in [0x0000_FFF0, 0x0001_FFE0, 0x7FFE_8000, 0x7FFF_0000] {
            let engine = &mut E::new();
            let state = &mut terminal_at(engine, algorithm, start);
            agree(engine, algorithm, state, 60);
        }
    }
}

fn near_the_end<E: TestEngine>() {
    for &algorithm in E::ALGORITHMS {
        for start in [0xFFFC_0000, 0xFFFD_8000, 0xFFFE_0000, 0xFFFE_8000, 0xFFFF_0000] {
            let engine = &mut E::new();
            let state = &mut terminal_at(engine, algorithm, start);
            agree(engine, algorithm, state, 400);
            assert!(state.is_exhausted(), "{start:08X}");
        }
    }
}

fn from_anywhere<E: TestEngine>() {
    check(24, (any_counter(), any::<prop::sample::Index>()), |(start, algorithm)| {
        let engine = &mut E::new();
        let algorithm = *algorithm.get(E::ALGORITHMS);
        let state = &mut terminal_at(engine, algorithm, start);
        agree(engine, algorithm, state, 20);
        Ok(())
    });
}

/// Anchors both sides in published values; the full set is among the vectors.
fn known_values<E: TestEngine>() {
    let engine = &mut E::new();
    let bdk = 0xFEDC_BA98_7654_3210_F1F1_F1F1_F1F1_F1F1_u128.to_be_bytes();
    let bdk: Key<BaseDerivation, E> = Key::load(engine, Algorithm::Aes128, &bdk).unwrap();
    let initial_key = host::initial_key(engine, &bdk, ID).unwrap();
    let shows = |engine: &E, key: &E::Handle, value: u128| {
        assert_eq!(engine.reveal(key), value.to_be_bytes());
    };
    shows(engine, initial_key.handle(), 0x1273_671E_A26A_C29A_FA4D_1084_1276_52A1);
    let mut state = TerminalState::load_initial_key(engine, initial_key, ID).unwrap();
    let mut first = state.generate(engine).unwrap();
    let key = first.key().key().handle();
    shows(engine, key, 0x4F21_B565_BAD9_835E_112B_6465_635E_AE44);
    let pin_key = first.pin_key(engine, KeyType::Aes128).unwrap();
    shows(engine, pin_key.handle(), 0xAF8C_B133_A78F_8DC2_D135_9F18_5275_93FB);
    state.skip(engine).unwrap();
    let third = state.generate(engine).unwrap();
    let key = third.key().key().handle();
    shows(engine, key, 0x0315_04E5_3036_5CF8_1264_2385_4051_8318);
}

/// An engine by mutable reference is an engine.
#[test]
fn a_borrowed_engine_serves() {
    fn first_tag<E: LoadKey + Mac<AesCmac>>(mut engine: E) -> Tag<16> {
        let mut state = terminal(&mut engine, Algorithm::Aes128);
        let transaction = state.generate(&mut engine).unwrap();
        transaction.request_mac(&mut engine, &[b"message"]).unwrap()
    }
    let mut engine = ducat_soft::Engine::<16>::new();
    assert_eq!(first_tag(&mut engine).verify(&first_tag(engine)), Ok(()));
}
