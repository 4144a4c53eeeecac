//! The entry points of the engine for PINs, the values they are verified by, and cards.

#![allow(improper_ctypes_definitions, reason = "both sides are Rust")]

use ducat_hal::card_value::CARD_VALUE_DIGITS;
use ducat_hal::{
    DecimalTable, DecipherPin, EncipherPin, EncipheredPin, ErrorKind, KeyUsage, NewPinBlock,
    PanFields, PinBlockFormat, PinBlockRandom, PinDigits, PinMethod,
};

use crate::machine::{leave_out_this_frame, outlined};
use crate::measure::Report;
use crate::secrets::Secrets;
use crate::whole::{Whole, kind, tdea_kind};

/// What all calls take, in memory that is not measured.
struct Input<E: Whole> {
    engine: E,
    key: E::Handle,
    to: E::Handle,
    /// Verification key of the method, or card verification key.
    value_key: E::Handle,
    pin: PinDigits,
    format: PinBlockFormat,
    to_format: PinBlockFormat,
    pan: PanFields,
    random: PinBlockRandom,
    block: EncipheredPin,
    translated: Option<EncipheredPin>,
    found: Option<PinDigits>,
    value: [u8; 12],
    card_value: [u8; CARD_VALUE_DIGITS],
    table: DecimalTable,
}

type Done = Result<(), ErrorKind>;

const CARD: [[u8; 8]; 2] = [[0x41; 8], [0x11; 8]];
const VALIDATION_DATA: [u8; 8] = [0x12; 8];
const PVV_CARD: [u8; 6] = [0x34; 6];

fn key<E: Whole>(engine: &mut E, secrets: &Secrets, name: u8, format: PinBlockFormat) -> E::Handle {
    let usage = KeyUsage::PinEncipherment;
    let kind = if format.octets() == 16 { kind::<E>(usage) } else { tdea_kind(usage) };
    engine.load(kind.attributes, &secrets.key(name)[..kind.octets]).unwrap()
}

fn input<E: Whole>(
    secrets: &Secrets,
    [format, to_format]: [PinBlockFormat; 2],
    value_usage: KeyUsage,
) -> Input<E> {
    let engine = &mut E::default();
    let value_key = tdea_kind(value_usage).attributes;
    let mut input = Input {
        key: key(engine, secrets, 0, format),
        to: key(engine, secrets, 1, to_format),
        value_key: engine.load(value_key, &secrets.key(2)[..16]).unwrap(),
        engine: E::default(),
        pin: PinDigits::new(secrets.digits().iter().map(|digit| digit - b'0')).unwrap(),
        format,
        to_format,
        pan: PanFields { short: [0x11; 8], long: [0x22; 16] },
        random: PinBlockRandom { fill: [0xB; 14], half: [6; 8] },
        block: EncipheredPin::Format4([0; 16]),
        translated: None,
        found: None,
        value: [0; 12],
        card_value: [0; 3],
        table: DecimalTable::new([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5]).unwrap(),
    };
    let new = NewPinBlock { format, pan: &input.pan, random: &input.random };
    input.block = if format.octets() == 16 {
        let block: [u8; 16] = input.engine.encipher_pin(&input.key, &input.pin, &new).unwrap();
        EncipheredPin::Format4(block)
    } else {
        let block: [u8; 8] = input.engine.encipher_pin(&input.key, &input.pin, &new).unwrap();
        EncipheredPin::from_octets(format, &block).unwrap()
    };
    input
}

/// From one format to another.
fn formats<E: Whole>(from: u8, to: u8) -> impl Fn(&Secrets) -> Input<E> {
    move |secrets| {
        let formats = [from, to].map(|number| PinBlockFormat::from_number(number).unwrap());
        input(secrets, formats, KeyUsage::PinVerificationVisa)
    }
}

/// A block that holds no PIN: the PAN is another.
fn no_pin<E: Whole>(from: u8, to: u8) -> impl Fn(&Secrets) -> Input<E> {
    move |secrets| {
        let mut input = formats::<E>(from, to)(secrets);
        input.pan.short = [0xFF; 8];
        input.pan.long = [0xFF; 16];
        input
    }
}

fn ibm<E: Whole>(format: PinBlockFormat) -> impl Fn(&Secrets) -> Input<E> {
    move |secrets| {
        let usage = KeyUsage::PinVerificationIbm3624;
        let mut input = input::<E>(secrets, [format; 2], usage);
        let method = PinMethod::Ibm3624 { validation_data: &VALIDATION_DATA, table: &input.table };
        let made = input.engine.pin_value(&input.value_key, &method, &input.pin, &mut input.value);
        made.unwrap();
        input
    }
}

fn pvv<E: Whole>(format: PinBlockFormat) -> impl Fn(&Secrets) -> Input<E> {
    move |secrets| {
        let mut input = input::<E>(secrets, [format; 2], KeyUsage::PinVerificationVisa);
        let method = PinMethod::Pvv { card: &PVV_CARD };
        let value = &mut input.value[..4];
        input.engine.pin_value(&input.value_key, &method, &input.pin, value).unwrap();
        input
    }
}

fn card<E: Whole>(secrets: &Secrets) -> Input<E> {
    input(secrets, [PinBlockFormat::Format0; 2], KeyUsage::CardVerification)
}

/// The block is returned, and so in the caller's frame.
extern "C" fn encipher<E: Whole + EncipherPin<N>, const N: usize>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    let new = NewPinBlock { format: i.format, pan: &i.pan, random: &i.random };
    let (engine, key, pin) = (&mut i.engine, &i.key, &i.pin);
    let block = outlined(|| EncipherPin::<N>::encipher_pin(engine, key, pin, &new))?;
    i.block = EncipheredPin::from_octets(i.format, &block).ok_or(ErrorKind::Other)?;
    Ok(())
}

/// The PIN is returned, and so in the caller's frame.
extern "C" fn decipher<E: Whole + DecipherPin<N>, const N: usize>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    let block: &[u8; N] = i.block.as_octets().try_into().map_err(|_| ErrorKind::Other)?;
    let (engine, key, format, pan) = (&mut i.engine, &i.key, i.format, &i.pan);
    i.found = outlined(|| DecipherPin::<N>::decipher_pin(engine, key, format, block, pan))?;
    Ok(())
}

/// The block that a bad one would have become, enciphered, may be where a good one is returned.
extern "C" fn translate<E: Whole>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    let new = NewPinBlock { format: i.to_format, pan: &i.pan, random: &i.random };
    let (engine, pan) = (&mut i.engine, &i.pan);
    i.translated = outlined(|| engine.translate_pin(&i.key, &i.block, pan, &i.to, &new))?;
    Ok(())
}

extern "C" fn verify_offset<E: Whole>(i: &mut Input<E>) -> Done {
    let method = PinMethod::Ibm3624 { validation_data: &VALIDATION_DATA, table: &i.table };
    let value = &i.value;
    let verified = i.engine.verify_pin(&i.key, &i.block, &i.pan, &i.value_key, &method, value)?;
    if verified { Ok(()) } else { Err(ErrorKind::Other) }
}

extern "C" fn verify_pvv<E: Whole>(i: &mut Input<E>) -> Done {
    let method = PinMethod::Pvv { card: &PVV_CARD };
    let value = &i.value[..4];
    let verified = i.engine.verify_pin(&i.key, &i.block, &i.pan, &i.value_key, &method, value)?;
    if verified { Ok(()) } else { Err(ErrorKind::Other) }
}

extern "C" fn offset_of_block<E: Whole>(i: &mut Input<E>) -> Done {
    let method = PinMethod::Ibm3624 { validation_data: &VALIDATION_DATA, table: &i.table };
    let value = &mut i.value;
    let made =
        i.engine.pin_value_of_block(&i.key, &i.block, &i.pan, &i.value_key, &method, value)?;
    if made { Ok(()) } else { Err(ErrorKind::Other) }
}

extern "C" fn pvv_of_block<E: Whole>(i: &mut Input<E>) -> Done {
    let method = PinMethod::Pvv { card: &PVV_CARD };
    let value = &mut i.value[..4];
    let made =
        i.engine.pin_value_of_block(&i.key, &i.block, &i.pan, &i.value_key, &method, value)?;
    if made { Ok(()) } else { Err(ErrorKind::Other) }
}

extern "C" fn offset<E: Whole>(i: &mut Input<E>) -> Done {
    let method = PinMethod::Ibm3624 { validation_data: &VALIDATION_DATA, table: &i.table };
    i.engine.pin_value(&i.value_key, &method, &i.pin, &mut i.value)
}

extern "C" fn pvv_of_pin<E: Whole>(i: &mut Input<E>) -> Done {
    let method = PinMethod::Pvv { card: &PVV_CARD };
    i.engine.pin_value(&i.value_key, &method, &i.pin, &mut i.value[..4])
}

extern "C" fn pin_of_offset<E: Whole>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    let (engine, key, table, offset) = (&mut i.engine, &i.value_key, &i.table, &i.value);
    i.found = Some(outlined(|| engine.pin_of_offset(key, &VALIDATION_DATA, table, offset))?);
    Ok(())
}

extern "C" fn card_value<E: Whole>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    let (engine, key) = (&mut i.engine, &i.value_key);
    i.card_value = outlined(|| engine.card_value(key, &CARD))?;
    Ok(())
}

extern "C" fn verify_card_value<E: Whole>(i: &mut Input<E>) -> Result<bool, ErrorKind> {
    i.engine.verify_card_value(&i.value_key, &CARD, &i.card_value)
}

/// Measures all of them.
pub(crate) fn all<E: Whole>(report: &mut Report) {
    use PinBlockFormat::{Format0, Format4};
    macro_rules! calls {
        ($($name:literal $call:expr, $prepare:expr;)*) => {
            $(report.measure($name, $prepare, $call);)*
        };
    }
    calls! {
        "encipher_pin_0" encipher::<E, 8>, formats(0, 0);
        "encipher_pin_1" encipher::<E, 8>, formats(1, 1);
        "encipher_pin_3" encipher::<E, 8>, formats(3, 3);
        "encipher_pin_4" encipher::<E, 16>, formats(4, 4);
        "decipher_pin_0" decipher::<E, 8>, formats(0, 0);
        "decipher_pin_1" decipher::<E, 8>, formats(1, 1);
        "decipher_pin_3" decipher::<E, 8>, formats(3, 3);
        "decipher_pin_4" decipher::<E, 16>, formats(4, 4);
        "decipher_pin_0, none there" decipher::<E, 8>, no_pin(0, 0);
        "decipher_pin_4, none there" decipher::<E, 16>, no_pin(4, 4);
        "translate_pin_0_to_3" translate::<E>, formats(0, 3);
        "translate_pin_0_to_4" translate::<E>, formats(0, 4);
        "translate_pin_1_to_0" translate::<E>, formats(1, 0);
        "translate_pin_3_to_1" translate::<E>, formats(3, 1);
        "translate_pin_4_to_0" translate::<E>, formats(4, 0);
        "translate_pin_4_to_4" translate::<E>, formats(4, 4);
        "translate_pin_0_to_0, none" translate::<E>, no_pin(0, 0);
        "translate_pin_0_to_4, none" translate::<E>, no_pin(0, 4);
        "translate_pin_4_to_4, none" translate::<E>, no_pin(4, 4);
        "verify_offset_0" verify_offset::<E>, ibm(Format0);
        "verify_offset_4" verify_offset::<E>, ibm(Format4);
        "verify_pvv_0" verify_pvv::<E>, pvv(Format0);
        "verify_pvv_4" verify_pvv::<E>, pvv(Format4);
        "offset_of_block" offset_of_block::<E>, ibm(Format0);
        "pvv_of_block" pvv_of_block::<E>, pvv(Format4);
        "offset_of_pin" offset::<E>, ibm(Format0);
        "pvv_of_pin" pvv_of_pin::<E>, pvv(Format0);
        "pin_of_offset" pin_of_offset::<E>, ibm(Format0);
        "card_value" card_value::<E>, card;
        "verify_card_value" verify_card_value::<E>, card;
    }
}
