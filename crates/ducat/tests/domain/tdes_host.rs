//! TDES DUKPT: a payment through terminal and host. What was altered is refused before it is
//! believed.

use ducat::data::{InitializationVector, Padding};
use ducat::dukpt::tdes::host::{self, ReceivedRequest, VerifiedRequest};
use ducat::dukpt::tdes::terminal::{TerminalState, Transaction};
use ducat::dukpt::tdes::{KeySerialNumber, TransactionCounter};
use ducat::key::role::BaseDerivation;
use ducat::mac::Tag;
use ducat::{Error, Key, TdeaCmac};
use ducat_hal::Algorithm;

use crate::support::tdes::{ID, bdk, counter};
use crate::support::{TestEngine, load, on_every_engine};

on_every_engine! {
    a_payment
    by_cmac
    an_altered_message
    an_altered_tag
    an_altered_key_serial_number
    an_altered_response
    another_bdk
}

const MESSAGE: &[u8] = b"amount=1000;currency=EUR;stan=000017";

struct Shop<E: TestEngine> {
    engine: E,
    bdk: Key<BaseDerivation, E>,
    transaction: Transaction<E>,
}

impl<E: TestEngine> Shop<E> {
    fn new(at: u32) -> Self {
        let mut engine = E::new();
        let bdk = bdk(&mut engine);
        let initial_key = host::initial_key(&mut engine, &bdk, ID).unwrap();
        let mut state = TerminalState::load_initial_key(&mut engine, initial_key, ID).unwrap();
        state.skip_to(&mut engine, counter(at)).unwrap();
        let transaction = state.generate(&mut engine).unwrap();
        Self { engine, bdk, transaction }
    }

    fn tag<const N: usize>(&mut self, message: &[&[u8]]) -> Tag<N> {
        self.transaction.request_mac(&mut self.engine, message).unwrap()
    }

    /// What the host makes of a message.
    fn verify<const N: usize>(
        &mut self,
        ksn: KeySerialNumber,
        message: &[&[u8]],
        tag: &Tag<N>,
    ) -> Result<VerifiedRequest<E>, Error> {
        let received = ReceivedRequest::new(&mut self.engine, &self.bdk, ksn)?;
        received.verify(&mut self.engine, message, tag)
    }
}

fn a_payment<E: TestEngine>() {
    for at in [1, 0x00_07FE, 0x1F_F800] {
        let shop = &mut Shop::<E>::new(at);
        let iv = InitializationVector::from_octets([7; 8]);
        let mut data = *b"track two data, padded..";
        shop.transaction
            .encipher_request_data(&mut shop.engine, &iv, Padding::None, 24, &mut data)
            .unwrap();
        let tag: Tag<4> = shop.tag(&[MESSAGE, &data]);

        // The number travels as octets; so does everything else.
        let ksn = shop.transaction.key_serial_number().to_octets();
        let ksn = KeySerialNumber::parse(&ksn).unwrap();
        let verified = shop.verify(ksn, &[&[MESSAGE, &data].concat()], &tag).unwrap();
        assert_eq!(verified.key().key_serial_number(), ksn);
        let engine = &mut shop.engine;
        let found = verified.decipher_request_data(engine, &iv, Padding::None, &mut data);
        assert_eq!(found, Ok(24));
        assert_eq!(&data, b"track two data, padded..");

        let mut answer = *b"approved 0017\0\0\0";
        verified.encipher_response_data(engine, &iv, Padding::Zeros, 13, &mut answer).unwrap();
        let response: Tag<4> = verified.response_mac(engine, &[&answer]).unwrap();
        let accepted = shop.transaction.verify_response(engine, &[&answer], &response);
        assert_eq!(accepted, Ok(()));
        let found =
            shop.transaction.decipher_response_data(engine, &iv, Padding::Zeros, &mut answer);
        assert_eq!(found, Ok(16));
        assert_eq!(&answer[..13], b"approved 0017");
    }
}

fn by_cmac<E: TestEngine>() {
    let shop = &mut Shop::<E>::new(0x1234);
    let ksn = shop.transaction.key_serial_number();
    let engine = &mut shop.engine;
    let tag = shop.transaction.request_mac_by::<TdeaCmac, 8>(engine, &[MESSAGE]).unwrap();
    let retail = ReceivedRequest::new(engine, &shop.bdk, ksn).unwrap();
    assert_eq!(retail.verify(engine, &[MESSAGE], &tag).err(), Some(Error::Mismatch));
    let received = ReceivedRequest::new(engine, &shop.bdk, ksn).unwrap();
    let verified = received.verify_by::<TdeaCmac, 8>(engine, &[MESSAGE], &tag).unwrap();
    let response = verified.response_mac_by::<TdeaCmac, 8>(engine, &[b"approved"]).unwrap();
    let accepted =
        shop.transaction.verify_response_by::<TdeaCmac, 8>(engine, &[b"approved"], &response);
    assert_eq!(accepted, Ok(()));
}

fn an_altered_message<E: TestEngine>() {
    let shop = &mut Shop::<E>::new(0x1234);
    let ksn = shop.transaction.key_serial_number();
    let tag: Tag<4> = shop.tag(&[MESSAGE]);
    let held = shop.engine.keys_held();
    let mut refused = |message: &[u8]| {
        assert_eq!(shop.verify(ksn, &[message], &tag).err(), Some(Error::Mismatch));
    };
    for at in 0..MESSAGE.len() {
        let mut altered = MESSAGE.to_vec();
        altered[at] ^= 0x20;
        refused(&altered);
        refused(&MESSAGE[..at]);
    }
    refused(&[MESSAGE, &[0x80]].concat());
    assert_eq!(shop.engine.keys_held(), held, "the keys of refused requests are gone");
    assert!(shop.verify(ksn, &[MESSAGE], &tag).is_ok());
}

fn an_altered_tag<E: TestEngine>() {
    let shop = &mut Shop::<E>::new(0x1234);
    let ksn = shop.transaction.key_serial_number();
    let tag: Tag<8> = shop.tag(&[MESSAGE]);
    for bit in 0..64 {
        let mut altered = *tag.as_octets();
        altered[bit / 8] ^= 1 << (bit % 8);
        let refused = shop.verify(ksn, &[MESSAGE], &Tag::<8>::from_octets(altered));
        assert_eq!(refused.err(), Some(Error::Mismatch));
    }
}

fn an_altered_key_serial_number<E: TestEngine>() {
    let shop = &mut Shop::<E>::new(0x1234);
    let tag: Tag<8> = shop.tag(&[MESSAGE]);
    let octets = shop.transaction.key_serial_number().to_octets();
    for bit in 0..80 {
        let mut altered = octets;
        altered[bit / 8] ^= 1 << (bit % 8);
        let ksn = KeySerialNumber::parse(&altered).unwrap();
        assert_eq!(shop.verify(ksn, &[MESSAGE], &tag).err(), Some(Error::Mismatch), "{ksn}");
    }
    let ksn = KeySerialNumber::new(ID, TransactionCounter::LAST);
    assert_eq!(shop.verify(ksn, &[MESSAGE], &tag).err(), Some(Error::Mismatch));
}

fn an_altered_response<E: TestEngine>() {
    let shop = &mut Shop::<E>::new(0x1234);
    let tag: Tag<4> = shop.tag(&[MESSAGE]);
    let verified = shop.verify(shop.transaction.key_serial_number(), &[MESSAGE], &tag).unwrap();
    let engine = &mut shop.engine;
    let tag: Tag<8> = verified.response_mac(engine, &[b"declined"]).unwrap();
    let mut verify = |message: &[u8], tag: &[u8; 8]| {
        shop.transaction.verify_response(engine, &[message], &Tag::from_octets(*tag))
    };
    assert_eq!(verify(b"approved", tag.as_octets()), Err(Error::Mismatch));
    for at in 0..8 {
        let mut altered = *tag.as_octets();
        altered[at] ^= 0x80;
        assert_eq!(verify(b"declined", &altered), Err(Error::Mismatch));
    }
    assert_eq!(verify(b"declined", tag.as_octets()), Ok(()));
}

fn another_bdk<E: TestEngine>() {
    let shop = &mut Shop::<E>::new(0x1234);
    let ksn = shop.transaction.key_serial_number();
    let tag: Tag<4> = shop.tag(&[MESSAGE]);
    shop.bdk = load(&mut shop.engine, Algorithm::Tdea2, 6);
    assert_eq!(shop.verify(ksn, &[MESSAGE], &tag).err(), Some(Error::Mismatch));
    let aes = load(&mut shop.engine, Algorithm::Aes128, 6);
    let refused = ReceivedRequest::new(&mut shop.engine, &aes, ksn);
    assert_eq!(refused.err(), Some(Error::Algorithm));
}
