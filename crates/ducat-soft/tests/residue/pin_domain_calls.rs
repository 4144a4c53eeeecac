//! PIN blocks of every format, PIN verification and card verification values by role.

#![allow(improper_ctypes_definitions, reason = "both sides are Rust")]

use ducat::card_verification::{self, CardVerificationValue, ExpiryDate, ServiceCode};
use ducat::key::role::{
    BothWays, CardValueGenerate, CardValueVerify, MacGenerate, MacVerify, OffsetGenerate,
    OffsetVerify, PinDecipher, PinEncipher, PvvGenerate, PvvVerify, Role,
};
use ducat::mac::Tag;
use ducat::pin_block::{
    Binding, EncipheredPin, EncipheredPinBlock, Format, PinSource, PinTarget, TranslationPolicy,
    format0, format1, format3, format4, translate,
};
use ducat::pin_verification::ibm3624::{self, CardParameters, PinOffset, ValidationData};
use ducat::pin_verification::pvv::{self, KeyIndex, PinVerificationValue};
use ducat::pin_verification::{DecimalizationTable, TableRule};
use ducat::{Error, Key, Pan, Pin, TdeaCmac};
use ducat_hal::Algorithm;

use crate::machine::{leave_out_this_frame, outlined};
use crate::measure::Report;
use crate::secrets::{Counting, Secrets};
use crate::whole::Whole;

const DIGITS: &[u8] = b"0123456789012345";

/// What all calls take, in memory that is not measured.
struct Input<E: Whole> {
    engine: E,
    rng: Counting,
    pin: Pin,
    pan: Pan,
    from: Format,
    to: Format,
    enciphering: Key<PinEncipher, E>,
    deciphering: Key<PinDecipher, E>,
    zone_key: Key<PinEncipher, E>,
    block: EncipheredPin,
    block4: EncipheredPinBlock,
    found: Option<Pin>,
    pvv_generate: Key<PvvGenerate, E>,
    pvv_verify: Key<PvvVerify, E>,
    pvv: PinVerificationValue,
    offset_generate: Key<OffsetGenerate, E>,
    offset_verify: Key<OffsetVerify, E>,
    validation_data: ValidationData,
    table: DecimalizationTable,
    table_generate: Key<MacGenerate<TdeaCmac, BothWays>, E>,
    table_verify: Key<MacVerify<TdeaCmac, BothWays>, E>,
    table_tag: Tag<8>,
    offset: PinOffset,
    card_generate: Key<CardValueGenerate, E>,
    card_verify: Key<CardValueVerify, E>,
    card_value: CardVerificationValue,
}

fn key<R: Role, E: Whole>(secrets: &Secrets, name: u8, algorithm: Algorithm) -> Key<R, E> {
    let octets = &secrets.key(name)[..algorithm.key_octets().unwrap()];
    Key::load(&mut E::default(), algorithm, octets).unwrap()
}

fn index() -> KeyIndex {
    KeyIndex::new(1).unwrap()
}

fn expiry() -> ExpiryDate {
    ExpiryDate::from_ascii(b"2912").unwrap()
}

fn formats<E: Whole>(from: Format, to: Format) -> impl Fn(&Secrets) -> Input<E> {
    move |secrets| {
        let cipher = |format: Format| match format.octets() {
            16 => E::AES,
            _ => Algorithm::Tdea2,
        };
        let mut input = Input {
            engine: E::default(),
            rng: Counting::default(),
            pin: secrets.pin(),
            pan: Pan::from_ascii(b"4111111111111111").unwrap(),
            from,
            to,
            enciphering: key(secrets, 0, cipher(from)),
            deciphering: key(secrets, 0, cipher(from)),
            zone_key: key(secrets, 1, cipher(to)),
            block: EncipheredPin::Format4([0; 16]),
            block4: EncipheredPinBlock([0; 16]),
            found: None,
            pvv_generate: key(secrets, 2, Algorithm::Tdea2),
            pvv_verify: key(secrets, 2, Algorithm::Tdea2),
            pvv: PinVerificationValue::from_ascii(b"0000").unwrap(),
            offset_generate: key(secrets, 3, Algorithm::Tdea2),
            offset_verify: key(secrets, 3, Algorithm::Tdea2),
            validation_data: ValidationData::from_ascii(DIGITS).unwrap(),
            table: DecimalizationTable::trusted(DIGITS).unwrap(),
            table_generate: key(secrets, 4, Algorithm::Tdea2),
            table_verify: key(secrets, 4, Algorithm::Tdea2),
            table_tag: Tag::from_octets([0; 8]),
            offset: PinOffset::zero(12).unwrap(),
            card_generate: key(secrets, 5, Algorithm::Tdea2),
            card_verify: key(secrets, 5, Algorithm::Tdea2),
            card_value: CardVerificationValue::from_ascii(b"000").unwrap(),
        };
        match from {
            Format::Format0 => encipher0(&mut input),
            Format::Format1 => encipher1(&mut input),
            Format::Format3 => encipher3(&mut input),
            _ => encipher4(&mut input),
        }
        .unwrap();
        pvv_of_pin(&mut input).unwrap();
        input.offset = offset_of_pin(&mut input).unwrap();
        card_value(&mut input).unwrap();
        protect_table(&mut input).unwrap();
        input.rng = Counting::default();
        input
    }
}

type Done = Result<(), Error>;

extern "C" fn encipher0<E: Whole>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    i.block = outlined(|| format0::encipher(&mut i.engine, &i.enciphering, &i.pin, &i.pan))?;
    Ok(())
}

extern "C" fn encipher1<E: Whole>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    let (engine, rng) = (&mut i.engine, &mut i.rng);
    i.block = outlined(|| format1::encipher(engine, rng, &i.enciphering, &i.pin))?;
    Ok(())
}

extern "C" fn encipher3<E: Whole>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    let (engine, rng) = (&mut i.engine, &mut i.rng);
    i.block = outlined(|| format3::encipher(engine, rng, &i.enciphering, &i.pin, &i.pan))?;
    Ok(())
}

extern "C" fn encipher4<E: Whole>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    let (engine, rng) = (&mut i.engine, &mut i.rng);
    i.block4 = outlined(|| format4::encipher(engine, rng, &i.enciphering, &i.pin, &i.pan))?;
    i.block = i.block4.into();
    Ok(())
}

extern "C" fn encipher4_12<E: Whole>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    let (engine, rng, key) = (&mut i.engine, &mut i.rng, &i.enciphering);
    let encipher = || format4::encipher_with_12_digits(engine, rng, key, &i.pin, &i.pan);
    i.block4 = outlined(encipher)?;
    i.block = i.block4.into();
    Ok(())
}

extern "C" fn decipher0<E: Whole>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    let pin = outlined(|| format0::decipher(&mut i.engine, &i.deciphering, &i.block, &i.pan));
    i.found = Some(pin?);
    Ok(())
}

extern "C" fn decipher1<E: Whole>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    i.found = Some(outlined(|| format1::decipher(&mut i.engine, &i.deciphering, &i.block))?);
    Ok(())
}

extern "C" fn decipher3<E: Whole>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    let pin = outlined(|| format3::decipher(&mut i.engine, &i.deciphering, &i.block, &i.pan));
    i.found = Some(pin?);
    Ok(())
}

extern "C" fn decipher4<E: Whole>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    let pin = outlined(|| format4::decipher(&mut i.engine, &i.deciphering, &i.block4, &i.pan));
    i.found = Some(pin?);
    Ok(())
}

/// The block is bound to all digits of the PAN, and no PIN is found.
extern "C" fn decipher4_12<E: Whole>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    let (engine, key) = (&mut i.engine, &i.deciphering);
    let pin = outlined(|| format4::decipher_with_12_digits(engine, key, &i.block4, &i.pan));
    if matches!(pin, Err(Error::PinBlock)) { Ok(()) } else { Err(Error::PinMismatch) }
}

extern "C" fn translate_pin<E: Whole>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    let (engine, rng, policy) = (&mut i.engine, &mut i.rng, TranslationPolicy::STRICT);
    let from = Binding::new(i.from, Some(&i.pan))?;
    let from = PinSource { key: &i.deciphering, block: &i.block, binding: from };
    let to = PinTarget { key: &i.zone_key, binding: Binding::new(i.to, Some(&i.pan))? };
    let block = outlined(|| translate(engine, rng, policy, &from, &to))?;
    i.block = block;
    Ok(())
}

extern "C" fn pvv_verify<E: Whole>(i: &mut Input<E>) -> Done {
    let binding = Binding::new(i.from, Some(&i.pan))?;
    let from = PinSource { key: &i.deciphering, block: &i.block, binding };
    pvv::verify(&mut i.engine, &from, &i.pvv_verify, &i.pan, index(), &i.pvv)
}

extern "C" fn pvv_generate<E: Whole>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    let binding = Binding::new(i.from, Some(&i.pan))?;
    let from = PinSource { key: &i.deciphering, block: &i.block, binding };
    let (engine, key) = (&mut i.engine, &i.pvv_generate);
    i.pvv = outlined(|| pvv::generate(engine, &from, key, &i.pan, index()))?;
    Ok(())
}

extern "C" fn pvv_of_pin<E: Whole>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    let (engine, key) = (&mut i.engine, &i.pvv_generate);
    i.pvv = outlined(|| pvv::of_pin(engine, key, &i.pan, index(), &i.pin))?;
    Ok(())
}

extern "C" fn offset_verify<E: Whole>(i: &mut Input<E>) -> Done {
    let card = CardParameters { validation_data: &i.validation_data, table: &i.table };
    let binding = Binding::new(i.from, Some(&i.pan))?;
    let from = PinSource { key: &i.deciphering, block: &i.block, binding };
    ibm3624::verify(&mut i.engine, &from, &i.offset_verify, &card, &i.offset)
}

extern "C" fn offset<E: Whole>(i: &mut Input<E>) -> Result<PinOffset, Error> {
    let card = CardParameters { validation_data: &i.validation_data, table: &i.table };
    let binding = Binding::new(i.from, Some(&i.pan))?;
    let from = PinSource { key: &i.deciphering, block: &i.block, binding };
    let (engine, key) = (&mut i.engine, &i.offset_generate);
    ibm3624::offset(engine, &from, key, &card, 12)
}

extern "C" fn offset_of_pin<E: Whole>(i: &mut Input<E>) -> Result<PinOffset, Error> {
    let card = CardParameters { validation_data: &i.validation_data, table: &i.table };
    let (engine, key) = (&mut i.engine, &i.offset_generate);
    ibm3624::offset_of_pin(engine, key, &card, &i.pin)
}

extern "C" fn pin_of_offset<E: Whole>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    let card = CardParameters { validation_data: &i.validation_data, table: &i.table };
    let (engine, key) = (&mut i.engine, &i.offset_generate);
    i.found = Some(outlined(|| ibm3624::pin_of_offset(engine, key, &card, &i.offset))?);
    Ok(())
}

extern "C" fn protect_table<E: Whole>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    i.table_tag = outlined(|| i.table.protect(&mut i.engine, &i.table_generate, b"issuer"))?;
    Ok(())
}

extern "C" fn protected_table<E: Whole>(i: &mut Input<E>) -> Result<DecimalizationTable, Error> {
    let (key, rule) = (&i.table_verify, TableRule::Usual);
    DecimalizationTable::from_protected(&mut i.engine, key, rule, b"issuer", DIGITS, &i.table_tag)
}

extern "C" fn card_value<E: Whole>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    let (engine, key, code) = (&mut i.engine, &i.card_generate, ServiceCode::CVV2);
    i.card_value = outlined(|| card_verification::generate(engine, key, &i.pan, expiry(), code))?;
    Ok(())
}

extern "C" fn verify_card_value<E: Whole>(i: &mut Input<E>) -> Done {
    let (engine, key, code) = (&mut i.engine, &i.card_verify, ServiceCode::CVV2);
    card_verification::verify(engine, key, &i.pan, expiry(), code, &i.card_value)
}

/// Measures all of them.
pub(crate) fn all<E: Whole>(report: &mut Report) {
    use Format::{Format0, Format1, Format3, Format4};
    macro_rules! calls {
        ($($name:literal $call:ident, $from:ident $to:ident;)*) => {
            $(report.measure($name, formats($from, $to), $call::<E>);)*
        };
    }
    calls! {
        "format0::encipher" encipher0, Format0 Format0;
        "format1::encipher" encipher1, Format1 Format1;
        "format3::encipher" encipher3, Format3 Format3;
        "format4::encipher" encipher4, Format4 Format4;
        "format4::encipher, 12 digits" encipher4_12, Format4 Format4;
        "format0::decipher" decipher0, Format0 Format0;
        "format1::decipher" decipher1, Format1 Format1;
        "format3::decipher" decipher3, Format3 Format3;
        "format4::decipher" decipher4, Format4 Format4;
        "format4::decipher, 12 digits" decipher4_12, Format4 Format4;
        "translate 0 to 3" translate_pin, Format0 Format3;
        "translate 0 to 4" translate_pin, Format0 Format4;
        "translate 1 to 0" translate_pin, Format1 Format0;
        "translate 1 to 4" translate_pin, Format1 Format4;
        "translate 3 to 0" translate_pin, Format3 Format0;
        "translate 4 to 0" translate_pin, Format4 Format0;
        "translate 4 to 4" translate_pin, Format4 Format4;
        "pvv::verify 0" pvv_verify, Format0 Format0;
        "pvv::verify 4" pvv_verify, Format4 Format4;
        "pvv::generate" pvv_generate, Format4 Format4;
        "pvv::of_pin" pvv_of_pin, Format0 Format0;
        "ibm3624::verify 0" offset_verify, Format0 Format0;
        "ibm3624::verify 4" offset_verify, Format4 Format4;
        "ibm3624::offset" offset, Format4 Format4;
        "ibm3624::offset_of_pin" offset_of_pin, Format0 Format0;
        "ibm3624::pin_of_offset" pin_of_offset, Format0 Format0;
        "DecimalizationTable::protect" protect_table, Format0 Format0;
        "DecimalizationTable protected" protected_table, Format0 Format0;
        "card_verification::generate" card_value, Format0 Format0;
        "card_verification::verify" verify_card_value, Format0 Format0;
    }
}
