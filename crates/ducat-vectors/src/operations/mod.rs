//! The operations of the protocol, by algorithm.

mod aes_dukpt;
mod aes_dukpt_rules;
mod aes_dukpt_terminal;
mod block_ciphers;
mod card;
mod components;
mod iso9797;
mod kcv;
mod key_wrap;
mod macs;
mod pin_block;
mod pin_block_ciphered;
mod tdes_dukpt;
mod tdes_dukpt_terminal;
mod tr31;
mod usage;

use compat::prelude::v1::format;
use compat::string::String;

use ducat::Key;
use ducat::key::role::Role;
use ducat_hal::Algorithm;
use serde_json::Value;

use crate::inputs::Inputs;
use crate::outcome::{Failure, Outputs};
use crate::subject::Subject;
use crate::watch;

/// Runs one operation.
///
/// # Errors
/// A [`Failure`] with the protocol's code and stage.
pub fn run<S: Subject>(
    subject: &mut S,
    algorithm: &str,
    inputs: &Inputs,
) -> Result<Outputs, Failure> {
    match algorithm {
        "aes-dukpt" => aes_dukpt::run(subject, inputs),
        "tdes-dukpt" => tdes_dukpt::run(subject, inputs),
        "pinblock" => pin_block::run(subject, inputs),
        "iso9797-mac" => iso9797::run(subject, inputs),
        "cmac" => macs::cmac(subject, inputs),
        "hmac" => macs::hmac(subject, inputs),
        "hkdf" => macs::hkdf(subject, inputs),
        "kcv" => kcv::run(subject, inputs),
        "aes-keywrap" => key_wrap::run(subject, inputs),
        "block-ciphers" => block_ciphers::run(subject, inputs),
        "card" => card::run(subject, inputs),
        "components" => components::run(subject, inputs),
        "tr31" => tr31::run(subject, inputs),
        _ => Err(Failure::UNSUPPORTED),
    }
}

/// The operation, which may be left out where the algorithm has one main operation.
fn operation<'i>(inputs: &'i Inputs, main: Option<&'i str>) -> Result<&'i str, Failure> {
    match main {
        Some(main) if !inputs.has("op") => Ok(main),
        _ => inputs.text("op"),
    }
}

/// One output.
fn output(name: &str, value: impl Into<Value>) -> Outputs {
    let mut outputs = Outputs::new();
    outputs.insert(name.into(), value.into());
    outputs
}

fn hex(octets: &[u8]) -> String {
    watch::printing(octets, |octets| octets.iter().map(|octet| format!("{octet:02X}")).collect())
}

/// An AES key from an input.
fn aes_key<R: Role, S: Subject>(
    subject: &mut S,
    inputs: &Inputs,
    name: &str,
) -> Result<Key<R, S>, Failure> {
    load(subject, "AES", &inputs.octets(name)?)
}

/// A key of a cipher by the protocol's name.
fn load<R: Role, S: Subject>(
    subject: &mut S,
    cipher: &str,
    octets: &[u8],
) -> Result<Key<R, S>, Failure> {
    Ok(Key::load(subject, algorithm(cipher, octets.len())?, octets)?)
}

/// The algorithm of a key of so many octets.
fn algorithm(cipher: &str, octets: usize) -> Result<Algorithm, Failure> {
    match cipher {
        "AES" => Algorithm::aes(octets),
        "TDES" => Algorithm::tdea(octets),
        _ => return Err(Failure::UNSUPPORTED),
    }
    .ok_or(Failure::parse("key_length"))
}

/// A key of the cipher that an input names, from another input.
fn named_key<R: Role, S: Subject>(
    subject: &mut S,
    inputs: &Inputs,
    cipher: &str,
    name: &str,
) -> Result<Key<R, S>, Failure> {
    match inputs.text(cipher)? {
        "AES" => aes_key(subject, inputs, name),
        "TDES" => tdea_key(subject, inputs, name),
        _ => Err(Failure::UNSUPPORTED),
    }
}

/// A TDEA key from an input.
fn tdea_key<R: Role, S: Subject>(
    subject: &mut S,
    inputs: &Inputs,
    name: &str,
) -> Result<Key<R, S>, Failure> {
    let octets = inputs.octets(name)?;
    let algorithm = Algorithm::tdea(octets.len()).ok_or(Failure::parse("key_length"))?;
    Ok(Key::load(subject, algorithm, &octets)?)
}

/// Decimal digits as text.
fn digits(values: &[u8]) -> String {
    watch::printing(values, |values| values.iter().map(|digit| char::from(b'0' + digit)).collect())
}
