//! Decimalisation tables: which are taken, and that no other can be brought.

use ducat::key::role::{BothWays, MacGenerate, MacVerify};
use ducat::mac::{self, Tag};
use ducat::pin_verification::{DecimalizationTable, TableRule};
use ducat::{AesCmac, Error, Key};
use ducat_hal::{Algorithm, ErrorKind};

use crate::support::faulty::Faulty;
use crate::support::{TestEngine, load, on_every_engine};

on_every_engine! { a_stored_table a_failing_engine }

const UNUSUAL: [&[u8; 16]; 5] = [
    b"0000000000000000",
    b"0000000000000001",
    b"0123456012345601", // seven different digits
    b"0000012345678900", // seven zeros
    b"1111123456789012", // six ones
];

#[test]
fn usual_tables() {
    for usual in
        [b"0123456789012345", b"1234567890123456", b"0123456701234567", b"0000111234567777"]
    {
        assert!(DecimalizationTable::trusted(usual).is_ok(), "{usual:?}");
    }
    for unusual in UNUSUAL {
        let refused = DecimalizationTable::trusted(unusual).err();
        assert_eq!(refused, Some(Error::DecimalizationTable), "{unusual:?}");
        let taken = DecimalizationTable::trusted_under(TableRule::AcceptUnusual, unusual);
        assert!(taken.is_ok());
    }
    assert_eq!(TableRule::default(), TableRule::Usual);
}

/// The rule, counted in another way.
#[test]
fn every_table_of_two_runs() {
    for (different, most) in [(8, 4), (8, 5), (7, 4), (9, 4), (9, 8), (10, 7), (10, 4)] {
        // `most` zeros, then the other digits in turn.
        let mut table = vec![b'0'; most];
        table.extend((0..16 - most).map(|i| b'1' + u8::try_from(i % (different - 1)).unwrap()));
        let times = |digit| table.iter().filter(|d| **d == digit).count();
        let counts: Vec<_> = (b'0'..=b'9').map(times).filter(|n| *n > 0).collect();
        let usual = counts.len() >= 8 && counts.iter().all(|n| *n <= 4);
        assert_eq!(DecimalizationTable::trusted(&table).is_ok(), usual, "{table:?}");
    }
}

#[test]
fn no_tables() {
    for bad in [
        &b""[..],
        b"012345678901234",
        b"01234567890123456",
        b"012345678901234A",
        b"0123456789 12345",
    ] {
        for rule in [TableRule::Usual, TableRule::AcceptUnusual] {
            let refused = DecimalizationTable::trusted_under(rule, bad).err();
            assert_eq!(refused, Some(Error::DecimalizationTable));
        }
    }
}

const LABEL: &[u8] = b"issuer 1";

fn a_stored_table<E: TestEngine>() {
    type Verify<E> = Key<MacVerify<AesCmac, BothWays>, E>;
    let engine = &mut E::new();
    let generate: Key<MacGenerate<AesCmac, BothWays>, E> = load(engine, Algorithm::Aes128, 1);
    let verify: Verify<E> = load(engine, Algorithm::Aes128, 1);
    let another: Verify<E> = load(engine, Algorithm::Aes128, 2);
    let digits = b"0123456789012345";
    let table = DecimalizationTable::trusted(digits).unwrap();
    let tag: Tag<8> = table.protect(engine, &generate, LABEL).unwrap();
    let mut stored = |key: &Verify<E>, rule, digits: &[u8], tag: &Tag<8>| {
        DecimalizationTable::from_protected(engine, key, rule, LABEL, digits, tag).err()
    };
    assert_eq!(stored(&verify, TableRule::Usual, digits, &tag), None);
    assert_eq!(stored(&another, TableRule::Usual, digits, &tag), Some(Error::Mismatch));
    // Any digit altered, the tag of another table, or of the digits alone.
    for at in 0..16 {
        let mut altered = *digits;
        altered[at] = b'0' + (altered[at] - b'0' + 1) % 10;
        let refused = stored(&verify, TableRule::AcceptUnusual, &altered, &tag);
        assert_eq!(refused, Some(Error::Mismatch));
    }
    let wrong = Tag::from_octets([0; 8]);
    assert_eq!(stored(&verify, TableRule::Usual, digits, &wrong), Some(Error::Mismatch));
    let bare = mac::generate(engine, &generate, &[digits]).unwrap();
    let refused = DecimalizationTable::from_protected(
        engine,
        &verify,
        TableRule::Usual,
        LABEL,
        digits,
        &bare,
    );
    let refused: Result<_, Error> = refused.map(|_: DecimalizationTable| ());
    let tag_of_8: Tag<8> = bare;
    assert_eq!(refused, Err(Error::Mismatch));
    assert!(table.protect::<_, _, 8>(engine, &generate, LABEL).unwrap().verify(&tag_of_8).is_err());
    // The table of another issuer, whatever the labels share.
    for other in [&b""[..], b"issuer 2", b"issuer", b"issuer 10"] {
        let rule = TableRule::Usual;
        let stored =
            DecimalizationTable::from_protected(engine, &verify, rule, other, digits, &tag);
        assert_eq!(stored.err(), Some(Error::Mismatch));
    }
    // A tag does not make an unusual table usual.
    for unusual in UNUSUAL {
        let table = DecimalizationTable::trusted_under(TableRule::AcceptUnusual, unusual).unwrap();
        let tag: Tag<16> = table.protect(engine, &generate, LABEL).unwrap();
        let mut stored = |rule| {
            DecimalizationTable::from_protected(engine, &verify, rule, LABEL, unusual, &tag).err()
        };
        assert_eq!(stored(TableRule::Usual), Some(Error::DecimalizationTable));
        assert_eq!(stored(TableRule::AcceptUnusual), None);
    }
}

fn a_failing_engine<E: TestEngine>() {
    let engine = &mut Faulty::<E>::new();
    let generate: Key<MacGenerate<AesCmac, BothWays>, _> = load(engine, Algorithm::Aes128, 1);
    let verify: Key<MacVerify<AesCmac, BothWays>, _> = load(engine, Algorithm::Aes128, 1);
    let table = DecimalizationTable::trusted(b"0123456789012345").unwrap();
    let failed = Some(Error::Engine(ErrorKind::Hardware));
    engine.fail_after(0);
    assert_eq!(table.protect::<_, _, 8>(engine, &generate, LABEL).err(), failed);
    let tag = Tag::from_octets([0; 8]);
    engine.fail_after(0);
    let rule = TableRule::Usual;
    let stored = DecimalizationTable::from_protected(
        engine,
        &verify,
        rule,
        LABEL,
        b"0123456789012345",
        &tag,
    );
    assert_eq!(stored.err(), failed);
}
