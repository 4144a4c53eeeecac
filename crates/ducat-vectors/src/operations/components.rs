//! Keys from components.

use compat::vec::Vec;

use ducat::key::ceremony::{Contribution, CustodianId, Opened, Parity, WeakKeys};
use ducat::key::role::BaseDerivation;
use ducat::key::{CmacMethod, KeyCheckValue, LegacyMethod};
use ducat::{Key, KeyComponent};
use serde_json::Value;

use super::{algorithm, hex, operation, output};
use crate::inputs::{self, Inputs};
use crate::outcome::{Failure, Outputs};
use crate::subject::Subject;

pub(super) fn run<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    if operation(inputs, Some("combine"))? != "combine" {
        return Err(Failure::UNSUPPORTED);
    }
    let cipher = inputs.text("cipher")?;
    algorithm(cipher, 16)?;
    let texts = inputs.list("components")?;
    let octets = texts.iter().map(|text| inputs::octets(text)).collect::<Result<Vec<_>, _>>()?;
    if octets.len() < 2 {
        return Err(ducat::Error::Components.into());
    }
    let length = Failure::parse("component_length");
    if octets.iter().any(|other| other.len() != octets.first().map_or(0, |first| first.len())) {
        return Err(length);
    }
    let mut contributions = Vec::new();
    for (custodian, octets) in (1u64..).zip(&octets) {
        let algorithm = algorithm(cipher, octets.len()).map_err(|_| length)?;
        let component = KeyComponent::new(algorithm, octets)?;
        contributions.push(Contribution::new(CustodianId(custodian.to_be_bytes()), component));
    }
    // Two or more, all of one length: what is refused now is their sum.
    let key = join(subject, &contributions).map_err(|error| match error {
        ducat::Error::Components => Failure::KEY_ZERO,
        other => other.into(),
    })?;
    let mut values: Vec<Value> = Vec::new();
    for contribution in &contributions {
        let value = match cipher {
            "AES" => hex(contribution.check_value::<CmacMethod, S>(subject)?.as_octets()),
            _ => hex(contribution.check_value::<LegacyMethod, S>(subject)?.as_octets()),
        };
        values.push(value.into());
    }
    let key_kcv = match cipher {
        "AES" => hex(KeyCheckValue::<CmacMethod>::of(subject, &key)?.as_octets()),
        _ => hex(KeyCheckValue::<LegacyMethod>::of(subject, &key)?.as_octets()),
    };
    let mut outputs = output("key", hex(&subject.reveal(key.handle())?));
    outputs.insert("key_kcv".into(), key_kcv.into());
    outputs.insert("component_kcvs".into(), values.into());
    Ok(outputs)
}

fn join<S: Subject>(
    subject: &mut S,
    contributions: &[Contribution],
) -> Result<Key<BaseDerivation, S>, ducat::Error> {
    let [first, second, others @ ..] = contributions else {
        return Err(ducat::Error::Components);
    };
    let mut ceremony = Opened::by(first).join(second)?;
    for other in others {
        ceremony.join(other)?;
    }
    ceremony.finish(subject, Parity::AsGiven, WeakKeys::Accept)
}
