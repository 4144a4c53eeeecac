//! Keys from components.

use compat::string::String;
use compat::vec::Vec;

use ducat::key::role::BaseDerivation;
use ducat::key::{CmacMethod, KeyCheckValue};
use ducat::{Key, KeyComponent};
use ducat_hal::Algorithm;
use serde_json::Value;

use super::{hex, only_aes, operation, output};
use crate::inputs::{self, Inputs};
use crate::outcome::{Failure, Outputs};
use crate::subject::Subject;

pub(super) fn run<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    if operation(inputs, Some("combine"))? != "combine" {
        return Err(Failure::UNSUPPORTED);
    }
    only_aes(inputs, "cipher")?;
    let texts = inputs.list("components")?;
    let octets = texts.iter().map(|text| inputs::octets(text)).collect::<Result<Vec<_>, _>>()?;
    if octets.len() < 2 {
        return Err(ducat::Error::Components.into());
    }
    let components = octets
        .iter()
        .map(|octets| {
            let algorithm = Algorithm::aes(octets.len()).ok_or(ducat::Error::KeyLength)?;
            KeyComponent::new(algorithm, octets)
        })
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| Failure::parse("component_length"))?;
    let references: Vec<&KeyComponent> = components.iter().collect();
    if octets.iter().any(|other| other.len() != octets.first().map_or(0, |first| first.len())) {
        return Err(Failure::parse("component_length"));
    }
    // Two or more, all of one length: what is refused now is their sum.
    let key: Key<BaseDerivation, S> =
        KeyComponent::combine(subject, &references).map_err(|error| match error {
            ducat::Error::Components => Failure::KEY_ZERO,
            other => other.into(),
        })?;
    let mut values: Vec<Value> = Vec::new();
    for component in &components {
        let loaded: Key<BaseDerivation, S> = component.load(subject)?;
        values.push(check_value(subject, &loaded)?.into());
    }
    let mut outputs = output("key", hex(&subject.reveal(key.handle())?));
    outputs.insert("key_kcv".into(), check_value(subject, &key)?.into());
    outputs.insert("component_kcvs".into(), values.into());
    Ok(outputs)
}

fn check_value<S: Subject>(
    subject: &mut S,
    key: &Key<BaseDerivation, S>,
) -> Result<String, Failure> {
    Ok(hex(KeyCheckValue::<CmacMethod>::of(subject, key)?.as_octets()))
}
