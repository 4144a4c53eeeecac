//! PINs under TDES DUKPT, and under the TDEA keys of AES DUKPT: once, and translated by the host
//! after the MAC.

use ducat::dukpt::tdes::host::{self, ReceivedRequest};
use ducat::dukpt::tdes::terminal::TerminalState;
use ducat::dukpt::{aes, tdes};
use ducat::key::role::{PinDecipher, PinEncipher};
use ducat::mac::Tag;
use ducat::pin_block::{
    Binding, EncipheredPin, PinTarget, TranslationPolicy, format0, format1, format3, format4,
};
use ducat::{Error, Key, Pan, Pin};
use ducat_hal::{Algorithm, ErrorKind};
use ducat_sim::FailingRng;

use crate::support::faulty::Faulty;
use crate::support::rng::Prng;
use crate::support::tdes::{ID, bdk, counter, initial_key, terminal};
use crate::support::{self, TestEngine, load, on_every_engine};

on_every_engine! {
    known_value
    what_the_host_deciphers
    one_pin_only
    a_format_that_does_not_fit_may_be_tried_again
    a_failed_random_source_may_be_tried_again
    a_failed_engine_uses_the_pin_key_up
    translated_after_the_mac
    under_aes_dukpt
}

fn pin() -> Pin {
    Pin::from_ascii(b"1234").unwrap()
}

/// Of the worked example in ANSI X9.24-1:2009 A.4.
fn pan() -> Pan {
    Pan::from_ascii(b"4012345678909").unwrap()
}

fn known_value<E: TestEngine>() {
    for (at, expected) in [(1, 0x1B9C_1845_EB99_3A7A_u64), (2, 0x10A0_1C8D_02C6_9107)] {
        let engine = &mut E::new();
        let mut state = terminal(engine);
        state.skip_to(engine, counter(at)).unwrap();
        let mut transaction = state.generate(engine).unwrap();
        let pan = pan();
        // Format 0 draws nothing.
        let rng = &mut FailingRng::after(0, Prng(1));
        let block = transaction.encipher_pin(engine, rng, pin(), Binding::Format0(&pan));
        assert_eq!(block, Ok(EncipheredPin::Format0(expected.to_be_bytes())));
    }
}

fn what_the_host_deciphers<E: TestEngine>() {
    let pan = pan();
    for binding in [Binding::Format0(&pan), Binding::Format1, Binding::Format3(&pan)] {
        for at in [1, 0x400, 0x1F_F800] {
            let engine = &mut E::new();
            let mut state = terminal(engine);
            state.skip_to(engine, counter(at)).unwrap();
            let mut transaction = state.generate(engine).unwrap();
            let block = transaction.encipher_pin(engine, &mut Prng(1), pin(), binding).unwrap();
            let initial_key = initial_key(engine);
            let ksn = transaction.key_serial_number();
            let host = host::transaction_key_from_initial(engine, &initial_key, ksn).unwrap();
            let key = host.working_key::<PinDecipher>(engine).unwrap();
            let found = match binding {
                Binding::Format0(pan) => format0::decipher(engine, &key, &block, pan),
                Binding::Format1 => format1::decipher(engine, &key, &block),
                _ => format3::decipher(engine, &key, &block, &pan),
            };
            assert_eq!(found.unwrap().expose_secret(), [1, 2, 3, 4]);
        }
    }
}

fn one_pin_only<E: TestEngine>() {
    let engine = &mut E::new();
    let pan = pan();
    let binding = Binding::Format0(&pan);
    let mut transaction = terminal(engine).generate(engine).unwrap();
    assert!(transaction.encipher_pin(engine, &mut Prng(1), pin(), binding).is_ok());
    for binding in [binding, Binding::Format3(&pan), Binding::Format4(&pan)] {
        let again = transaction.encipher_pin(engine, &mut Prng(1), pin(), binding);
        assert_eq!(again, Err(Error::PinKeyUsed));
    }
    assert_eq!(transaction.pin_key(engine).err(), Some(Error::PinKeyUsed));
    // Nor after the key was taken.
    let mut transaction = terminal(engine).generate(engine).unwrap();
    assert!(transaction.pin_key(engine).is_ok());
    let again = transaction.encipher_pin(engine, &mut Prng(1), pin(), binding);
    assert_eq!(again, Err(Error::PinKeyUsed));
}

fn a_format_that_does_not_fit_may_be_tried_again<E: TestEngine>() {
    let engine = &mut E::new();
    let pan = pan();
    let mut transaction = terminal(engine).generate(engine).unwrap();
    let held = engine.keys_held();
    for binding in [Binding::Format2, Binding::Format4(&pan), Binding::Format4TwelveDigits(&pan)] {
        let refused = transaction.encipher_pin(engine, &mut Prng(1), pin(), binding);
        assert_eq!(refused, Err(Error::Algorithm));
        assert_eq!(engine.keys_held(), held, "the PIN key is destroyed");
    }
    let binding = Binding::Format3(&pan);
    assert!(transaction.encipher_pin(engine, &mut Prng(1), pin(), binding).is_ok());
}

fn a_failed_random_source_may_be_tried_again<E: TestEngine>() {
    let engine = &mut E::new();
    let pan = pan();
    for binding in [Binding::Format1, Binding::Format3(&pan)] {
        let mut transaction = terminal(engine).generate(engine).unwrap();
        let held = engine.keys_held();
        for octets in 0..10 {
            let failing = &mut FailingRng::after(octets, Prng(1));
            let failed = transaction.encipher_pin(engine, failing, pin(), binding);
            assert_eq!(failed, Err(Error::Random));
            assert_eq!(engine.keys_held(), held, "the PIN key is destroyed");
        }
        assert!(transaction.encipher_pin(engine, &mut Prng(1), pin(), binding).is_ok());
        let again = transaction.encipher_pin(engine, &mut Prng(1), pin(), binding);
        assert_eq!(again, Err(Error::PinKeyUsed));
    }
}

fn a_failed_engine_uses_the_pin_key_up<E: TestEngine>() {
    let pan = pan();
    let binding = Binding::Format0(&pan);
    // The derivation of the PIN key, then the encipherment.
    for call in 0..2 {
        let engine = &mut Faulty::<E>::new();
        let mut transaction = terminal(engine).generate(engine).unwrap();
        engine.fail_after(call);
        let failed = transaction.encipher_pin(engine, &mut Prng(1), pin(), binding);
        assert_eq!(engine.repair(), call + 1);
        assert_eq!(failed, Err(Error::Engine(ErrorKind::Hardware)));
        let again = transaction.encipher_pin(engine, &mut Prng(1), pin(), binding);
        assert_eq!(again, Err(Error::PinKeyUsed), "after call {call}");
    }
}

fn translated_after_the_mac<E: TestEngine>() {
    let engine = &mut E::new();
    let rng = &mut Prng(1);
    let pan = pan();
    let bdk = bdk(engine);
    let own = host::initial_key(engine, &bdk, ID).unwrap();
    let mut state = TerminalState::load_initial_key(engine, own, ID).unwrap();
    let mut transaction = state.generate(engine).unwrap();
    let binding = Binding::Format0(&pan);
    let block = transaction.encipher_pin(engine, rng, pin(), binding).unwrap();
    let tag: Tag<4> = transaction.request_mac(engine, &[block.as_octets()]).unwrap();

    let ksn = transaction.key_serial_number().to_octets();
    let ksn = tdes::KeySerialNumber::parse(&ksn).unwrap();
    let received = ReceivedRequest::new(engine, &bdk, ksn).unwrap();
    let verified = received.verify(engine, &[block.as_octets()], &tag).unwrap();
    // On to a network with AES.
    let zone: Key<PinEncipher, E> = load(engine, Algorithm::Aes128, 7);
    let issuer: Key<PinDecipher, E> = load(engine, Algorithm::Aes128, 7);
    let to = PinTarget { key: &zone, binding: Binding::Format4(&pan) };
    let policy = TranslationPolicy::STRICT;
    let moved = verified.translate_pin(engine, rng, policy, &block, binding, &to).unwrap();
    let EncipheredPin::Format4(moved) = moved else { panic!("{:?}", moved.format()) };
    let moved = ducat::pin_block::EncipheredPinBlock(moved);
    let found = format4::decipher(engine, &issuer, &moved, &pan).unwrap();
    assert_eq!(found.expose_secret(), [1, 2, 3, 4]);

    let bad = EncipheredPin::Format0([7; 8]);
    let refused = verified.translate_pin(engine, rng, policy, &bad, binding, &to);
    assert_eq!(refused, Err(Error::PinBlock));
}

fn under_aes_dukpt<E: TestEngine>() {
    let types = match E::ALGORITHMS.contains(&Algorithm::Aes192) {
        true => &[aes::KeyType::Tdea2, aes::KeyType::Tdea3][..],
        false => &[aes::KeyType::Tdea2],
    };
    let pan = pan();
    for &key_type in types {
        for binding in [Binding::Format0(&pan), Binding::Format3(&pan)] {
            let engine = &mut E::new();
            let rng = &mut Prng(1);
            let initial_key = support::initial_key(engine, Algorithm::Aes128);
            let mut state = support::terminal(engine, Algorithm::Aes128);
            let mut transaction = state.generate(engine).unwrap();
            // What does not fit does not use the key up.
            for (wrong, error) in [
                (aes::KeyType::Aes128, Error::Algorithm),
                (aes::KeyType::Hmac128, Error::Algorithm),
                (aes::KeyType::Aes256, Error::Strength),
            ] {
                let refused = transaction.encipher_pin_tdea(engine, rng, wrong, pin(), binding);
                assert_eq!(refused, Err(error), "{wrong:?}");
            }
            let block =
                transaction.encipher_pin_tdea(engine, rng, key_type, pin(), binding).unwrap();
            let again = transaction.encipher_pin_tdea(engine, rng, key_type, pin(), binding);
            assert_eq!(again, Err(Error::PinKeyUsed));
            let again = transaction.encipher_pin(engine, rng, pin(), &pan);
            assert_eq!(again, Err(Error::PinKeyUsed));

            let ksn = transaction.key_serial_number();
            let host = aes::host::transaction_key_from_initial(engine, &initial_key, ksn).unwrap();
            let key = host.working_key::<PinDecipher>(engine, key_type).unwrap();
            let found = match binding {
                Binding::Format0(pan) => format0::decipher(engine, &key, &block, pan),
                _ => format3::decipher(engine, &key, &block, &pan),
            };
            assert_eq!(found.unwrap().expose_secret(), [1, 2, 3, 4]);
        }
    }
}
