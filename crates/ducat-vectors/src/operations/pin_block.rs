//! PIN blocks in clear, formats 0 to 3, and the table of translations.

use compat::vec::Vec;

use ducat::pin_block::{
    ClearPinBlock, Format, PanChange, TranslationPolicy, format0, format1, format2, format3,
};
use ducat::{Pan, Pin};
use ducat_hal::pin_field::{FILL_NIBBLES, MIN_PIN_DIGITS};
use ducat_sim::ScriptedRng;
use zeroize::Zeroizing;

use super::{digits, hex, operation, output, pin_block_ciphered};
use crate::inputs::{Inputs, nibble};
use crate::outcome::{Failure, Outputs};
use crate::subject::Subject;
use crate::watch;

pub(super) fn run<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    match operation(inputs, None)? {
        "encode" => encode(inputs),
        "decode" => decode(inputs),
        "pan_field_128" => Ok(output("pan_field", hex(&pan(inputs)?.format4_field()))),
        "encipher" => pin_block_ciphered::encipher(subject, inputs),
        "decipher" => pin_block_ciphered::decipher(subject, inputs),
        "translate" => pin_block_ciphered::translate(subject, inputs),
        "translate_rule" => translate_rule(inputs),
        _ => Err(Failure::UNSUPPORTED),
    }
}

pub(super) fn pin(inputs: &Inputs) -> Result<Pin, Failure> {
    let pin = Pin::from_ascii(inputs.text("pin")?.as_bytes())?;
    watch::conceal(pin.expose_secret());
    Ok(pin)
}

pub(super) fn pan(inputs: &Inputs) -> Result<Pan, Failure> {
    Ok(Pan::from_ascii(inputs.text("pan")?.as_bytes())?)
}

pub(super) fn format(inputs: &Inputs, name: &str) -> Result<Format, Failure> {
    let number = u8::try_from(inputs.number::<u64>(name)?).map_err(|_| Failure::UNSUPPORTED)?;
    Format::from_number(number).ok_or(Failure::UNSUPPORTED)
}

pub(super) fn pin_output(pin: &Pin) -> Outputs {
    output("pin", digits(pin.expose_secret()))
}

fn encode(inputs: &Inputs) -> Result<Outputs, Failure> {
    let format = format(inputs, "format")?;
    let pin = pin(inputs)?;
    let block = match format {
        Format::Format0 => hex(format0::encode(&pin, &pan(inputs)?).expose_secret()),
        Format::Format2 => hex(format2::encode(&pin).expose_secret()),
        Format::Format1 => {
            let script = script(inputs, &pin, 0)?;
            hex(format1::encode(&mut ScriptedRng::new(&script), &pin)?.expose_secret())
        }
        Format::Format3 => {
            let (pan, script) = (pan(inputs)?, script(inputs, &pin, 0xA)?);
            hex(format3::encode(&mut ScriptedRng::new(&script), &pin, &pan)?.expose_secret())
        }
        Format::Format4 => return Err(Failure::UNSUPPORTED),
    };
    Ok(output("pin_block", block))
}

/// The randomness that makes the library choose the fill nibbles given: one octet for each, its
/// distance from the lowest.
pub(super) fn script(
    inputs: &Inputs,
    pin: &Pin,
    lowest: u8,
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    match inputs.text("fill")?.len() + pin.len() {
        FILL_NIBBLES => fill_script(inputs, lowest),
        _ => Err(Failure::MALFORMED),
    }
}

fn fill_script(inputs: &Inputs, lowest: u8) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let mut script = Zeroizing::new(Vec::with_capacity(FILL_NIBBLES));
    for digit in inputs.text("fill")?.bytes() {
        script.push(nibble(digit)?.checked_sub(lowest).ok_or(Failure::MALFORMED)?);
    }
    Ok(script)
}

/// The randomness for an enciphered block of a PIN that is known: the fill is just what it leaves.
pub(super) fn ciphered_script(
    inputs: &Inputs,
    format: Format,
    pin: &Pin,
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let filled = matches!(format, Format::Format1 | Format::Format3);
    if filled && inputs.text("fill")?.len() + pin.len() != FILL_NIBBLES {
        return Err(Failure::MALFORMED);
    }
    translated_script(inputs, format)
}

/// The randomness that makes the library choose the case's own when it makes an enciphered block of
/// `format`. The library draws the fill nibbles of the shortest PIN and takes the last ones; how
/// long the PIN is cannot be known here.
pub(super) fn translated_script(
    inputs: &Inputs,
    format: Format,
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    const DRAWN: usize = FILL_NIBBLES - MIN_PIN_DIGITS;
    let lowest = match format {
        Format::Format0 | Format::Format2 => return Ok(Zeroizing::new(Vec::new())),
        Format::Format4 => return Ok(Zeroizing::new(inputs.array::<8>("random8")?.to_vec())),
        Format::Format1 => 0,
        Format::Format3 => 0xA,
    };
    let fill = fill_script(inputs, lowest)?;
    let unused = DRAWN.checked_sub(fill.len()).ok_or(Failure::MALFORMED)?;
    let mut script = Zeroizing::new(Vec::with_capacity(DRAWN));
    script.resize(unused, 0);
    script.extend_from_slice(&fill);
    Ok(script)
}

fn decode(inputs: &Inputs) -> Result<Outputs, Failure> {
    let format = format(inputs, "format")?;
    let octets = Zeroizing::new(inputs.array::<8>("pin_block")?);
    watch::conceal(&*octets);
    let pin = match format {
        Format::Format0 => format0::decode(&ClearPinBlock::from_octets(&octets), &pan(inputs)?),
        Format::Format1 => format1::decode(&ClearPinBlock::from_octets(&octets)),
        Format::Format2 => format2::decode(&ClearPinBlock::from_octets(&octets)),
        Format::Format3 => format3::decode(&ClearPinBlock::from_octets(&octets), &pan(inputs)?),
        Format::Format4 => return Err(Failure::UNSUPPORTED),
    }?;
    Ok(pin_output(&pin))
}

fn translate_rule(inputs: &Inputs) -> Result<Outputs, Failure> {
    let (from, to) = (format(inputs, "from_format")?, format(inputs, "to_format")?);
    let pan = match inputs.truth_or("same_pan", true)? {
        true => PanChange::Unchanged,
        false => PanChange::Changed,
    };
    Ok(output("allowed", TranslationPolicy::STRICT.allows(from, to, pan)))
}
