//! Card verification values, and the values that PINs are verified by.

use ducat::card_verification::{self, CardVerificationValue, ExpiryDate, ServiceCode};
use ducat::key::role::Role;
use ducat::pin_block::{Binding, EncipheredPin, Format, PinSource};
use ducat::pin_verification::ibm3624::{self, CardParameters, PinOffset, ValidationData};
use ducat::pin_verification::pvv::{self, KeyIndex, PinVerificationValue};
use ducat::pin_verification::{DecimalizationTable, TableRule};
use ducat::{Key, Pan};

use super::pin_block::{format, pan, pin, pin_output};
use super::pin_block_ciphered::check_cipher;
use super::{digits, named_key, operation, output, tdea_key};
use crate::inputs::{Inputs, nibble};
use crate::outcome::{Failure, Outputs};
use crate::subject::Subject;

pub(super) fn run<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    match operation(inputs, None)? {
        "cvv" => cvv(subject, inputs),
        "cvv_verify" => cvv_verify(subject, inputs),
        "pvv" => pvv(subject, inputs),
        "pvv_verify" => pvv_verify(subject, inputs),
        "ibm3624" => pin_of_offset(subject, inputs),
        "ibm3624_offset" => offset(subject, inputs),
        "ibm3624_verify" => offset_verify(subject, inputs),
        _ => Err(Failure::UNSUPPORTED),
    }
}

/// A key of TDEA with two keys, which are all that CVV and PVV have.
fn two_key<R: Role, S: Subject>(
    subject: &mut S,
    inputs: &Inputs,
    name: &str,
) -> Result<Key<R, S>, Failure> {
    match inputs.octets(name)?.len() {
        16 => tdea_key(subject, inputs, name),
        _ => Err(Failure::parse("key_length")),
    }
}

fn card(inputs: &Inputs) -> Result<(Pan, ExpiryDate, ServiceCode), Failure> {
    let expiry = ExpiryDate::from_ascii(inputs.text("expiry")?.as_bytes())?;
    let service_code = ServiceCode::from_ascii(inputs.text("service_code")?.as_bytes())?;
    Ok((pan(inputs)?, expiry, service_code))
}

fn cvv<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    let (pan, expiry, service_code) = card(inputs)?;
    let key = two_key(subject, inputs, "cvk")?;
    let value = card_verification::generate(subject, &key, &pan, expiry, service_code)?;
    Ok(output("cvv", digits(value.as_digits())))
}

fn cvv_verify<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    let (pan, expiry, service_code) = card(inputs)?;
    let value = CardVerificationValue::from_ascii(inputs.text("cvv")?.as_bytes())?;
    let key = two_key(subject, inputs, "cvk")?;
    match card_verification::verify(subject, &key, &pan, expiry, service_code, &value) {
        Ok(()) => Ok(output("valid", true)),
        Err(ducat::Error::Mismatch) => Err(Failure::CVV_MISMATCH),
        Err(error) => Err(error.into()),
    }
}

fn index(inputs: &Inputs) -> Result<KeyIndex, Failure> {
    match inputs.text("pvki")?.as_bytes() {
        [digit] => Ok(KeyIndex::new(nibble(*digit)?)?),
        _ => Err(Failure::MALFORMED),
    }
}

fn pvv<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    let (pin, pan, index) = (pin(inputs)?, pan(inputs)?, index(inputs)?);
    let key = two_key(subject, inputs, "pvk")?;
    let value = pvv::of_pin(subject, &key, &pan, index, &pin)?;
    Ok(output("pvv", digits(value.as_digits())))
}

fn pvv_verify<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    let (pan, index) = (pan(inputs)?, index(inputs)?);
    let value = PinVerificationValue::from_ascii(inputs.text("pvv")?.as_bytes())?;
    let key = two_key(subject, inputs, "pvk")?;
    with_block(subject, inputs, Some(&pan), |subject, source| {
        pvv::verify(subject, source, &key, &pan, index, &value)
    })
}

/// What a request brings for IBM 3624 besides the key and the PIN or offset. Tables here are for
/// tests, and so trusted; the input `unusual_table` relaxes the rule for them.
struct Parameters {
    rule: TableRule,
    table: [u8; 16],
    validation_data: ValidationData,
}

impl Parameters {
    fn parse(inputs: &Inputs) -> Result<Self, Failure> {
        let rule = match inputs.truth_or("unusual_table", false)? {
            true => TableRule::AcceptUnusual,
            false => TableRule::Usual,
        };
        let table = inputs.text("decimalization_table")?.as_bytes();
        let table = table.try_into().ok().filter(|table: &[u8; 16]| digits_alone(table));
        let table = table.ok_or(Failure::MALFORMED)?;
        let validation_data = inputs.text("validation_data")?.as_bytes();
        Ok(Self { rule, table, validation_data: ValidationData::from_ascii(validation_data)? })
    }

    /// The rule for tables is policy: it comes after everything is read.
    fn table(&self) -> Result<DecimalizationTable, ducat::Error> {
        DecimalizationTable::trusted_under(self.rule, &self.table)
    }
}

fn digits_alone(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_digit)
}

fn offset_input(inputs: &Inputs) -> Result<PinOffset, Failure> {
    Ok(PinOffset::from_ascii(inputs.text("offset")?.as_bytes())?)
}

fn pin_of_offset<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    let (parameters, offset) = (Parameters::parse(inputs)?, offset_input(inputs)?);
    let key = tdea_key(subject, inputs, "pvk")?;
    let table = &parameters.table()?;
    let card = CardParameters { validation_data: &parameters.validation_data, table };
    Ok(pin_output(&ibm3624::pin_of_offset(subject, &key, &card, &offset)?))
}

fn offset<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    let (parameters, pin) = (Parameters::parse(inputs)?, pin(inputs)?);
    let key = tdea_key(subject, inputs, "pvk")?;
    let table = &parameters.table()?;
    let card = CardParameters { validation_data: &parameters.validation_data, table };
    let offset = ibm3624::offset_of_pin(subject, &key, &card, &pin)?;
    Ok(output("offset", digits(offset.as_digits())))
}

fn offset_verify<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    let (parameters, offset) = (Parameters::parse(inputs)?, offset_input(inputs)?);
    let key = tdea_key(subject, inputs, "pvk")?;
    let pan = if inputs.has("pan") { Some(pan(inputs)?) } else { None };
    with_block(subject, inputs, pan.as_ref(), |subject, source| {
        let table = &parameters.table()?;
        let card = CardParameters { validation_data: &parameters.validation_data, table };
        ibm3624::verify(subject, source, &key, &card, &offset)
    })
}

/// Reads the enciphered block of the inputs, and verifies it. One of format 2 never comes online.
fn with_block<S: Subject>(
    subject: &mut S,
    inputs: &Inputs,
    pan: Option<&Pan>,
    verify: impl FnOnce(&mut S, &PinSource<'_, S>) -> Result<(), ducat::Error>,
) -> Result<Outputs, Failure> {
    let format = format(inputs, "format")?;
    if format == Format::Format2 {
        return Err(Failure::UNSUPPORTED);
    }
    check_cipher(inputs, "cipher", format)?;
    let binding = Binding::new(format, pan).map_err(|_| Failure::MALFORMED)?;
    let octets = inputs.octets("pin_block")?;
    let block = EncipheredPin::from_octets(format, &octets).ok_or(Failure::MALFORMED)?;
    let key = named_key(subject, inputs, "cipher", "pin_key")?;
    match verify(subject, &PinSource { key: &key, block: &block, binding }) {
        Ok(()) => Ok(output("valid", true)),
        Err(ducat::Error::PinMismatch) => Err(Failure::PIN_MISMATCH),
        Err(error) => Err(error.into()),
    }
}
