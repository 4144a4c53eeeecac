//! The whole life of a TDES DUKPT terminal: every key it ever delivers, against the host's and
//! against a digest that other software arrived at.
//!
//! Two million calls and their wipes: seconds when optimised, minutes when not. Unoptimised, the
//! life is lived in leaps.

use ducat::dukpt::tdes::terminal::TerminalState;
use ducat::dukpt::tdes::{InitialKeyId, KeySerialNumber, TransactionCounter, host};
use ducat::key::role::Initial;
use ducat::{Error, Key};
use ducat_hal::Algorithm;
use sha2::{Digest, Sha256};

type Engine = ducat_soft::Engine<16>;

/// Of the worked example in ANSI X9.24-1:2009 A.4.
const INITIAL_KEY: u128 = 0x6AC2_92FA_A131_5B4D_858A_B3A3_D7D5_933A;
const ID: InitialKeyId =
    InitialKeyId::of([0xFF, 0xFF, 0x98, 0x76, 0x54, 0x32, 0x10, 0xE0, 0x00, 0x00]);

/// SHA-256 of the 1,048,575 transaction keys in the order of their counters, by a program of a
/// page in C over the DES of OpenSSL 3.0, which derives each from the initial key.
const DIGEST: [u8; 32] = [
    0x1F, 0x46, 0xC5, 0x2C, 0x16, 0x20, 0x55, 0x78, 0x9E, 0x7B, 0x2A, 0x60, 0xFE, 0x7B, 0x4E, 0x10,
    0xF0, 0xF9, 0x19, 0xC4, 0x45, 0x94, 0x9F, 0xD1, 0x48, 0x16, 0xCC, 0x4C, 0x48, 0xA8, 0x56, 0x7B,
];

fn initial_key(engine: &mut Engine) -> Key<Initial, Engine> {
    Key::load(engine, Algorithm::Tdea2, &INITIAL_KEY.to_be_bytes()).unwrap()
}

fn terminal(engine: &mut Engine) -> TerminalState<Engine> {
    let initial_key = initial_key(engine);
    TerminalState::load_initial_key(engine, initial_key, ID).unwrap()
}

/// The next transaction: its counter and key, the same as the host's.
fn step(
    engine: &mut Engine,
    initial_key: &Key<Initial, Engine>,
    state: &mut TerminalState<Engine>,
) -> Option<(KeySerialNumber, [u8; 16])> {
    let transaction = match state.generate(engine) {
        Ok(transaction) => transaction,
        Err(error) => {
            assert_eq!(error, Error::Exhausted);
            return None;
        }
    };
    let ksn = transaction.key_serial_number();
    let host = host::transaction_key_from_initial(engine, initial_key, ksn).unwrap();
    let key = transaction.key().key().handle().expose_secret();
    assert_eq!(key, host.key().handle().expose_secret(), "{ksn}");
    Some((ksn, key.try_into().unwrap()))
}

#[test]
#[cfg_attr(debug_assertions, ignore = "optimised code only")]
fn every_key_of_a_life() {
    let engine = &mut Engine::new();
    let initial_key = &initial_key(engine);
    let state = &mut terminal(engine);
    let mut digest = Sha256::new();
    let mut count = 0;
    let mut expected = Some(TransactionCounter::FIRST);
    let mut last = None;
    while let Some((ksn, key)) = step(engine, initial_key, state) {
        assert_eq!(Some(ksn.counter()), expected);
        assert_eq!(ksn.initial_key_id(), ID);
        digest.update(key);
        count += 1;
        last = expected;
        expected = ksn.counter().next();
    }
    assert_eq!(count, 1_048_575);
    assert_eq!(last, Some(TransactionCounter::LAST));
    assert!(state.is_exhausted());
    assert_eq!(digest.finalize()[..], DIGEST);
}

/// The same life in leaps of a prime length, a few keys after each.
#[test]
fn a_life_in_leaps() {
    let engine = &mut Engine::new();
    let initial_key = &initial_key(engine);
    let state = &mut terminal(engine);
    let mut target = 1;
    while let Some(counter) = TransactionCounter::after(target - 1) {
        state.skip_to(engine, counter).unwrap();
        assert_eq!(state.next_key_serial_number().map(KeySerialNumber::counter), Some(counter));
        for _ in 0..4 {
            let Some((ksn, _)) = step(engine, initial_key, state) else { return };
            target = ksn.counter().value();
        }
        target += 2503;
    }
    // The last leap went too far: the last key is still there.
    state.skip_to(engine, TransactionCounter::LAST).unwrap();
    assert!(step(engine, initial_key, state).is_some());
    assert!(step(engine, initial_key, state).is_none());
}
