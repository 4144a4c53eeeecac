//! A payment through terminal and host: what was altered is refused before it is believed.

use ducat::dukpt::aes::host::{self, ReceivedRequest, VerifiedRequest};
use ducat::dukpt::aes::terminal::{TerminalState, Transaction};
use ducat::dukpt::aes::{CounterRule, InitialKeyId, KeySerialNumber};
use ducat::key::role::{BaseDerivation, PinDecipher, PinEncipher};
use ducat::mac::Tag;
use ducat::pin_block::{
    Binding, EncipheredPinBlock, PinTarget, TranslationPolicy, format0, format4,
};
use ducat::{Error, Key, Pan, Pin};
use ducat_hal::Algorithm;

use crate::support::rng::Prng;
use crate::support::{ID, OTHER_ID, TestEngine, counter, load, on_every_engine};

on_every_engine! {
    a_payment
    tags_of_every_length
    an_altered_message
    an_altered_tag
    an_altered_key_serial_number
    an_altered_response
    another_bdk
    a_bad_pin_block_is_not_translated
    seventeen_ones_under_the_relaxed_rule
    bdks_that_are_not_aes
}

const MESSAGE: &[u8] = b"amount=1000;currency=EUR;stan=000017";

struct Shop<E: TestEngine> {
    engine: E,
    bdk: Key<BaseDerivation, E>,
    transaction: Transaction<E>,
}

impl<E: TestEngine> Shop<E> {
    fn new(algorithm: Algorithm, at: u32) -> Self {
        let mut engine = E::new();
        let bdk = load(&mut engine, algorithm, 5);
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

    /// A request as it should be.
    fn verified(&mut self) -> VerifiedRequest<E> {
        let tag: Tag<8> = self.tag(&[MESSAGE]);
        self.verify(self.transaction.key_serial_number(), &[MESSAGE], &tag).unwrap()
    }
}

fn a_payment<E: TestEngine>() {
    for &algorithm in E::ALGORITHMS {
        for at in [1, 0x0001_FFFE, 0xFFFF_0000] {
            let shop = &mut Shop::<E>::new(algorithm, at);
            let pin = Pin::from_ascii(b"123456").unwrap();
            let pan = Pan::from_ascii(b"5500005555555559").unwrap();
            let rng = &mut Prng(1);
            let block = shop.transaction.encipher_pin(&mut shop.engine, rng, pin, &pan).unwrap();
            let tag: Tag<8> = shop.tag(&[MESSAGE, &block.0]);

            // The number travels as octets; so does everything else.
            let ksn = shop.transaction.key_serial_number().to_octets();
            let ksn = KeySerialNumber::parse(&ksn).unwrap();
            let verified = shop.verify(ksn, &[&[MESSAGE, &block.0].concat()], &tag).unwrap();

            let engine = &mut shop.engine;
            let zone: Key<PinEncipher, E> = load(engine, algorithm, 7);
            let issuer: Key<PinDecipher, E> = load(engine, algorithm, 7);
            let moved = verified.translate_pin(engine, rng, &block, &pan, &zone).unwrap();
            let pin = format4::decipher(engine, &issuer, &moved, &pan).unwrap();
            assert_eq!(pin.expose_secret(), [1, 2, 3, 4, 5, 6]);
            assert_eq!(verified.key().key_serial_number(), ksn);

            // To a peer that has TDEA, and block format 0.
            let zone: Key<PinEncipher, E> = load(engine, Algorithm::Tdea2, 8);
            let issuer: Key<PinDecipher, E> = load(engine, Algorithm::Tdea2, 8);
            let to = PinTarget { key: &zone, binding: Binding::Format0(&pan) };
            let (policy, from) = (TranslationPolicy::STRICT, Binding::Format4(&pan));
            let moved = verified.translate_pin_to(engine, rng, policy, &block, from, &to).unwrap();
            let pin = format0::decipher(engine, &issuer, &moved, &pan).unwrap();
            assert_eq!(pin.expose_secret(), [1, 2, 3, 4, 5, 6]);

            let response: Tag<8> = verified.response_mac(engine, &[b"approved"]).unwrap();
            let accepted = shop.transaction.verify_response(engine, &[b"approved"], &response);
            assert_eq!(accepted, Ok(()));
        }
    }
}

fn tags_of_every_length<E: TestEngine>() {
    fn with<E: TestEngine, const N: usize>(algorithm: Algorithm) {
        let shop = &mut Shop::<E>::new(algorithm, 0x10);
        let ksn = shop.transaction.key_serial_number();
        let tag: Tag<N> = shop.tag(&[MESSAGE]);
        let verified = shop.verify(ksn, &[MESSAGE], &tag).unwrap();
        let response: Tag<N> = verified.response_mac(&mut shop.engine, &[MESSAGE]).unwrap();
        let transaction = &shop.transaction;
        let accepted = transaction.verify_response(&mut shop.engine, &[MESSAGE], &response);
        assert_eq!(accepted, Ok(()));
        // The same octets as request and response: other tags.
        assert!(tag.verify(&response).is_err());
        for at in 0..N {
            let mut altered = *tag.as_octets();
            altered[at] ^= 1;
            let altered = Tag::<N>::from_octets(altered);
            assert!(tag.verify(&altered).is_err());
            let refused = shop.verify(ksn, &[MESSAGE], &altered);
            assert_eq!(refused.err(), Some(Error::Mismatch));
        }
    }
    for &algorithm in E::ALGORITHMS {
        with::<E, 4>(algorithm);
        with::<E, 8>(algorithm);
        with::<E, 16>(algorithm);
    }
}

fn an_altered_message<E: TestEngine>() {
    let shop = &mut Shop::<E>::new(Algorithm::Aes128, 0x1234);
    let ksn = shop.transaction.key_serial_number();
    let tag: Tag<8> = shop.tag(&[MESSAGE]);
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
    refused(&[MESSAGE, &[0]].concat());
    refused(&[MESSAGE, &[0x80]].concat());
    assert_eq!(shop.engine.keys_held(), held, "the keys of refused requests are gone");
    assert!(shop.verify(ksn, &[MESSAGE], &tag).is_ok());
}

fn an_altered_tag<E: TestEngine>() {
    let shop = &mut Shop::<E>::new(Algorithm::Aes128, 0x1234);
    let ksn = shop.transaction.key_serial_number();
    let tag: Tag<16> = shop.tag(&[MESSAGE]);
    for bit in 0..128 {
        let mut altered = *tag.as_octets();
        altered[bit / 8] ^= 1 << (bit % 8);
        let refused = shop.verify(ksn, &[MESSAGE], &Tag::<16>::from_octets(altered));
        assert_eq!(refused.err(), Some(Error::Mismatch));
    }
}

fn an_altered_key_serial_number<E: TestEngine>() {
    let shop = &mut Shop::<E>::new(Algorithm::Aes128, 0x1234);
    let tag: Tag<8> = shop.tag(&[MESSAGE]);
    let octets = shop.transaction.key_serial_number().to_octets();
    for bit in 0..96 {
        let mut altered = octets;
        altered[bit / 8] ^= 1 << (bit % 8);
        let ksn = KeySerialNumber::parse(&altered).unwrap();
        assert_eq!(shop.verify(ksn, &[MESSAGE], &tag).err(), Some(Error::Mismatch), "{ksn}");
    }
    let ksn = KeySerialNumber::new(OTHER_ID, counter(0x1234));
    assert_eq!(shop.verify(ksn, &[MESSAGE], &tag).err(), Some(Error::Mismatch));
}

fn an_altered_response<E: TestEngine>() {
    let shop = &mut Shop::<E>::new(Algorithm::Aes128, 0x1234);
    let verified = shop.verified();
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
    let shop = &mut Shop::<E>::new(Algorithm::Aes128, 0x1234);
    let ksn = shop.transaction.key_serial_number();
    let tag: Tag<8> = shop.tag(&[MESSAGE]);
    for &algorithm in E::ALGORITHMS {
        shop.bdk = load(&mut shop.engine, algorithm, 6);
        assert_eq!(shop.verify(ksn, &[MESSAGE], &tag).err(), Some(Error::Mismatch));
    }
}

fn a_bad_pin_block_is_not_translated<E: TestEngine>() {
    let shop = &mut Shop::<E>::new(Algorithm::Aes128, 0x1234);
    let verified = shop.verified();
    let engine = &mut shop.engine;
    let zone: Key<PinEncipher, E> = load(engine, Algorithm::Aes128, 7);
    let pan = Pan::from_ascii(b"5500005555555559").unwrap();
    for octet in 0..200 {
        let block = EncipheredPinBlock([octet; 16]);
        let moved = verified.translate_pin(engine, &mut Prng(1), &block, &pan, &zone);
        assert_eq!(moved, Err(Error::PinBlock));
    }
}

/// A terminal built from the standard's pseudo-code goes to 17 one-bits; its keys derive alike.
fn seventeen_ones_under_the_relaxed_rule<E: TestEngine>() {
    let shop = &mut Shop::<E>::new(Algorithm::Aes128, 1);
    let mut octets = [0; 12];
    octets[..8].copy_from_slice(&ID.0);
    octets[8..].copy_from_slice(&0x0001_FFFFu32.to_be_bytes());
    assert_eq!(KeySerialNumber::parse(&octets), Err(Error::Counter));
    let rule = CounterRule::AcceptTerminalsWith17Ones;
    let ksn = KeySerialNumber::parse_under(&octets, rule).unwrap();
    let tag = Tag::<8>::from_octets([0; 8]);
    assert_eq!(shop.verify(ksn, &[MESSAGE], &tag).err(), Some(Error::Mismatch));
}

fn bdks_that_are_not_aes<E: TestEngine>() {
    let engine = &mut E::new();
    let bdk = load(engine, Algorithm::Tdea2, 5);
    let id = InitialKeyId([7; 8]);
    let ksn = KeySerialNumber::new(id, counter(1));
    assert_eq!(host::initial_key(engine, &bdk, id).err(), Some(Error::Algorithm));
    assert_eq!(host::transaction_key(engine, &bdk, ksn).err(), Some(Error::Algorithm));
    assert_eq!(ReceivedRequest::new(engine, &bdk, ksn).err(), Some(Error::Algorithm));
}
