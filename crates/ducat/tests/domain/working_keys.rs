//! Working keys: the same on both sides, one for each purpose, none stronger than its origin.

use ducat::dukpt::aes::host::{self, working_key_handle};
use ducat::dukpt::aes::terminal::Transaction;
use ducat::dukpt::aes::{
    DerivationData, DerivationId, Host, KeyType, Side, Terminal, TransactionKey, UsageIndicator,
    WorkingRole,
};
use ducat::key::role::{
    BothWays, DataDecipher, DataEncipher, Intermediate, KeyEncryption, MacGenerate, MacVerify,
    PinDecipher, Request, Response,
};
use ducat::{AesCmac, Error, HmacSha256, Key};
use ducat_hal::{
    Algorithm, DerivationInput, ErrorKind, KeyAttributes, KeyUsage, ModeOfUse, NewKey, NewPinBlock,
    PanFields, PinBlockFormat, PinBlockRandom, PinDigits,
};

use crate::support::{TestEngine, initial_key, may_derive, on_every_engine, terminal_at};

on_every_engine! {
    one_for_each_purpose
    the_host_has_the_counterparts
    of_every_type_or_a_reason
    attributes_follow_the_role
    by_indicator_the_host_has_the_same
    one_pin_key
}

fn both_sides<E: TestEngine>(
    engine: &mut E,
    algorithm: Algorithm,
) -> (Transaction<E>, TransactionKey<Host, E>) {
    let initial_key = initial_key(engine, algorithm);
    let transaction = terminal_at(engine, algorithm, 0xA5).generate(engine).unwrap();
    let ksn = transaction.key_serial_number();
    let host = host::transaction_key_from_initial(engine, &initial_key, ksn).unwrap();
    (transaction, host)
}

fn octets<R: WorkingRole<S>, S: Side, E: TestEngine>(
    engine: &mut E,
    key: &TransactionKey<S, E>,
) -> Vec<u8> {
    let key = key.working_key::<R>(engine, KeyType::Aes128).unwrap();
    engine.reveal(key.handle())
}

/// The key of a usage indicator, from derivation data written out.
fn by_hand<E: TestEngine>(
    engine: &mut E,
    key: &TransactionKey<Terminal, E>,
    indicator: u16,
) -> Vec<u8> {
    let [high, low] = indicator.to_be_bytes();
    let mut data = [1, 1, high, low, 0, 2, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0xA5];
    data[8..12].copy_from_slice(&[0x90, 0x12, 0x34, 0x56]);
    let handle = key.key().handle();
    let usage = match indicator {
        0x0002 => KeyUsage::KeyEncryption,
        0x1000 => KeyUsage::PinEncipherment,
        0x2000..=0x2002 => KeyUsage::MacCmac,
        0x3000..=0x3002 => KeyUsage::Data,
        _ => KeyUsage::Intermediate,
    };
    let attributes = KeyAttributes::new(usage, Algorithm::Aes128, ModeOfUse::Both);
    let child = NewKey { attributes, octets: 16 };
    // As another key than the data says, it is not to be had.
    for other in [KeyUsage::Data, KeyUsage::Intermediate, KeyUsage::PinEncipherment] {
        if other != usage {
            let attributes = KeyAttributes { usage: other, ..attributes };
            let other = NewKey { attributes, octets: 16 };
            let refused = engine.derive(handle, &DerivationInput::one(data), other);
            assert_eq!(refused.err(), Some(ErrorKind::NotPermitted));
        }
    }
    let derived = engine.derive(handle, &DerivationInput::one(data), child).unwrap();
    engine.reveal(&derived)
}

fn one_for_each_purpose<E: TestEngine>() {
    let engine = &mut E::new();
    let (mut transaction, _) = both_sides(engine, Algorithm::Aes128);
    let pin_key = transaction.pin_key(engine, KeyType::Aes128).unwrap();
    let key = transaction.key();
    let keys = [
        (0x1000, engine.reveal(pin_key.handle())),
        (0x2000, octets::<MacGenerate<AesCmac, Request>, Terminal, E>(engine, key)),
        (0x2001, octets::<MacVerify<AesCmac, Response>, Terminal, E>(engine, key)),
        (0x2002, octets::<MacGenerate<AesCmac, BothWays>, Terminal, E>(engine, key)),
        (0x2002, octets::<MacVerify<AesCmac, BothWays>, Terminal, E>(engine, key)),
        (0x3000, octets::<DataEncipher<Request>, Terminal, E>(engine, key)),
        (0x3001, octets::<DataDecipher<Response>, Terminal, E>(engine, key)),
        (0x3002, octets::<DataEncipher<BothWays>, Terminal, E>(engine, key)),
        (0x3002, octets::<DataDecipher<BothWays>, Terminal, E>(engine, key)),
        (0x0002, octets::<KeyEncryption, Terminal, E>(engine, key)),
        (0x8000, octets::<Intermediate, Terminal, E>(engine, key)),
    ];
    for (indicator, octets) in &keys {
        assert_eq!(*octets, by_hand(engine, key, *indicator), "{indicator:04X}");
        for (other, others) in &keys {
            assert_eq!(indicator == other, octets == others);
        }
    }
}

fn the_host_has_the_counterparts<E: TestEngine>() {
    let engine = &mut E::new();
    let (mut transaction, host) = both_sides(engine, Algorithm::Aes128);
    let pin_key = transaction.pin_key(engine, KeyType::Aes128).unwrap();
    assert_eq!(octets::<PinDecipher, Host, E>(engine, &host), engine.reveal(pin_key.handle()));
    let terminal = transaction.key();
    macro_rules! agree {
        ($($on_terminal:ty, $on_host:ty;)*) => {$(
            let expected = octets::<$on_terminal, Terminal, E>(engine, terminal);
            assert_eq!(octets::<$on_host, Host, E>(engine, &host), expected);
        )*};
    }
    agree! {
        MacGenerate<AesCmac, Request>, MacVerify<AesCmac, Request>;
        MacVerify<AesCmac, Response>, MacGenerate<AesCmac, Response>;
        MacGenerate<AesCmac, BothWays>, MacVerify<AesCmac, BothWays>;
        MacVerify<AesCmac, BothWays>, MacGenerate<AesCmac, BothWays>;
        DataEncipher<Request>, DataDecipher<Request>;
        DataDecipher<Response>, DataEncipher<Response>;
        DataEncipher<BothWays>, DataDecipher<BothWays>;
        DataDecipher<BothWays>, DataEncipher<BothWays>;
        KeyEncryption, KeyEncryption;
        Intermediate, Intermediate;
    }
}

/// What is expected of a role that has keys of this type or not.
fn assert_made<R: WorkingRole<Terminal>, E: TestEngine>(
    engine: &mut E,
    transaction: &Transaction<E>,
    parent: Algorithm,
    key_type: KeyType,
    role_has_it: bool,
) {
    let made = transaction.key().working_key::<R>(engine, key_type);
    let made = made.map(|key| engine.reveal(key.handle()).len());
    let longest = E::ALGORITHMS.iter().filter_map(|a| a.key_octets()).max();
    let expected = match may_derive(parent, key_type) {
        false => Err(Error::Strength),
        true if !role_has_it => Err(Error::Algorithm),
        true if Some(key_type.octets()) > longest => Err(Error::Engine(ErrorKind::Unsupported)),
        true => Ok(key_type.octets()),
    };
    assert_eq!(made, expected, "{key_type:?} under {parent:?}");
}

fn of_every_type_or_a_reason<E: TestEngine>() {
    for &parent in E::ALGORITHMS {
        let engine = &mut E::new();
        let (tx, _) = both_sides(engine, parent);
        for of in KeyType::ALL {
            let hmac = of.algorithm() == Algorithm::Hmac;
            let aes = of.algorithm().is_aes();
            assert_made::<MacGenerate<AesCmac, Request>, E>(engine, &tx, parent, of, aes);
            assert_made::<MacGenerate<HmacSha256, Request>, E>(engine, &tx, parent, of, hmac);
            assert_made::<DataEncipher<Request>, E>(engine, &tx, parent, of, !hmac);
        }
    }
}

fn attributes_follow_the_role<E: TestEngine>() {
    let engine = &mut E::new();
    let (mut transaction, host) = both_sides(engine, Algorithm::Aes128);
    let pin = transaction.pin_key(engine, KeyType::Aes128).unwrap();
    assert_eq!(pin.attributes(engine).usage, KeyUsage::PinEncipherment);
    // The engine checks them again: a terminal's PIN key deciphers nothing.
    let pan = &PanFields::default();
    let format = PinBlockFormat::Format4;
    let refused = engine.decipher_pin(pin.handle(), format, &[0; 16], pan).err();
    assert_eq!(refused, Some(ErrorKind::NotPermitted));
    let pin = host.working_key::<PinDecipher>(engine, KeyType::Aes128).unwrap();
    let new = NewPinBlock { format, pan, random: &PinBlockRandom::default() };
    let digits = PinDigits::new([1, 2, 3, 4].into_iter()).unwrap();
    let refused: Result<[u8; 16], _> = engine.encipher_pin(pin.handle(), &digits, &new);
    assert_eq!(refused, Err(ErrorKind::NotPermitted));
    let refused = engine.encipher_block(transaction.key().key().handle(), &mut [0; 16]);
    assert_eq!(refused, Err(ErrorKind::NotPermitted));
}

/// The host's keys by a usage known at run time: the same keys, with the same rights.
fn by_indicator_the_host_has_the_same<E: TestEngine>() {
    let engine = &mut E::new();
    let (_, host) = both_sides(engine, Algorithm::Aes128);
    macro_rules! agree {
        ($($indicator:ident: $($role:ty),*;)*) => {$($(
            let usage = UsageIndicator::$indicator;
            let handle = working_key_handle(engine, &host, usage, KeyType::Aes128).unwrap();
            let key = Key::<$role, E>::open(engine, handle).ok().unwrap();
            let expected = octets::<$role, Host, E>(engine, &host);
            assert_eq!(engine.reveal(key.handle()), expected, "{usage:?}");
        )*)*};
    }
    agree! {
        PinEncryption: PinDecipher;
        MacGeneration: MacVerify<AesCmac, Request>;
        MacVerification: MacGenerate<AesCmac, Response>;
        MacBoth: MacGenerate<AesCmac, BothWays>, MacVerify<AesCmac, BothWays>;
        DataEncrypt: DataDecipher<Request>;
        DataDecrypt: DataEncipher<Response>;
        DataBoth: DataEncipher<BothWays>, DataDecipher<BothWays>;
        KeyEncryption: KeyEncryption;
        KeyDerivation: Intermediate;
    }
    for (usage, key_type, error) in [
        (UsageIndicator::InitialKey, KeyType::Aes128, Error::Algorithm),
        (UsageIndicator::PinEncryption, KeyType::Hmac128, Error::Algorithm),
        (UsageIndicator::PinEncryption, KeyType::Aes192, Error::Strength),
    ] {
        let refused = working_key_handle(engine, &host, usage, key_type);
        assert_eq!(refused.err(), Some(error));
    }
}

/// Algorithm indicator and length, for every type.
#[test]
fn derivation_data_of_every_type() {
    let indicators = [
        [0, 0, 0x00, 0x80],
        [0, 1, 0x00, 0xC0],
        [0, 2, 0x00, 0x80],
        [0, 3, 0x00, 0xC0],
        [0, 4, 0x01, 0x00],
        [0, 5, 0x00, 0x80],
        [0, 5, 0x00, 0xC0],
        [0, 5, 0x01, 0x00],
    ];
    for (key_type, indicators) in KeyType::ALL.into_iter().zip(indicators) {
        let id = DerivationId([0x90, 0x12, 0x34, 0x56]);
        let data = DerivationData::at(UsageIndicator::MacBoth, key_type, id, 0xA5);
        let first = data.block(1).unwrap();
        assert_eq!(first[..4], [1, 1, 0x20, 0x02]);
        assert_eq!(first[4..8], indicators, "{key_type:?}");
        assert_eq!(first[8..], [0x90, 0x12, 0x34, 0x56, 0, 0, 0, 0xA5]);
        let second = data.block(2).map(|mut block| {
            assert_eq!(block[1], 2);
            block[1] = 1;
            block
        });
        assert_eq!(second, (key_type.octets() > 16).then_some(first), "{key_type:?}");
    }
}

/// The PIN key is given out once; a type that it cannot have does not use it up.
fn one_pin_key<E: TestEngine>() {
    let engine = &mut E::new();
    let (mut transaction, _) = both_sides(engine, Algorithm::Aes128);
    for (wrong, error) in [(KeyType::Aes256, Error::Strength), (KeyType::Hmac128, Error::Algorithm)]
    {
        assert_eq!(transaction.pin_key(engine, wrong).err(), Some(error));
    }
    assert!(transaction.pin_key(engine, KeyType::Tdea2).is_ok());
    let again = transaction.pin_key(engine, KeyType::Aes128).err();
    assert_eq!(again, Some(Error::PinKeyUsed));
}
