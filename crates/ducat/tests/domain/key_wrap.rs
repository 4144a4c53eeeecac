//! AES key wrap, at the engine.

use ducat_hal::{
    Algorithm, ErrorKind, Exportability, KeyAttributes, KeyUsage, KeyWrap, KeyWrapMode, ModeOfUse,
};

use crate::support::{TestEngine, octets, on_every_engine};

on_every_engine! {
    examples_of_the_rfcs
    there_and_back
    no_cipher_key_under_a_weaker_one
    every_changed_octet_is_refused
    rights_and_lengths
}

const EXPORTABLE: Exportability = Exportability::Sensitive;

fn load<E: TestEngine>(engine: &mut E, attributes: KeyAttributes, octets: &[u8]) -> E::Handle {
    engine.load(attributes, octets).unwrap()
}

fn kek<E: TestEngine>(engine: &mut E, mode: ModeOfUse, octets: &[u8]) -> E::Handle {
    let algorithm = Algorithm::aes(octets.len()).unwrap();
    load(engine, KeyAttributes::new(KeyUsage::KeyEncryption, algorithm, mode), octets)
}

/// Keys of HMAC have any length.
fn any_length(exportability: Exportability) -> KeyAttributes {
    KeyAttributes {
        exportability,
        ..KeyAttributes::new(KeyUsage::MacHmac, Algorithm::Hmac, ModeOfUse::Generate)
    }
}

fn counting(length: u8) -> Vec<u8> {
    (0..length).collect()
}

fn examples_of_the_rfcs<E: TestEngine + KeyWrap>() {
    let engine = &mut E::new();
    // RFC 3394 4.1.
    let kek_octets = 0x0001_0203_0405_0607_0809_0A0B_0C0D_0E0F_u128.to_be_bytes();
    let kek_ = kek(engine, ModeOfUse::Both, &kek_octets);
    let key = 0x0011_2233_4455_6677_8899_AABB_CCDD_EEFF_u128.to_be_bytes();
    let attributes = KeyAttributes {
        exportability: EXPORTABLE,
        ..KeyAttributes::new(KeyUsage::Data, Algorithm::Aes128, ModeOfUse::Both)
    };
    let key = load(engine, attributes, &key);
    let mut wrapped = [0; 24];
    engine.wrap_key(&kek_, KeyWrapMode::Kw, &key, &mut wrapped).unwrap();
    let expected = [
        0x1F, 0xA6, 0x8B, 0x0A, 0x81, 0x12, 0xB4, 0x47, 0xAE, 0xF3, 0x4B, 0xD8, 0xFB, 0x5A, 0x7B,
        0x82, 0x9D, 0x3E, 0x86, 0x23, 0x71, 0xD2, 0xCF, 0xE5,
    ];
    assert_eq!(wrapped, expected);
    let stays = KeyAttributes { exportability: Exportability::NonExportable, ..attributes };
    let opened = engine.unwrap_key(&kek_, KeyWrapMode::Kw, &mut wrapped, stays).unwrap();
    assert_eq!(engine.reveal(&opened), engine.reveal(&key));
    assert_eq!(wrapped, [0; 24], "wiped");
    // KWP, from Botan's collection.
    let zero = kek(engine, ModeOfUse::Both, &[0; 16]);
    let key = load(engine, any_length(EXPORTABLE), &counting(13));
    let mut wrapped = [0; 24];
    engine.wrap_key(&zero, KeyWrapMode::Kwp, &key, &mut wrapped).unwrap();
    let expected = [
        0x83, 0xF2, 0x35, 0x27, 0x62, 0x5F, 0xC6, 0x43, 0x94, 0x22, 0x79, 0xD0, 0x90, 0xC1, 0xB6,
        0x1D, 0x10, 0xFC, 0x97, 0x8B, 0x54, 0xD7, 0x78, 0xCD,
    ];
    assert_eq!(wrapped, expected);
}

fn there_and_back<E: TestEngine + KeyWrap>() {
    let engine = &mut E::new();
    let longest = if E::ALGORITHMS.len() > 1 { 32 } else { 16 };
    for mode in [KeyWrapMode::Kw, KeyWrapMode::Kwp] {
        for &algorithm in E::ALGORITHMS {
            let kek = kek(engine, ModeOfUse::Both, &octets(algorithm, 1));
            for length in 1..=longest {
                let key = load(engine, any_length(EXPORTABLE), &counting(length));
                let Some(octets) = mode.wrapped_octets(usize::from(length)) else {
                    let mut out = [0; 40];
                    let made = engine.wrap_key(&kek, mode, &key, &mut out);
                    assert!(made.is_err());
                    continue;
                };
                let mut wrapped = vec![0; octets];
                let made = engine.wrap_key(&kek, mode, &key, &mut wrapped);
                made.unwrap();
                let attributes = any_length(Exportability::NonExportable);
                let opened = engine.unwrap_key(&kek, mode, &mut wrapped, attributes).unwrap();
                assert_eq!(engine.reveal(&opened), counting(length));
            }
        }
    }
}

fn no_cipher_key_under_a_weaker_one<E: TestEngine + KeyWrap>() {
    if E::ALGORITHMS.len() == 1 {
        return;
    }
    let engine = &mut E::new();
    let kek = kek(engine, ModeOfUse::Both, &[9; 16]);
    for (algorithm, made) in [
        (Algorithm::Aes128, Ok(())),
        (Algorithm::Tdea3, Ok(())),
        (Algorithm::Aes192, Err(ErrorKind::NotPermitted)),
        (Algorithm::Aes256, Err(ErrorKind::NotPermitted)),
    ] {
        let attributes = KeyAttributes::new(KeyUsage::Data, algorithm, ModeOfUse::Both);
        let attributes = KeyAttributes { exportability: EXPORTABLE, ..attributes };
        let octets = octets(algorithm, 1);
        let key = load(engine, attributes, &octets);
        let mut wrapped = vec![0; octets.len() + 8];
        assert_eq!(engine.wrap_key(&kek, KeyWrapMode::Kw, &key, &mut wrapped), made);
    }
}

fn every_changed_octet_is_refused<E: TestEngine + KeyWrap>() {
    for (mode, length) in [(KeyWrapMode::Kw, 16), (KeyWrapMode::Kwp, 5), (KeyWrapMode::Kwp, 16)] {
        let engine = &mut E::new();
        let kek = kek(engine, ModeOfUse::Both, &[9; 16]);
        let key = load(engine, any_length(EXPORTABLE), &counting(length));
        let mut wrapped = vec![0; mode.wrapped_octets(usize::from(length)).unwrap()];
        engine.wrap_key(&kek, mode, &key, &mut wrapped).unwrap();
        let attributes = any_length(Exportability::NonExportable);
        for place in 0..wrapped.len() {
            for bit in [1, 0x80] {
                let mut altered = wrapped.clone();
                altered[place] ^= bit;
                let opened = engine.unwrap_key(&kek, mode, &mut altered, attributes);
                assert_eq!(opened.err(), Some(ErrorKind::Authentication));
                assert!(altered.iter().all(|octet| *octet == 0), "wiped");
            }
        }
        // The other mode, and an algorithm that has no such key.
        let other = match mode {
            KeyWrapMode::Kw => KeyWrapMode::Kwp,
            KeyWrapMode::Kwp => KeyWrapMode::Kw,
        };
        let opened = engine.unwrap_key(&kek, other, &mut wrapped.clone(), attributes);
        assert!(opened.is_err());
        let aes = KeyAttributes::new(KeyUsage::Data, Algorithm::Aes192, ModeOfUse::Both);
        let opened = engine.unwrap_key(&kek, mode, &mut wrapped.clone(), aes);
        assert_eq!(opened.err(), Some(ErrorKind::Authentication));
        for length in (0..48).filter(|&length| length != wrapped.len()) {
            let mut cut = wrapped.clone();
            cut.resize(length, 0);
            assert!(engine.unwrap_key(&kek, mode, &mut cut, attributes).is_err());
        }
    }
}

fn rights_and_lengths<E: TestEngine + KeyWrap>() {
    let engine = &mut E::new();
    let mode = KeyWrapMode::Kw;
    let wraps = kek(engine, ModeOfUse::Encipher, &[1; 16]);
    let unwraps = kek(engine, ModeOfUse::Decipher, &[1; 16]);
    let key = load(engine, any_length(EXPORTABLE), &counting(16));
    let stays = load(engine, any_length(Exportability::NonExportable), &counting(16));
    let block_key =
        KeyAttributes::new(KeyUsage::KeyBlockProtection, Algorithm::Aes128, ModeOfUse::Both);
    let block_key = load(engine, block_key, &[1; 16]);
    let mut out = [0; 24];
    let no = Err(ErrorKind::NotPermitted);
    assert_eq!(engine.wrap_key(&wraps, mode, &stays, &mut out), no, "it never leaves");
    // Nor does one that may leave in a key block only: what it is would be lost.
    let bound = load(engine, any_length(Exportability::Exportable), &counting(16));
    assert_eq!(engine.wrap_key(&wraps, mode, &bound, &mut out), no);
    assert_eq!(engine.wrap_key(&unwraps, mode, &key, &mut out), no);
    assert_eq!(engine.wrap_key(&block_key, mode, &key, &mut out), no, "one key, one algorithm");
    assert_eq!(out, [0; 24]);
    let length = engine.wrap_key(&wraps, mode, &key, &mut [0; 32]);
    assert_eq!(length, Err(ErrorKind::DataLength));
    engine.wrap_key(&wraps, mode, &key, &mut out).unwrap();
    let attributes = any_length(Exportability::NonExportable);
    for refused in [any_length(EXPORTABLE), any_length(Exportability::Exportable)] {
        let made = engine.unwrap_key(&unwraps, mode, &mut out.clone(), refused);
        assert_eq!(made.err(), no.err(), "it would leave again");
    }
    let sealing = KeyAttributes::new(KeyUsage::Sealing, Algorithm::Aes128, ModeOfUse::Both);
    assert_eq!(engine.unwrap_key(&unwraps, mode, &mut out.clone(), sealing).err(), no.err());
    assert_eq!(engine.unwrap_key(&wraps, mode, &mut out.clone(), attributes).err(), no.err());
    assert!(engine.unwrap_key(&unwraps, mode, &mut out.clone(), attributes).is_ok());
    if let Some(held) = engine.keys_held() {
        assert_eq!(held, 6);
    }
}
