//! Keys for the calculators, and their check values.

use ducat::Key;
use ducat::key::Role;
use ducat::key::role::KeyBlockProtection;
use ducat::key_block::{CheckValueData, KeyBlockVersion};
use ducat_hal::{Algorithm, CheckValue, CheckValueMethod, KeyEngine};
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

/// Reads and loads the key of two-key TDEA of the option `name`.
///
/// # Errors
/// If it cannot be read, or is none.
pub fn load_tdea2<R: Role>(
    inputs: &mut Inputs,
    engine: &mut Soft,
    name: &str,
    value: &Value,
) -> Result<Key<R, Soft>, Failure> {
    let octets = inputs.array::<16>(name, value)?;
    Key::load(engine, Algorithm::Tdea2, &*octets).map_err(|e| Failure::of(name, e))
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

/// Loads a key block protection key: the version says what algorithm it is of.
///
/// # Errors
/// If it has not the length of such a key.
pub fn load_protection<const MAX: usize>(
    engine: &mut Engine<MAX>,
    name: &str,
    version: KeyBlockVersion,
    octets: &[u8],
) -> Result<Key<KeyBlockProtection, Engine<MAX>>, Failure> {
    let algorithm = match version {
        KeyBlockVersion::A | KeyBlockVersion::B | KeyBlockVersion::C => tdea(name, octets.len()),
        KeyBlockVersion::D | KeyBlockVersion::E => aes(name, octets.len()),
    };
    Key::load(engine, algorithm?, octets).map_err(|e| Failure::of(name, e))
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
        Algorithm::Des => "DES",
        _ => "other",
    }
}

/// Adds the check value of a key, by the method that its algorithm has.
///
/// # Errors
/// The engine's.
pub fn report_check_value<const MAX: usize>(
    report: Report,
    name: &'static str,
    engine: &mut Engine<MAX>,
    key: &Handle<MAX>,
) -> Result<Report, Failure> {
    Ok(match check_value_data(engine, key)? {
        Some(value) => report.octets(name, value.as_octets()),
        None => report.absent(name, "HMAC keys have none"),
    })
}

/// The check value of a key, by the method that its algorithm has; `None` if it has none.
///
/// # Errors
/// The engine's.
pub fn check_value_data<const MAX: usize>(
    engine: &mut Engine<MAX>,
    key: &Handle<MAX>,
) -> Result<Option<CheckValueData>, Failure> {
    let Some(method) = check_value_method(engine.attributes(key).algorithm) else {
        return Ok(None);
    };
    let mut value = [0; 5];
    let value = value.split_at_mut(method.octets()).0;
    engine.check_value(key, method, value).map_err(ducat::Error::Engine)?;
    Ok(CheckValueData::new(method, value))
}

/// The method of check values that keys of this algorithm have.
pub const fn check_value_method(algorithm: Algorithm) -> Option<CheckValueMethod> {
    match algorithm {
        Algorithm::Hmac => None,
        short if short.has_short_blocks() => Some(CheckValueMethod::Legacy),
        _ => Some(CheckValueMethod::Cmac),
    }
}
