//! The entry points of the engine under AES and HMAC keys.

#![allow(improper_ctypes_definitions, reason = "both sides are Rust")]

use ducat::dukpt::aes::{DerivationData, DerivationId, KeyType, UsageIndicator};
use ducat_hal::{
    AesCmac, Algorithm, Block, CheckValueMethod, DerivationInput, ErrorKind, Exportability,
    HmacSha256, HmacSha512, KeyAttributes, KeyUsage, KeyWrapMode, Mac, ModeOfUse, NewKey, Sha256,
};

use crate::measure::Report;
use crate::secrets::Secrets;
use crate::whole::{Whole, kind};

/// What all calls take, in memory that is not measured.
struct Input<E: Whole> {
    engine: E,
    key: E::Handle,
    octets: [u8; 32],
    block: Block,
    blocks: [Block; 40],
    mac: [u8; 64],
    handles: [Option<E::Handle>; 32],
    sealed: [u8; 16 + 32 * 32],
    wrapped: [u8; 40],
}

type Done = Result<(), ErrorKind>;

const MESSAGE: [&[u8]; 2] = [&[1; 100], &[2; 33]];

/// What makes a key of the engine's length with this usage.
fn derivation<E: Whole>(usage: UsageIndicator) -> DerivationInput {
    let key_type = KeyType::of_aes(Algorithm::aes(E::OCTETS).unwrap()).unwrap();
    DerivationData::at(usage, key_type, DerivationId([3; 4]), 5).input()
}

fn input<E: Whole>(secrets: &Secrets, key: NewKey) -> Input<E> {
    let mut engine = E::default();
    let octets = secrets.key(0);
    let handle = engine.load(key.attributes, &octets[..key.octets]).unwrap();
    let intermediate = kind::<E>(KeyUsage::Intermediate);
    let handles = (0..32).map(|number| {
        let octets = secrets.key(1 + number);
        engine.load(intermediate.attributes, &octets[..E::OCTETS]).ok()
    });
    Input {
        handles: handles.collect::<Vec<_>>().try_into().ok().unwrap(),
        engine,
        key: handle,
        octets,
        block: secrets.digits()[..8].repeat(2).try_into().unwrap(),
        blocks: [[5; 16]; 40],
        mac: [0; 64],
        sealed: [0; 16 + 32 * 32],
        wrapped: [0; 40],
    }
}

fn of_usage<E: Whole>(usage: KeyUsage) -> impl Fn(&Secrets) -> Input<E> {
    move |secrets| input(secrets, kind::<E>(usage))
}

fn hmac_key<E: Whole>(secrets: &Secrets) -> Input<E> {
    let (usage, mode) = (KeyUsage::MacHmac, ModeOfUse::GenerateAndVerify);
    let attributes = KeyAttributes::new(usage, Algorithm::Hmac, mode);
    input(secrets, NewKey { attributes, octets: E::OCTETS })
}

fn sealed<E: Whole>(secrets: &Secrets) -> Input<E> {
    let mut input = input(secrets, kind::<E>(KeyUsage::Sealing));
    seal(&mut input).unwrap();
    input.handles = [const { None }; 32];
    input
}

/// A key that may leave, and a wrapped form of it.
fn wrapped<E: Whole>(secrets: &Secrets) -> Input<E> {
    let mut input = input::<E>(secrets, kind::<E>(KeyUsage::KeyEncryption));
    let mut attributes = kind::<E>(KeyUsage::Data).attributes;
    attributes.exportability = Exportability::Sensitive;
    let octets = secrets.key(40);
    input.handles[0] = Some(input.engine.load(attributes, &octets[..E::OCTETS]).unwrap());
    wrap_key(&mut input).unwrap();
    input
}

extern "C" fn load<E: Whole>(i: &mut Input<E>) -> Result<E::Handle, ErrorKind> {
    i.engine.load(kind::<E>(KeyUsage::Data).attributes, &i.octets[..E::OCTETS])
}

extern "C" fn derive<E: Whole>(i: &mut Input<E>) -> Result<E::Handle, ErrorKind> {
    i.engine.derive(&i.key, &derivation::<E>(UsageIndicator::DataBoth), kind::<E>(KeyUsage::Data))
}

extern "C" fn derive_path<E: Whole>(i: &mut Input<E>) -> Result<Option<E::Handle>, ErrorKind> {
    i.engine.derive_path(
        &i.key,
        [derivation::<E>(UsageIndicator::KeyDerivation); 17],
        kind::<E>(KeyUsage::Intermediate),
    )
}

extern "C" fn derive_siblings<E: Whole>(i: &mut Input<E>) -> Done {
    let child = kind::<E>(KeyUsage::Intermediate);
    let handles = &mut i.handles;
    let inputs = [derivation::<E>(UsageIndicator::KeyDerivation); 32];
    i.engine.derive_siblings(&i.key, inputs, child, |n, handle| handles[n] = Some(handle))
}

extern "C" fn encipher_block<E: Whole>(i: &mut Input<E>) -> Done {
    i.engine.encipher_block(&i.key, &mut i.block)
}

extern "C" fn decipher_block<E: Whole>(i: &mut Input<E>) -> Done {
    i.engine.decipher_block(&i.key, &mut i.block)
}

extern "C" fn encipher_cbc<E: Whole>(i: &mut Input<E>) -> Done {
    i.engine.encipher_cbc(&i.key, &[6; 16], &mut i.blocks)
}

extern "C" fn decipher_cbc<E: Whole>(i: &mut Input<E>) -> Done {
    i.engine.decipher_cbc(&i.key, &[6; 16], &mut i.blocks)
}

extern "C" fn generate_cmac<E: Whole>(i: &mut Input<E>) -> Done {
    Mac::<AesCmac>::generate_mac(&mut i.engine, &i.key, &MESSAGE, &mut i.mac[..16])
}

extern "C" fn verify_cmac<E: Whole>(i: &mut Input<E>) -> Result<bool, ErrorKind> {
    Mac::<AesCmac>::verify_mac(&mut i.engine, &i.key, &MESSAGE, &i.mac[..16])
}

extern "C" fn generate_hmac_sha256<E: Whole>(i: &mut Input<E>) -> Done {
    Mac::<HmacSha256>::generate_mac(&mut i.engine, &i.key, &MESSAGE, &mut i.mac[..32])
}

extern "C" fn verify_hmac_sha256<E: Whole>(i: &mut Input<E>) -> Result<bool, ErrorKind> {
    Mac::<HmacSha256>::verify_mac(&mut i.engine, &i.key, &MESSAGE, &i.mac[..32])
}

extern "C" fn generate_hmac_sha512<E: Whole>(i: &mut Input<E>) -> Done {
    Mac::<HmacSha512>::generate_mac(&mut i.engine, &i.key, &MESSAGE, &mut i.mac)
}

extern "C" fn hkdf_sha256<E: Whole>(i: &mut Input<E>) -> Done {
    ducat_hal::Hkdf::<Sha256>::hkdf(&mut i.engine, &[9; 20], &i.octets, &[1; 30], &mut i.mac)
}

extern "C" fn check_value<E: Whole>(i: &mut Input<E>) -> Done {
    i.engine.check_value(&i.key, CheckValueMethod::Cmac, &mut i.mac[..5])
}

extern "C" fn legacy_check_value<E: Whole>(i: &mut Input<E>) -> Done {
    i.engine.check_value(&i.key, CheckValueMethod::Legacy, &mut i.mac[..3])
}

extern "C" fn seal<E: Whole>(i: &mut Input<E>) -> Done {
    let keys = i.handles.each_ref().map(|handle| handle.as_ref().unwrap());
    let kind = kind::<E>(KeyUsage::Intermediate);
    i.engine.seal_keys(&i.key, b"context", kind, &keys, &mut i.sealed[..16 + 32 * E::OCTETS])
}

extern "C" fn unseal<E: Whole>(i: &mut Input<E>) -> Done {
    let sealed = &mut i.sealed[..16 + 32 * E::OCTETS];
    let kind = kind::<E>(KeyUsage::Intermediate);
    i.engine.unseal_keys(&i.key, b"context", sealed, kind, &mut i.handles)
}

extern "C" fn wrap_key<E: Whole>(i: &mut Input<E>) -> Done {
    let key = i.handles[0].as_ref().unwrap();
    i.engine.wrap_key(&i.key, KeyWrapMode::Kw, key, &mut i.wrapped[..E::OCTETS + 8])
}

extern "C" fn unwrap_key<E: Whole>(i: &mut Input<E>) -> Result<E::Handle, ErrorKind> {
    let attributes = kind::<E>(KeyUsage::Data).attributes;
    i.engine.unwrap_key(&i.key, KeyWrapMode::Kw, &mut i.wrapped[..E::OCTETS + 8], attributes)
}

/// Measures all of them.
pub(crate) fn all<E: Whole>(report: &mut Report) {
    use KeyUsage::{Data, Intermediate, MacCmac, Sealing};
    macro_rules! calls {
        ($($call:ident: $prepare:expr;)*) => {
            $(report.measure(stringify!($call), $prepare, $call::<E>);)*
        };
    }
    calls! {
        load: of_usage(Data);
        derive: of_usage(Intermediate);
        derive_path: of_usage(Intermediate);
        derive_siblings: of_usage(Intermediate);
        encipher_block: of_usage(Data);
        decipher_block: of_usage(Data);
        encipher_cbc: of_usage(Data);
        decipher_cbc: of_usage(Data);
        generate_cmac: of_usage(MacCmac);
        verify_cmac: of_usage(MacCmac);
        generate_hmac_sha256: hmac_key;
        verify_hmac_sha256: hmac_key;
        generate_hmac_sha512: hmac_key;
        hkdf_sha256: hmac_key;
        check_value: of_usage(MacCmac);
        legacy_check_value: of_usage(Data);
        wrap_key: wrapped;
        unwrap_key: wrapped;
        seal: of_usage(Sealing);
        unseal: sealed;
    }
}
