//! TDES DUKPT: MACs and data of one transaction, and nothing of a key after an error.

use ducat::data::{InitializationVector, Padding};
use ducat::dukpt::tdes::host;
use ducat::dukpt::tdes::terminal::Transaction;
use ducat::key::role::{DataDecipher, DataEncipher, MacGenerate, Request, Response};
use ducat::mac::{Algorithm3Padding2, RetailMac, Tag};
use ducat::{Error, TdeaCmac, data, mac};
use ducat_hal::ErrorKind;

use crate::support::faulty::Faulty;
use crate::support::tdes::{initial_key, terminal, terminal_at};
use crate::support::{TestEngine, on_every_engine};

on_every_engine! {
    known_macs
    known_data
    parts_are_as_if_joined
    a_response_is_no_request
    data_both_directions
    an_engine_that_fails_wipes_the_data
}

/// Of the worked example in ANSI X9.24-1:2009 A.4.
const MESSAGE: &[u8] = b"4012345678909D987";
const ZERO: InitializationVector<8> = InitializationVector::ZERO;

fn transaction<E: TestEngine>(engine: &mut E) -> Transaction<E> {
    terminal(engine).generate(engine).unwrap()
}

fn known_macs<E: TestEngine>() {
    let engine = &mut E::new();
    let transaction = transaction(engine);
    let tag: Tag<8> = transaction.request_mac(engine, &[MESSAGE]).unwrap();
    assert_eq!(tag.as_octets(), &0x9CCC_7817_3FC4_FB64_u64.to_be_bytes());
    let sent: Tag<4> = transaction.request_mac(engine, &[MESSAGE]).unwrap();
    assert_eq!(sent.as_octets(), &0x9CCC_7817_u32.to_be_bytes());
    let response = Tag::<8>::from_octets(0x2036_4223_C1FF_00FA_u64.to_be_bytes());
    assert_eq!(transaction.verify_response(engine, &[MESSAGE], &response), Ok(()));
    let sent = Tag::<4>::from_octets(0x2036_4223_u32.to_be_bytes());
    assert_eq!(transaction.verify_response(engine, &[MESSAGE], &sent), Ok(()));

    let tag = transaction.request_mac_by::<TdeaCmac, 8>(engine, &[MESSAGE]).unwrap();
    assert_eq!(tag.as_octets(), &0x2110_03F1_D5B7_9DD7_u64.to_be_bytes());
    let response = Tag::<8>::from_octets(0x82CC_2B9B_9EC7_10A6_u64.to_be_bytes());
    let verified = transaction.verify_response_by::<TdeaCmac, 8>(engine, &[MESSAGE], &response);
    assert_eq!(verified, Ok(()));
    let other = transaction.verify_response(engine, &[MESSAGE], &response);
    assert_eq!(other, Err(Error::Mismatch), "another algorithm");

    // The message ends with a padding method 2 of its own: the same MAC by padding 1.
    let padded = [MESSAGE, &[0x80]].concat();
    let with_2 = transaction.request_mac_by::<Algorithm3Padding2, 8>(engine, &[MESSAGE]).unwrap();
    let with_1 = transaction.request_mac_by::<RetailMac, 8>(engine, &[&padded]).unwrap();
    assert_eq!(with_2.verify(&with_1), Ok(()));
}

fn known_data<E: TestEngine>() {
    let engine = &mut E::new();
    let transaction = transaction(engine);
    let mut buffer = [0; 24];
    buffer[..17].copy_from_slice(MESSAGE);
    transaction.encipher_request_data(engine, &ZERO, Padding::Zeros, 17, &mut buffer).unwrap();
    let expected = [
        0xFC0D_53B7_EA1F_DA9E_u64.to_be_bytes(),
        0xE68A_AF2E_70D9_B950_u64.to_be_bytes(),
        0x6229_BE2A_A993_F04F_u64.to_be_bytes(),
    ];
    assert_eq!(buffer, *expected.as_flattened());

    let mut buffer = [
        0x1FCC_89AF_6622_2F27_u64.to_be_bytes(),
        0xB903_898B_B2BC_8589_u64.to_be_bytes(),
        0xCDBF_DE5E_C6AF_CC25_u64.to_be_bytes(),
    ];
    let buffer = buffer.as_flattened_mut();
    let found = transaction.decipher_response_data(engine, &ZERO, Padding::Zeros, buffer);
    assert_eq!(found, Ok(24));
    assert_eq!(buffer[..17], *MESSAGE);
    assert_eq!(buffer[17..], [0; 7]);
}

fn parts_are_as_if_joined<E: TestEngine>() {
    let engine = &mut E::new();
    let transaction = transaction(engine);
    let whole: Tag<8> = transaction.request_mac(engine, &[b"one message"]).unwrap();
    let parts: Tag<8> = transaction.request_mac(engine, &[b"one", b"", b" message"]).unwrap();
    assert_eq!(whole.verify(&parts), Ok(()));
    let other: Tag<8> = transaction.request_mac(engine, &[b"one message."]).unwrap();
    assert!(whole.verify(&other).is_err());
}

fn a_response_is_no_request<E: TestEngine>() {
    for value in [1, 0x400, 0x1F_F800] {
        let engine = &mut E::new();
        let transaction = terminal_at(engine, value).generate(engine).unwrap();
        let request: Tag<4> = transaction.request_mac(engine, &[b"echo"]).unwrap();
        let echoed = transaction.verify_response(engine, &[b"echo"], &request);
        assert_eq!(echoed, Err(Error::Mismatch));
        let request = transaction.request_mac_by::<TdeaCmac, 8>(engine, &[b"echo"]).unwrap();
        let echoed = transaction.verify_response_by::<TdeaCmac, 8>(engine, &[b"echo"], &request);
        assert_eq!(echoed, Err(Error::Mismatch));
    }
}

fn data_both_directions<E: TestEngine>() {
    let iv = InitializationVector::from_octets([0x3C; 8]);
    for value in [1, 0x07_1030, 0x1F_F800] {
        let engine = &mut E::new();
        let transaction = terminal_at(engine, value).generate(engine).unwrap();
        let initial_key = initial_key(engine);
        let ksn = transaction.key_serial_number();
        let host = host::transaction_key_from_initial(engine, &initial_key, ksn).unwrap();
        let own = host.working_key::<DataDecipher<Request>>(engine).unwrap();
        let out = host.working_key::<DataEncipher<Response>>(engine).unwrap();
        for length in 0..40usize {
            let clear: Vec<u8> = (0..40u8).take(length).collect();
            let padding = Padding::OneAndZeros;
            let mut buffer = clear.clone();
            buffer.resize(padding.padded_octets(length, 8).unwrap(), 0xEE);
            transaction.encipher_request_data(engine, &iv, padding, length, &mut buffer).unwrap();
            let found = data::decipher_cbc(engine, &own, &iv, padding, &mut buffer);
            assert_eq!(found, Ok(length));
            assert_eq!(buffer[..length], clear);

            data::encipher_cbc(engine, &out, &iv, padding, length, &mut buffer).unwrap();
            let found = transaction.decipher_response_data(engine, &iv, padding, &mut buffer);
            assert_eq!(found, Ok(length));
            assert_eq!(buffer[..length], clear);
        }
    }
}

fn an_engine_that_fails_wipes_the_data<E: TestEngine>() {
    // The derivation of the data key, then the encipherment of each block.
    for call in 0..3 {
        let engine = &mut Faulty::<E>::new();
        let transaction = transaction(engine);
        let mut buffer = [0xEE; 16];
        engine.fail_after(call);
        let failed =
            transaction.encipher_request_data(engine, &ZERO, Padding::None, 16, &mut buffer);
        assert_eq!(engine.repair(), call + 1);
        assert_eq!(failed, Err(Error::Engine(ErrorKind::Hardware)));
        assert_eq!(buffer, [0; 16]);
        let mut buffer = [0xEE; 16];
        engine.fail_after(call);
        let failed = transaction.decipher_response_data(engine, &ZERO, Padding::None, &mut buffer);
        assert_eq!(engine.repair(), call + 1);
        assert_eq!(failed, Err(Error::Engine(ErrorKind::Hardware)));
        assert_eq!(buffer, [0; 16]);
    }
    // And the MAC key, then the MAC.
    for call in 0..2 {
        let engine = &mut Faulty::<E>::new();
        let transaction = transaction(engine);
        let key = transaction.key().working_key::<MacGenerate<RetailMac, Request>>(engine);
        let good: Tag<8> = mac::generate(engine, &key.unwrap(), &[MESSAGE]).unwrap();
        engine.fail_after(call);
        let failed = transaction.request_mac::<8>(engine, &[MESSAGE]).err();
        assert_eq!(engine.repair(), call + 1);
        assert_eq!(failed, Some(Error::Engine(ErrorKind::Hardware)));
        let again: Tag<8> = transaction.request_mac(engine, &[MESSAGE]).unwrap();
        assert_eq!(again.verify(&good), Ok(()));
    }
}
