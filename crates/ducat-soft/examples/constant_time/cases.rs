//! The calls.

use core::convert::Infallible;
use core::hint::black_box;

use ducat::dukpt::aes::terminal::TerminalState;
use ducat::dukpt::aes::{
    DerivationData, DerivationId, InitialKeyId, KeySerialNumber, KeyType, TransactionCounter,
    UsageIndicator, host,
};
use ducat::key::ceremony::{Contribution, CustodianId, Opened, Parity};
use ducat::key::role::{BaseDerivation, MacVerify, PinDecipher, PinEncipher, Request, Role};
use ducat::mac::{self, Tag};
use ducat::pin_block::{ClearPinBlock, format0, format1, format2, format3, format4};
use ducat::{Key, KeyComponent, Pan, Pin};
use ducat_hal::{
    AesCmac, Algorithm, BlockCipher, Exportability, HmacSha256, KeyAttributes, KeyBlockVersion,
    KeyEngine, KeyUsage, KeyWrap, KeyWrapMode, LoadKey, Mac, MakeKeyBlock, ModeOfUse, Narrowing,
    NewKey, OpenKeyBlock, ProtectedKey, SealKeys, UnprotectedKey, WeakKeys,
};
use rand_core::{TryCryptoRng, TryRng};

use crate::tdes::sliced::SlicedKeys;
use crate::valgrind::{errors, public, secret};

type Engine = ducat_soft::Engine<32>;
type Handle = ducat_soft::Handle<32>;

/// Digits and blocks that are right, and wrong in the first and in the last place.
const DIGITS: [[u8; 8]; 3] = [*b"12345678", *b"x2345678", *b"1234567x"];
const FORMAT_0: [[u8; 8]; 3] = blocks(0x0F);
const FORMAT_1: [[u8; 8]; 3] = blocks(0x1F);
const FORMAT_2: [[u8; 8]; 3] = blocks(0x2F);
const FORMAT_3: [[u8; 8]; 3] = blocks(0x3B);

/// Blocks of a PIN with eight digits, for a PAN of one digit, whose field is zero.
const fn blocks(control_and_fill: u8) -> [[u8; 8]; 3] {
    let (control, fill) = (control_and_fill & 0xF0, control_and_fill & 0x0F);
    let right = [control | 8, 0x12, 0x34, 0x56, 0x78, fill * 0x11, fill * 0x11, fill * 0x11];
    let (mut first, mut last) = (right, right);
    first[1] = 0xA2;
    last[7] = 0x1A & right[7] | 3;
    [right, first, last]
}

/// Zeros.
struct Zeros;

impl TryRng for Zeros {
    type Error = Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(0)
    }
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(0)
    }
    fn try_fill_bytes(&mut self, octets: &mut [u8]) -> Result<(), Infallible> {
        octets.fill(0);
        Ok(())
    }
}

impl TryCryptoRng for Zeros {}

#[derive(Default)]
struct Cases {
    failed: usize,
}

impl Cases {
    /// Runs `call`, which decides on secrets as often as `decisions` says, or not at all where
    /// the compiler finds a form without a branch.
    fn case<T>(&mut self, name: &str, decisions: usize, call: impl FnOnce() -> T) -> T {
        let before = errors();
        let result = public(black_box(call()));
        self.count(name, errors() - before, |found| found <= decisions);
        result
    }

    /// Runs `call`, which must be caught.
    fn canary(&mut self, name: &str, call: impl FnOnce() -> bool) {
        let before = errors();
        black_box(public(call()));
        self.count(name, errors() - before, |found| found > 0);
    }

    fn count(&mut self, name: &str, found: usize, right: impl FnOnce(usize) -> bool) {
        let right = right(found);
        self.failed += usize::from(!right);
        println!("{name}: {found}{}", if right { "" } else { "  <-- not as declared" });
    }
}

fn handle(usage: KeyUsage, mode: ModeOfUse) -> Handle {
    let hmac = usage == KeyUsage::MacHmac;
    let algorithm = if hmac { Algorithm::Hmac } else { Algorithm::Aes256 };
    Engine::new().load(KeyAttributes::new(usage, algorithm, mode), &secret([7; 32])).unwrap()
}

fn key<R: Role>() -> Key<R, Engine> {
    Key::load(&mut Engine::new(), Algorithm::Aes256, &secret([7; 32])).unwrap()
}

/// Runs all of them; whether all were as they should be.
pub(crate) fn all() -> bool {
    let mut cases = Cases::default();
    canaries(&mut cases);
    engine(&mut cases);
    pins(&mut cases);
    domain(&mut cases);
    key_blocks(&mut cases);
    weak_keys(&mut cases);
    sliced(&mut cases);
    cases.failed == 0
}

fn canaries(cases: &mut Cases) {
    cases.canary("canary: branch", || branch(secret(4)));
    let table = black_box([0u8; 256]);
    cases.canary("canary: index", || table[usize::from(black_box(secret(4u8)))] > 0);
    let digits = secret(*b"1234");
    cases.canary("canary: digits", || black_box(&digits).iter().all(u8::is_ascii_digit));
    // A ciphertext under a secret key is as secret, until it is declared public.
    let (data, mut block) = (handle(KeyUsage::Data, ModeOfUse::Both), [0; 16]);
    Engine::new().encipher_block(&data, &mut block).unwrap();
    cases.canary("canary: ciphertext", || branch(block[3]));
}

#[inline(never)]
fn branch(octet: u8) -> bool {
    #[inline(never)]
    fn other() -> bool {
        black_box(true)
    }
    octet > 9 && other()
}

fn engine(cases: &mut Cases) {
    let mut engine = Engine::new();
    let engine = &mut engine;
    let (message, mut blocks) = (secret([1; 40]), secret([[2; 16]; 20]));
    let data = handle(KeyUsage::Data, ModeOfUse::Both);
    cases.case("encipher_cbc", 0, || engine.encipher_cbc(&data, &[0; 16], &mut blocks)).unwrap();
    cases.case("decipher_cbc", 0, || engine.decipher_cbc(&data, &[0; 16], &mut blocks)).unwrap();
    let cmac = handle(KeyUsage::MacCmac, ModeOfUse::GenerateAndVerify);
    let mut tag = [0; 16];
    cases
        .case("cmac generate", 0, || {
            Mac::<AesCmac>::generate_mac(engine, &cmac, &[&message], &mut tag)
        })
        .unwrap();
    for (name, tag) in [("cmac verify", tag), ("cmac verify, wrong", [0; 16])] {
        let verify = || Mac::<AesCmac>::verify_mac(engine, &cmac, &[&message], &tag);
        cases.case(name, 0, verify).unwrap();
    }
    let hmac = handle(KeyUsage::MacHmac, ModeOfUse::GenerateAndVerify);
    let verify = || Mac::<HmacSha256>::verify_mac(engine, &hmac, &[&message], &tag);
    cases.case("hmac verify", 0, verify).unwrap();
    let parent = handle(KeyUsage::Intermediate, ModeOfUse::Derive);
    let kind = NewKey { attributes: engine.attributes(&parent), octets: 32 };
    let usage = UsageIndicator::KeyDerivation;
    let input = DerivationData::at(usage, KeyType::Aes256, DerivationId([1; 4]), 2).input();
    let child = engine.derive(&parent, &input, kind).unwrap();
    cases.case("derive", 0, || engine.derive(&parent, &input, kind).is_ok());
    let sealing = handle(KeyUsage::Sealing, ModeOfUse::Both);
    let mut blob = [0; 16 + 64];
    let keys = [&parent, &child];
    cases.case("seal", 0, || engine.seal_keys(&sealing, b"", kind, &keys, &mut blob)).unwrap();
    let mut blob = public(blob);
    let mut keys = [None, None];
    let open = || engine.unseal_keys(&sealing, b"", &mut blob, kind, &mut keys);
    cases.case("unseal", 1, open).unwrap();
}

fn pins(cases: &mut Cases) {
    let pan = Pan::from_ascii(b"7").unwrap();
    for (place, digits) in ["right", "first wrong", "last wrong"].iter().zip(DIGITS) {
        let digits = secret(digits);
        let pin = cases.case(&format!("from_ascii, {place}"), 1, || Pin::from_ascii(&digits));
        assert_eq!(pin.is_ok(), *place == "right");
    }
    macro_rules! decode {
        ($name:literal, $blocks:expr, $decode:expr) => {
            for (place, block) in ["right", "first wrong", "last wrong"].iter().zip($blocks) {
                let block = ClearPinBlock::from_octets(&secret(block));
                let name = format!("{}, {place}", $name);
                let pin = cases.case(&name, 1, || $decode(&block));
                assert!(pin.is_ok() || *place != "right", "{name}");
            }
        };
    }
    decode!("format 0", FORMAT_0, |block| format0::decode(block, &pan));
    decode!("format 1", FORMAT_1, format1::decode);
    decode!("format 2", FORMAT_2, format2::decode);
    decode!("format 3", FORMAT_3, |block| format3::decode(block, &pan));

    let mut engine = Engine::new();
    let engine = &mut engine;
    // The digits stay secret; that there are eight, and that they are digits, is known.
    let pin = Pin::from_ascii(&secret(DIGITS[0])).unwrap();
    cases.case("format 0 encode", 0, || format0::encode(&pin, &pan));
    cases.case("format 3 encode", 0, || format3::encode(&mut Zeros, &pin, &pan).is_ok());
    let key_in = key::<PinEncipher>();
    let block = cases
        .case("format 4 encipher", 0, || format4::encipher(engine, &mut Zeros, &key_in, &pin, &pan))
        .unwrap();
    let key_out = key::<PinDecipher>();
    for (name, pan) in [("right", &pan), ("wrong", &Pan::from_ascii(b"8").unwrap())] {
        let name = format!("format 4 decipher, {name} PAN");
        let decipher = || format4::decipher(engine, &key_out, &block, pan);
        assert_eq!(cases.case(&name, 1, decipher).is_ok(), name.contains("right"));
    }
}

fn domain(cases: &mut Cases) {
    let mut engine = Engine::new();
    let engine = &mut engine;
    let id = InitialKeyId([1; 8]);
    let far = TransactionCounter::new(0xFFFE_8000).unwrap();
    let bdk = key::<BaseDerivation>();
    let ksn = KeySerialNumber::new(id, far);
    cases.case("transaction_key", 0, || host::transaction_key(engine, &bdk, ksn).is_ok());
    let initial_key = host::initial_key(engine, &bdk, id).unwrap();
    let mut state = TerminalState::load_initial_key(engine, initial_key, id).unwrap();
    cases.case("skip_to", 0, || state.skip_to(engine, far)).unwrap();
    cases.case("generate", 0, || state.generate(engine).is_ok());
    let verify = key::<MacVerify<AesCmac, Request>>();
    let tag = Tag::from_octets([0; 8]);
    let wrong = cases.case("verify", 1, || mac::verify(engine, &verify, &[b"message"], &tag));
    assert!(wrong.is_err());
}

/// The MAC decides once whether a block holds. Nothing else of a payload is looked at before.
fn key_blocks(cases: &mut Cases) {
    let engine = &mut Engine::new();
    for version in KeyBlockVersion::ALL {
        let algorithm = match version {
            KeyBlockVersion::D | KeyBlockVersion::E => Algorithm::Aes256,
            _ => Algorithm::Tdea3,
        };
        let length = algorithm.key_octets().unwrap();
        let kbpk = |mode| {
            let attributes = KeyAttributes::new(KeyUsage::KeyBlockProtection, algorithm, mode);
            Engine::new().load(attributes, &secret([7; 32])[..length]).unwrap()
        };
        let mut attributes =
            KeyAttributes::new(KeyUsage::PinEncipherment, algorithm, ModeOfUse::Encipher);
        attributes.exportability = Exportability::Exportable;
        let key = engine.load(attributes, &secret([8; 32])[..length]).unwrap();
        let mut header = *b"-0000P0-E00E0000";
        (header[0], header[7]) = (version.code(), algorithm.code());
        let (mut payload, mut mac) = ([9; 48], [0; 16]);
        let mac = &mut mac[..version.mac_octets()];

        let protection = kbpk(ModeOfUse::Encipher);
        cases
            .case(&format!("make_key_block {version:?}"), 0, || {
                let (payload, mac) = (&mut payload[..], &mut mac[..]);
                let block = UnprotectedKey {
                    version,
                    header: &header,
                    payload,
                    mac,
                    weak_keys: WeakKeys::Accept,
                };
                engine.make_key_block(&protection, block, &key)
            })
            .unwrap();
        let protection = kbpk(ModeOfUse::Decipher);
        let mac = [1; 16];
        let opened = cases.case(&format!("open_key_block {version:?}, wrong"), 1, || {
            let (payload, mac) = (&mut [3; 48], &mac[..version.mac_octets()]);
            let block = ProtectedKey { version, header: &header, payload, mac };
            engine.open_key_block(&protection, block, Narrowing::NONE).is_ok()
        });
        assert!(!opened);
    }
}

/// Where keys come in: that one is weak is one decision, whatever makes it so.
fn weak_keys(cases: &mut Cases) {
    let engine = &mut Engine::new();
    let strong = *b"one half another";
    let (same, weak) = ([7; 16], *b"one half\x01\x1F\x01\x1F\x01\x0E\x01\x0E");
    for (name, octets, taken) in
        [("strong", strong, true), ("same", same, false), ("weak", weak, false)]
    {
        let attributes = KeyAttributes {
            exportability: Exportability::Sensitive,
            ..KeyAttributes::new(KeyUsage::PinEncipherment, Algorithm::Tdea2, ModeOfUse::Encipher)
        };
        let key = engine.load(attributes, &secret(octets)).unwrap();
        let kbpk =
            KeyAttributes::new(KeyUsage::KeyBlockProtection, Algorithm::Aes256, ModeOfUse::Both);
        let kbpk = engine.load(kbpk, &secret([7; 32])).unwrap();
        let (version, header) = (KeyBlockVersion::D, *b"D0112P0TE00S0000");
        let (mut payload, mut mac) = ([9; 32], [0; 16]);
        let mut make = |weak_keys| {
            let (payload, mac) = (&mut payload[..], &mut mac[..]);
            let block = UnprotectedKey { version, header: &header, payload, mac, weak_keys };
            engine.make_key_block(&kbpk, block, &key).is_ok()
        };
        // Whether it is weak, and once more where what is not made is wiped.
        assert_eq!(
            cases.case(&format!("make_key_block, {name}"), 2, || make(WeakKeys::Refuse)),
            taken
        );
        assert!(
            cases.case(&format!("make_key_block, {name}, taken"), 0, || make(WeakKeys::Accept))
        );
        // The MAC, the lengths up to 16 octets, and whether it is weak.
        let opened = cases.case(&format!("open_key_block, {name}"), 1 + 16 + 1, || {
            let block = ProtectedKey { version, header: &header, payload: &mut payload, mac: &mac };
            engine.open_key_block(&kbpk, block, Narrowing::default()).is_ok()
        });
        assert_eq!(opened, taken);

        let kek = KeyAttributes::new(KeyUsage::KeyEncryption, Algorithm::Aes256, ModeOfUse::Both);
        let kek = engine.load(kek, &secret([7; 32])).unwrap();
        let mut wrapped = [0; 24];
        engine.wrap_key(&kek, KeyWrapMode::Kw, &key, &mut wrapped).unwrap();
        let stays = KeyAttributes { exportability: Exportability::NonExportable, ..attributes };
        let unwrapped = cases.case(&format!("unwrap_key, {name}"), 2, || {
            engine.unwrap_key(&kek, KeyWrapMode::Kw, &mut wrapped, stays).is_ok()
        });
        assert_eq!(unwrapped, taken);

        let part = |custodian, octets: [u8; 16]| {
            let component = KeyComponent::new(Algorithm::Tdea2, &octets).unwrap();
            Contribution::new(CustodianId([custodian; 8]), component)
        };
        let mask = *b"sixteen octets, ";
        let masked = core::array::from_fn(|n| secret(octets)[n] ^ mask[n]);
        let (a, b) = (part(1, masked), part(2, secret(mask)));
        let ceremony = Opened::by(&a).join(&b).unwrap();
        // Whether components cancel out, and whether the key is weak.
        let made = cases.case(&format!("ceremony, {name}"), 2, || {
            let made =
                ceremony.finish::<BaseDerivation, _>(engine, Parity::SetOdd, WeakKeys::Refuse);
            made.is_ok()
        });
        assert_eq!(made, taken);
    }
}

/// DES on many blocks, a key each, in both forms that hosts may take.
fn sliced(cases: &mut Cases) {
    let keys = secret([[7; 24]; 128]);
    let mut blocks = secret([[3; 8]; 128]);
    let of = |octets: usize, count: usize| -> Vec<&[u8]> {
        keys.iter().take(count).map(|key| &key[..octets]).collect()
    };
    for octets in [8, 16, 24] {
        cases.case(&format!("sliced, 128 lanes, keys of {octets}"), 0, || {
            let keys = SlicedKeys::<u32, 4>::new(&of(octets, 128)).unwrap();
            keys.encipher(&mut blocks).is_ok() && keys.decipher(&mut blocks).is_ok()
        });
        cases.case(&format!("sliced, 64 lanes, keys of {octets}"), 0, || {
            let keys = SlicedKeys::<u64>::new(&of(octets, 64)).unwrap();
            keys.encipher(&mut blocks[..64]).is_ok() && keys.decipher(&mut blocks[..64]).is_ok()
        });
    }
}
