//! MAC algorithms 1 and 3 of ISO 9797-1.

use ducat_hal::{
    Algorithm, Algorithm1, Algorithm3, KeyAttributes, Mac, MacAlgorithm, ModeOfUse, Padding1,
    Padding2, Padding3,
};

use super::{hex, operation, output};
use crate::inputs::Inputs;
use crate::outcome::{Failure, Outputs};
use crate::subject::Subject;

pub(super) fn run<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    if operation(inputs, Some("mac"))? != "mac" {
        return Err(Failure::UNSUPPORTED);
    }
    let algorithm: u64 = inputs.number("algorithm")?;
    let padding: u64 = inputs.number("padding")?;
    let cipher = inputs.text("cipher")?;
    match (algorithm, cipher, padding) {
        (1, "AES", 1) => mac::<Algorithm1<Padding1, 16>, S>(subject, inputs),
        (1, "AES", 2) => mac::<Algorithm1<Padding2, 16>, S>(subject, inputs),
        (1, "AES", 3) => mac::<Algorithm1<Padding3, 16>, S>(subject, inputs),
        (1, "DES" | "TDES", 1) => mac::<Algorithm1<Padding1, 8>, S>(subject, inputs),
        (1, "DES" | "TDES", 2) => mac::<Algorithm1<Padding2, 8>, S>(subject, inputs),
        (1, "DES" | "TDES", 3) => mac::<Algorithm1<Padding3, 8>, S>(subject, inputs),
        // A key of two halves: single DES between blocks, TDEA at the end.
        (3, "DES", 1) => mac::<Algorithm3<Padding1>, S>(subject, inputs),
        (3, "DES", 2) => mac::<Algorithm3<Padding2>, S>(subject, inputs),
        (3, "DES", 3) => mac::<Algorithm3<Padding3>, S>(subject, inputs),
        (1, "AES" | "DES" | "TDES", _) | (3, "DES", _) => Err(Failure::MALFORMED),
        _ => Err(Failure::UNSUPPORTED),
    }
}

fn mac<A: MacAlgorithm, S: Subject + Mac<A>>(
    subject: &mut S,
    inputs: &Inputs,
) -> Result<Outputs, Failure> {
    let octets = inputs.octets("key")?;
    let algorithm = match (inputs.text("cipher")?, octets.len()) {
        ("AES", octets) => Algorithm::aes(octets),
        ("DES", 8) => Some(Algorithm::Des),
        // The two DES keys of algorithm 3.
        ("DES", 16) if !A::accepts(Algorithm::Des) => Some(Algorithm::Tdea2),
        ("TDES", octets) => Algorithm::tdea(octets),
        _ => None,
    };
    let algorithm = algorithm.filter(|algorithm| A::accepts(*algorithm));
    let algorithm = algorithm.ok_or(Failure::parse("key_length"))?;
    let length = inputs.number_or("mac_length", A::OCTETS)?;
    let message = inputs.octets("message")?;
    let mut full = [0; 16];
    let cut = full.get_mut(..length).filter(|cut| (4..=A::OCTETS).contains(&cut.len()));
    let cut = cut.ok_or(Failure::MALFORMED)?;
    let attributes = KeyAttributes::new(A::USAGE, algorithm, ModeOfUse::Generate);
    let key = subject.load(attributes, &octets)?;
    Mac::<A>::generate_mac(subject, &key, &[&message], cut)?;
    Ok(output("mac", hex(cut)))
}
