//! PIN blocks of all formats: enciphered, deciphered, translated.

use ducat::pin_block::{
    Binding, EncipheredPin, EncipheredPinBlock, Format, PanChange, PinSource, PinTarget,
    TranslationPolicy, format0, format1, format3, format4,
};
use ducat::{Key, Pan, Pin};
use ducat_sim::ScriptedRng;

use super::pin_block::{ciphered_script, format, pan, pin, pin_output, translated_script};
use super::{aes_key, hex, named_key, output, tdea_key};
use crate::inputs::Inputs;
use crate::outcome::{Failure, Outputs};
use crate::subject::Subject;

/// The PAN, where the format takes one.
fn bound_pan(inputs: &Inputs, formats: &[Format]) -> Result<Option<Pan>, Failure> {
    match formats.iter().any(|format| format.is_bound_to_pan()) {
        true => pan(inputs).map(Some),
        false => Ok(None),
    }
}

/// Refuses a cipher that the format does not have, whatever the key.
pub(super) fn check_cipher(inputs: &Inputs, name: &str, format: Format) -> Result<(), Failure> {
    match (inputs.text(name)?, format.octets()) {
        ("AES", 16) | ("TDES", 8) => Ok(()),
        _ => Err(Failure::UNSUPPORTED),
    }
}

pub(super) fn encipher<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    let format = format(inputs, "format")?;
    let pin = pin(inputs)?;
    let script = ciphered_script(inputs, format, &pin)?;
    let rng = &mut ScriptedRng::new(&script);
    let block = match format {
        Format::Format0 => {
            let (pan, key) = (pan(inputs)?, tdea_key(subject, inputs, "key")?);
            format0::encipher(subject, &key, &pin, &pan)?
        }
        Format::Format1 => {
            let key = tdea_key(subject, inputs, "key")?;
            format1::encipher(subject, rng, &key, &pin)?
        }
        // It goes to an IC card and never online.
        Format::Format2 => return Err(Failure::UNSUPPORTED),
        Format::Format3 => {
            let (pan, key) = (pan(inputs)?, tdea_key(subject, inputs, "key")?);
            format3::encipher(subject, rng, &key, &pin, &pan)?
        }
        Format::Format4 => {
            let (pan, key) = (pan(inputs)?, aes_key(subject, inputs, "key")?);
            format4::encipher(subject, rng, &key, &pin, &pan)?.into()
        }
    };
    Ok(output("enciphered_pin_block", hex(block.as_octets())))
}

pub(super) fn decipher<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    let format = format(inputs, "format")?;
    let octets = inputs.octets("enciphered_pin_block")?;
    let block = EncipheredPin::from_octets(format, &octets).ok_or(Failure::MALFORMED)?;
    Ok(pin_output(&deciphered(subject, inputs, &block)?))
}

fn deciphered<S: Subject>(
    subject: &mut S,
    inputs: &Inputs,
    block: &EncipheredPin,
) -> Result<Pin, Failure> {
    Ok(match block {
        EncipheredPin::Format0(_) => {
            let (pan, key) = (pan(inputs)?, tdea_key(subject, inputs, "key")?);
            format0::decipher(subject, &key, block, &pan)
        }
        EncipheredPin::Format1(_) => {
            let key = tdea_key(subject, inputs, "key")?;
            format1::decipher(subject, &key, block)
        }
        EncipheredPin::Format2(_) => return Err(Failure::UNSUPPORTED),
        EncipheredPin::Format3(_) => {
            let (pan, key) = (pan(inputs)?, tdea_key(subject, inputs, "key")?);
            format3::decipher(subject, &key, block, &pan)
        }
        EncipheredPin::Format4(octets) => {
            let (pan, key) = (pan(inputs)?, aes_key(subject, inputs, "key")?);
            format4::decipher(subject, &key, &EncipheredPinBlock(*octets), &pan)
        }
    }?)
}

pub(super) fn translate<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    let formats = [format(inputs, "from_format")?, format(inputs, "to_format")?];
    let [from, to] = formats;
    check_cipher(inputs, "from_cipher", from)?;
    check_cipher(inputs, "to_cipher", to)?;
    let pan = bound_pan(inputs, &formats)?;
    let octets = inputs.octets("pin_block")?;
    let block = EncipheredPin::from_octets(from, &octets).ok_or(Failure::MALFORMED)?;
    let from_key = named_key(subject, inputs, "from_cipher", "from_key")?;
    let to_key: Key<_, S> = named_key(subject, inputs, "to_cipher", "to_key")?;
    // A case need not bring the random data of a translation that is refused.
    if !TranslationPolicy::STRICT.allows(from, to, PanChange::Unchanged) {
        return Err(ducat::Error::TranslationRefused.into());
    }
    let script = translated_script(inputs, to)?;
    let from =
        PinSource { key: &from_key, block: &block, binding: Binding::new(from, pan.as_ref())? };
    let to = PinTarget { key: &to_key, binding: Binding::new(to, pan.as_ref())? };
    let rng = &mut ScriptedRng::new(&script);
    let policy = TranslationPolicy::STRICT;
    let block = ducat::pin_block::translate(subject, rng, policy, &from, &to)?;
    Ok(output("pin_block", hex(block.as_octets())))
}
