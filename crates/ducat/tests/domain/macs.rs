//! MACs over blocks of TDEA and DES, and part by part.

use ducat::key::role::{BothWays, MacGenerate, MacVerify};
use ducat::key::{CmacMethod, KeyCheckValue, LegacyMethod};
use ducat::mac::{self, Generator, RetailMac, Tag, Verifier};
use ducat::{AesCmac, Error, Key, TdeaCmac};
use ducat_hal::{
    Algorithm, Algorithm1, Algorithm3, CurrentAlgorithm, ErrorKind, KeyAttributes, KeyUsage, Mac,
    MacPadding, MacPurpose, ModeOfUse, Padding1, Padding2, Padding3, StreamMac,
};

use crate::support::faulty::Faulty;
use crate::support::{TestEngine, load, octets, on_every_engine};

on_every_engine! {
    annex_of_iso_9797
    examples_of_sp_800_38b
    check_values_of_tdea_keys
    parts_are_as_if_joined
    a_stream_keeps_to_its_purpose
    announced_lengths_are_kept
    a_lost_part_is_not_left_out
    zeros_at_the_end_count_where_they_must
    keys_that_an_algorithm_refuses
}

/// An engine with every MAC of this file.
trait MacEngine:
    TestEngine
    + StreamMac<AesCmac>
    + StreamMac<TdeaCmac>
    + StreamMac<Algorithm1<Padding1, 8>>
    + StreamMac<Algorithm1<Padding2, 8>>
    + StreamMac<Algorithm1<Padding3, 8>>
    + StreamMac<Algorithm1<Padding2, 16>>
    + StreamMac<Algorithm1<Padding3, 16>>
    + StreamMac<Algorithm3<Padding1>>
    + StreamMac<Algorithm3<Padding2>>
    + StreamMac<Algorithm3<Padding3>>
{
}

impl<T> MacEngine for T where
    T: TestEngine
        + StreamMac<AesCmac>
        + StreamMac<TdeaCmac>
        + StreamMac<Algorithm1<Padding1, 8>>
        + StreamMac<Algorithm1<Padding2, 8>>
        + StreamMac<Algorithm1<Padding3, 8>>
        + StreamMac<Algorithm1<Padding2, 16>>
        + StreamMac<Algorithm1<Padding3, 16>>
        + StreamMac<Algorithm3<Padding1>>
        + StreamMac<Algorithm3<Padding2>>
        + StreamMac<Algorithm3<Padding3>>
{
}

const KEY: [u8; 16] = 0x0123_4567_89AB_CDEF_FEDC_BA98_7654_3210_u128.to_be_bytes();
const MESSAGES: [&[u8]; 2] = [b"Now is the time for all ", b"Now is the time for it"];

/// ISO 9797-1, annex B: both messages under both algorithms and all paddings.
fn annex_of_iso_9797<E: MacEngine>() {
    fn one<P: MacPadding, E: TestEngine + StreamMac<Algorithm1<P, 8>>>(expected: [u32; 2]) {
        let engine = &mut E::new();
        // A chain of single DES.
        let attributes =
            KeyAttributes::new(KeyUsage::MacAlgorithm1, Algorithm::Des, ModeOfUse::Generate);
        let key = engine.load(attributes, &KEY[..8]).unwrap();
        for (message, expected) in MESSAGES.iter().zip(expected) {
            let mut mac = [0; 4];
            Mac::<Algorithm1<P, 8>>::generate_mac(engine, &key, &[message], &mut mac).unwrap();
            assert_eq!(mac, expected.to_be_bytes(), "{expected:08X}");
        }
    }
    fn three<P: MacPadding, E: TestEngine + StreamMac<Algorithm3<P>>>(expected: [u64; 2]) {
        let engine = &mut E::new();
        let generate: Key<MacGenerate<Algorithm3<P>, BothWays>, E> =
            Key::load(engine, Algorithm::Tdea2, &KEY).unwrap();
        let verify: Key<MacVerify<Algorithm3<P>, BothWays>, E> =
            Key::load(engine, Algorithm::Tdea2, &KEY).unwrap();
        for (message, expected) in MESSAGES.iter().zip(expected) {
            let tag: Tag<8> = mac::generate(engine, &generate, &[message]).unwrap();
            assert_eq!(*tag.as_octets(), expected.to_be_bytes(), "{expected:016X}");
            assert_eq!(mac::verify(engine, &verify, &[message], &tag), Ok(()));
            let wrong = Tag::from_octets((expected ^ 1).to_be_bytes());
            let refused = mac::verify(engine, &verify, &[message], &wrong);
            assert_eq!(refused, Err(Error::Mismatch));
        }
    }
    one::<Padding1, E>([0x70A3_0640, 0xE45B_3AD2]);
    one::<Padding2, E>([0x10E1_F0F1, 0xA924_C721]);
    one::<Padding3, E>([0x2C58_FB8F, 0xB1EC_D6FC]);
    three::<Padding1, E>([0xA1C7_2E74_EA3F_A9B6, 0x2E2B_1428_CC78_254F]);
    // The print of 1999 has ...CA3BEF96, which is wrong.
    three::<Padding2, E>([0xE908_6230_CA3B_E796, 0x5A69_2CE6_4F40_4145]);
    three::<Padding3, E>([0xAB05_9463_D7A7_D170, 0xC59F_7EED_328D_DD69]);
}

/// CMAC with TDEA of three keys and of two.
fn examples_of_sp_800_38b<E: MacEngine>() {
    let message: [u8; 20] = [
        0x6B, 0xC1, 0xBE, 0xE2, 0x2E, 0x40, 0x9F, 0x96, 0xE9, 0x3D, 0x7E, 0x11, 0x73, 0x93, 0x17,
        0x2A, 0xAE, 0x2D, 0x8A, 0x57,
    ];
    let third = [0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF, 0x01, 0x23];
    let mut key = [0; 24];
    let (two, three) = key.split_at_mut(16);
    two.copy_from_slice(&0x0123_4567_89AB_CDEF_2345_6789_ABCD_EF01_u128.to_be_bytes());
    three.copy_from_slice(&third);
    let cases: [(usize, [u64; 3]); 2] = [
        (16, [0x79CE_52A7_F786_A960, 0xCC18_A0B7_9AF2_413B, 0xC06D_377E_CD10_1969]),
        (24, [0x7DB0_D37D_F936_C550, 0x3023_9CF1_F52E_6609, 0x6C9F_3EE4_923F_6BE2]),
    ];
    for (octets, expected) in cases {
        let engine = &mut E::new();
        let algorithm = Algorithm::tdea(octets).unwrap();
        let key =
            Key::<MacGenerate<TdeaCmac, BothWays>, E>::load(engine, algorithm, &key[..octets]);
        let key = match key {
            Err(Error::Engine(ErrorKind::Unsupported)) if octets > 16 => continue,
            key => key.unwrap(),
        };
        for (length, expected) in [0, 16, 20].into_iter().zip(expected) {
            let tag: Tag<8> = mac::generate(engine, &key, &[&message[..length]]).unwrap();
            assert_eq!(*tag.as_octets(), expected.to_be_bytes());
        }
    }
}

fn check_values_of_tdea_keys<E: MacEngine>() {
    let engine = &mut E::new();
    let key = 0x5371_B318_04F8_A771_0DED_DDDB_58F3_DBAB_u128.to_be_bytes();
    let key: Key<MacGenerate<TdeaCmac, BothWays>, E> =
        Key::load(engine, Algorithm::Tdea2, &key).unwrap();
    let value = KeyCheckValue::<LegacyMethod>::of(engine, &key).unwrap();
    assert_eq!(value.as_octets(), [0xAB, 0x73, 0x8D]);
    let value = KeyCheckValue::<CmacMethod>::of(engine, &key).unwrap();
    assert_eq!(value.as_octets(), [0x87, 0x9C, 0xAD, 0xCD, 0xF7]);
}

/// Streams give what one call gives, whatever the parts.
fn parts_are_as_if_joined<E: MacEngine>() {
    fn of<A, E>(algorithm: Algorithm)
    where
        A: CurrentAlgorithm,
        E: TestEngine + StreamMac<A>,
    {
        let engine = &mut E::new();
        let generate: Key<MacGenerate<A, BothWays>, E> = load(engine, algorithm, 3);
        let verify: Key<MacVerify<A, BothWays>, E> = load(engine, algorithm, 3);
        for length in [0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 50] {
            let message: Vec<u8> = (1..=length).collect();
            let whole: Tag<8> = mac::generate(engine, &generate, &[&message]).unwrap();
            for part in [1, 3, 8, 16, 50] {
                let octets = Some(u64::from(length));
                let mut made = Generator::<A, E>::begin(engine, &generate, octets).unwrap();
                let mut seen = Verifier::<A, E>::begin(engine, &verify, octets).unwrap();
                for part in message.chunks(part) {
                    made.update(engine, part).unwrap();
                    seen.update(engine, part).unwrap();
                }
                let tag: Tag<8> = made.finish(engine).unwrap();
                assert_eq!(tag.as_octets(), whole.as_octets(), "{length} by {part}");
                assert_eq!(seen.finish(engine, &tag), Ok(()));
            }
            let seen = Verifier::<A, E>::begin(engine, &verify, Some(0)).unwrap();
            let expected = if length == 0 { Ok(()) } else { Err(Error::Mismatch) };
            assert_eq!(seen.finish(engine, &whole), expected);
        }
    }
    of::<AesCmac, E>(Algorithm::Aes128);
    of::<TdeaCmac, E>(Algorithm::Tdea2);
    of::<Algorithm1<Padding1, 8>, E>(Algorithm::Tdea2);
    of::<Algorithm1<Padding2, 16>, E>(Algorithm::Aes128);
    of::<Algorithm1<Padding3, 16>, E>(Algorithm::Aes128);
    of::<Algorithm3<Padding1>, E>(Algorithm::Tdea2);
    of::<Algorithm3<Padding2>, E>(Algorithm::Tdea2);
    of::<Algorithm3<Padding3>, E>(Algorithm::Tdea2);
}

/// At the engine itself, where no type keeps them apart.
fn a_stream_keeps_to_its_purpose<E: MacEngine>() {
    let engine = &mut E::new();
    let both =
        KeyAttributes::new(KeyUsage::MacCmac, Algorithm::Tdea2, ModeOfUse::GenerateAndVerify);
    let key = engine.load(both, &KEY).unwrap();
    let refused = Some(ErrorKind::NotPermitted);
    let mut mac = [0; 8];
    let verify = StreamMac::<TdeaCmac>::begin_mac(engine, &key, MacPurpose::Verify, None).unwrap();
    let made = StreamMac::<TdeaCmac>::finish_generate(engine, verify, &mut mac);
    assert_eq!((made.err(), mac), (refused, [0; 8]));
    let generate = StreamMac::<TdeaCmac>::begin_mac(engine, &key, MacPurpose::Generate, None);
    let seen = StreamMac::<TdeaCmac>::finish_verify(engine, generate.unwrap(), &mac);
    assert_eq!(seen.err(), refused);

    let one_way = KeyAttributes { mode_of_use: ModeOfUse::Verify, ..both };
    let key = engine.load(one_way, &KEY).unwrap();
    let begun = StreamMac::<TdeaCmac>::begin_mac(engine, &key, MacPurpose::Generate, None);
    assert_eq!(begun.err(), refused);
    for length in [0, 9] {
        let stream = StreamMac::<TdeaCmac>::begin_mac(engine, &key, MacPurpose::Verify, None);
        let seen = StreamMac::<TdeaCmac>::finish_verify(engine, stream.unwrap(), &[0; 9][..length]);
        assert_eq!(seen.err(), Some(ErrorKind::DataLength));
    }
}

fn announced_lengths_are_kept<E: MacEngine>() {
    let engine = &mut E::new();
    let key: Key<MacGenerate<Algorithm3<Padding3>, BothWays>, E> =
        load(engine, Algorithm::Tdea2, 4);
    let failed = Some(Error::Engine(ErrorKind::DataLength));
    assert_eq!(Generator::begin(engine, &key, None).err(), failed);
    for announced in [0, 6, 8, 56] {
        let mut stream = Generator::begin(engine, &key, Some(announced)).unwrap();
        stream.update(engine, b"seven o").unwrap();
        assert_eq!(stream.finish::<8>(engine).err(), failed);
    }
}

/// Padding 1 does not tell zeros at the end from padding; 2 and 3 do.
fn zeros_at_the_end_count_where_they_must<E: MacEngine>() {
    fn collide<A: CurrentAlgorithm, E: TestEngine + StreamMac<A>>() -> bool {
        let engine = &mut E::new();
        let key: Key<MacGenerate<A, BothWays>, E> = load(engine, Algorithm::Tdea2, 5);
        let one: Tag<8> = mac::generate(engine, &key, &[b"12345"]).unwrap();
        let other: Tag<8> = mac::generate(engine, &key, &[b"12345\0"]).unwrap();
        one.as_octets() == other.as_octets()
    }
    assert!(collide::<RetailMac, E>());
    assert!(!collide::<Algorithm3<Padding2>, E>());
    assert!(!collide::<Algorithm3<Padding3>, E>());
    assert!(!collide::<TdeaCmac, E>());
}

fn keys_that_an_algorithm_refuses<E: MacEngine>() {
    let engine = &mut E::new();
    let mut refused = |usage, algorithm, right: fn(&mut E, &E::Handle) -> Option<ErrorKind>| {
        let attributes = KeyAttributes::new(usage, algorithm, ModeOfUse::Generate);
        let key = engine.load(attributes, &octets(algorithm, 6)).unwrap();
        right(engine, &key)
    };
    fn by<A: CurrentAlgorithm, E: TestEngine + StreamMac<A>>(
        engine: &mut E,
        key: &E::Handle,
    ) -> Option<ErrorKind> {
        Mac::<A>::generate_mac(engine, key, &[b"message"], &mut [0; 4]).err()
    }
    use Algorithm::{Aes128, Des, Tdea2};
    use KeyUsage as U;
    let no = Some(ErrorKind::NotPermitted);
    assert_eq!(refused(U::MacAlgorithm3, Tdea2, by::<RetailMac, E>), None);
    assert_eq!(refused(U::MacAlgorithm1, Tdea2, by::<RetailMac, E>), no);
    assert_eq!(refused(U::MacAlgorithm3, Des, by::<RetailMac, E>), no);
    assert_eq!(refused(U::MacAlgorithm3, Tdea2, by::<TdeaCmac, E>), no);
    assert_eq!(refused(U::MacCmac, Aes128, by::<TdeaCmac, E>), no);
    assert_eq!(refused(U::MacCmac, Tdea2, by::<AesCmac, E>), no);
    assert_eq!(refused(U::PinEncipherment, Tdea2, by::<TdeaCmac, E>), no);
    assert_eq!(refused(U::MacIso16609, Tdea2, by::<Algorithm1<Padding1, 8>, E>), None);
    assert_eq!(refused(U::MacIso16609, Aes128, by::<Algorithm1<Padding2, 16>, E>), no);
}

/// After a part that was not taken in there is no MAC, whatever comes later.
fn a_lost_part_is_not_left_out<E: MacEngine>() {
    let engine = &mut Faulty::<E>::new();
    let generate: Key<MacGenerate<AesCmac, BothWays>, _> = load(engine, Algorithm::Aes128, 1);
    let verify: Key<MacVerify<AesCmac, BothWays>, _> = load(engine, Algorithm::Aes128, 1);
    let tag: Tag<8> = mac::generate(engine, &generate, &[b"amount=", b"1"]).unwrap();

    let mut stream = Generator::begin(engine, &generate, None).unwrap();
    stream.update(engine, b"amount=").unwrap();
    engine.fail_after(0);
    let lost = stream.update(engine, b"1000");
    assert_eq!(lost, Err(Error::Engine(ErrorKind::Hardware)));
    engine.repair();
    assert_eq!(stream.update(engine, b"1"), Err(Error::Stream));
    assert_eq!(stream.finish::<8>(engine).map(drop), Err(Error::Stream));

    let mut stream = Verifier::begin(engine, &verify, None).unwrap();
    stream.update(engine, b"amount=").unwrap();
    stream.update(engine, b"1").unwrap();
    engine.fail_after(0);
    assert!(stream.update(engine, b"000").is_err());
    engine.repair();
    assert_eq!(stream.finish(engine, &tag), Err(Error::Stream), "the MAC of what was taken in");
}
