//! Roles of keys at run time, and keys brought together from components.

use ducat::key::role::{
    BaseDerivation, DataDecipher, DataEncipher, Initial, Intermediate, KeyBlockProtection,
    KeyEncryption, MacGenerate, MacVerify, PinDecipher, PinEncipher, Request, Response, Role,
    Sealing,
};
use ducat::{AesCmac, Error, HmacSha256, Key, KeyComponent, WrongRole};
use ducat_hal::{Algorithm, ErrorKind, KeyAttributes, KeyUsage, ModeOfUse};

use crate::support::faulty::Faulty;
use crate::support::{TestEngine, load, octets, on_every_engine};

on_every_engine! {
    every_role_opens_its_own_keys_only
    a_wrong_role_gives_the_key_back
    a_key_for_both_rights_opens_as_either
    keys_that_a_role_does_not_have
    components_make_a_key
    components_that_make_none
    a_failed_engine_makes_no_key
}

/// Whether a key made for role `From` opens as `To`.
fn opens<From: Role, To: Role, E: TestEngine>(engine: &mut E) -> bool {
    let key: Key<From, E> = load(engine, Algorithm::Aes128, 1);
    Key::<To, E>::open(engine, key.into_handle()).is_ok()
}

macro_rules! opened_by {
    ($engine:ident, $from:ty, [$($to:ty),*]) => { [$(opens::<$from, $to, _>($engine)),*] };
}
macro_rules! matrix {
    ($engine:ident, [$($from:ty),* $(,)?] $all:tt) => {
        [$(opened_by!($engine, $from, $all)),*]
    };
}

fn every_role_opens_its_own_keys_only<E: TestEngine>() {
    let engine = &mut E::new();
    let matrix = matrix!(engine,
        [
            BaseDerivation, Initial, Intermediate, PinEncipher, PinDecipher, KeyBlockProtection,
            KeyEncryption, Sealing, MacGenerate<AesCmac, Request>, MacVerify<AesCmac, Request>,
            DataEncipher<Request>, DataDecipher<Request>,
        ]
        [
            BaseDerivation, Initial, Intermediate, PinEncipher, PinDecipher, KeyBlockProtection,
            KeyEncryption, Sealing, MacGenerate<AesCmac, Request>, MacVerify<AesCmac, Request>,
            DataEncipher<Request>, DataDecipher<Request>
        ]
    );
    for (from, row) in matrix.iter().enumerate() {
        for (to, opened) in row.iter().enumerate() {
            assert_eq!(*opened, from == to, "role {from} as {to}");
        }
    }
}

fn a_wrong_role_gives_the_key_back<E: TestEngine>() {
    let engine = &mut E::new();
    let key: Key<PinEncipher, E> = load(engine, Algorithm::Aes128, 1);
    let held = engine.keys_held();
    let wrong = Key::<MacGenerate<AesCmac, Request>, E>::open(engine, key.into_handle());
    let wrong = wrong.err().unwrap();
    assert_eq!(format!("{wrong}"), "the key has another role");
    assert_eq!(format!("{wrong:?}"), "WrongRole");
    let WrongRole(handle) = wrong;
    assert_eq!(engine.keys_held(), held);
    let key = Key::<PinEncipher, E>::open(engine, handle).ok().unwrap();
    assert_eq!(engine.reveal(key.handle()), octets(Algorithm::Aes128, 1));
}

fn a_key_for_both_rights_opens_as_either<E: TestEngine>() {
    let engine = &mut E::new();
    let mut make = |usage, mode| {
        let attributes = KeyAttributes::new(usage, Algorithm::Aes128, mode);
        engine.load(attributes, &octets(Algorithm::Aes128, 1)).unwrap()
    };
    let pin = make(KeyUsage::PinEncipherment, ModeOfUse::Both);
    let mac = make(KeyUsage::MacCmac, ModeOfUse::GenerateAndVerify);
    let data = make(KeyUsage::Data, ModeOfUse::Both);
    let unrestricted = make(KeyUsage::PinEncipherment, ModeOfUse::NoRestriction);

    let pin = Key::<PinEncipher, E>::open(engine, pin).ok().unwrap().into_handle();
    assert!(Key::<PinDecipher, E>::open(engine, pin).is_ok());
    let mac = Key::<MacGenerate<AesCmac, Request>, E>::open(engine, mac).ok().unwrap();
    let mac = Key::<MacVerify<AesCmac, Response>, E>::open(engine, mac.into_handle());
    assert!(mac.is_ok());
    let data = Key::<DataEncipher<Request>, E>::open(engine, data).ok().unwrap();
    assert!(Key::<DataDecipher<Request>, E>::open(engine, data.into_handle()).is_ok());
    assert!(Key::<PinEncipher, E>::open(engine, unrestricted).is_err());
}

fn keys_that_a_role_does_not_have<E: TestEngine>() {
    fn refused<R: Role, E: TestEngine>(algorithm: Algorithm, octets: usize) -> Option<Error> {
        Key::<R, E>::load(&mut E::new(), algorithm, &vec![1; octets]).err()
    }
    let wrong_algorithm = Some(Error::Algorithm);
    assert_eq!(refused::<PinEncipher, E>(Algorithm::Hmac, 16), wrong_algorithm);
    assert_eq!(refused::<Sealing, E>(Algorithm::Tdea2, 16), wrong_algorithm);
    assert_eq!(refused::<MacGenerate<AesCmac, Request>, E>(Algorithm::Tdea2, 16), wrong_algorithm);
    assert_eq!(
        refused::<MacVerify<HmacSha256, Request>, E>(Algorithm::Aes128, 16),
        wrong_algorithm
    );
    for length in (0..40).filter(|length| *length != 16) {
        let refused = refused::<PinEncipher, E>(Algorithm::Aes128, length);
        assert_eq!(refused, Some(Error::KeyLength), "{length}");
    }
    assert_eq!(
        refused::<MacVerify<HmacSha256, Request>, E>(Algorithm::Hmac, 0),
        Some(Error::KeyLength)
    );
}

fn components<E: TestEngine>(algorithm: Algorithm) -> [KeyComponent; 3] {
    [1, 2, 3].map(|n| KeyComponent::new(algorithm, &octets(algorithm, n)).unwrap())
}

fn components_make_a_key<E: TestEngine>() {
    for &algorithm in E::ALGORITHMS {
        let engine = &mut E::new();
        let [a, b, c] = &components::<E>(algorithm);
        let sum = |numbers: &[u8]| {
            let mut sum = octets(algorithm, 0).iter().map(|_| 0).collect::<Vec<u8>>();
            for &n in numbers {
                sum.iter_mut().zip(octets(algorithm, n)).for_each(|(to, from)| *to ^= from);
            }
            sum
        };
        let mut joined = |parts: &[&KeyComponent]| {
            let key: Key<BaseDerivation, E> = KeyComponent::combine(engine, parts).unwrap();
            engine.reveal(key.handle())
        };
        assert_eq!(joined(&[a, b]), sum(&[1, 2]));
        assert_eq!(joined(&[a, b, c]), sum(&[1, 2, 3]));
        assert_eq!(joined(&[c, a, b]), sum(&[1, 2, 3]));
        // A custodian sees the check value of the own component by loading it alone.
        let alone: Key<BaseDerivation, E> = b.load(engine).unwrap();
        assert_eq!(engine.reveal(alone.handle()), octets(algorithm, 2));
    }
}

fn components_that_make_none<E: TestEngine>() {
    let engine = &mut E::new();
    let [a, ..] = &components::<E>(Algorithm::Aes128);
    let tdea = &KeyComponent::new(Algorithm::Tdea2, &[7; 16]).unwrap();
    let longer = &KeyComponent::new(Algorithm::Aes256, &[7; 32]).unwrap();
    for parts in [&[][..], &[a], &[a, longer], &[longer, a], &[a, tdea], &[a, a, longer], &[a, a]] {
        let result = KeyComponent::combine::<BaseDerivation, E>(engine, parts);
        assert_eq!(result.err(), Some(Error::Components));
    }
    // A component that cancels out leaves the key to the others alone.
    let b = &KeyComponent::new(Algorithm::Aes128, &[9; 16]).unwrap();
    let zero = &KeyComponent::new(Algorithm::Aes128, &[0; 16]).unwrap();
    for parts in [&[a, a, b][..], &[a, b, a], &[b, a, a], &[a, zero], &[zero, a, b]] {
        let result = KeyComponent::combine::<BaseDerivation, E>(engine, parts);
        assert_eq!(result.err(), Some(Error::Components));
    }
    // A role that has no such keys.
    let other_tdea = &KeyComponent::new(Algorithm::Tdea2, &[8; 16]).unwrap();
    let result = KeyComponent::combine::<Sealing, E>(engine, &[tdea, other_tdea]);
    assert_eq!(result.err(), Some(Error::Algorithm));
    for length in (0..40).filter(|length| *length != 24) {
        let result = KeyComponent::new(Algorithm::Aes192, &vec![1; length]);
        assert_eq!(result.err(), Some(Error::KeyLength));
    }
    assert_eq!(KeyComponent::new(Algorithm::Hmac, &[1; 16]).err(), Some(Error::Algorithm));
    if let Some(held) = engine.keys_held() {
        assert_eq!(held, 0);
    }
}

fn a_failed_engine_makes_no_key<E: TestEngine>() {
    let engine = &mut Faulty::<E>::new();
    let failed = Some(Error::Engine(ErrorKind::Hardware));
    let [a, b, _] = &components::<E>(Algorithm::Aes128);
    engine.fail_after(0);
    assert_eq!(KeyComponent::combine::<Initial, _>(engine, &[a, b]).err(), failed);
    engine.fail_after(0);
    assert_eq!(a.load::<Initial, _>(engine).err(), failed);
    if let Some(held) = engine.keys_held() {
        assert_eq!(held, 0);
    }
}
