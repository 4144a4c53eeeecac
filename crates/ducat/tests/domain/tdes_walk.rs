//! TDES DUKPT: the terminal and the host arrive at the same keys, transaction after transaction.

use ducat::Error;
use ducat::dukpt::tdes::terminal::TerminalState;
use ducat::dukpt::tdes::{InitialKeyId, KeySerialNumber, host};
use ducat::key::role::Initial;
use ducat_hal::Algorithm;

use crate::support::tdes::{
    BDK, ID, INITIAL_KEY, any_counter, bdk, counter, host_key, initial_key, next, terminal,
    terminal_at,
};
use crate::support::{TestEngine, check, load, on_every_engine};

on_every_engine! {
    known_values
    an_initial_key_of_another_source
    thousands_from_the_first
    across_every_power_of_two
    where_ten_ones_begin
    near_the_end
    from_anywhere
    only_two_key_tdea
}

/// Generates `steps` transactions and compares each with the host's.
fn agree<E: TestEngine>(engine: &mut E, state: &mut TerminalState<E>, steps: usize) {
    let initial_key = initial_key(engine);
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
        expected =
            next(ksn.counter().value()).map(|value| KeySerialNumber::new(ID, counter(value)));
        assert_eq!(state.next_key_serial_number(), expected);
    }
}

/// ANSI X9.24-1:2009 A.4; the full set is among the vectors.
fn known_values<E: TestEngine>() {
    let engine = &mut E::new();
    let bdk = bdk(engine);
    assert_eq!(engine.reveal(bdk.handle()), BDK.to_be_bytes());
    let own = host::initial_key(engine, &bdk, ID).unwrap();
    assert_eq!(engine.reveal(own.handle()), INITIAL_KEY.to_be_bytes());
    let known = [
        (0x00_0001, 0x0426_66B4_9184_CFA3_68DE_9628_D039_7BC9_u128),
        (0x00_0002, 0xC465_51CE_F9FD_24B0_AA9A_D834_130D_3BC7),
        (0x00_0003, 0x0DF3_D942_2ACA_56E5_4767_6D07_AD6B_ADFA),
        (0x0F_F800, 0xF9CD_FEBF_4F5B_1D9E_B3EC_1245_4527_E176),
        (0x0F_FC00, 0xF943_0DF9_7508_2491_C77B_E4EF_4FDB_91EE),
        (0x10_0000, 0xAA4D_58DB_653E_C74A_48C7_5F2F_047D_D2B5),
        (0x1F_F800, 0x4124_BC96_50E7_0B10_DED3_378C_9F4E_2E42),
    ];
    let mut state = TerminalState::load_initial_key(engine, own, ID).unwrap();
    for (value, expected) in known {
        let ksn = KeySerialNumber::new(ID, counter(value));
        let host = host::transaction_key(engine, &bdk, ksn).unwrap();
        assert_eq!(engine.reveal(host.key().handle()), expected.to_be_bytes(), "{ksn}");
        state.skip_to(engine, counter(value)).unwrap();
        let transaction = state.generate(engine).unwrap();
        let held = engine.reveal(transaction.key().key().handle());
        assert_eq!(held, expected.to_be_bytes(), "{ksn}");
    }
}

/// Of a public test of a terminal.
fn an_initial_key_of_another_source<E: TestEngine>() {
    let engine = &mut E::new();
    let bdk = ducat::Key::load(engine, Algorithm::Tdea2, &[0x11; 16]).unwrap();
    // The counter makes no difference.
    for last in [0, 1] {
        let number = [0xFF, 0xFF, 0xFF, 0x91, 0x06, 0x26, 0xA4, 0xE0, 0, last];
        let key = host::initial_key(engine, &bdk, InitialKeyId::of(number)).unwrap();
        let expected = 0xE975_8033_708B_76CA_CDE1_744D_4633_E164_u128;
        assert_eq!(engine.reveal(key.handle()), expected.to_be_bytes());
    }
}

fn thousands_from_the_first<E: TestEngine>() {
    let engine = &mut E::new();
    let state = &mut terminal(engine);
    assert_eq!(state.next_key_serial_number().map(|ksn| ksn.counter().value()), Some(1));
    assert_eq!(state.initial_key_id(), ID);
    agree(engine, state, 2500);
}

fn across_every_power_of_two<E: TestEngine>() {
    let engine = &mut E::new();
    let state = &mut terminal(engine);
    for bit in 4..21 {
        // The last eight counters before it: those with ten ones are far apart.
        let mut before = (1u32 << bit) - 1;
        for _ in 0..8 {
            before -= 1;
            while before.count_ones() > 10 {
                before &= before - 1;
            }
        }
        let next = state.next_key_serial_number().unwrap().counter();
        state.skip_to(engine, counter(before.max(next.value()))).unwrap();
        agree(engine, state, 24);
    }
}

fn where_ten_ones_begin<E: TestEngine>() {
    for start in [0x00_03F0, 0x00_07E0, 0x0F_FA00, 0x0F_FC00] {
        let engine = &mut E::new();
        let state = &mut terminal_at(engine, start);
        agree(engine, state, 60);
    }
}

fn near_the_end<E: TestEngine>() {
    for start in [0x1F_E000, 0x1F_E800, 0x1F_F000, 0x1F_F400, 0x1F_F800] {
        let engine = &mut E::new();
        let state = &mut terminal_at(engine, start);
        agree(engine, state, 400);
        assert!(state.is_exhausted(), "{start:06X}");
    }
}

fn from_anywhere<E: TestEngine>() {
    check(24, any_counter(), |start| {
        let engine = &mut E::new();
        let state = &mut terminal_at(engine, start);
        agree(engine, state, 20);
        Ok(())
    });
}

fn only_two_key_tdea<E: TestEngine>() {
    for algorithm in [Algorithm::Aes128, Algorithm::Tdea3] {
        if algorithm == Algorithm::Tdea3 && !E::ALGORITHMS.contains(&Algorithm::Aes192) {
            continue;
        }
        let engine = &mut E::new();
        let ksn = KeySerialNumber::new(ID, counter(1));
        let bdk = load(engine, algorithm, 5);
        assert_eq!(host::initial_key(engine, &bdk, ID).err(), Some(Error::Algorithm));
        assert_eq!(host::transaction_key(engine, &bdk, ksn).err(), Some(Error::Algorithm));
        let key = load::<Initial, E>(engine, algorithm, 5);
        let refused = host::transaction_key_from_initial(engine, &key, ksn);
        assert_eq!(refused.err(), Some(Error::Algorithm));
        let refused = TerminalState::load_initial_key(engine, key, ID);
        assert_eq!(refused.err(), Some(Error::Algorithm));
        if let Some(held) = engine.keys_held() {
            assert_eq!(held, 1, "the base derivation key");
        }
    }
}
