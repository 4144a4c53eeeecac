//! Roles of keys at run time, and keys brought together from components.

use ducat::key::ceremony::{Contribution, CustodianId, Opened, Parity, WeakKeys};
use ducat::key::role::{
    BaseDerivation, DataDecipher, DataEncipher, Initial, Intermediate, KeyBlockProtection,
    KeyEncryption, MacGenerate, MacVerify, PinDecipher, PinEncipher, Request, Response, Role,
    Sealing,
};
use ducat::key::{CmacMethod, KeyCheckValue};
use ducat::{AesCmac, Error, HmacSha256, Key, KeyComponent, WrongRole};
use ducat_hal::{Algorithm, BlockCipher, ErrorKind, KeyAttributes, KeyUsage, ModeOfUse};

use crate::support::faulty::Faulty;
use crate::support::{TestEngine, load, octets, on_every_engine};

on_every_engine! {
    every_role_opens_its_own_keys_only
    a_wrong_role_gives_the_key_back
    a_key_for_both_rights_opens_as_either
    keys_that_a_role_does_not_have
    components_make_a_key
    components_that_make_none
    parity_and_weak_keys
    the_weak_keys_are_weak
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

fn contribution(algorithm: Algorithm, n: u8) -> Contribution {
    let component = KeyComponent::new(algorithm, &octets(algorithm, n)).unwrap();
    Contribution::new(CustodianId([n; 8]), component)
}

fn components_make_a_key<E: TestEngine>() {
    for &algorithm in E::ALGORITHMS {
        let engine = &mut E::new();
        let [a, b, c] = &[1, 2, 3].map(|n| contribution(algorithm, n));
        let sum = |numbers: &[u8]| {
            let mut sum = octets(algorithm, 0).iter().map(|_| 0).collect::<Vec<u8>>();
            for &n in numbers {
                sum.iter_mut().zip(octets(algorithm, n)).for_each(|(to, from)| *to ^= from);
            }
            sum
        };
        let mut joined = |[first, second, others @ ..]: &[&Contribution; 3], count: usize| {
            let mut ceremony = Opened::by(first).join(second).unwrap();
            others.iter().take(count - 2).for_each(|other| ceremony.join(other).unwrap());
            assert_eq!(ceremony.custodians().count(), count);
            let key: Key<BaseDerivation, E> =
                ceremony.finish(engine, Parity::AsGiven, WeakKeys::Refuse).unwrap();
            engine.reveal(key.handle())
        };
        assert_eq!(joined(&[a, b, c], 2), sum(&[1, 2]));
        assert_eq!(joined(&[a, b, c], 3), sum(&[1, 2, 3]));
        assert_eq!(joined(&[c, a, b], 3), sum(&[1, 2, 3]));
        // A custodian sees the check value of the own component.
        let alone: Key<BaseDerivation, E> =
            Key::load(engine, algorithm, &octets(algorithm, 2)).unwrap();
        let expected = KeyCheckValue::<CmacMethod>::of(engine, &alone).unwrap();
        assert_eq!(b.check_value::<CmacMethod, E>(engine).unwrap(), expected);
    }
}

fn components_that_make_none<E: TestEngine>() {
    let engine = &mut E::new();
    let of = |custodian: u8, algorithm, fill: u8| {
        let length = Algorithm::key_octets(algorithm).unwrap();
        let component = KeyComponent::new(algorithm, &vec![fill; length]).unwrap();
        Contribution::new(CustodianId([custodian; 8]), component)
    };
    let a = &of(1, Algorithm::Aes128, 7);
    // One custodian is one, whatever he brings.
    let same = &of(1, Algorithm::Aes128, 8);
    assert_eq!(Opened::by(a).join(same).err(), Some(Error::Custodians));
    assert_eq!(Opened::by(a).join(a).err(), Some(Error::Custodians));
    let b = &of(2, Algorithm::Aes128, 9);
    let (again, tenth) = (&of(2, Algorithm::Aes128, 3), &of(10, Algorithm::Aes128, 1));
    let mut ceremony = Opened::by(a).join(b).unwrap();
    assert_eq!(ceremony.join(same).err(), Some(Error::Custodians));
    assert_eq!(ceremony.join(again).err(), Some(Error::Custodians));
    for other in [of(3, Algorithm::Aes256, 7), of(3, Algorithm::Tdea2, 7)] {
        assert_eq!(Opened::by(a).join(&other).err(), Some(Error::Components));
        assert_eq!(Opened::by(a).join(b).unwrap().join(&other).err(), Some(Error::Components));
    }
    // Nine are enough.
    let many: Vec<_> = (3..=9).map(|n| of(n, Algorithm::Aes128, 16 * n)).collect();
    many.iter().for_each(|next| ceremony.join(next).unwrap());
    assert_eq!(ceremony.join(tenth).err(), Some(Error::Custodians));
    assert_eq!(ceremony.custodians().count(), 9);
    // A component that cancels out leaves the key to the others alone.
    let (equal, zero) = (&of(3, Algorithm::Aes128, 7), &of(4, Algorithm::Aes128, 0));
    let sum = &of(5, Algorithm::Aes128, 7 ^ 9);
    for [first, second, third] in [[a, b, equal], [equal, b, a], [a, zero, b], [a, b, sum]] {
        let mut ceremony = Opened::by(first).join(second).unwrap();
        ceremony.join(third).unwrap();
        let made = ceremony.finish::<Initial, E>(engine, Parity::AsGiven, WeakKeys::Accept);
        assert_eq!(made.err(), Some(Error::Components));
    }
    // Parity bits count for nothing in TDEA.
    let tdea = |custodian, octets: [u8; 16]| {
        let component = KeyComponent::new(Algorithm::Tdea2, &octets).unwrap();
        Contribution::new(CustodianId([custodian; 8]), component)
    };
    let d = octets(Algorithm::Tdea2, 9).try_into().unwrap();
    let (first, second) = ([0x5A; 16], [0x5B; 16]);
    for parts in
        [[tdea(1, [1; 16]), tdea(2, d)].as_slice(), &[tdea(1, first), tdea(2, d), tdea(3, second)]]
    {
        let mut ceremony = Opened::by(&parts[0]).join(&parts[1]).unwrap();
        parts.iter().skip(2).for_each(|part| ceremony.join(part).unwrap());
        let made = ceremony.finish::<Initial, E>(engine, Parity::SetOdd, WeakKeys::Accept);
        assert_eq!(made.err(), Some(Error::Components));
    }
    // A role that has no such keys; parity that the algorithm has not.
    let [first, second] = [11, 12].map(|n| contribution(Algorithm::Tdea2, n));
    let tdea = Opened::by(&first).join(&second).unwrap();
    let made = tdea.finish::<Sealing, E>(engine, Parity::AsGiven, WeakKeys::Accept);
    assert_eq!(made.err(), Some(Error::Algorithm));
    let aes = Opened::by(a).join(b).unwrap();
    let made = aes.finish::<Initial, E>(engine, Parity::SetOdd, WeakKeys::Accept);
    assert_eq!(made.err(), Some(Error::Algorithm));
    for length in (0..40).filter(|length| *length != 24) {
        let result = KeyComponent::new(Algorithm::Aes192, &vec![1; length]);
        assert_eq!(result.err(), Some(Error::KeyLength));
    }
    assert_eq!(KeyComponent::new(Algorithm::Hmac, &[1; 16]).err(), Some(Error::Algorithm));
    if let Some(held) = engine.keys_held() {
        assert_eq!(held, 0);
    }
}

fn parity_and_weak_keys<E: TestEngine>() {
    let engine = &mut E::new();
    let key = |custodian: u8, octets: [u8; 16]| {
        let component = KeyComponent::new(Algorithm::Tdea2, &octets).unwrap();
        Contribution::new(CustodianId([custodian; 8]), component)
    };
    let (a, b) = (
        &key(1, [0x10; 16]),
        &key(2, 0x0003_0609_0C0F_1215_181B_1E21_2427_2A2D_u128.to_be_bytes()),
    );
    let ceremony = Opened::by(a).join(b).unwrap();
    let mut made = |parity| {
        let key: Key<BaseDerivation, E> =
            ceremony.finish(engine, parity, WeakKeys::Refuse).unwrap();
        engine.reveal(key.handle())
    };
    let (given, odd) = (made(Parity::AsGiven), made(Parity::SetOdd));
    assert!(given.iter().any(|octet| octet.count_ones() % 2 == 0));
    assert!(odd.iter().all(|octet| octet.count_ones() % 2 == 1));
    assert!(given.iter().zip(&odd).all(|(given, odd)| given & 0xFE == odd & 0xFE));
    // Two halves that differ in parity alone.
    let twice = &key(3, 0x1000_3020_5040_7060_1101_3121_5141_7161_u128.to_be_bytes());
    let ceremony = Opened::by(a).join(twice).unwrap();
    let refused = ceremony.finish::<BaseDerivation, E>(engine, Parity::AsGiven, WeakKeys::Refuse);
    assert_eq!(refused.err(), Some(Error::WeakKey));
    let taken = ceremony.finish::<BaseDerivation, E>(engine, Parity::AsGiven, WeakKeys::Accept);
    assert!(taken.is_ok());
}

/// Under a weak key, DES undoes itself; under the partner of a semi-weak one, it is undone.
fn the_weak_keys_are_weak<E: TestEngine + BlockCipher<8>>() {
    let engine = &mut E::new();
    let letters = [(0x01, 0x01), (0x1F, 0x0E), (0xE0, 0xF1), (0xFE, 0xFE)];
    let mut key = |(a, c): (u8, u8), (b, d): (u8, u8)| {
        let octets = [a, b, a, b, c, d, c, d];
        assert!(bool::from(Algorithm::Des.is_weak_key(&octets)));
        let attributes = KeyAttributes::new(KeyUsage::Data, Algorithm::Des, ModeOfUse::Encipher);
        engine.load(attributes, &octets).unwrap()
    };
    let mut pairs = Vec::new();
    for a in letters {
        for b in letters {
            // The partner has the mixed letters exchanged, and the places of pure ones.
            pairs.push((key(a, b), key(b, a)));
        }
    }
    for (key, partner) in pairs {
        let mut block = *b"anything";
        engine.encipher_block(&key, &mut block).unwrap();
        engine.encipher_block(&partner, &mut block).unwrap();
        assert_eq!(&block, b"anything");
    }
}

fn a_failed_engine_makes_no_key<E: TestEngine>() {
    let engine = &mut Faulty::<E>::new();
    let failed = Some(Error::Engine(ErrorKind::Hardware));
    let [a, b] = &[1, 2].map(|n| contribution(Algorithm::Aes128, n));
    let ceremony = Opened::by(a).join(b).unwrap();
    engine.fail_after(0);
    let made = ceremony.finish::<Initial, _>(engine, Parity::AsGiven, WeakKeys::Refuse);
    assert_eq!(made.err(), failed);
    engine.fail_after(0);
    assert_eq!(a.check_value::<CmacMethod, _>(engine).err(), failed);
    if let Some(held) = engine.keys_held() {
        assert_eq!(held, 0);
    }
}
