//! What a policy lets in and out, each relaxation by name; check values; roles.

use ducat::key::role::{KeyBlockProtection, MacGenerate, PinDecipher, PinEncipher, Request};
use ducat::key_block::{
    self, CheckValueData, Header, KeyBlock, KeyBlockPolicy, KeyBlockVersion, KeyVersion,
    NewKeyBlock, OptionalBlock, ParseOptions, Relaxation, ShortBlock,
};
use ducat::{AesCmac, Error, Key};
use ducat_hal::{
    Algorithm, CheckValueMethod, ErrorKind, Exportability, KeyAttributes, KeyUsage, ModeOfUse,
    Narrowing, ProtectedKey, UnprotectedKey, WeakKeys,
};

use crate::support::key_blocks::{PERMISSIVE, exportable, protection_key};
use crate::support::rng::Prng;
use crate::support::{TestEngine, octets, on_every_engine};

on_every_engine! {
    each_relaxation_allows_one_thing
    nothing_leaves_that_may_not
    roles_come_from_the_header
    unrestricted_keys_get_the_mode_of_the_role
    check_values_are_compared
    protection_keys_by_usage_and_mode
    the_engine_keeps_its_rules_by_itself
}

const STRICT: KeyBlockPolicy = KeyBlockPolicy::STRICT;
const ALL: [Relaxation; 10] = [
    Relaxation::MakeVersionsAAndC,
    Relaxation::AesUnderTdea,
    Relaxation::WeakerProtection,
    Relaxation::SingleDes,
    Relaxation::NoRestriction,
    Relaxation::AnyCombination,
    Relaxation::IgnoreCheckValues,
    Relaxation::Components,
    Relaxation::WeakKeys,
    Relaxation::UnnamedHash,
];

/// A key in a block.
#[derive(Clone, Copy)]
struct Case {
    version: KeyBlockVersion,
    kbpk: usize,
    usage: KeyUsage,
    algorithm: Algorithm,
    mode: ModeOfUse,
}

const PIN: Case = Case {
    version: KeyBlockVersion::D,
    kbpk: 16,
    usage: KeyUsage::PinEncipherment,
    algorithm: Algorithm::Aes128,
    mode: ModeOfUse::Encipher,
};

impl Case {
    fn kbpk<E: TestEngine>(&self, engine: &mut E) -> Key<KeyBlockProtection, E> {
        let letter = char::from(self.version.code()).to_string();
        let octets: Vec<u8> = (0..32).map(|octet| octet * 5).take(self.kbpk).collect();
        protection_key(engine, &letter, &octets)
    }

    fn key(&self) -> Vec<u8> {
        octets(self.algorithm, 3)
    }

    fn make<E: TestEngine>(
        &self,
        engine: &mut E,
        policy: KeyBlockPolicy,
        optional: &[OptionalBlock<'_>],
    ) -> Result<Vec<u8>, Error> {
        let attributes = exportable(self.usage, self.algorithm, self.mode);
        let header = Header::new(self.version, attributes, KeyVersion::Unused).unwrap();
        let kbpk = self.kbpk(engine);
        let key = engine.load(attributes, &self.key()).unwrap();
        let new = NewKeyBlock::new(header).with_optional_blocks(optional).unwrap();
        let mut out = vec![0; new.characters(self.key().len()).unwrap()];
        key_block::wrap_handle(engine, &mut Prng(1), policy, &kbpk, &new, &key, &mut out)?;
        Ok(out)
    }

    fn open<E: TestEngine>(
        &self,
        engine: &mut E,
        policy: KeyBlockPolicy,
        block: &[u8],
    ) -> Result<KeyAttributes, Error> {
        let kbpk = self.kbpk(engine);
        let block = KeyBlock::parse(block, ParseOptions::STRICT).unwrap();
        let mut work = [0; 64];
        let opened = key_block::open_handle(engine, policy, &kbpk, &block, &mut work)?;
        assert_eq!(engine.reveal(&opened.key), self.key());
        Ok(engine.attributes(&opened.key))
    }
}

fn each_relaxation_allows_one_thing<E: TestEngine>() {
    use Relaxation as X;
    let des = Case { algorithm: Algorithm::Des, usage: KeyUsage::MacAlgorithm1, ..PIN };
    let tdea = Case { version: KeyBlockVersion::B, algorithm: Algorithm::Tdea2, ..PIN };
    let cases = [
        (PIN, None),
        (tdea, None),
        (Case { algorithm: Algorithm::Tdea2, ..PIN }, None),
        (Case { version: KeyBlockVersion::A, ..tdea }, Some(X::MakeVersionsAAndC)),
        (Case { version: KeyBlockVersion::C, ..tdea }, Some(X::MakeVersionsAAndC)),
        (Case { version: KeyBlockVersion::B, ..PIN }, Some(X::AesUnderTdea)),
        (Case { algorithm: Algorithm::Aes256, ..PIN }, Some(X::WeakerProtection)),
        (Case { algorithm: Algorithm::Aes192, ..PIN }, Some(X::WeakerProtection)),
        (Case { kbpk: 32, algorithm: Algorithm::Aes256, ..PIN }, None),
        (Case { kbpk: 24, algorithm: Algorithm::Aes256, ..PIN }, Some(X::WeakerProtection)),
        (
            Case {
                algorithm: Algorithm::Hmac,
                usage: KeyUsage::MacHmac,
                mode: ModeOfUse::Verify,
                ..PIN
            },
            Some(X::WeakerProtection),
        ),
        (Case { mode: ModeOfUse::GenerateAndVerify, ..des }, Some(X::SingleDes)),
        (Case { mode: ModeOfUse::NoRestriction, ..PIN }, Some(X::NoRestriction)),
        (
            Case { mode: ModeOfUse::NoRestriction, usage: KeyUsage::InitializationVector, ..PIN },
            None,
        ),
        (Case { mode: ModeOfUse::Derive, ..PIN }, Some(X::AnyCombination)),
        (
            Case { usage: KeyUsage::MacHmac, mode: ModeOfUse::Verify, ..PIN },
            Some(X::AnyCombination),
        ),
        (
            Case { usage: KeyUsage::PinGeneration, mode: ModeOfUse::Generate, ..PIN },
            Some(X::AnyCombination),
        ),
    ];
    let longest = E::ALGORITHMS.iter().filter_map(|a| a.key_octets()).max().unwrap();
    for (case, needed) in cases {
        if case.kbpk.max(case.key().len()) > longest {
            continue;
        }
        let engine = &mut E::new();
        let block = case.make(engine, PERMISSIVE, &[]).unwrap();
        let opens_anyway = needed.is_none() || needed == Some(X::MakeVersionsAAndC);
        let opened = case.open(engine, STRICT, &block);
        assert_eq!(opened.is_ok(), opens_anyway, "{needed:?} {opened:?}");
        assert_eq!(case.make(engine, STRICT, &[]).is_ok(), needed.is_none(), "{needed:?}");
        for relaxation in ALL {
            let policy = STRICT.allowing(relaxation);
            // A mode N is one of the combinations that the standard does not have, too.
            let allowed = needed.is_none_or(|needed| needed == relaxation)
                || needed == Some(X::NoRestriction) && relaxation == X::AnyCombination;
            let made = case.make(engine, policy, &[]);
            assert_eq!(made.is_ok(), allowed, "{needed:?} {relaxation:?}");
            let refusal = match needed {
                Some(X::MakeVersionsAAndC) => Error::KeyBlockVersion,
                _ => Error::KeyBlockRefused,
            };
            assert_eq!(made.err(), (!allowed).then_some(refusal));
            let opened = case.open(engine, policy, &block);
            let allowed = allowed || opens_anyway;
            assert_eq!(opened.err(), (!allowed).then_some(Error::KeyBlockRefused));
        }
    }
}

fn nothing_leaves_that_may_not<E: TestEngine>() {
    let engine = &mut E::new();
    let kbpk = PIN.kbpk(engine);
    use Exportability as X;
    for held in [X::NonExportable, X::Exportable, X::Sensitive] {
        for stated in [X::NonExportable, X::Exportable, X::Sensitive] {
            for mode in [ModeOfUse::Both, ModeOfUse::Decipher, ModeOfUse::Encipher] {
                let attributes = exportable(PIN.usage, PIN.algorithm, ModeOfUse::Encipher);
                let held_as = KeyAttributes { exportability: held, ..attributes };
                let key = engine.load(held_as, &PIN.key()).unwrap();
                let says = KeyAttributes { exportability: stated, mode_of_use: mode, ..attributes };
                let header = Header::new(PIN.version, says, KeyVersion::Unused).unwrap();
                let new = NewKeyBlock::new(header);
                let mut out = [0; 256];
                let rng = &mut Prng(1);
                let made =
                    key_block::wrap_handle(engine, rng, PERMISSIVE, &kbpk, &new, &key, &mut out);
                let narrower = match held {
                    X::NonExportable => false,
                    X::Exportable => stated != X::Sensitive,
                    X::Sensitive => true,
                };
                let leaves = narrower && mode == ModeOfUse::Encipher;
                assert_eq!(made.err(), (!leaves).then_some(Error::KeyBlockRefused));
            }
        }
    }
    // Another usage, another algorithm.
    let attributes = exportable(PIN.usage, PIN.algorithm, ModeOfUse::Encipher);
    let key = engine.load(attributes, &PIN.key()).unwrap();
    for says in [
        KeyAttributes { usage: KeyUsage::Data, ..attributes },
        KeyAttributes { algorithm: Algorithm::Tdea2, ..attributes },
    ] {
        let header = Header::new(PIN.version, says, KeyVersion::Unused).unwrap();
        let new = NewKeyBlock::new(header);
        let rng = &mut Prng(1);
        let made =
            key_block::wrap_handle(engine, rng, PERMISSIVE, &kbpk, &new, &key, &mut [0; 256]);
        assert_eq!(made, Err(Error::KeyBlockRefused));
    }
    // What has come in under a policy that keeps it does not leave again.
    let block = PIN.make(engine, STRICT, &[]).unwrap();
    let kept = PIN.open(engine, STRICT.never_leaving_again(), &block).unwrap();
    assert_eq!(kept.exportability, X::NonExportable);
    assert_eq!(PIN.open(engine, STRICT, &block).unwrap().exportability, X::Exportable);
    let header = Header::new(
        PIN.version,
        KeyAttributes::new(KeyUsage::Sealing, Algorithm::Aes128, ModeOfUse::Both),
        KeyVersion::Unused,
    );
    assert_eq!(header, Err(Error::KeyBlockHeader), "a usage that never travels");
}

fn roles_come_from_the_header<E: TestEngine>() {
    let engine = &mut E::new();
    let block = PIN.make(engine, STRICT, &[]).unwrap();
    let kbpk = PIN.kbpk(engine);
    let block = KeyBlock::parse(&block, ParseOptions::STRICT).unwrap();
    let mut work = [0; 64];
    let opened = key_block::open::<PinEncipher, E>(engine, STRICT, &kbpk, &block, &mut work);
    let opened = opened.unwrap();
    assert_eq!(opened.header.usage().as_ascii(), b"P0");
    assert_eq!(engine.reveal(opened.key.handle()), PIN.key());
    let other = key_block::open::<PinDecipher, E>(engine, STRICT, &kbpk, &block, &mut work);
    assert_eq!(other.map(drop), Err(Error::KeyBlockRefused));
    let other = key_block::open::<MacGenerate<AesCmac, Request>, E>(
        engine, STRICT, &kbpk, &block, &mut work,
    );
    assert_eq!(other.map(drop), Err(Error::KeyBlockRefused));
}

fn unrestricted_keys_get_the_mode_of_the_role<E: TestEngine>() {
    let engine = &mut E::new();
    let case = Case { mode: ModeOfUse::NoRestriction, ..PIN };
    let policy = STRICT.allowing(Relaxation::NoRestriction);
    let block = case.make(engine, policy, &[]).unwrap();
    let kbpk = case.kbpk(engine);
    let block = KeyBlock::parse(&block, ParseOptions::STRICT).unwrap();
    let mut work = [0; 64];
    let key = key_block::open::<PinDecipher, E>(engine, policy, &kbpk, &block, &mut work).unwrap();
    assert_eq!(key.key.attributes(engine).mode_of_use, ModeOfUse::Decipher);
    let key = key_block::open::<PinEncipher, E>(engine, policy, &kbpk, &block, &mut work).unwrap();
    assert_eq!(key.key.attributes(engine).mode_of_use, ModeOfUse::Encipher);
    let strict = key_block::open::<PinEncipher, E>(engine, STRICT, &kbpk, &block, &mut work);
    assert_eq!(strict.map(drop), Err(Error::KeyBlockRefused));
    // Without a role, it fits none.
    let handle = key_block::open_handle(engine, policy, &kbpk, &block, &mut work).unwrap();
    assert!(Key::<PinEncipher, E>::open(engine, handle.key).is_err());
}

fn check_values_are_compared<E: TestEngine>() {
    let engine = &mut E::new();
    let value = |engine: &mut E, key: &E::Handle, length: usize| {
        let mut octets = [0; 5];
        let method = CheckValueMethod::Cmac;
        engine.check_value(key, method, &mut octets[..length]).unwrap();
        CheckValueData::new(method, &octets[..length]).unwrap()
    };
    let kbpk = PIN.kbpk(engine);
    let attributes = exportable(PIN.usage, PIN.algorithm, PIN.mode);
    let key = engine.load(attributes, &PIN.key()).unwrap();
    for length in 1..=5 {
        let of_key = value(engine, &key, length);
        let of_kbpk = value(engine, kbpk.handle(), length);
        let wrong = CheckValueData::new(CheckValueMethod::Cmac, &vec![0x5A; length]).unwrap();
        for (kc, kp, holds) in [
            (of_key, of_kbpk, true),
            (of_kbpk, of_key, false),
            (wrong, of_kbpk, false),
            (of_key, wrong, false),
        ] {
            let kc = ShortBlock::key_check_value(kc);
            let kp = ShortBlock::protection_key_check_value(kp);
            let optional = [kc.as_block(), kp.as_block()];
            let verdict = if holds { Ok(()) } else { Err(Error::KeyBlock) };
            assert_eq!(PIN.make(engine, STRICT, &optional).map(drop), verdict);
            let careless = STRICT.allowing(Relaxation::IgnoreCheckValues);
            let block = PIN.make(engine, careless, &optional).unwrap();
            assert_eq!(PIN.open(engine, STRICT, &block).map(drop), verdict);
            assert!(PIN.open(engine, careless, &block).is_ok());
        }
    }
    // TDEA keys have legacy values, and so have their protection keys.
    let tdea = Case { version: KeyBlockVersion::B, algorithm: Algorithm::Tdea2, ..PIN };
    let kbpk = tdea.kbpk(engine);
    let key = engine.load(exportable(tdea.usage, tdea.algorithm, tdea.mode), &tdea.key()).unwrap();
    for method in [CheckValueMethod::Legacy, CheckValueMethod::Cmac] {
        let mut values = [[0; 3]; 2];
        engine.check_value(&key, method, &mut values[0]).unwrap();
        engine.check_value(kbpk.handle(), method, &mut values[1]).unwrap();
        let [kc, kp] = values.map(|value| CheckValueData::new(method, &value).unwrap());
        for (kc, kp, holds) in [(kc, kp, true), (kp, kp, false), (kc, kc, false)] {
            let kc = ShortBlock::key_check_value(kc);
            let kp = ShortBlock::protection_key_check_value(kp);
            let careless = STRICT.allowing(Relaxation::IgnoreCheckValues);
            let block = tdea.make(engine, careless, &[kc.as_block(), kp.as_block()]).unwrap();
            let opened = tdea.open(engine, STRICT, &block).map(drop);
            assert_eq!(opened, if holds { Ok(()) } else { Err(Error::KeyBlock) });
        }
    }
    // A legacy value of a key that protects key blocks would show part of its CMAC subkeys: the
    // engine gives none, and what cannot be compared does not hold.
    let legacy = CheckValueData::new(CheckValueMethod::Legacy, &[1, 2, 3]).unwrap();
    let legacy = ShortBlock::protection_key_check_value(legacy);
    let careless = STRICT.allowing(Relaxation::IgnoreCheckValues);
    let block = PIN.make(engine, careless, &[legacy.as_block()]).unwrap();
    assert_eq!(PIN.make(engine, STRICT, &[legacy.as_block()]), Err(Error::KeyBlock));
    assert_eq!(PIN.open(engine, STRICT, &block), Err(Error::KeyBlock));
    assert_eq!(CheckValueData::new(CheckValueMethod::Legacy, &[1; 4]), None);
    assert_eq!(CheckValueData::new(CheckValueMethod::Cmac, &[1; 6]), None);
    assert_eq!(CheckValueData::new(CheckValueMethod::Cmac, &[]), None);
}

fn protection_keys_by_usage_and_mode<E: TestEngine>() {
    let engine = &mut E::new();
    let octets: Vec<u8> = (0..16).map(|octet| octet * 5).collect();
    for version in [KeyBlockVersion::D, KeyBlockVersion::E] {
        let case = Case { version, ..PIN };
        let made = case.make(engine, STRICT, &[]).unwrap();
        for usage in [KeyUsage::KeyBlockProtection, KeyUsage::KeyBlockProtectionIso] {
            for mode in [ModeOfUse::Both, ModeOfUse::Encipher, ModeOfUse::Decipher] {
                let attributes = KeyAttributes::new(usage, Algorithm::Aes128, mode);
                let handle = engine.load(attributes, &octets).unwrap();
                let kbpk = Key::<KeyBlockProtection, E>::open(engine, handle).unwrap();
                let serves = usage == KeyUsage::KeyBlockProtection || version == KeyBlockVersion::E;
                let block = KeyBlock::parse(&made, ParseOptions::STRICT).unwrap();
                let opened =
                    key_block::open_handle(engine, STRICT, &kbpk, &block, &mut [0; 64]).map(drop);
                let may_open = serves && mode != ModeOfUse::Encipher;
                assert_eq!(opened.err(), (!may_open).then_some(Error::ProtectionKey));

                let key = engine.load(exportable(PIN.usage, PIN.algorithm, PIN.mode), &PIN.key());
                let new = NewKeyBlock::new(*block.header());
                let mut out = [0; 256];
                let wrapped = key_block::wrap_handle(
                    engine,
                    &mut Prng(1),
                    STRICT,
                    &kbpk,
                    &new,
                    &key.unwrap(),
                    &mut out,
                );
                let may_make = serves && mode != ModeOfUse::Decipher;
                assert_eq!(wrapped.err(), (!may_make).then_some(Error::ProtectionKey));
            }
        }
    }
}

/// Whoever goes past the domain meets the same rules.
fn the_engine_keeps_its_rules_by_itself<E: TestEngine>() {
    let engine = &mut E::new();
    let kbpk = PIN.kbpk(engine);
    let version = KeyBlockVersion::D;
    let attributes = exportable(PIN.usage, PIN.algorithm, PIN.mode);
    let make = |engine: &mut E, held: KeyAttributes, header: &[u8], payload: usize, mac: usize| {
        let key = engine.load(held, &PIN.key()).unwrap();
        let (mut payload, mut mac) = (vec![0xEE; payload], vec![0xEE; mac]);
        let block = UnprotectedKey {
            version,
            header,
            payload: &mut payload,
            mac: &mut mac,
            weak_keys: WeakKeys::Refuse,
        };
        let made = engine.make_key_block(kbpk.handle(), block, &key);
        let wiped = payload.iter().chain(&mac).all(|octet| *octet == 0);
        assert_eq!(made.is_err(), wiped);
        made.map(|()| (payload, mac))
    };
    let right = b"D0144P0AE00E0000";
    let (payload, mac) = make(engine, attributes, right, 48, 16).unwrap();
    let staying = KeyAttributes { exportability: Exportability::NonExportable, ..attributes };
    for (held, header) in [
        (staying, right),
        (staying, b"D0144P0AE00N0000"),
        (attributes, b"D0144P0AE00S0000"),
        (attributes, b"D0144P0AB00E0000"),
        (attributes, b"D0144D0AE00E0000"),
        (attributes, b"D0144P0TE00E0000"),
        (attributes, b"D014410AE00E0000"),
    ] {
        assert_eq!(make(engine, held, header, 48, 16), Err(ErrorKind::NotPermitted));
    }
    for (header, payload, mac) in [
        (&right[..], 47, 16),
        (right, 16, 16),
        (right, 48, 15),
        (b"E0144P0AE00E0000", 48, 16),
        (b"D0144P0AE00E0000LB08~~~~", 48, 16),
    ] {
        assert_eq!(make(engine, attributes, header, payload, mac), Err(ErrorKind::DataLength));
    }
    let open = |engine: &mut E, header: &[u8], mac: &[u8], narrowing| {
        let mut payload = payload.clone();
        let block = ProtectedKey { version, header, payload: &mut payload, mac };
        let opened = engine.open_key_block(kbpk.handle(), block, narrowing);
        assert!(payload.iter().all(|octet| *octet == 0));
        opened.map(|key| engine.attributes(&key))
    };
    let as_it_is = Narrowing::NONE;
    assert_eq!(open(engine, right, &mac, as_it_is), Ok(attributes));
    let stays = Narrowing { exportability: Some(Exportability::NonExportable), ..as_it_is };
    assert_eq!(open(engine, right, &mac, stays), Ok(staying));
    let wider = Narrowing { mode_of_use: Some(ModeOfUse::Both), ..as_it_is };
    assert_eq!(open(engine, right, &mac, wider), Err(ErrorKind::NotPermitted));
    let freer = Narrowing { exportability: Some(Exportability::Sensitive), ..as_it_is };
    assert_eq!(open(engine, right, &mac, freer), Err(ErrorKind::NotPermitted));
    assert_eq!(open(engine, right, &mac[..15], as_it_is), Err(ErrorKind::DataLength));
    assert_eq!(open(engine, right, &[], as_it_is), Err(ErrorKind::DataLength));
    let other = b"D0144P0AE00N0000";
    assert_eq!(open(engine, other, &mac, as_it_is), Err(ErrorKind::Authentication));
}
