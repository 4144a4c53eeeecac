//! PIN block format 4: enciphered, deciphered, translated.

use ducat::pin_block::{
    EncipheredPinBlock, Format, PanChange, TranslationPolicy, format4, translate_format4,
};
use ducat_sim::ScriptedRng;

use super::pin_block::{digits, format, pan, pin};
use super::{aes_key, hex, only_aes, output};
use crate::inputs::Inputs;
use crate::outcome::{Failure, Outputs};
use crate::subject::Subject;

fn only_format4(inputs: &Inputs) -> Result<(), Failure> {
    match format(inputs, "format")? {
        Format::Format4 => Ok(()),
        _ => Err(Failure::UNSUPPORTED),
    }
}

pub(super) fn encipher<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    only_format4(inputs)?;
    let (pin, pan) = (pin(inputs)?, pan(inputs)?);
    let random8: [u8; 8] = inputs.array("random8")?;
    let key = aes_key(subject, inputs, "key")?;
    let mut rng = ScriptedRng::new(&random8);
    let block = format4::encipher(subject, &mut rng, &key, &pin, &pan)?;
    Ok(output("enciphered_pin_block", hex(&block.0)))
}

pub(super) fn decipher<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    only_format4(inputs)?;
    let pan = pan(inputs)?;
    let block = EncipheredPinBlock(inputs.array("enciphered_pin_block")?);
    let key = aes_key(subject, inputs, "key")?;
    Ok(digits(&format4::decipher(subject, &key, &block, &pan)?))
}

pub(super) fn translate<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    let (from, to) = (format(inputs, "from_format")?, format(inputs, "to_format")?);
    if !TranslationPolicy::STRICT.allows(from, to, PanChange::Unchanged) {
        return Err(ducat::Error::TranslationRefused.into());
    }
    if (from, to) != (Format::Format4, Format::Format4) {
        return Err(Failure::UNSUPPORTED);
    }
    only_aes(inputs, "from_cipher")?;
    only_aes(inputs, "to_cipher")?;
    let pan = pan(inputs)?;
    let block = EncipheredPinBlock(inputs.array("pin_block")?);
    let random8: [u8; 8] = inputs.array("random8")?;
    let from_key = aes_key(subject, inputs, "from_key")?;
    let to_key = aes_key(subject, inputs, "to_key")?;
    let mut rng = ScriptedRng::new(&random8);
    let block = translate_format4(subject, &mut rng, &from_key, &block, &pan, &to_key)?;
    Ok(output("pin_block", hex(&block.0)))
}
