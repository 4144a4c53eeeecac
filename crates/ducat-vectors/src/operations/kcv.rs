//! Key check values.

use ducat::Key;
use ducat::key::role::DataEncipher;
use ducat::key::role::Request;
use ducat_hal::CheckValueMethod;

use super::{hex, load, operation, output};
use crate::inputs::Inputs;
use crate::outcome::{Failure, Outputs};
use crate::subject::Subject;

pub(super) fn run<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    if operation(inputs, Some("kcv"))? != "kcv" {
        return Err(Failure::UNSUPPORTED);
    }
    let method = match inputs.text("method")? {
        "legacy" => CheckValueMethod::Legacy,
        "cmac" => CheckValueMethod::Cmac,
        _ => return Err(Failure::UNSUPPORTED),
    };
    let cipher = inputs.text("cipher")?;
    let key: Key<DataEncipher<Request>, S> = load(subject, cipher, &inputs.octets("key")?)?;
    let length = inputs.number_or("length", method.octets())?;
    let mut value = [0; 5];
    let value = value.get_mut(..length).ok_or(Failure::MALFORMED)?;
    subject.check_value(key.handle(), method, value)?;
    Ok(output("kcv", hex(value)))
}
