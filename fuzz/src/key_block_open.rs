//! A key block that is made, altered and opened again.
//!
//! ```text
//! 0     version, modulo 5
//! 1     length of the protection key, modulo 3 (AES) or 2 (TDEA)
//! 2     kind of the key, modulo 5
//! 3     label: how many characters, modulo 64; bit 6: the length of the key is shown; bit 7:
//!       weak keys are taken
//! 4-5   where the block is altered, modulo its length
//! 6     what is exclusive-ored there
//! 7-    keys and randomness, repeated as needed
//! ```
//!
//! It is made by one engine and opened by another, which share no code but the blocks of AES.

use arbitrary::Unstructured;
use ducat::key::role::KeyBlockProtection;
use ducat::key_block::{
    self, Header, KeyBlock, KeyBlockPolicy, KeyBlockVersion, KeyLength, KeyVersion, NewKeyBlock,
    OptionalBlock, OptionalBlockId, ParseOptions, Relaxation,
};
use ducat::{Error, Key};
use ducat_hal::{Algorithm, Exportability, KeyAttributes, KeyUsage, LoadKey, ModeOfUse};
use ducat_sim::{ScriptedRng, SecureElement};
use ducat_soft::Engine;

const POLICY: KeyBlockPolicy = KeyBlockPolicy::STRICT
    .allowing(Relaxation::MakeVersionsAAndC)
    .allowing(Relaxation::AesUnderTdea)
    .allowing(Relaxation::WeakerProtection)
    .allowing(Relaxation::SingleDes)
    .allowing(Relaxation::AnyCombination);

pub fn run(octets: &[u8]) {
    let mut input = Unstructured::new(octets);
    let Ok(form) = input.arbitrary::<[u8; 7]>() else { return };
    let material = input.take_rest();
    if !material.is_empty() {
        make_and_open(form, material);
    }
}

fn make_and_open([version, kbpk, kind, label, p0, p1, by]: [u8; 7], material: &[u8]) {
    let version = KeyBlockVersion::ALL[usize::from(version % 5)];
    let aes = version.block_octets() == 16;
    let kbpk = 16 + 8 * usize::from(kbpk % if aes { 3 } else { 2 });
    let (algorithm, octets, usage, mode) = match kind % 5 {
        0 => (Algorithm::Tdea2, 16, KeyUsage::PinEncipherment, ModeOfUse::Encipher),
        1 => (Algorithm::Tdea3, 24, KeyUsage::Data, ModeOfUse::Both),
        2 => (Algorithm::Aes128, 16, KeyUsage::BaseDerivation, ModeOfUse::Derive),
        3 => (Algorithm::Aes256, 32, KeyUsage::MacCmac, ModeOfUse::Verify),
        _ => (Algorithm::Hmac, 20, KeyUsage::MacHmac, ModeOfUse::Generate),
    };
    let mut stream = material.iter().copied().cycle();
    let mut take = |count: usize| stream.by_ref().take(count).collect::<Vec<u8>>();
    let (kbpk, key, script) = (take(kbpk), take(octets), take(256));

    let (soft, element) = (&mut Engine::<32>::new(), &mut SecureElement::new(8));
    let exportability = Exportability::Exportable;
    let attributes = KeyAttributes { exportability, ..KeyAttributes::new(usage, algorithm, mode) };
    let header = Header::new(version, attributes, KeyVersion::Unused).expect("a usage with a code");
    let text = [b'~'; 64];
    let text = &text[..usize::from(label % 64)];
    let optional = [OptionalBlock::new(OptionalBlockId::LB, text).expect("a label")];
    let optional = if text.is_empty() { &[][..] } else { &optional };
    let length = if label & 0x40 == 0 { KeyLength::Hidden } else { KeyLength::Shown };
    let new = NewKeyBlock::new(header).with_optional_blocks(optional).expect("one label");
    let new = new.with_key_length(length);

    let takes_weak = label & 0x80 != 0;
    let policy = if takes_weak { POLICY.allowing(Relaxation::WeakKeys) } else { POLICY };
    let soft_kbpk = protection_key(soft, &kbpk, aes);
    let element_kbpk = protection_key(element, &kbpk, aes);
    let soft_key = soft.load(attributes, &key).expect("a key");
    let element_key = element.load(attributes, &key).expect("a key");
    let mut block = vec![0; new.characters(octets).expect("not long")];
    let rng = &mut ScriptedRng::new(&script);
    if is_weak(algorithm, &key) {
        let rng = &mut ScriptedRng::new(&script);
        let made =
            key_block::wrap_handle(soft, rng, POLICY, &soft_kbpk, &new, &soft_key, &mut block);
        assert_eq!(made, Err(Error::WeakKey));
    }
    let any = POLICY.allowing(Relaxation::WeakKeys);
    let made = key_block::wrap_handle(soft, rng, any, &soft_kbpk, &new, &soft_key, &mut block);
    assert_eq!(made, Ok(block.len()));
    let mut same = vec![0; block.len()];
    let rng = &mut ScriptedRng::new(&script);
    let made =
        key_block::wrap_handle(element, rng, any, &element_kbpk, &new, &element_key, &mut same);
    assert_eq!((made, &same), (Ok(block.len()), &block), "the engines do not agree");

    let place = usize::from(u16::from_be_bytes([p0, p1])) % block.len();
    block[place] ^= by;
    let Ok(parsed) = KeyBlock::parse(&block, ParseOptions::STRICT) else {
        assert_ne!(by, 0, "what was made is refused");
        return;
    };
    let mut work = vec![0; parsed.payload_octets()];
    let by_soft = key_block::open_handle(soft, policy, &soft_kbpk, &parsed, &mut work);
    let by_soft = by_soft.map(|opened| opened.key.expose_secret().to_vec());
    assert!(work.iter().all(|octet| *octet == 0));
    let opened = key_block::open_handle(element, policy, &element_kbpk, &parsed, &mut work);
    let by_element =
        opened.map(|opened| element.reveal_for_test(&opened.key).expect("a key").to_vec());
    assert!(work.iter().all(|octet| *octet == 0));
    assert_eq!(by_soft, by_element);
    match by_soft {
        Ok(opened) => {
            assert_eq!((&opened, by), (&key, 0), "an altered block opens");
            assert!(takes_weak || !is_weak(algorithm, &key), "a weak key is taken");
        }
        Err(Error::WeakKey) => assert!(!takes_weak && by == 0 && is_weak(algorithm, &key)),
        // What was altered may say that the key is a component, which the policy refuses.
        Err(Error::KeyBlock | Error::KeyBlockRefused | Error::ProtectionKey | Error::Engine(_)) => {
            assert_ne!(by, 0)
        }
        Err(error) => panic!("{error}"),
    }
}

fn protection_key<E: LoadKey>(
    engine: &mut E,
    octets: &[u8],
    aes: bool,
) -> Key<KeyBlockProtection, E> {
    let algorithm = if aes { Algorithm::aes(octets.len()) } else { Algorithm::tdea(octets.len()) };
    Key::load(engine, algorithm.expect("a length"), octets).expect("a key")
}

/// SP 800-67 3.3.2, with the parity bits of FIPS 46-3: 4 weak keys and 6 pairs of semi-weak ones.
const WEAK: [u64; 16] = [
    0x0101_0101_0101_0101,
    0xFEFE_FEFE_FEFE_FEFE,
    0xE0E0_E0E0_F1F1_F1F1,
    0x1F1F_1F1F_0E0E_0E0E,
    0x011F_011F_010E_010E,
    0x1F01_1F01_0E01_0E01,
    0x01E0_01E0_01F1_01F1,
    0xE001_E001_F101_F101,
    0x01FE_01FE_01FE_01FE,
    0xFE01_FE01_FE01_FE01,
    0x1FE0_1FE0_0EF1_0EF1,
    0xE01F_E01F_F10E_F10E,
    0x1FFE_1FFE_0EFE_0EFE,
    0xFE1F_FE1F_FE0E_FE0E,
    0xE0FE_E0FE_F1FE_F1FE,
    0xFEE0_FEE0_FEF1_FEF1,
];

fn is_weak(algorithm: Algorithm, key: &[u8]) -> bool {
    let parts = key.as_chunks::<8>().0.iter().map(|part| u64::from_be_bytes(*part));
    let parts: Vec<u64> = parts.map(|part| part & !0x0101_0101_0101_0101).collect();
    let weak = WEAK.map(|key| key & !0x0101_0101_0101_0101);
    algorithm.is_tdea()
        && (parts.iter().any(|part| weak.contains(part))
            || parts.windows(2).any(|pair| pair[0] == pair[1]))
}
