//! Key blocks, through the domain and at the engine.

#![allow(improper_ctypes_definitions, reason = "both sides are Rust")]

use ducat::Key;
use ducat::key::role::{KeyBlockProtection, PinEncipher};
use ducat::key_block::{
    self, Header, KeyBlock, KeyBlockPolicy, KeyBlockVersion, KeyVersion, NewKeyBlock, Opened,
    ParseOptions, Relaxation,
};
use ducat_hal::{
    Algorithm, ErrorKind, Exportability, KeyAttributes, KeyUsage, ModeOfUse, Narrowing,
    ProtectedKey, UnprotectedKey, WeakKeys,
};

use crate::machine::leave_out_this_frame;
use crate::measure::Report;
use crate::secrets::{Counting, Secrets};
use crate::whole::Whole;

const POLICY: KeyBlockPolicy = KeyBlockPolicy::STRICT.allowing(Relaxation::MakeVersionsAAndC);

/// What the calls take, in memory that is not measured.
struct Input<E: Whole> {
    engine: E,
    rng: Counting,
    kbpk: Key<KeyBlockProtection, E>,
    key: E::Handle,
    new: NewKeyBlock<'static>,
    /// A block, and how many characters it has.
    block: ([u8; 256], usize),
    work: [u8; 64],
    out: [u8; 256],
    payload: [u8; 48],
    mac: [u8; 16],
}

fn input<E: Whole>(secrets: &Secrets, version: KeyBlockVersion) -> Input<E> {
    let (engine, rng) = (&mut E::default(), &mut Counting::default());
    let (algorithm, octets) = match version {
        KeyBlockVersion::D | KeyBlockVersion::E => (E::AES, E::OCTETS),
        _ => (Algorithm::Tdea2, 16),
    };
    let kbpk = Key::load(engine, algorithm, &secrets.key(0)[..octets]).unwrap();
    let mut attributes =
        KeyAttributes::new(KeyUsage::PinEncipherment, algorithm, ModeOfUse::Encipher);
    attributes.exportability = Exportability::Exportable;
    let key = engine.load(attributes, &secrets.key(1)[..octets]).unwrap();
    let new = NewKeyBlock::new(Header::new(version, attributes, KeyVersion::Unused).unwrap());
    let mut text = [0; 256];
    let length = key_block::wrap_handle(engine, rng, POLICY, &kbpk, &new, &key, &mut text);
    let block = (text, length.unwrap());
    let rng = Counting::default();
    let (work, out, payload, mac) = ([0; 64], [0; 256], [0; 48], [0; 16]);
    let engine = E::default();
    Input { engine, rng, kbpk, key, new, block, work, out, payload, mac }
}

/// Octets that no engine holds, such as those of an asymmetric key, in a block of their own.
struct Clear<E: Whole> {
    input: Input<E>,
    octets: [u8; 32],
    found: [u8; 32],
    protected: [u8; 48],
}

const CLEAR_HEADER: &[u8; 16] = b"D0144S0RS00E0000";

fn clear<E: Whole>(secrets: &Secrets) -> Clear<E> {
    let mut input = input::<E>(secrets, KeyBlockVersion::D);
    let header = Header::parse(CLEAR_HEADER, ParseOptions::STRICT).unwrap();
    input.new = NewKeyBlock::new(header);
    let mut clear = Clear { input, octets: secrets.key(2), found: [0; 32], protected: [0; 48] };
    let (length, _) = (wrap_clear(&mut clear).unwrap(), engine_make_clear(&mut clear).unwrap());
    clear.protected = clear.input.payload;
    clear.input.block = (clear.input.out, length);
    clear.input.rng = Counting::default();
    clear
}

extern "C" fn wrap_clear<E: Whole>(c: &mut Clear<E>) -> Result<usize, ducat::Error> {
    let Input { engine, rng, kbpk, new, out, .. } = &mut c.input;
    key_block::wrap_clear(engine, rng, POLICY, kbpk, new, &c.octets, out)
}

extern "C" fn open_clear<E: Whole>(c: &mut Clear<E>) -> Result<usize, ducat::Error> {
    let Input { engine, kbpk, block, work, .. } = &mut c.input;
    let block = KeyBlock::parse(&block.0[..block.1], ParseOptions::STRICT)?;
    key_block::open_clear(engine, POLICY, kbpk, &block, work, &mut c.found)
}

extern "C" fn engine_make_clear<E: Whole>(c: &mut Clear<E>) -> Result<(), ErrorKind> {
    let Input { engine, kbpk, payload, mac, .. } = &mut c.input;
    let version = KeyBlockVersion::D;
    let block =
        UnprotectedKey { version, header: CLEAR_HEADER, payload, mac, weak_keys: WeakKeys::Refuse };
    engine.make_clear_key_block(kbpk.handle(), block, &c.octets)
}

extern "C" fn engine_open_clear<E: Whole>(c: &mut Clear<E>) -> Result<usize, ErrorKind> {
    let Input { engine, kbpk, mac, .. } = &mut c.input;
    let (version, payload) = (KeyBlockVersion::D, &mut c.protected);
    let block = ProtectedKey { version, header: CLEAR_HEADER, payload, mac };
    engine.open_clear_key_block(kbpk.handle(), block, &mut c.found)
}

extern "C" fn open_role<E: Whole>(
    i: &mut Input<E>,
) -> Result<Opened<Key<PinEncipher, E>>, ducat::Error> {
    let block = KeyBlock::parse(&i.block.0[..i.block.1], ParseOptions::STRICT)?;
    key_block::open(&mut i.engine, POLICY, &i.kbpk, &block, &mut i.work)
}

extern "C" fn open<E: Whole>(i: &mut Input<E>) -> Result<Opened<E::Handle>, ducat::Error> {
    let block = KeyBlock::parse(&i.block.0[..i.block.1], ParseOptions::STRICT)?;
    key_block::open_handle(&mut i.engine, POLICY, &i.kbpk, &block, &mut i.work)
}

extern "C" fn wrap<E: Whole>(i: &mut Input<E>) -> Result<usize, ducat::Error> {
    key_block::wrap_handle(&mut i.engine, &mut i.rng, POLICY, &i.kbpk, &i.new, &i.key, &mut i.out)
}

/// A block whose MAC does not hold: what was deciphered leaves nothing either.
extern "C" fn engine_open<E: Whole>(i: &mut Input<E>) -> Result<(), ErrorKind> {
    leave_out_this_frame();
    let version = i.new.header().version();
    let opened = i.engine.open_key_block(
        i.kbpk.handle(),
        ProtectedKey {
            version,
            header: &i.block.0[..16],
            payload: &mut i.payload[..48],
            mac: &i.mac[..version.mac_octets()],
        },
        Narrowing::NONE,
    );
    match opened {
        Err(ErrorKind::Authentication) => Ok(()),
        _ => Err(ErrorKind::Other),
    }
}

extern "C" fn engine_make<E: Whole>(i: &mut Input<E>) -> Result<(), ErrorKind> {
    let version = i.new.header().version();
    let block = UnprotectedKey {
        weak_keys: WeakKeys::Refuse,
        version,
        header: &i.block.0[..16],
        payload: &mut i.payload,
        mac: &mut i.mac[..version.mac_octets()],
    };
    i.engine.make_key_block(i.kbpk.handle(), block, &i.key)
}

/// Those of the domain.
pub(crate) fn domain<E: Whole>(report: &mut Report) {
    use KeyBlockVersion as V;
    report.measure("open_key_block_a", |s| input(s, V::A), open::<E>);
    report.measure("open_key_block_b", |s| input(s, V::B), open::<E>);
    report.measure("open_key_block_d", |s| input(s, V::D), open::<E>);
    report.measure("open_key_block_e", |s| input(s, V::E), open::<E>);
    report.measure("open_key_block_in_role", |s| input(s, V::D), open_role::<E>);
    report.measure("open_clear_key_block", clear, open_clear::<E>);
    report.measure("wrap_clear_key_block", clear, wrap_clear::<E>);
    report.measure("wrap_key_block_a", |s| input(s, V::A), wrap::<E>);
    report.measure("wrap_key_block_b", |s| input(s, V::B), wrap::<E>);
    report.measure("wrap_key_block_d", |s| input(s, V::D), wrap::<E>);
    report.measure("wrap_key_block_e", |s| input(s, V::E), wrap::<E>);
}

/// Those of the engine.
pub(crate) fn engine<E: Whole>(report: &mut Report) {
    use KeyBlockVersion as V;
    report.measure("engine_open_key_block_b", |s| input(s, V::B), engine_open::<E>);
    report.measure("engine_open_key_block_d", |s| input(s, V::D), engine_open::<E>);
    report.measure("engine_open_key_block_e", |s| input(s, V::E), engine_open::<E>);
    report.measure("engine_make_key_block_a", |s| input(s, V::A), engine_make::<E>);
    report.measure("engine_make_key_block_b", |s| input(s, V::B), engine_make::<E>);
    report.measure("engine_make_key_block_d", |s| input(s, V::D), engine_make::<E>);
    report.measure("engine_make_key_block_e", |s| input(s, V::E), engine_make::<E>);
    report.measure("engine_open_clear_key_block", clear, engine_open_clear::<E>);
    report.measure("engine_make_clear_key_block", clear, engine_make_clear::<E>);
}
