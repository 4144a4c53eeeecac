//! What only an element with slots can show: keys come to an end with their handles, room runs
//! out, and a tamper response ends everything.

use ducat::dukpt::aes::KeySerialNumber;
use ducat::dukpt::aes::terminal::TerminalState;
use ducat::key::role::{DataEncipher, MacGenerate, PinEncipher, Request, Sealing};
use ducat::mac::Tag;
use ducat::pin_block::format4;
use ducat::{AesCmac, Error, Key, KeyCheckValue, Pan, Pin, mac};
use ducat_hal::{Algorithm, ErrorKind, KeyEngine};
use ducat_sim::SecureElement;

use crate::support::rng::Prng;
use crate::support::{
    ID, OTHER_ID, counter, host_key, image, initial_key, load, octets, sealing_key, terminal,
    terminal_at,
};

const AES: Algorithm = Algorithm::Aes128;
const FULL: Error = Error::Engine(ErrorKind::Full);
const UNKNOWN: Error = Error::Engine(ErrorKind::UnknownKey);

type Filler = Key<DataEncipher<Request>, SecureElement>;

/// Takes all slots but `free`.
fn fill(element: &mut SecureElement, free: usize) -> Vec<Filler> {
    let mut taken: Vec<Filler> = Vec::new();
    while let Ok(key) = Key::load(element, AES, &octets(AES, 9)) {
        taken.push(key);
    }
    taken.drain(..free);
    taken
}

#[test]
fn slots_are_freed_on_drop() {
    let element = &mut SecureElement::new(80);
    let key = initial_key(element, AES);
    assert_eq!(element.slots_in_use(), 1);
    let mut state = TerminalState::load_initial_key(element, key, ID).unwrap();
    assert_eq!(element.slots_in_use(), 32, "registers, and no initial key");
    let transaction = state.generate(element).unwrap();
    assert_eq!(element.slots_in_use(), 32, "one key has moved to the transaction");
    let _tag: Tag<8> = transaction.request_mac(element, &[b"message"]).unwrap();
    assert_eq!(element.slots_in_use(), 32, "working keys live for one call");
    drop(transaction);
    assert_eq!(element.slots_in_use(), 31);
    state.skip_to(element, counter(0xFFFE_0000)).unwrap();
    assert_eq!(element.slots_in_use(), 1);
    state.skip(element).unwrap();
    drop(state);
    assert_eq!(element.slots_in_use(), 0);
}

#[test]
fn keys_of_another_element_are_unknown() {
    let (one, two) = (&mut SecureElement::new(80), &mut SecureElement::new(80));
    let key: Key<MacGenerate<AesCmac, Request>, _> = load(one, AES, 1);
    let own: Key<MacGenerate<AesCmac, Request>, _> = load(two, AES, 1);
    assert_eq!(key.handle().number(), own.handle().number(), "in the same slot");
    assert_eq!(mac::generate::<_, _, _, 8>(two, &key, &[]).err(), Some(UNKNOWN));
    assert!(KeyCheckValue::<ducat::key::CmacMethod>::of(two, &key).is_err());
    assert!(two.reveal_for_test(key.handle()).is_err());
    // The handle knows its attributes, so it opens; nothing can be done with it.
    let key: Key<MacGenerate<AesCmac, Request>, _> = Key::open(two, key.into_handle()).unwrap();
    assert_eq!(mac::generate::<_, _, _, 8>(two, &key, &[]).err(), Some(UNKNOWN));

    let pin_key: Key<PinEncipher, _> = load(one, AES, 1);
    let pin = Pin::from_ascii(b"1234").unwrap();
    let pan = Pan::from_ascii(b"4111111111111111").unwrap();
    let unknown = format4::encipher(two, &mut Prng(1), &pin_key, &pin, &pan);
    assert_eq!(unknown.err(), Some(UNKNOWN));

    let mut state = terminal_at(one, AES, 0x10);
    assert_eq!(state.generate(two).err(), Some(UNKNOWN));
    assert_eq!(state.skip_to(two, counter(0x8000_0001)), Err(UNKNOWN));
    assert_eq!(state.generate(one).unwrap().key_serial_number().counter(), counter(0x10));
}

/// Runs `operation` with ever more room until it succeeds; says how many slots that took.
fn with_ever_more_room<T>(
    element: &mut SecureElement,
    sealing: &Key<Sealing, SecureElement>,
    state: &mut TerminalState<SecureElement>,
    operation: impl Fn(&mut SecureElement, &mut TerminalState<SecureElement>) -> Result<T, Error>,
) -> (usize, T) {
    let before = image(element, sealing, state);
    let mut taken = fill(element, 0);
    for free in 0..100 {
        let in_use = element.slots_in_use();
        match operation(element, state) {
            Ok(done) => return (free, done),
            Err(error) => assert_eq!(error, FULL),
        }
        assert_eq!(image(element, sealing, state), before, "{free} slots free");
        assert_eq!(element.slots_in_use(), in_use, "{free} slots free");
        taken.pop();
    }
    panic!("full with a hundred free slots")
}

#[test]
fn no_room_leaves_the_state_as_it_was() {
    let element = &mut SecureElement::new(120);
    let sealing = &sealing_key(element);
    let initial_key = &initial_key(element, AES);

    let state = &mut terminal_at(element, AES, 0x100);
    let (room, transaction) =
        with_ever_more_room(element, sealing, state, |element, state| state.generate(element));
    assert_eq!(room, 8, "one for each child");
    let ksn = KeySerialNumber::new(ID, counter(0x100));
    assert_eq!(transaction.key_serial_number(), ksn);
    let held = element.reveal_for_test(transaction.key().key().handle()).unwrap();
    assert_eq!(held[..], host_key(element, initial_key, ksn));
    drop(transaction);

    let (room, ()) = with_ever_more_room(element, sealing, state, |element, state| {
        state.skip_to(element, counter(0x8000_0001))
    });
    assert_eq!(room, 31);
    assert_eq!(state.next_key_serial_number().unwrap().counter(), counter(0x8000_0001));

    let (room, ()) = with_ever_more_room(element, sealing, state, |element, state| {
        let fresh = Key::load(element, AES, &octets(AES, 9))?;
        state.update_initial_key(element, fresh, OTHER_ID)
    });
    assert_eq!(room, 33, "the old registers go when the new ones stand");
    assert_eq!(state.initial_key_id(), OTHER_ID);

    let saved = image(element, sealing, state);
    let (room, restored) = with_ever_more_room(element, sealing, state, |element, _| {
        TerminalState::restore(element, sealing, &mut saved.clone())
    });
    assert_eq!(room, 32);
    drop(restored);
}

#[test]
fn no_room_for_an_initial_key() {
    let element = &mut SecureElement::new(32);
    for _ in 0..3 {
        let key = initial_key(element, AES);
        let result = TerminalState::load_initial_key(element, key, ID);
        assert_eq!(result.err(), Some(FULL));
        assert_eq!(element.slots_in_use(), 0);
    }
    let element = &mut SecureElement::new(33);
    let mut state = terminal(element, AES);
    for value in 1..200 {
        let transaction = state.generate(element).unwrap();
        assert_eq!(transaction.key_serial_number().counter(), counter(value));
        let _tag: Tag<4> = transaction.request_mac(element, &[]).unwrap();
    }
}

#[test]
fn a_reset_kills_every_handle() {
    let element = &mut SecureElement::new(80);
    let sealing = sealing_key(element);
    let mut state = terminal_at(element, AES, 0x10);
    let saved = image(element, &sealing, &state);
    let mut transaction = terminal(element, AES).generate(element).unwrap();
    let mac_key: Key<MacGenerate<AesCmac, Request>, _> = load(element, AES, 1);

    element.reset();
    assert_eq!(element.slots_in_use(), 0);
    assert_eq!(mac::generate::<_, _, _, 8>(element, &mac_key, &[]).err(), Some(UNKNOWN));
    assert_eq!(state.generate(element).err(), Some(UNKNOWN));
    assert_eq!(state.skip_to(element, counter(0x8000_0001)), Err(UNKNOWN));
    assert!(state.update_key(element, state.key_type()).is_err());
    assert!(state.save(element, &sealing, &mut [0; 2000]).is_err());
    assert!(TerminalState::restore(element, &sealing, &mut saved.clone()).is_err());
    assert!(transaction.request_mac::<8>(element, &[]).is_err());
    let pin = Pin::from_ascii(b"1234").unwrap();
    let pan = Pan::from_ascii(b"4111111111111111").unwrap();
    assert!(transaction.encipher_pin(element, &mut Prng(1), pin, &pan).is_err());

    // Dead handles take no new key with them.
    let new_state = terminal(element, AES);
    let in_use = element.slots_in_use();
    drop((state, transaction, mac_key, sealing));
    assert_eq!(element.slots_in_use(), in_use);
    drop(new_state);
    assert_eq!(element.slots_in_use(), 0);
    element.scrub();
}
