//! Every entry point of the engine.

#![allow(improper_ctypes_definitions, reason = "both sides are Rust")]

use ducat::dukpt::aes::{DerivationData, DerivationId, KeyType, UsageIndicator};
use ducat_hal::{
    AesCmac, Algorithm, Block, CheckValueMethod, DecimalTable, DerivationInput, EncipheredPin,
    ErrorKind, HmacSha256, HmacSha512, KeyAttributes, KeyUsage, Mac, ModeOfUse, NewKey,
    NewPinBlock, PanFields, PinBlockFormat, PinBlockRandom, PinDigits, PinMethod, Sha256,
};

use crate::machine::leave_out_this_frame;
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
    short_key: E::Handle,
    /// An IBM 3624 and a PVV verification key, and a card verification key.
    value_keys: [E::Handle; 3],
    table: DecimalTable,
    pin: PinDigits,
    pan: PanFields,
    random: PinBlockRandom,
    translated: Option<EncipheredPin>,
    deciphered: Option<PinDigits>,
    mac: [u8; 64],
    handles: [Option<E::Handle>; 32],
    sealed: [u8; 16 + 32 * 32],
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
    let tdea = |name, usage, mode| {
        let attributes = KeyAttributes::new(usage, Algorithm::Tdea2, mode);
        E::default().load(attributes, &secrets.key(name)[..16]).unwrap()
    };
    let (both, values) = (ModeOfUse::Both, ModeOfUse::GenerateAndVerify);
    Input {
        short_key: tdea(40, KeyUsage::PinEncipherment, both),
        value_keys: [
            tdea(41, KeyUsage::PinVerificationIbm3624, values),
            tdea(42, KeyUsage::PinVerificationVisa, values),
            tdea(43, KeyUsage::CardVerification, values),
        ],
        table: DecimalTable::new([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5]).unwrap(),
        pin: PinDigits::new(secrets.digits().iter().map(|digit| digit - b'0')).unwrap(),
        pan: PanFields { short: [7; 8], long: [7; 16] },
        random: PinBlockRandom { fill: [0xB; 14], half: [6; 8] },
        handles: handles.collect::<Vec<_>>().try_into().ok().unwrap(),
        engine,
        key: handle,
        octets,
        block: secrets.digits()[..8].repeat(2).try_into().unwrap(),
        blocks: [[5; 16]; 40],
        translated: None,
        deciphered: None,
        mac: [0; 64],
        sealed: [0; 16 + 32 * 32],
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

fn new_block<'b>(
    format: PinBlockFormat,
    pan: &'b PanFields,
    random: &'b PinBlockRandom,
) -> NewPinBlock<'b> {
    NewPinBlock { format, pan, random }
}

extern "C" fn encipher_pin<E: Whole>(i: &mut Input<E>) -> Result<Block, ErrorKind> {
    let new = new_block(PinBlockFormat::Format4, &i.pan, &i.random);
    i.engine.encipher_pin(&i.key, &i.pin, &new)
}

extern "C" fn encipher_short_pin<E: Whole>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    let new = new_block(PinBlockFormat::Format3, &i.pan, &i.random);
    let block: [u8; 8] = i.engine.encipher_pin(&i.short_key, &i.pin, &new)?;
    i.mac[..8].copy_from_slice(&block);
    Ok(())
}

/// Small: the PIN is returned in registers.
extern "C" fn decipher_pin<E: Whole>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    let format = PinBlockFormat::Format4;
    i.deciphered = i.engine.decipher_pin(&i.key, format, &[8; 16], &i.pan)?;
    Ok(())
}

/// Small: the PIN is returned in registers.
extern "C" fn decipher_short_pin<E: Whole>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    let format = PinBlockFormat::Format3;
    i.deciphered = i.engine.decipher_pin(&i.short_key, format, &[8; 8], &i.pan)?;
    Ok(())
}

extern "C" fn verify_pin_by_offset<E: Whole>(i: &mut Input<E>) -> Result<bool, ErrorKind> {
    let method = PinMethod::Ibm3624 { validation_data: &[3; 8], table: &i.table };
    let block = EncipheredPin::Format4([8; 16]);
    i.engine.verify_pin(&i.key, &block, &i.pan, &i.value_keys[0], &method, &[1; 12])
}

extern "C" fn verify_pin_by_pvv<E: Whole>(i: &mut Input<E>) -> Result<bool, ErrorKind> {
    let method = PinMethod::Pvv { card: &[3; 6] };
    let block = EncipheredPin::Format0([8; 8]);
    i.engine.verify_pin(&i.short_key, &block, &i.pan, &i.value_keys[1], &method, &[1; 4])
}

extern "C" fn pin_value_of_block<E: Whole>(i: &mut Input<E>) -> Result<bool, ErrorKind> {
    let method = PinMethod::Ibm3624 { validation_data: &[3; 8], table: &i.table };
    let block = EncipheredPin::Format1([8; 8]);
    let (key, value) = (&i.value_keys[0], &mut i.mac[..6]);
    i.engine.pin_value_of_block(&i.short_key, &block, &i.pan, key, &method, value)
}

extern "C" fn pin_value<E: Whole>(i: &mut Input<E>) -> Done {
    let method = PinMethod::Pvv { card: &[3; 6] };
    i.engine.pin_value(&i.value_keys[1], &method, &i.pin, &mut i.mac[..4])
}

/// Small: the PIN is returned in registers.
extern "C" fn pin_of_offset<E: Whole>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    let key = &i.value_keys[0];
    i.deciphered = Some(i.engine.pin_of_offset(key, &[3; 8], &i.table, &[1; 6])?);
    Ok(())
}

extern "C" fn card_value<E: Whole>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    let value = i.engine.card_value(&i.value_keys[2], &[[3; 8]; 2])?;
    i.mac[..3].copy_from_slice(&value);
    Ok(())
}

extern "C" fn verify_card_value<E: Whole>(i: &mut Input<E>) -> Result<bool, ErrorKind> {
    i.engine.verify_card_value(&i.value_keys[2], &[[3; 8]; 2], &[1; 3])
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

/// The block that a bad one would have become, enciphered, may be where a good one is returned.
extern "C" fn translate_pin<E: Whole>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    let new = new_block(PinBlockFormat::Format4, &i.pan, &i.random);
    let block = EncipheredPin::Format4([8; 16]);
    i.translated = i.engine.translate_pin(&i.key, &block, &i.pan, &i.key, &new)?;
    Ok(())
}

extern "C" fn translate_pin_to_short<E: Whole>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    let new = new_block(PinBlockFormat::Format3, &i.pan, &i.random);
    let block = EncipheredPin::Format4([8; 16]);
    i.translated = i.engine.translate_pin(&i.key, &block, &i.pan, &i.short_key, &new)?;
    Ok(())
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

/// Measures all of them.
pub(crate) fn all<E: Whole>(report: &mut Report) {
    use KeyUsage::{Data, Intermediate, MacCmac, PinEncipherment, Sealing};
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
        encipher_pin: of_usage(PinEncipherment);
        decipher_pin: of_usage(PinEncipherment);
        translate_pin: of_usage(PinEncipherment);
        translate_pin_to_short: of_usage(PinEncipherment);
        encipher_short_pin: of_usage(PinEncipherment);
        decipher_short_pin: of_usage(PinEncipherment);
        verify_pin_by_offset: of_usage(PinEncipherment);
        verify_pin_by_pvv: of_usage(PinEncipherment);
        pin_value_of_block: of_usage(PinEncipherment);
        pin_value: of_usage(PinEncipherment);
        pin_of_offset: of_usage(PinEncipherment);
        card_value: of_usage(PinEncipherment);
        verify_card_value: of_usage(PinEncipherment);
        generate_cmac: of_usage(MacCmac);
        verify_cmac: of_usage(MacCmac);
        generate_hmac_sha256: hmac_key;
        verify_hmac_sha256: hmac_key;
        generate_hmac_sha512: hmac_key;
        hkdf_sha256: hmac_key;
        check_value: of_usage(MacCmac);
        legacy_check_value: of_usage(Data);
        seal: of_usage(Sealing);
        unseal: sealed;
    }
}
