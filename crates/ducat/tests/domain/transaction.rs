//! One transaction on the terminal: one PIN, and nothing of a key after an error.

use ducat::dukpt::aes::terminal::Transaction;
use ducat::mac::Tag;
use ducat::{Error, Pan, Pin};
use ducat_hal::{Algorithm, ErrorKind};
use ducat_sim::FailingRng;

use crate::support::faulty::Faulty;
use crate::support::rng::Prng;
use crate::support::{TestEngine, on_every_engine, terminal, terminal_at};

on_every_engine! {
    one_pin_only
    a_failed_random_source_may_be_tried_again
    a_failed_engine_uses_the_pin_key_up
    macs_may_be_many
    a_response_is_no_request
}

fn pin() -> Pin {
    Pin::from_ascii(b"1234").unwrap()
}

fn pan() -> Pan {
    Pan::from_ascii(b"4111111111111111").unwrap()
}

fn transaction<E: TestEngine>(engine: &mut E) -> Transaction<E> {
    terminal(engine, Algorithm::Aes128).generate(engine).unwrap()
}

fn one_pin_only<E: TestEngine>() {
    let engine = &mut E::new();
    let rng = &mut Prng(1);
    let mut transaction = transaction(engine);
    assert!(transaction.encipher_pin(engine, rng, pin(), &pan()).is_ok());
    for _ in 0..2 {
        let again = transaction.encipher_pin(engine, rng, pin(), &pan());
        assert_eq!(again, Err(Error::PinKeyUsed));
    }
    // Nor with a source that fails.
    let failing = &mut FailingRng::after(0, Prng(1));
    let again = transaction.encipher_pin(engine, failing, pin(), &pan());
    assert_eq!(again, Err(Error::PinKeyUsed));
}

fn a_failed_random_source_may_be_tried_again<E: TestEngine>() {
    let engine = &mut E::new();
    let mut transaction = transaction(engine);
    let held = engine.keys_held();
    for octets in 0..8 {
        let failing = &mut FailingRng::after(octets, Prng(1));
        let failed = transaction.encipher_pin(engine, failing, pin(), &pan());
        assert_eq!(failed, Err(Error::Random));
        assert_eq!(engine.keys_held(), held, "the PIN key is destroyed");
    }
    let enough = &mut FailingRng::after(8, Prng(1));
    assert!(transaction.encipher_pin(engine, enough, pin(), &pan()).is_ok());
    let again = transaction.encipher_pin(engine, &mut Prng(1), pin(), &pan());
    assert_eq!(again, Err(Error::PinKeyUsed));
}

fn a_failed_engine_uses_the_pin_key_up<E: TestEngine>() {
    // The derivation of the PIN key, then the encipherment.
    for call in 0..2 {
        let engine = &mut Faulty::<E>::new();
        let mut transaction = transaction(engine);
        engine.fail_after(call);
        let failed = transaction.encipher_pin(engine, &mut Prng(1), pin(), &pan());
        assert_eq!(engine.repair(), call + 1);
        assert_eq!(failed, Err(Error::Engine(ErrorKind::Hardware)));
        let again = transaction.encipher_pin(engine, &mut Prng(1), pin(), &pan());
        assert_eq!(again, Err(Error::PinKeyUsed), "after call {call}");
    }
}

fn macs_may_be_many<E: TestEngine>() {
    let engine = &mut E::new();
    let transaction = transaction(engine);
    let whole: Tag<16> = transaction.request_mac(engine, &[b"one message"]).unwrap();
    let parts: Tag<16> = transaction.request_mac(engine, &[b"one", b"", b" message"]).unwrap();
    assert_eq!(whole.verify(&parts), Ok(()));
    let short: Tag<4> = transaction.request_mac(engine, &[b"one message"]).unwrap();
    assert_eq!(short.as_octets(), &whole.as_octets()[..4]);
    let other: Tag<16> = transaction.request_mac(engine, &[b"one message."]).unwrap();
    assert!(whole.verify(&other).is_err());
}

fn a_response_is_no_request<E: TestEngine>() {
    for value in [1, 0x0001_0000, 0xFFFF_0000] {
        let engine = &mut E::new();
        let mut state = terminal_at(engine, Algorithm::Aes128, value);
        let transaction = state.generate(engine).unwrap();
        let request: Tag<8> = transaction.request_mac(engine, &[b"echo"]).unwrap();
        let echoed = transaction.verify_response(engine, &[b"echo"], &request);
        assert_eq!(echoed, Err(Error::Mismatch));
    }
}
