//! What is asked of the key in a block: that it is not weak, and for HMAC, that it is for the hash
//! of its role.

use ducat::key::Role;
use ducat::key::role::{MacGenerate, MacVerify, Request};
use ducat::key_block::{
    self, HashFunction, Header, KeyBlock, KeyBlockPolicy, KeyBlockVersion, KeyVersion, Leniency,
    NewKeyBlock, OptionalBlock, ParseOptions, Relaxation, ShortBlock,
};
use ducat::mac::{HmacSha256, LegacyHmacSha1};
use ducat::{Error, Key};
use ducat_hal::{
    Algorithm, ClearKeyBlock, Exportability, HmacSha224, HmacSha384, HmacSha512, KeyAttributes,
    KeyUsage, ModeOfUse,
};

use crate::support::key_blocks::{exportable, protection_key};
use crate::support::rng::Prng;
use crate::support::{TestEngine, octets, on_every_engine};

on_every_engine! {
    weak_keys_stay_outside
    hmac_keys_keep_their_hash
    nothing_is_made_for_another_hash
    keys_in_clear_have_the_same_rules
}

const STRICT: KeyBlockPolicy = KeyBlockPolicy::STRICT;

fn weak_keys_stay_outside<E: TestEngine>() {
    let strong = octets(Algorithm::Tdea2, 3);
    let mut same_but_for_parity = strong.clone();
    same_but_for_parity.copy_within(..8, 8);
    same_but_for_parity[9] ^= 1;
    let mut semi_weak = strong.clone();
    semi_weak[8..].copy_from_slice(&0x011F_011F_010E_010E_u64.to_be_bytes());
    for (key, is_weak) in [(strong, false), (same_but_for_parity, true), (semi_weak, true)] {
        let engine = &mut E::new();
        let attributes = exportable(KeyUsage::PinEncipherment, Algorithm::Tdea2, ModeOfUse::Both);
        let header = Header::new(KeyBlockVersion::B, attributes, KeyVersion::Unused).unwrap();
        let kbpk = protection_key(engine, "B", &octets(Algorithm::Tdea2, 5));
        let handle = engine.load(attributes, &key).unwrap();
        let new = NewKeyBlock::new(header);
        let mut block = vec![0; new.characters(16).unwrap()];
        let rng = &mut Prng(1);
        let made = key_block::wrap_handle(engine, rng, STRICT, &kbpk, &new, &handle, &mut block);
        assert_eq!(made.map(drop), if is_weak { Err(Error::WeakKey) } else { Ok(()) });
        assert_eq!(block.iter().all(|octet| *octet == 0), is_weak);
        let policy = STRICT.allowing(Relaxation::WeakKeys);
        let rng = &mut Prng(1);
        key_block::wrap_handle(engine, rng, policy, &kbpk, &new, &handle, &mut block).unwrap();
        let block = KeyBlock::parse(&block, ParseOptions::STRICT).unwrap();
        let mut work = [0xAA; 64];
        let held = engine.keys_held();
        let opened = key_block::open_handle(engine, STRICT, &kbpk, &block, &mut work);
        if is_weak {
            assert_eq!(opened.map(drop), Err(Error::WeakKey));
            assert_eq!(engine.keys_held(), held);
            assert!(work[..block.payload_octets()].iter().all(|octet| *octet == 0));
        } else {
            assert_eq!(engine.reveal(&opened.unwrap().key), key);
        }
        let taken = key_block::open_handle(engine, policy, &kbpk, &block, &mut work).unwrap();
        assert_eq!(engine.reveal(&taken.key), key);
    }
}

/// A block of an HMAC key, with or without a word on the hash.
fn hmac_block<E: TestEngine>(engine: &mut E, hash: Option<HashFunction>) -> Vec<u8> {
    let stated = hash.map(ShortBlock::hash);
    let optional: Vec<OptionalBlock<'_>> = stated.iter().map(ShortBlock::as_block).collect();
    let attributes = exportable(KeyUsage::MacHmac, Algorithm::Hmac, ModeOfUse::GenerateAndVerify);
    let header = Header::new(KeyBlockVersion::D, attributes, KeyVersion::Unused).unwrap();
    let kbpk = protection_key(engine, "D", &octets(Algorithm::Aes128, 5));
    let key = engine.load(attributes, &[7; 16]).unwrap();
    let new = NewKeyBlock::new(header).with_optional_blocks(&optional).unwrap();
    let mut block = vec![0; new.characters(16).unwrap()];
    let rng = &mut Prng(1);
    let made = key_block::wrap_handle(engine, rng, STRICT, &kbpk, &new, &key, &mut block);
    block.truncate(made.unwrap());
    block
}

fn opens_as<R: Role, E: TestEngine>(
    engine: &mut E,
    policy: KeyBlockPolicy,
    block: &[u8],
) -> Result<(), Error> {
    let kbpk = protection_key(engine, "D", &octets(Algorithm::Aes128, 5));
    let options = ParseOptions::STRICT.accepting(Leniency::FreeOptionalData);
    let block = KeyBlock::parse(block, options).unwrap();
    key_block::open::<R, E>(engine, policy, &kbpk, &block, &mut [0; 64]).map(drop)
}

type Sha1 = MacVerify<LegacyHmacSha1, Request>;
type Sha256 = MacGenerate<HmacSha256, Request>;

fn hmac_keys_keep_their_hash<E: TestEngine>() {
    let engine = &mut E::new();
    for policy in [STRICT, STRICT.allowing(Relaxation::UnnamedHash)] {
        for hash in HashFunction::ALL {
            let block = hmac_block(engine, Some(hash));
            let verdicts = [
                (HashFunction::Sha1, opens_as::<Sha1, E>(engine, policy, &block)),
                (
                    HashFunction::Sha224,
                    opens_as::<MacVerify<HmacSha224, Request>, E>(engine, policy, &block),
                ),
                (HashFunction::Sha256, opens_as::<Sha256, E>(engine, policy, &block)),
                (
                    HashFunction::Sha384,
                    opens_as::<MacVerify<HmacSha384, Request>, E>(engine, policy, &block),
                ),
                (
                    HashFunction::Sha512,
                    opens_as::<MacGenerate<HmacSha512, Request>, E>(engine, policy, &block),
                ),
            ];
            for (own, verdict) in verdicts {
                let expected = if own == hash { Ok(()) } else { Err(Error::KeyBlockRefused) };
                assert_eq!(verdict, expected, "{hash:?} as {own:?}");
            }
        }
        // What cannot be read names no hash, and is not taken for silence. It is refused before
        // anything is deciphered.
        for data in [b"99", b"zz", b"A ", b"26"] {
            let mut block = hmac_block(engine, Some(HashFunction::Sha256));
            let place = block.windows(6).position(|text| text == b"HM0621").unwrap();
            block[place + 4..place + 6].copy_from_slice(data);
            assert_eq!(opens_as::<Sha1, E>(engine, policy, &block), Err(Error::KeyBlockRefused));
            assert_eq!(opens_as::<Sha256, E>(engine, policy, &block), Err(Error::KeyBlockRefused));
        }
    }
    let silent = hmac_block(engine, None);
    let policy = STRICT.allowing(Relaxation::UnnamedHash);
    for (policy, expected) in [(STRICT, Err(Error::KeyBlockRefused)), (policy, Ok(()))] {
        assert_eq!(opens_as::<Sha1, E>(engine, policy, &silent), expected);
        assert_eq!(opens_as::<Sha256, E>(engine, policy, &silent), expected);
    }
    // The letters of ISO 20038 for SHA-2 and SHA-3.
    for (letter, sha_1, sha_256) in [
        (b'I', Err(Error::KeyBlockRefused), Err(Error::KeyBlock)),
        (b'J', Err(Error::KeyBlockRefused), Err(Error::KeyBlockRefused)),
    ] {
        let mut other = silent.clone();
        other[7] = letter;
        assert_eq!(opens_as::<Sha1, E>(engine, policy, &other), sha_1);
        assert_eq!(opens_as::<Sha256, E>(engine, policy, &other), sha_256);
        let mut other = hmac_block(engine, Some(HashFunction::Sha1));
        other[7] = letter;
        let kbpk = protection_key(engine, "D", &octets(Algorithm::Aes128, 5));
        let block = KeyBlock::parse(&other, ParseOptions::STRICT).unwrap();
        let opened = key_block::open_handle(engine, policy, &kbpk, &block, &mut [0; 64]);
        assert_eq!(opened.map(drop), Err(Error::KeyBlockRefused), "not of the family");
    }
}

fn nothing_is_made_for_another_hash<E: TestEngine>() {
    let engine = &mut E::new();
    let key = Key::<MacGenerate<HmacSha256, Request>, E>::load_exportable(
        engine,
        Algorithm::Hmac,
        &[7; 16],
        Exportability::Exportable,
    )
    .unwrap();
    let attributes: KeyAttributes = key.attributes(engine);
    let header = Header::new(KeyBlockVersion::D, attributes, KeyVersion::Unused).unwrap();
    let kbpk = protection_key(engine, "D", &octets(Algorithm::Aes128, 5));
    let unnamed = STRICT.allowing(Relaxation::UnnamedHash);
    for (policy, hash, fits) in [
        (STRICT, Some(HashFunction::Sha256), true),
        (STRICT, None, false),
        (STRICT, Some(HashFunction::Sha1), false),
        (unnamed, None, true),
        (unnamed, Some(HashFunction::Sha3To256), false),
    ] {
        let stated = hash.map(ShortBlock::hash);
        let optional: Vec<OptionalBlock<'_>> = stated.iter().map(ShortBlock::as_block).collect();
        let new = NewKeyBlock::new(header).with_optional_blocks(&optional).unwrap();
        let mut out = [0; 256];
        let rng = &mut Prng(1);
        let made = key_block::wrap(engine, rng, policy, &kbpk, &new, &key, &mut out);
        assert_eq!(made.err(), (!fits).then_some(Error::KeyBlockRefused));
        assert_eq!(out.iter().all(|octet| *octet == 0), !fits);
    }
}

/// A usage that no engine knows hides no weak, short or strong key.
fn keys_in_clear_have_the_same_rules<E: TestEngine + ClearKeyBlock>() {
    let engine = &mut E::new();
    let any = STRICT.allowing(Relaxation::AnyCombination);
    let kbpk = protection_key(engine, "D", &octets(Algorithm::Aes128, 5));
    for (letter, key, needed, refusal) in [
        (b'A', vec![7; 32], Relaxation::WeakerProtection, Error::KeyBlockRefused),
        (b'T', vec![7; 16], Relaxation::WeakKeys, Error::WeakKey),
        (b'T', octets(Algorithm::Des, 3), Relaxation::SingleDes, Error::KeyBlockRefused),
    ] {
        let characters = [b"D000010".as_slice(), &[letter], b"B00E0000"].concat();
        let options = ParseOptions::STRICT.accepting(Leniency::UnknownCodes);
        let header = Header::parse(&characters.try_into().unwrap(), options).unwrap();
        let new = NewKeyBlock::new(header);
        let mut block = vec![0; new.characters(key.len()).unwrap()];
        let mut made = |engine: &mut E, policy| {
            let rng = &mut Prng(1);
            key_block::wrap_clear(engine, rng, policy, &kbpk, &new, &key, &mut block).map(drop)
        };
        assert_eq!(made(engine, any), Err(refusal));
        assert_eq!(made(engine, any.allowing(needed)), Ok(()));
        let block = KeyBlock::parse(&block, options).unwrap();
        for (policy, expected) in [(any, Err(refusal)), (any.allowing(needed), Ok(key.len()))] {
            let (work, out) = (&mut [0; 64], &mut [0; 64]);
            let opened = key_block::open_clear(engine, policy, &kbpk, &block, work, out);
            assert_eq!(opened, expected);
            assert_eq!(out.iter().all(|octet| *octet == 0), expected.is_err());
        }
    }
}
