//! What is asked of the key in a block: that it is not weak, and for HMAC, that it is for the hash
//! of its role.

use ducat::key::Role;
use ducat::key::role::{MacGenerate, MacVerify, Request};
use ducat::key_block::{
    self, HashFunction, Header, KeyBlock, KeyBlockPolicy, KeyBlockVersion, KeyVersion, NewKeyBlock,
    OptionalBlock, ParseOptions, Relaxation, ShortBlock,
};
use ducat::mac::{HmacSha256, LegacyHmacSha1};
use ducat::{Error, Key};
use ducat_hal::{
    Algorithm, Exportability, HmacSha224, HmacSha384, HmacSha512, KeyAttributes, KeyUsage,
    ModeOfUse,
};

use crate::support::key_blocks::{exportable, protection_key};
use crate::support::rng::Prng;
use crate::support::{TestEngine, octets, on_every_engine};

on_every_engine! {
    weak_keys_stay_outside
    hmac_keys_keep_their_hash
    nothing_is_made_for_another_hash
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
        key_block::wrap_handle(engine, rng, STRICT, &kbpk, &new, &handle, &mut block).unwrap();
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
        let policy = STRICT.allowing(Relaxation::WeakKeys);
        let taken = key_block::open_handle(engine, policy, &kbpk, &block, &mut work).unwrap();
        assert_eq!(engine.reveal(&taken.key), key);
    }
}

/// A block of an HMAC key, with or without a word on the hash, and perhaps with another letter.
fn hmac_block<E: TestEngine>(engine: &mut E, hash: Option<HashFunction>) -> Vec<u8> {
    let attributes = exportable(KeyUsage::MacHmac, Algorithm::Hmac, ModeOfUse::GenerateAndVerify);
    let header = Header::new(KeyBlockVersion::D, attributes, KeyVersion::Unused).unwrap();
    let kbpk = protection_key(engine, "D", &octets(Algorithm::Aes128, 5));
    let key = engine.load(attributes, &[7; 16]).unwrap();
    let hash = hash.map(ShortBlock::hash);
    let optional: Vec<OptionalBlock<'_>> = hash.iter().map(ShortBlock::as_block).collect();
    let new = NewKeyBlock::new(header).with_optional_blocks(&optional).unwrap();
    let mut block = vec![0; new.characters(16).unwrap()];
    let rng = &mut Prng(1);
    let made = key_block::wrap_handle(engine, rng, STRICT, &kbpk, &new, &key, &mut block);
    block.truncate(made.unwrap());
    block
}

fn opens_as<R: Role, E: TestEngine>(engine: &mut E, block: &[u8]) -> Result<(), Error> {
    let kbpk = protection_key(engine, "D", &octets(Algorithm::Aes128, 5));
    let block = KeyBlock::parse(block, ParseOptions::STRICT).unwrap();
    key_block::open::<R, E>(engine, STRICT, &kbpk, &block, &mut [0; 64]).map(drop)
}

fn hmac_keys_keep_their_hash<E: TestEngine>() {
    let engine = &mut E::new();
    for hash in HashFunction::ALL {
        let block = hmac_block(engine, Some(hash));
        let verdicts = [
            (HashFunction::Sha1, opens_as::<MacVerify<LegacyHmacSha1, Request>, E>(engine, &block)),
            (HashFunction::Sha224, opens_as::<MacVerify<HmacSha224, Request>, E>(engine, &block)),
            (HashFunction::Sha256, opens_as::<MacGenerate<HmacSha256, Request>, E>(engine, &block)),
            (HashFunction::Sha384, opens_as::<MacVerify<HmacSha384, Request>, E>(engine, &block)),
            (HashFunction::Sha512, opens_as::<MacGenerate<HmacSha512, Request>, E>(engine, &block)),
        ];
        for (own, verdict) in verdicts {
            let expected = if own == hash { Ok(()) } else { Err(Error::KeyBlockRefused) };
            assert_eq!(verdict, expected, "{hash:?} as {own:?}");
        }
    }
    let silent = hmac_block(engine, None);
    assert_eq!(opens_as::<MacVerify<LegacyHmacSha1, Request>, E>(engine, &silent), Ok(()));
    assert_eq!(opens_as::<MacVerify<HmacSha256, Request>, E>(engine, &silent), Ok(()));
    // The letters of ISO 20038 for SHA-2 and SHA-3 refuse before anything is deciphered.
    for (letter, sha_1, sha_256) in [
        (b'I', Err(Error::KeyBlockRefused), Err(Error::KeyBlock)),
        (b'J', Err(Error::KeyBlockRefused), Err(Error::KeyBlockRefused)),
    ] {
        let mut other = silent.clone();
        other[7] = letter;
        assert_eq!(opens_as::<MacVerify<LegacyHmacSha1, Request>, E>(engine, &other), sha_1);
        assert_eq!(opens_as::<MacVerify<HmacSha256, Request>, E>(engine, &other), sha_256);
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
    for hash in [HashFunction::Sha256, HashFunction::Sha1, HashFunction::Sha3To256] {
        let stated = ShortBlock::hash(hash);
        let optional = [stated.as_block()];
        let new = NewKeyBlock::new(header).with_optional_blocks(&optional).unwrap();
        let mut out = [0; 256];
        let rng = &mut Prng(1);
        let made = key_block::wrap(engine, rng, STRICT, &kbpk, &new, &key, &mut out);
        let fits = hash == HashFunction::Sha256;
        assert_eq!(made.err(), (!fits).then_some(Error::KeyBlockRefused));
        assert_eq!(out.iter().all(|octet| *octet == 0), !fits);
    }
}
