//! CMAC, HMAC and HKDF.

use ducat::key::role::{BothWays, MacGenerate, MacVerify};
use ducat::mac::MIN_TAG_OCTETS;
use ducat::{AesCmac, Key, TdeaCmac};
use ducat_hal::{CurrentAlgorithm, Mac};

use super::{hex, load, operation, output};
use crate::inputs::Inputs;
use crate::outcome::{Failure, Outputs};
use crate::subject::{HashName, Subject};
use crate::watch;

pub(super) fn cmac<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    // A case of the collection of AES alone names no cipher.
    let cipher = if inputs.has("cipher") { inputs.text("cipher")? } else { "AES" };
    match cipher {
        "AES" => cmac_by::<AesCmac, S>(subject, cipher, inputs),
        "TDES" => cmac_by::<TdeaCmac, S>(subject, cipher, inputs),
        _ => Err(Failure::UNSUPPORTED),
    }
}

fn cmac_by<A: CurrentAlgorithm, S: Subject + Mac<A>>(
    subject: &mut S,
    cipher: &str,
    inputs: &Inputs,
) -> Result<Outputs, Failure> {
    match operation(inputs, Some(main(inputs)))? {
        "mac" => {
            let length = mac_length(inputs, A::OCTETS)?;
            let message = inputs.octets("message")?;
            let key: Key<MacGenerate<A, BothWays>, S> =
                load(subject, cipher, &inputs.octets("key")?)?;
            let mut mac = [0; 16];
            let cut = mac.get_mut(..length).ok_or(Failure::MALFORMED)?;
            Mac::<A>::generate_mac(subject, key.handle(), &[&message], cut)?;
            Ok(output("mac", hex(cut)))
        }
        "verify" => {
            let (message, tag) = (inputs.octets("message")?, inputs.octets("tag")?);
            let key: Key<MacVerify<A, BothWays>, S> =
                load(subject, cipher, &inputs.octets("key")?)?;
            let valid = (MIN_TAG_OCTETS..=A::OCTETS).contains(&tag.len())
                && Mac::<A>::verify_mac(subject, key.handle(), &[&message], &tag)?;
            verdict(inputs, valid)
        }
        _ => Err(Failure::UNSUPPORTED),
    }
}

pub(super) fn hmac<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    let operation = operation(inputs, Some(main(inputs)))?;
    let hash = HashName::parse(inputs.text("hash")?)?;
    let key = inputs.octets("key")?;
    let message = inputs.octets("message")?;
    match operation {
        "mac" => {
            let length = mac_length(inputs, hash.octets())?;
            let mut mac = subject.hmac(hash, &key, &message)?;
            mac.truncate(length);
            Ok(output("mac", hex(&mac)))
        }
        "verify" => {
            let tag = inputs.octets("tag")?;
            let valid = (MIN_TAG_OCTETS..=hash.octets()).contains(&tag.len())
                && subject.hmac_verify(hash, &key, &message, &tag)?;
            verdict(inputs, valid)
        }
        _ => Err(Failure::UNSUPPORTED),
    }
}

/// What is asked of a case that names no operation.
fn main(inputs: &Inputs) -> &'static str {
    if inputs.has("tag") { "verify" } else { "mac" }
}

fn mac_length(inputs: &Inputs, full: usize) -> Result<usize, Failure> {
    let length = inputs.number_or("mac_length", full)?;
    if (MIN_TAG_OCTETS..=full).contains(&length) { Ok(length) } else { Err(Failure::MALFORMED) }
}

/// A case that names no operation asks whether the tag is valid; `verify` demands that it is.
fn verdict(inputs: &Inputs, valid: bool) -> Result<Outputs, Failure> {
    let valid = watch::verdict(valid);
    if valid || !inputs.has("op") {
        Ok(output("valid", valid))
    } else {
        Err(ducat::Error::Mismatch.into())
    }
}

pub(super) fn hkdf<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    match operation(inputs, Some("okm"))? {
        "okm" => {
            let hash = HashName::parse(inputs.text("hash")?)?;
            let length: usize = inputs.number("length")?;
            if length > 255 * hash.octets() {
                return Err(Failure::MALFORMED);
            }
            let (salt, ikm) = (inputs.octets("salt")?, inputs.octets("ikm")?);
            let info = inputs.octets("info")?;
            let okm = subject.hkdf(hash, &salt, &ikm, &info, length)?;
            Ok(output("okm", hex(&okm)))
        }
        _ => Err(Failure::UNSUPPORTED),
    }
}
