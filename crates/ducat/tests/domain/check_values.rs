//! Key check values: by method, equal to published values, refused where they would tell too much.

use ducat::key::role::{
    BaseDerivation, DataEncipher, Initial, KeyBlockProtection, MacGenerate, MacVerify, PinEncipher,
    Request, Role, Sealing,
};
use ducat::key::{CmacMethod, KeyCheckValue, LegacyMethod};
use ducat::{AesCmac, Error, HmacSha256, Key};
use ducat_hal::{Algorithm, ErrorKind};

use crate::support::{TestEngine, load, on_every_engine};

on_every_engine! {
    known_values
    the_value_is_of_the_key_alone
    refused_legacy_values
    no_value_of_hmac_keys
}

const INITIAL_KEY: u128 = 0x1273_671E_A26A_C29A_FA4D_1084_1276_52A1;
const COUNTING: u128 = 0x0011_2233_4455_6677_8899_AABB_CCDD_EEFF;

fn key<R: Role, E: TestEngine>(engine: &mut E, octets: u128) -> Key<R, E> {
    Key::load(engine, Algorithm::Aes128, &octets.to_be_bytes()).unwrap()
}

fn known_values<E: TestEngine>() {
    let engine = &mut E::new();
    let initial: Key<Initial, E> = key(engine, INITIAL_KEY);
    let value = KeyCheckValue::<CmacMethod>::of(engine, &initial).unwrap();
    assert_eq!(value.as_octets(), [0x05, 0xEF, 0x45, 0x31, 0xEC]);
    assert_eq!(value.to_string(), "05EF4531EC");
    assert_eq!(format!("{value:?}"), "KeyCheckValue(05EF4531EC)");

    let counting: Key<DataEncipher<Request>, E> = key(engine, COUNTING);
    let value = KeyCheckValue::<LegacyMethod>::of(engine, &counting).unwrap();
    assert_eq!(value.as_octets(), [0xFD, 0xE4, 0xFB]);
    assert_eq!(value.to_string(), "FDE4FB");
    let value = KeyCheckValue::<CmacMethod>::of(engine, &counting).unwrap();
    assert_eq!(value.as_octets()[..3], [0x53, 0xE1, 0x07]);
}

/// The value is the key's, not the role's: custodians compare it across roles and engines.
fn the_value_is_of_the_key_alone<E: TestEngine>() {
    for &algorithm in E::ALGORITHMS {
        let engine = &mut E::new();
        let one: Key<BaseDerivation, E> = load(engine, algorithm, 1);
        let same: Key<MacVerify<AesCmac, Request>, E> = load(engine, algorithm, 1);
        let other: Key<BaseDerivation, E> = load(engine, algorithm, 2);
        let one = KeyCheckValue::<CmacMethod>::of(engine, &one).unwrap();
        let same = KeyCheckValue::<CmacMethod>::of(engine, &same).unwrap();
        let other = KeyCheckValue::<CmacMethod>::of(engine, &other).unwrap();
        assert_eq!(one, same);
        assert_ne!(one, other);
    }
}

/// The encipherment of zeros is the seed of the CMAC subkeys.
fn refused_legacy_values<E: TestEngine>() {
    fn legacy<R: Role, E: TestEngine>() -> Result<KeyCheckValue<LegacyMethod>, Error> {
        let engine = &mut E::new();
        let key: Key<R, E> = key(engine, COUNTING);
        KeyCheckValue::of(engine, &key)
    }
    let refused = Err(Error::Engine(ErrorKind::NotPermitted));
    assert_eq!(legacy::<MacGenerate<AesCmac, Request>, E>(), refused);
    assert_eq!(legacy::<MacVerify<AesCmac, Request>, E>(), refused);
    assert_eq!(legacy::<Sealing, E>(), refused);
    assert!(legacy::<PinEncipher, E>().is_ok());
    assert_eq!(legacy::<KeyBlockProtection, E>(), refused);
}

fn no_value_of_hmac_keys<E: TestEngine>() {
    let engine = &mut E::new();
    let key: Key<MacGenerate<HmacSha256, Request>, E> =
        Key::load(engine, Algorithm::Hmac, &[7; 16]).unwrap();
    assert!(matches!(KeyCheckValue::<CmacMethod>::of(engine, &key), Err(Error::Engine(_))));
    assert!(matches!(KeyCheckValue::<LegacyMethod>::of(engine, &key), Err(Error::Engine(_))));
}
