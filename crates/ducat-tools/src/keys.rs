//! Keys for the calculators, and their check values.

use ducat::Key;
use ducat::key::Role;
use ducat_hal::{Algorithm, CheckValue, CheckValueMethod, ErrorKind, KeyEngine};
use ducat_soft::{Engine, Handle};

use crate::failure::Failure;
use crate::input::{Inputs, Value};
use crate::output::Report;

/// The engine of the calculators: keys of up to 32 octets.
pub type Soft = Engine<32>;

/// Reads and loads the AES key of the option `name`.
///
/// # Errors
/// If it cannot be read, or is no AES key.
pub fn load_aes<R: Role>(
    inputs: &mut Inputs,
    engine: &mut Soft,
    name: &str,
    value: &Value,
) -> Result<Key<R, Soft>, Failure> {
    let octets = inputs.octets(name, value)?;
    let algorithm = aes(name, octets.len())?;
    Key::load(engine, algorithm, &octets).map_err(|e| Failure::of(name, e))
}

/// The AES with keys of this length in octets.
///
/// # Errors
/// If there is none.
pub fn aes(name: &str, octets: usize) -> Result<Algorithm, Failure> {
    let problem = "an AES key has 32, 48 or 64 hexadecimal digits";
    Algorithm::aes(octets).ok_or_else(|| Failure::value(name, problem))
}

/// The TDEA with keys of this length in octets.
///
/// # Errors
/// If there is none.
pub fn tdea(name: &str, octets: usize) -> Result<Algorithm, Failure> {
    let problem = "a TDES key has 32 or 48 hexadecimal digits";
    Algorithm::tdea(octets).ok_or_else(|| Failure::value(name, problem))
}

/// The name of an algorithm, as the vectors write it.
pub fn algorithm_name(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Tdea2 => "2TDEA",
        Algorithm::Tdea3 => "3TDEA",
        Algorithm::Aes128 => "AES-128",
        Algorithm::Aes192 => "AES-192",
        Algorithm::Aes256 => "AES-256",
        Algorithm::Hmac => "HMAC",
        _ => "other",
    }
}

/// Adds the check value of a key, by the method that its algorithm has.
///
/// # Errors
/// The engine's.
pub fn report_check_value(
    report: Report,
    name: &'static str,
    engine: &mut Soft,
    key: &Handle<32>,
) -> Result<Report, Failure> {
    let algorithm = engine.attributes(key).algorithm;
    let method = match algorithm {
        Algorithm::Hmac => return Ok(report.absent(name, "HMAC keys have none")),
        tdea if tdea.is_tdea() => CheckValueMethod::Legacy,
        _ => CheckValueMethod::Cmac,
    };
    let mut value = [0; 5];
    let value = value.split_at_mut(method.octets()).0;
    match engine.check_value(key, method, value) {
        Ok(()) => Ok(report.octets(name, value)),
        Err(ErrorKind::Unsupported) => Ok(report.absent(name, "not computed for TDEA keys")),
        Err(error) => Err(ducat::Error::Engine(error).into()),
    }
}
