//! AES DUKPT with working keys of TDEA: MACs and data under them, on both sides.

use ducat::data::{InitializationVector, Padding};
use ducat::dukpt::aes::host::{self, ReceivedRequest};
use ducat::dukpt::aes::terminal::TerminalState;
use ducat::dukpt::aes::{KeySerialNumber, KeyType, TransactionCounter};
use ducat::key::role::{
    BaseDerivation, DataDecipher, DataEncipher, MacGenerate, PinDecipher, Request, Response,
};
use ducat::mac::{RetailMac, Tag};
use ducat::{Error, Key, TdeaCmac, data};
use ducat_hal::Algorithm;

use crate::support::{ID, TestEngine, counter, load, on_every_engine, terminal};

on_every_engine! {
    known_values
    macs
    requests_of_an_old_host
    data_of_both_lengths
    pin_keys
}

/// Types that fit into the engine.
fn types<E: TestEngine>() -> &'static [KeyType] {
    match E::ALGORITHMS.contains(&Algorithm::Aes192) {
        true => &[KeyType::Tdea2, KeyType::Tdea3],
        false => &[KeyType::Tdea2],
    }
}

const MESSAGE: &[u8] = b"4012345678909D987";

/// Values of X9's supplement: an AES-128 initial key and its first transaction.
fn known_values<E: TestEngine>() {
    let engine = &mut E::new();
    let initial_key = 0x1273_671E_A26A_C29A_FA4D_1084_1276_52A1_u128.to_be_bytes();
    let initial_key = Key::load(engine, Algorithm::Aes128, &initial_key).unwrap();
    let mut state = TerminalState::load_initial_key(engine, initial_key, ID).unwrap();
    let mut transaction = state.generate(engine).unwrap();
    let key = transaction.key();
    let mac = key.working_key::<MacGenerate<RetailMac, Request>>(engine, KeyType::Tdea2);
    let expected = 0x5D8F_D787_E8A7_96D0_7035_FFCA_9B58_00BB_u128.to_be_bytes();
    assert_eq!(engine.reveal(mac.unwrap().handle()), expected);
    let data = key.working_key::<DataEncipher<Request>>(engine, KeyType::Tdea2);
    let expected = 0xBD44_121C_223F_8314_46A0_1EE3_A4CB_58D2_u128.to_be_bytes();
    assert_eq!(engine.reveal(data.unwrap().handle()), expected);
    let pin = transaction.pin_key(engine, KeyType::Tdea2).unwrap();
    let expected = 0x630C_706D_9546_E47D_4449_313F_61C4_D4AB_u128.to_be_bytes();
    assert_eq!(engine.reveal(pin.handle()), expected);
}

/// The host of a terminal with this initial key type, and one transaction of it.
struct Pair<E: TestEngine> {
    engine: E,
    bdk: Key<BaseDerivation, E>,
    transaction: ducat::dukpt::aes::terminal::Transaction<E>,
    ksn: KeySerialNumber,
}

impl<E: TestEngine> Pair<E> {
    fn new(algorithm: Algorithm, at: TransactionCounter) -> Self {
        let mut engine = E::new();
        let bdk = load(&mut engine, algorithm, 5);
        let initial_key = host::initial_key(&mut engine, &bdk, ID).unwrap();
        let mut state = TerminalState::load_initial_key(&mut engine, initial_key, ID).unwrap();
        state.skip_to(&mut engine, at).unwrap();
        let transaction = state.generate(&mut engine).unwrap();
        let ksn = transaction.key_serial_number();
        Self { engine, bdk, transaction, ksn }
    }

    fn received(&mut self) -> ReceivedRequest<E> {
        ReceivedRequest::new(&mut self.engine, &self.bdk, self.ksn).unwrap()
    }
}

macro_rules! there_and_back {
    ($pair:ident, $algorithm:ty, $key_type:expr) => {{
        let tag = $pair.transaction.request_mac_by::<$algorithm, 8>(
            &mut $pair.engine,
            $key_type,
            &[MESSAGE],
        );
        let tag = tag.unwrap();
        let received = $pair.received();
        let engine = &mut $pair.engine;
        let verified = received.verify_by::<$algorithm, 8>(engine, $key_type, &[MESSAGE], &tag);
        let verified = verified.unwrap();
        let response = verified.response_mac_by::<$algorithm, 8>(engine, $key_type, &[MESSAGE]);
        let response = response.unwrap();
        assert!(tag.verify(&response).is_err(), "a direction each");
        let transaction = &$pair.transaction;
        let mut verify = |tag: &Tag<8>| {
            transaction.verify_response_by::<$algorithm, 8>(engine, $key_type, &[MESSAGE], tag)
        };
        assert_eq!(verify(&response), Ok(()));
        assert_eq!(verify(&tag), Err(Error::Mismatch));
        tag
    }};
}

fn macs<E: TestEngine>() {
    for &algorithm in E::ALGORITHMS {
        for at in [1, 0x0001_FFFE, 0xFFFF_0000] {
            let pair = &mut Pair::<E>::new(algorithm, counter(at));
            let retail = there_and_back!(pair, RetailMac, KeyType::Tdea2);
            let cmac = there_and_back!(pair, TdeaCmac, KeyType::Tdea2);
            assert!(retail.verify(&cmac).is_err());
            for &key_type in types::<E>() {
                there_and_back!(pair, TdeaCmac, key_type);
            }
            // Two halves make a retail MAC, and no third.
            let transaction = &pair.transaction;
            let engine = &mut pair.engine;
            for key_type in [KeyType::Tdea3, KeyType::Aes128, KeyType::Hmac128] {
                let refused =
                    transaction.request_mac_by::<RetailMac, 8>(engine, key_type, &[MESSAGE]);
                assert_eq!(refused.err(), Some(Error::Algorithm), "{key_type:?}");
            }
        }
    }
}

fn requests_of_an_old_host<E: TestEngine>() {
    let pair = &mut Pair::<E>::new(Algorithm::Aes128, counter(0x1234));
    let tag = pair.transaction.request_mac_by::<RetailMac, 4>(
        &mut pair.engine,
        KeyType::Tdea2,
        &[MESSAGE],
    );
    let tag = tag.unwrap();
    let held = pair.engine.keys_held();
    for at in 0..MESSAGE.len() {
        let mut altered = MESSAGE.to_vec();
        altered[at] ^= 1;
        let received = pair.received();
        let engine = &mut pair.engine;
        let refused = received.verify_by::<RetailMac, 4>(engine, KeyType::Tdea2, &[&altered], &tag);
        assert_eq!(refused.err(), Some(Error::Mismatch));
    }
    let received = pair.received();
    let refused = received.verify(&mut pair.engine, &[MESSAGE], &tag);
    assert_eq!(refused.err(), Some(Error::Mismatch), "no CMAC");
    assert_eq!(pair.engine.keys_held(), held, "the keys of refused requests are gone");
    let received = pair.received();
    let engine = &mut pair.engine;
    let accepted = received.verify_by::<RetailMac, 4>(engine, KeyType::Tdea2, &[MESSAGE], &tag);
    assert!(accepted.is_ok());
}

fn data_of_both_lengths<E: TestEngine>() {
    let iv = InitializationVector::from_octets([0x3C; 8]);
    for &algorithm in E::ALGORITHMS {
        for &key_type in types::<E>() {
            let pair = &mut Pair::<E>::new(algorithm, counter(0x10));
            let engine = &mut pair.engine;
            let host = host::transaction_key(engine, &pair.bdk, pair.ksn).unwrap();
            let terminal = pair.transaction.key();
            let to = terminal.working_key::<DataEncipher<Request>>(engine, key_type).unwrap();
            let from = host.working_key::<DataDecipher<Request>>(engine, key_type).unwrap();
            let back = host.working_key::<DataEncipher<Response>>(engine, key_type).unwrap();
            let own = terminal.working_key::<DataDecipher<Response>>(engine, key_type).unwrap();
            for length in 0..40 {
                let padding = Padding::OneAndZeros;
                let clear = vec![0x5A; length];
                let mut buffer = clear.clone();
                buffer.resize(padding.padded_octets(length, 8).unwrap(), 0);
                data::encipher_cbc(engine, &to, &iv, padding, length, &mut buffer).unwrap();
                let requested = buffer.clone();
                let found = data::decipher_cbc(engine, &from, &iv, padding, &mut buffer);
                assert_eq!(found, Ok(length));
                assert_eq!(buffer[..length], clear);
                data::encipher_cbc(engine, &back, &iv, padding, length, &mut buffer).unwrap();
                assert_ne!(buffer, requested, "a key for each direction");
                let found = data::decipher_cbc(engine, &own, &iv, padding, &mut buffer);
                assert_eq!(found, Ok(length));
                assert_eq!(buffer[..length], clear);
            }
            // An IV of the other cipher.
            let mut buffer = [0xEE; 16];
            let long = InitializationVector::<16>::ZERO;
            let refused = data::encipher_cbc(engine, &to, &long, Padding::None, 16, &mut buffer);
            assert_eq!(refused, Err(Error::Algorithm));
            let refused = data::decipher_cbc(engine, &own, &long, Padding::None, &mut buffer);
            assert_eq!(refused, Err(Error::Algorithm));
            assert_eq!(buffer, [0xEE; 16]);
        }
    }
}

fn pin_keys<E: TestEngine>() {
    for &algorithm in E::ALGORITHMS {
        for &key_type in types::<E>() {
            let engine = &mut E::new();
            let initial_key = crate::support::initial_key(engine, algorithm);
            let mut transaction = terminal(engine, algorithm).generate(engine).unwrap();
            let ksn = transaction.key_serial_number();
            let host = host::transaction_key_from_initial(engine, &initial_key, ksn).unwrap();
            let of_host = host.working_key::<PinDecipher>(engine, key_type).unwrap();
            let of_terminal = transaction.pin_key(engine, key_type).unwrap();
            let held = engine.reveal(of_terminal.handle());
            assert_eq!(held, engine.reveal(of_host.handle()));
            assert_eq!(held.len(), key_type.octets());
            assert_eq!(transaction.pin_key(engine, key_type).err(), Some(Error::PinKeyUsed));
        }
    }
}
