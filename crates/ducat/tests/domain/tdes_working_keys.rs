//! TDES DUKPT: the five working keys, their roles and their rights.

use ducat::dukpt::tdes::host::{self, working_key_handle};
use ducat::dukpt::tdes::terminal::Transaction;
use ducat::dukpt::tdes::{Host, KeySerialNumber, Side, TdeaVariant, TransactionKey, WorkingRole};
use ducat::key::role::{
    BothWays, DataDecipher, DataEncipher, MacGenerate, MacVerify, PinDecipher, PinEncipher,
    Request, Response,
};
use ducat::mac::RetailMac;
use ducat::{Error, Key, TdeaCmac};
use ducat_hal::{
    Algorithm, BlockCipher, ErrorKind, KeyAttributes, KeyUsage, Mac, ModeOfUse, NewKey, TdeaStep,
};

use crate::support::faulty::Faulty;
use crate::support::tdes::{ID, counter, initial_key, terminal};
use crate::support::{TestEngine, on_every_engine};

on_every_engine! {
    known_values
    attributes_follow_the_role
    by_variant_the_host_has_the_same
    an_engine_makes_no_other_child
    one_pin_key
    a_failed_engine_uses_the_pin_key_up
}

/// ANSI X9.24-1:2009 A.4, the first transaction.
const PIN: u128 = 0x0426_66B4_9184_CF5C_68DE_9628_D039_7B36;
const MAC_REQUEST: u128 = 0x0426_66B4_9184_30A3_68DE_9628_D039_84C9;
const MAC_RESPONSE: u128 = 0x0426_66B4_6E84_CFA3_68DE_9628_2F39_7BC9;
const DATA_REQUEST: u128 = 0x448D_3F07_6D83_0403_6A55_A3D7_E005_5A78;
const DATA_RESPONSE: u128 = 0xAD7B_FC8B_06AD_3A08_A560_B410_5CF8_D9E5;

fn both_sides<E: TestEngine>(engine: &mut E) -> (Transaction<E>, TransactionKey<Host, E>) {
    let transaction = terminal(engine).generate(engine).unwrap();
    let initial_key = initial_key(engine);
    let ksn = KeySerialNumber::new(ID, counter(1));
    let host = host::transaction_key_from_initial(engine, &initial_key, ksn).unwrap();
    (transaction, host)
}

fn octets<R: WorkingRole<S>, S: Side, E: TestEngine>(
    engine: &mut E,
    transaction: &TransactionKey<S, E>,
) -> u128 {
    let key: Key<R, E> = transaction.working_key(engine).unwrap();
    u128::from_be_bytes(engine.reveal(key.handle()).try_into().unwrap())
}

fn known_values<E: TestEngine>() {
    let engine = &mut E::new();
    let (mut transaction, host) = both_sides(engine);
    macro_rules! are {
        ($side:expr => $($key:ident: $($role:ty),*;)*) => {$($(
            assert_eq!(octets::<$role, _, E>(engine, $side), $key, stringify!($role));
        )*)*};
    }
    are! { transaction.key() =>
        MAC_REQUEST:
            MacGenerate<RetailMac, Request>, MacGenerate<TdeaCmac, Request>,
            MacGenerate<RetailMac, BothWays>, MacVerify<TdeaCmac, BothWays>;
        MAC_RESPONSE: MacVerify<RetailMac, Response>, MacVerify<TdeaCmac, Response>;
        DATA_REQUEST: DataEncipher<Request>, DataEncipher<BothWays>, DataDecipher<BothWays>;
        DATA_RESPONSE: DataDecipher<Response>;
    }
    are! { &host =>
        PIN: PinDecipher;
        MAC_REQUEST:
            MacVerify<RetailMac, Request>, MacVerify<TdeaCmac, Request>,
            MacVerify<RetailMac, BothWays>, MacGenerate<TdeaCmac, BothWays>;
        MAC_RESPONSE: MacGenerate<RetailMac, Response>, MacGenerate<TdeaCmac, Response>;
        DATA_REQUEST: DataDecipher<Request>, DataEncipher<BothWays>, DataDecipher<BothWays>;
        DATA_RESPONSE: DataEncipher<Response>;
    }
    let pin: Key<PinEncipher, E> = transaction.pin_key(engine).unwrap();
    assert_eq!(engine.reveal(pin.handle()), PIN.to_be_bytes());
}

fn attributes_follow_the_role<E: TestEngine>() {
    let engine = &mut E::new();
    let (mut transaction, host) = both_sides(engine);
    let pin = transaction.pin_key(engine).unwrap();
    let of_pin = pin.attributes(engine);
    assert_eq!(
        (of_pin.usage, of_pin.mode_of_use),
        (KeyUsage::PinEncipherment, ModeOfUse::Encipher)
    );
    // The engine checks them again: neither PIN key nor transaction key enciphers data.
    for key in [pin.handle(), transaction.key().key().handle(), host.key().handle()] {
        let refused = BlockCipher::<8>::encipher_block(engine, key, &mut [0; 8]);
        assert_eq!(refused, Err(ErrorKind::NotPermitted));
        let refused = Mac::<RetailMac>::generate_mac(engine, key, &[], &mut [0; 4]);
        assert_eq!(refused, Err(ErrorKind::NotPermitted));
    }
    let verify = host.working_key::<MacVerify<RetailMac, Request>>(engine).unwrap();
    let refused = Mac::<RetailMac>::generate_mac(engine, verify.handle(), &[], &mut [0; 4]);
    assert_eq!(refused, Err(ErrorKind::NotPermitted));
    let refused = Mac::<TdeaCmac>::verify_mac(engine, verify.handle(), &[], &[0; 4]);
    assert_eq!(refused, Err(ErrorKind::NotPermitted), "another algorithm");
}

/// The host's keys by a variant known at run time: the same keys, with the same rights.
fn by_variant_the_host_has_the_same<E: TestEngine>() {
    let engine = &mut E::new();
    let (_, host) = both_sides(engine);
    macro_rules! agree {
        ($($variant:ident: $($role:ty),*;)*) => {$($(
            let variant = TdeaVariant::$variant;
            let handle = working_key_handle(engine, &host, variant).unwrap();
            let key = Key::<$role, E>::open(engine, handle).ok().unwrap();
            let expected = octets::<$role, Host, E>(engine, &host);
            assert_eq!(engine.reveal(key.handle()), expected.to_be_bytes(), "{variant:?}");
        )*)*};
    }
    agree! {
        Pin: PinDecipher;
        MacRequest:
            MacVerify<RetailMac, Request>, MacGenerate<RetailMac, BothWays>,
            MacVerify<RetailMac, BothWays>;
        MacResponse: MacGenerate<RetailMac, Response>;
        DataRequest: DataDecipher<Request>, DataEncipher<BothWays>, DataDecipher<BothWays>;
        DataResponse: DataEncipher<Response>;
    }
    let handle = working_key_handle(engine, &host, TdeaVariant::MacResponse).unwrap();
    let refused = Key::<MacVerify<RetailMac, Response>, E>::open(engine, handle);
    assert!(refused.is_err(), "a host verifies no response");
}

/// Whatever the caller asks for, the attributes of what comes out belong to the step.
fn an_engine_makes_no_other_child<E: TestEngine>() {
    let engine = &mut E::new();
    let (transaction, _) = both_sides(engine);
    let initial_key = initial_key(engine);
    let held = engine.keys_held();
    let data = KeyAttributes::new(KeyUsage::Data, Algorithm::Tdea2, ModeOfUse::Both);
    let node = KeyAttributes::new(KeyUsage::Intermediate, Algorithm::Tdea2, ModeOfUse::Derive);
    let parent = transaction.key().key().handle();
    for (parent, step, attributes) in [
        (parent, TdeaStep::Working(TdeaVariant::Pin), data),
        (parent, TdeaStep::Working(TdeaVariant::MacRequest), data),
        (parent, TdeaStep::Next([0; 8]), data),
        (parent, TdeaStep::InitialKey([0; 8]), node),
        (initial_key.handle(), TdeaStep::Working(TdeaVariant::DataRequest), data),
        (initial_key.handle(), TdeaStep::InitialKey([0; 8]), node),
    ] {
        let child = NewKey { attributes, octets: 16 };
        let refused = engine.derive_tdea(parent, step, child);
        assert_eq!(refused.err(), Some(ErrorKind::NotPermitted), "{step:?}");
    }
    let child = NewKey { attributes: data, octets: 16 };
    let siblings = engine.derive_tdea_siblings(parent, [[0; 8]; 3], child, |_, _| {});
    assert_eq!(siblings, Err(ErrorKind::NotPermitted));
    let path = engine.derive_tdea_path(parent, [[0; 8]; 3], child);
    assert_eq!(path.err(), Some(ErrorKind::NotPermitted));
    assert_eq!(engine.keys_held(), held);
    let node = NewKey { attributes: node, octets: 16 };
    assert!(engine.derive_tdea_path(parent, [], node).unwrap().is_none());
}

fn one_pin_key<E: TestEngine>() {
    let engine = &mut E::new();
    let (mut transaction, _) = both_sides(engine);
    assert!(transaction.pin_key(engine).is_ok());
    for _ in 0..2 {
        assert_eq!(transaction.pin_key(engine).err(), Some(Error::PinKeyUsed));
    }
}

fn a_failed_engine_uses_the_pin_key_up<E: TestEngine>() {
    let engine = &mut Faulty::<E>::new();
    let mut transaction = terminal(engine).generate(engine).unwrap();
    engine.fail_after(0);
    let failed = transaction.pin_key(engine).err();
    assert_eq!(engine.repair(), 1);
    assert_eq!(failed, Some(Error::Engine(ErrorKind::Hardware)));
    assert_eq!(transaction.pin_key(engine).err(), Some(Error::PinKeyUsed));
}
