//! Data in CBC mode: explicit padding, explicit IV, and what errors leave behind.

use ducat::data::{InitializationVector, Padding, decipher_cbc, encipher_cbc};
use ducat::dukpt::aes::{KeyType, host};
use ducat::key::role::{BothWays, DataDecipher, DataEncipher, Request, Response};
use ducat::{Error, Key};
use ducat_hal::{Algorithm, ErrorKind};

use crate::support::faulty::Faulty;
use crate::support::{TestEngine, initial_key, load, on_every_engine, terminal};

on_every_engine! {
    known_value
    round_trips
    buffers_of_a_wrong_length_are_unchanged
    keys_of_a_wrong_algorithm_leave_the_buffer
    wrong_padding_wipes
    a_failed_engine_wipes
    a_transaction_and_its_host
    a_transaction_whose_engine_fails
}

/// Of AES.
type Iv = InitializationVector<16>;

const PADDINGS: [Padding; 3] = [Padding::None, Padding::Zeros, Padding::OneAndZeros];
const IV: Iv = Iv::from_octets([0x3C; 16]);

type Keys<E> = (Key<DataEncipher<BothWays>, E>, Key<DataDecipher<BothWays>, E>);

fn keys<E: TestEngine>(engine: &mut E, algorithm: Algorithm) -> Keys<E> {
    (load(engine, algorithm, 1), load(engine, algorithm, 1))
}

/// SP 800-38A F.2.1, the first two blocks.
fn known_value<E: TestEngine>() {
    let engine = &mut E::new();
    let key = 0x2B7E_1516_28AE_D2A6_ABF7_1588_09CF_4F3C_u128.to_be_bytes();
    let key: Key<DataEncipher<Request>, E> = Key::load(engine, Algorithm::Aes128, &key).unwrap();
    let iv = Iv::from_octets(core::array::from_fn(|i| u8::try_from(i).unwrap()));
    let mut buffer = [
        0x6BC1_BEE2_2E40_9F96_E93D_7E11_7393_172A_u128.to_be_bytes(),
        0xAE2D_8A57_1E03_AC9C_9EB7_6FAC_45AF_8E51_u128.to_be_bytes(),
    ];
    let expected = [
        0x7649_ABAC_8119_B246_CEE9_8E9B_12E9_197D_u128.to_be_bytes(),
        0x5086_CB9B_5072_19EE_95DB_113A_9176_78B2_u128.to_be_bytes(),
    ];
    let data = buffer.as_flattened_mut();
    assert_eq!(encipher_cbc(engine, &key, &iv, Padding::None, 32, data), Ok(()));
    assert_eq!(buffer, expected);
}

fn round_trips<E: TestEngine>() {
    for &algorithm in E::ALGORITHMS {
        let engine = &mut E::new();
        let (to, from) = keys(engine, algorithm);
        for padding in PADDINGS {
            for length in 1..70 {
                let data: Vec<u8> = (0..length).map(|i| i ^ 0x80).collect();
                let length = data.len();
                let Some(padded) = padding.padded_octets(length, 16) else { continue };
                // What stood behind the data does not matter.
                let mut buffer = [&data[..], &vec![0xEE; padded - length]].concat();
                encipher_cbc(engine, &to, &IV, padding, length, &mut buffer).unwrap();

                // Another IV alters the first block alone.
                let mut other = buffer.clone();
                let zero = decipher_cbc(engine, &from, &Iv::ZERO, Padding::None, &mut other);
                assert_eq!(zero, Ok(padded));
                assert!(other[..16] != data[..16.min(length)]);

                let found = decipher_cbc(engine, &from, &IV, padding, &mut buffer).unwrap();
                let expected = match padding {
                    Padding::OneAndZeros => length,
                    _ => padded,
                };
                assert_eq!(found, expected);
                assert_eq!(buffer[..length], data[..]);
                assert!(buffer[length..].iter().skip(1).all(|octet| *octet == 0));
                assert_eq!(buffer[16.min(padded)..], other[16.min(padded)..]);
            }
        }
    }
}

fn buffers_of_a_wrong_length_are_unchanged<E: TestEngine>() {
    let engine = &mut E::new();
    let (to, from) = keys(engine, Algorithm::Aes128);
    for padding in PADDINGS {
        for length in 0..40 {
            for octets in 0..60 {
                let mut buffer = vec![0xEE; octets];
                let result = encipher_cbc(engine, &to, &IV, padding, length, &mut buffer);
                if padding.padded_octets(length, 16) == Some(octets) {
                    assert_eq!(result, Ok(()));
                } else {
                    assert_eq!(result, Err(Error::BufferLength));
                    assert_eq!(buffer, vec![0xEE; octets]);
                }
            }
        }
        // Nothing is whole blocks too, but for the padding that is never absent.
        let least = padding.padded_octets(0, 16).unwrap();
        let whole = |octets: &usize| octets.is_multiple_of(16) && *octets >= least;
        for octets in (0..60).filter(|octets| !whole(octets)) {
            let mut buffer = vec![0xEE; octets];
            let result = decipher_cbc(engine, &from, &IV, padding, &mut buffer);
            assert_eq!(result, Err(Error::BufferLength));
            assert_eq!(buffer, vec![0xEE; octets]);
        }
    }
}

fn keys_of_a_wrong_algorithm_leave_the_buffer<E: TestEngine>() {
    let engine = &mut E::new();
    let (to, from) = keys(engine, Algorithm::Tdea2);
    let mut buffer = [0xEE; 32];
    let result = encipher_cbc(engine, &to, &IV, Padding::Zeros, 20, &mut buffer);
    assert_eq!(result, Err(Error::Algorithm));
    let result = decipher_cbc(engine, &from, &IV, Padding::Zeros, &mut buffer);
    assert_eq!(result, Err(Error::Algorithm));
    assert_eq!(buffer, [0xEE; 32]);
}

fn wrong_padding_wipes<E: TestEngine>() {
    let engine = &mut E::new();
    let (to, from) = keys(engine, Algorithm::Aes128);
    let mut none = [0; 16];
    none[..4].copy_from_slice(&[0x80, 0, 0, 1]);
    let mut ends_with_81 = [7; 16];
    ends_with_81[15] = 0x81;
    // The octet 80 has to stand in the last block.
    for last in [[0; 16], none, ends_with_81, [0xFF; 16]] {
        let mut buffer = [[0x80; 16], last].concat();
        encipher_cbc(engine, &to, &IV, Padding::None, 32, &mut buffer).unwrap();
        let result = decipher_cbc(engine, &from, &IV, Padding::OneAndZeros, &mut buffer);
        assert_eq!(result, Err(Error::Padding));
        assert_eq!(buffer, [0; 32]);
    }
}

fn a_failed_engine_wipes<E: TestEngine>() {
    let engine = &mut Faulty::<E>::new();
    let (to, from) = keys(engine, Algorithm::Aes128);
    for call in 0..3 {
        let mut buffer = [0xEE; 48];
        engine.fail_after(call);
        let result = encipher_cbc(engine, &to, &IV, Padding::OneAndZeros, 40, &mut buffer);
        assert_eq!(result, Err(Error::Engine(ErrorKind::Hardware)));
        assert_eq!(buffer, [0; 48], "enciphering, call {call}");

        let mut buffer = [0xEE; 48];
        engine.fail_after(call);
        let result = decipher_cbc(engine, &from, &IV, Padding::None, &mut buffer);
        assert_eq!(result, Err(Error::Engine(ErrorKind::Hardware)));
        assert_eq!(buffer, [0; 48], "deciphering, call {call}");
        engine.repair();
    }
}

fn a_transaction_and_its_host<E: TestEngine>() {
    for &algorithm in E::ALGORITHMS {
        let engine = &mut E::new();
        let initial_key = initial_key(engine, algorithm);
        let transaction = terminal(engine, algorithm).generate(engine).unwrap();
        let ksn = transaction.key_serial_number();
        let host = host::transaction_key_from_initial(engine, &initial_key, ksn).unwrap();
        let key_type = KeyType::of_aes(algorithm).unwrap();
        let padding = Padding::OneAndZeros;

        let mut request = *b"track 2 data....                ";
        transaction.encipher_request_data(engine, &IV, padding, 16, &mut request).unwrap();
        let mut echoed = request;
        let key = host.working_key::<DataDecipher<Request>>(engine, key_type).unwrap();
        assert_eq!(decipher_cbc(engine, &key, &IV, padding, &mut request), Ok(16));
        assert_eq!(&request[..16], b"track 2 data....");

        let mut response = *b"receipt text    ";
        let key = host.working_key::<DataEncipher<Response>>(engine, key_type).unwrap();
        encipher_cbc(engine, &key, &IV, padding, 12, &mut response).unwrap();
        let found = transaction.decipher_response_data(engine, &IV, padding, &mut response);
        assert_eq!(found, Ok(12));
        assert_eq!(&response[..12], b"receipt text");

        // The terminal does not decipher its own request.
        transaction.decipher_response_data(engine, &IV, Padding::None, &mut echoed).unwrap();
        assert_ne!(&echoed[..16], b"track 2 data....");
    }
}

fn a_transaction_whose_engine_fails<E: TestEngine>() {
    let engine = &mut Faulty::<E>::new();
    let transaction = terminal(engine, Algorithm::Aes128).generate(engine).unwrap();
    // The derivation of the data key, then each of two blocks.
    for call in 0..3 {
        let mut buffer = [0xEE; 32];
        engine.fail_after(call);
        let result = transaction.encipher_request_data(engine, &IV, Padding::None, 32, &mut buffer);
        assert_eq!(result, Err(Error::Engine(ErrorKind::Hardware)));
        assert_eq!(buffer, [0; 32], "enciphering, call {call}");

        let mut buffer = [0xEE; 32];
        engine.fail_after(call);
        let result = transaction.decipher_response_data(engine, &IV, Padding::None, &mut buffer);
        assert_eq!(result, Err(Error::Engine(ErrorKind::Hardware)));
        assert_eq!(buffer, [0; 32], "deciphering, call {call}");
    }
}
