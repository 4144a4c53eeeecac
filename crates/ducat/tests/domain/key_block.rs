//! Opening and making key blocks: published values, round trips, sizes, alterations.

use ducat::Error;
use ducat::key::role::PinEncipher;
use ducat::key_block::{
    self, Header, KeyBlock, KeyBlockVersion, KeyLength, KeyVersion, NewKeyBlock, OptionalBlock,
    OptionalBlockId, ParseOptions, ShortBlock,
};
use ducat_hal::{Algorithm, ErrorKind, Exportability, KeyAttributes, KeyUsage, ModeOfUse};
use ducat_sim::{FailingRng, ScriptedRng};

use crate::support::key_blocks::{
    PERMISSIVE, PUBLISHED, exportable, hex, protection_key, published,
};
use crate::support::rng::Prng;
use crate::support::{TestEngine, octets, on_every_engine};

on_every_engine! {
    published_blocks_open
    published_blocks_are_made
    every_alteration_is_refused
    round_trips_of_every_kind
    the_wrong_protection_key
    buffers_and_randomness
    keys_that_no_engine_holds
    keys_of_engines_never_pass_in_clear
    nothing_is_left_of_a_refused_key
}

const STRICT: ParseOptions = ParseOptions::STRICT;

fn open<E: TestEngine>(engine: &mut E, block: &str, kbpk: &[u8]) -> Result<E::Handle, Error> {
    let kbpk = protection_key(engine, block, kbpk);
    let block = KeyBlock::parse(block.as_bytes(), STRICT)?;
    let mut work = [0; 256];
    let opened = key_block::open_handle(engine, PERMISSIVE, &kbpk, &block, &mut work);
    assert!(work.iter().all(|octet| *octet == 0), "nothing is left in the working space");
    opened.map(|opened| opened.key)
}

fn published_blocks_open<E: TestEngine>() {
    assert!(published::<E>().count() >= 8);
    for published in published::<E>() {
        let engine = &mut E::new();
        let key = open(engine, published.block, &hex(published.kbpk)).unwrap();
        assert_eq!(engine.reveal(&key), hex(published.key), "{}", published.block);
        let attributes = engine.attributes(&key);
        let header = published.block.as_bytes();
        assert_eq!(attributes.usage.code().unwrap(), header[5..7]);
        assert_eq!(attributes.algorithm.code(), header[7]);
        assert_eq!(attributes.mode_of_use.code(), header[8]);
        assert_eq!(attributes.exportability.code(), header[11]);
    }
}

fn published_blocks_are_made<E: TestEngine>() {
    let mut made = 0;
    for published in published::<E>() {
        let engine = &mut E::new();
        let block = KeyBlock::parse(published.block.as_bytes(), STRICT).unwrap();
        let kbpk = protection_key(engine, published.block, &hex(published.kbpk));
        let key = hex(published.key);
        let attributes = block.header().attributes(key.len()).unwrap();
        let exportability = Exportability::Sensitive;
        let key = engine.load(KeyAttributes { exportability, ..attributes }, &key).unwrap();

        let is_padding = |o: &OptionalBlock<'_>| o.id() == OptionalBlockId::PB;
        let optional: Vec<_> = block.optional_blocks().filter(|o| !is_padding(o)).collect();
        // The source of padding: zeros for the optional block, then what the payload had.
        let filler = block.optional_block(OptionalBlockId::PB).map_or(0, |o| o.data().len());
        let mut script = vec![0xA0; filler];
        script.extend(hex(published.padding));
        let new = NewKeyBlock::new(*block.header()).with_optional_blocks(&optional).unwrap();
        let hidden = new.characters(engine.key_octets(&key)) == Ok(published.block.len());
        let new = new.with_key_length(if hidden { KeyLength::Hidden } else { KeyLength::Shown });
        let mut out = [0; 256];
        let mut rng = ScriptedRng::new(&script);
        let wrapped =
            key_block::wrap_handle(engine, &mut rng, PERMISSIVE, &kbpk, &new, &key, &mut out);
        assert_eq!(wrapped, Ok(published.block.len()));
        assert_eq!(&out[..published.block.len()], published.block.as_bytes());
        assert_eq!(new.characters(engine.key_octets(&key)), Ok(published.block.len()));
        made += 1;
    }
    assert!(made >= 8);
}

/// Every character of every block, each changed into others: nothing but an error comes of it.
fn every_alteration_is_refused<E: TestEngine>() {
    for published in published::<E>() {
        let engine = &mut E::new();
        let kbpk = protection_key(engine, published.block, &hex(published.kbpk));
        let held = engine.keys_held();
        for place in 0..published.block.len() {
            for by in [b'0', b'A', b'E', b'a', b' '] {
                let mut altered = published.block.as_bytes().to_vec();
                if altered[place] == by {
                    continue;
                }
                altered[place] = by;
                let Ok(block) = KeyBlock::parse(&altered, ParseOptions::LENIENT) else { continue };
                let same_digit = place >= block.authenticated().len()
                    && by.eq_ignore_ascii_case(&published.block.as_bytes()[place]);
                if same_digit {
                    continue;
                }
                let mut work = [0; 256];
                let opened = key_block::open_handle(engine, PERMISSIVE, &kbpk, &block, &mut work);
                let error = opened.map(drop).unwrap_err();
                // Known before anything is deciphered: another version, and codes that no key
                // of an engine has.
                let unsupported = Error::Engine(ErrorKind::Unsupported);
                let expected = match place {
                    0 => error == Error::ProtectionKey || error == Error::KeyBlock,
                    5..=8 => error == unsupported || error == Error::KeyBlock,
                    _ => error == Error::KeyBlock,
                };
                assert!(expected, "{error} at {place} of {}", published.block);
                assert!(work.iter().all(|octet| *octet == 0));
            }
        }
        assert_eq!(engine.keys_held(), held);
    }
}

/// Octets of a payload, worked out from the description.
fn expected_payload(
    version: KeyBlockVersion,
    algorithm: Algorithm,
    key: usize,
    hide: bool,
) -> usize {
    let filled = match algorithm.code() {
        b'T' if hide => 24,
        b'A' if hide => 32,
        _ => key,
    };
    let block = match version {
        KeyBlockVersion::E => 1,
        KeyBlockVersion::D => 16,
        _ => 8,
    };
    (2 + filled).div_ceil(block) * block
}

fn round_trips_of_every_kind<E: TestEngine>() {
    let algorithms = [
        (Algorithm::Des, KeyUsage::MacAlgorithm1, ModeOfUse::Generate),
        (Algorithm::Tdea2, KeyUsage::PinEncipherment, ModeOfUse::Encipher),
        (Algorithm::Tdea3, KeyUsage::Data, ModeOfUse::Both),
        (Algorithm::Aes128, KeyUsage::MacCmac, ModeOfUse::Verify),
        (Algorithm::Aes192, KeyUsage::BaseDerivation, ModeOfUse::Derive),
        (Algorithm::Aes256, KeyUsage::KeyBlockProtection, ModeOfUse::Both),
        (Algorithm::Hmac, KeyUsage::MacHmac, ModeOfUse::GenerateAndVerify),
    ];
    let longest = E::ALGORITHMS.iter().filter_map(|a| a.key_octets()).max().unwrap();
    let mut trips = 0;
    for version in KeyBlockVersion::ALL {
        for kbpk_length in [16, 24, 32] {
            let kbpk_exists = version.block_octets() == 16 || kbpk_length != 32;
            if kbpk_length > longest || !kbpk_exists {
                continue;
            }
            for (number, (algorithm, usage, mode)) in (0..).zip(algorithms) {
                let octets = match algorithm {
                    Algorithm::Hmac => vec![0x5C; 13],
                    other => octets(other, number),
                };
                if octets.len() > longest {
                    continue;
                }
                for label in [None, Some(0), Some(8), Some(12), Some(13), Some(251), Some(252)] {
                    for key_length in [KeyLength::Hidden, KeyLength::Shown] {
                        let engine = &mut E::new();
                        let attributes = exportable(usage, algorithm, mode);
                        let header = Header::new(version, attributes, KeyVersion::Unused).unwrap();
                        let text = vec![b'~'; label.unwrap_or(0)];
                        let optional = [OptionalBlock::new(OptionalBlockId::LB, &text).unwrap()];
                        let optional = if label.is_some() { &optional[..] } else { &[] };
                        let new = NewKeyBlock::new(header).with_optional_blocks(optional).unwrap();
                        let new = new.with_key_length(key_length);

                        let kbpk_octets = vec![0x3A ^ number; kbpk_length];
                        let letter = char::from(version.code()).to_string();
                        let kbpk = protection_key(engine, &letter, &kbpk_octets);
                        let key = engine.load(attributes, &octets).unwrap();
                        let mut out = [0; 1024];
                        let mut rng = Prng(u64::from(number));
                        let length = key_block::wrap_handle(
                            engine, &mut rng, PERMISSIVE, &kbpk, &new, &key, &mut out,
                        )
                        .unwrap();
                        assert_eq!(Ok(length), new.characters(octets.len()));
                        let text = core::str::from_utf8(&out[..length]).unwrap();

                        let block = KeyBlock::parse(text.as_bytes(), STRICT).unwrap();
                        let hide = key_length == KeyLength::Hidden;
                        let payload = expected_payload(version, algorithm, octets.len(), hide);
                        assert_eq!(block.payload_octets(), payload);
                        assert_eq!(*block.header(), header);
                        let longer = if label == Some(252) { 6 } else { 0 };
                        let given = label.map_or(0, |label| 4 + label + longer);
                        let multiple = version.block_octets();
                        let front = block.authenticated().len() - 16;
                        let least = if given.is_multiple_of(multiple) { given } else { given + 4 };
                        assert_eq!(front, least.next_multiple_of(multiple));

                        let opened = open(engine, text, &kbpk_octets).unwrap();
                        assert_eq!(engine.reveal(&opened), octets);
                        assert_eq!(engine.attributes(&opened), attributes);
                        trips += 1;
                    }
                }
            }
        }
    }
    assert!(trips >= 5 * 4 * 14, "{trips}");
}

fn the_wrong_protection_key<E: TestEngine>() {
    for published in published::<E>() {
        let engine = &mut E::new();
        let mut wrong = hex(published.kbpk);
        wrong[3] ^= 0x10;
        assert_eq!(open(engine, published.block, &wrong).map(drop), Err(Error::KeyBlock));
        // A key of another algorithm or usage is refused before it is used.
        let other = if published.block.as_bytes()[0] < b'D' { "D" } else { "B" };
        let other = protection_key(engine, other, &[0x3A; 16]);
        let block = KeyBlock::parse(published.block.as_bytes(), STRICT).unwrap();
        let mut work = [0xAA; 256];
        let opened = key_block::open_handle(engine, PERMISSIVE, &other, &block, &mut work);
        assert_eq!(opened.map(drop), Err(Error::ProtectionKey));
    }
}

fn buffers_and_randomness<E: TestEngine>() {
    let engine = &mut E::new();
    let attributes = exportable(KeyUsage::PinEncipherment, Algorithm::Aes128, ModeOfUse::Encipher);
    let header = Header::new(KeyBlockVersion::D, attributes, KeyVersion::Unused).unwrap();
    let optional = [OptionalBlock::new(OptionalBlockId::LB, b"label").unwrap()];
    let new = NewKeyBlock::new(header).with_optional_blocks(&optional).unwrap();
    let kbpk = protection_key(engine, "D", &[7; 16]);
    let key = engine.load(attributes, &[1; 16]).unwrap();
    assert_eq!(new.characters(16), Ok(160));
    let wrap = |engine: &mut E, octets: usize, out: &mut [u8]| {
        let mut rng = FailingRng::after(octets, Prng(1));
        key_block::wrap_handle(engine, &mut rng, PERMISSIVE, &kbpk, &new, &key, out)
    };
    let mut out = [0xEE; 160];
    assert_eq!(wrap(engine, 37, &mut out[..159]), Err(Error::BufferLength));
    // 3 characters of padding and 30 octets: nothing of a block stays if one fails.
    for octets in 0..33 {
        assert_eq!(wrap(engine, octets, &mut out), Err(Error::Random));
        assert_eq!(out, [0; 160]);
    }
    assert_eq!(wrap(engine, 33, &mut out), Ok(160));
    let block = KeyBlock::parse(&out, STRICT).unwrap();
    let mut work = [0; 47];
    let opened = key_block::open_handle(engine, PERMISSIVE, &kbpk, &block, &mut work);
    assert_eq!(opened.map(drop), Err(Error::BufferLength));

    let text = vec![b'x'; 9900];
    let optional = [OptionalBlock::new(OptionalBlockId::LB, &text).unwrap()];
    let long = NewKeyBlock::new(header).with_optional_blocks(&optional).unwrap();
    assert_eq!(long.characters(16), Err(Error::KeyBlockLength));
    let twice = [optional[0], optional[0]];
    let twice = NewKeyBlock::new(header).with_optional_blocks(&twice).map(drop);
    assert_eq!(twice, Err(Error::KeyBlockOptional));
    let padding = OptionalBlock::new(OptionalBlockId::PB, b"0000");
    assert_eq!(padding, Err(Error::KeyBlockOptional));
    let unprintable = OptionalBlock::new(OptionalBlockId::LB, b"\n");
    assert_eq!(unprintable, Err(Error::KeyBlockOptional));
    let malformed = OptionalBlock::new(OptionalBlockId::IK, b"1234");
    assert_eq!(malformed, Err(Error::KeyBlockOptional));
}

fn keys_that_no_engine_holds<E: TestEngine>() {
    for version in [KeyBlockVersion::B, KeyBlockVersion::D, KeyBlockVersion::E] {
        let engine = &mut E::new();
        let characters = [&[version.code()], &b"0000S0RS00N0000"[..]].concat();
        let header = Header::parse(characters.as_slice().try_into().unwrap(), STRICT).unwrap();
        let new = NewKeyBlock::new(header);
        let letter = char::from(version.code()).to_string();
        let kbpk = protection_key(engine, &letter, &[7; 16]);
        let secret: Vec<u8> = (0..1192u32).map(|i| i.to_le_bytes()[0]).collect();
        let mut out = vec![0; new.characters(secret.len()).unwrap()];
        let policy = key_block::KeyBlockPolicy::STRICT;
        let mut rng = Prng(3);
        let made = key_block::wrap_clear(engine, &mut rng, policy, &kbpk, &new, &secret, &mut out);
        assert_eq!(made, Ok(out.len()));
        let block = KeyBlock::parse(&out, STRICT).unwrap();
        let mut work = vec![0; block.payload_octets()];
        let mut key = vec![0xEE; secret.len()];
        let opened = key_block::open_clear(engine, policy, &kbpk, &block, &mut work, &mut key[1..]);
        assert_eq!(opened, Err(Error::Engine(ErrorKind::DataLength)));
        assert!(key.iter().all(|octet| *octet == 0xEE));
        let opened = key_block::open_clear(engine, policy, &kbpk, &block, &mut work, &mut key);
        assert_eq!(opened, Ok(secret.len()));
        assert_eq!(key, secret);
        let handle = key_block::open_handle(engine, policy, &kbpk, &block, &mut work);
        assert_eq!(handle.map(drop), Err(Error::Engine(ErrorKind::Unsupported)));
        let last = out.len() - 1;
        out[last] = if out[last] == b'0' { b'1' } else { b'0' };
        let block = KeyBlock::parse(&out, STRICT).unwrap();
        key.fill(0xEE);
        let opened = key_block::open_clear(engine, policy, &kbpk, &block, &mut work, &mut key);
        assert_eq!(opened, Err(Error::KeyBlock));
        assert!(key.iter().all(|octet| *octet == 0xEE));
    }
}

fn keys_of_engines_never_pass_in_clear<E: TestEngine>() {
    let refused = Error::Engine(ErrorKind::NotPermitted);
    for published in published::<E>() {
        let engine = &mut E::new();
        let kbpk = protection_key(engine, published.block, &hex(published.kbpk));
        let block = KeyBlock::parse(published.block.as_bytes(), STRICT).unwrap();
        let (mut work, mut key) = ([0; 256], [0xEE; 256]);
        let opened = key_block::open_clear(engine, PERMISSIVE, &kbpk, &block, &mut work, &mut key);
        assert_eq!(opened, Err(refused));
        assert_eq!(key, [0xEE; 256]);
        let new = NewKeyBlock::new(*block.header());
        let mut out = [0xEE; 512];
        let mut rng = Prng(1);
        let key = hex(published.key);
        let made = key_block::wrap_clear(engine, &mut rng, PERMISSIVE, &kbpk, &new, &key, &mut out);
        assert_eq!(made, Err(refused));
        let length = new.characters(key.len()).unwrap();
        assert!(out[..length].iter().all(|octet| *octet == 0));
    }
}

/// A key that is opened, and then refused by its role, is destroyed.
fn nothing_is_left_of_a_refused_key<E: TestEngine>() {
    let engine = &mut E::new();
    let published = &PUBLISHED[3];
    let kbpk = protection_key(engine, published.block, &hex(published.kbpk));
    let block = KeyBlock::parse(published.block.as_bytes(), STRICT).unwrap();
    let held = engine.keys_held();
    let mut work = [0; 64];
    let opened = key_block::open::<PinEncipher, E>(engine, PERMISSIVE, &kbpk, &block, &mut work);
    assert_eq!(opened.map(drop), Err(Error::KeyBlockRefused));
    assert_eq!(engine.keys_held(), held);
    let ksn = ShortBlock::initial_ksn([0, 0x60, 0x4B, 0x12, 0x0F, 0x92, 0x92, 0x80, 0, 0]);
    assert_eq!(block.optional_blocks().next(), Some(ksn.as_block()));
}
