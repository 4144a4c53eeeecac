//! What encoding and decoding of clear blocks have in common.

use clap::ValueEnum;
use ducat::Pan;
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::input::{Inputs, Value};

/// A format that has a clear block.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ClearFormat {
    /// Bound to the PAN, fill F
    #[value(name = "0")]
    Format0,
    /// Not bound to a PAN, random fill
    #[value(name = "1")]
    Format1,
    /// For submission to an IC card only, fill F
    #[value(name = "2")]
    Format2,
    /// Bound to the PAN, random fill A to F
    #[value(name = "3")]
    Format3,
}

/// Formats 0 and 3 need a PAN.
pub(super) fn needed_pan(inputs: &mut Inputs, pan: Option<&Value>) -> Result<Pan, Failure> {
    let missing = || Failure::usage("missing: --pan, to which formats 0 and 3 are bound");
    inputs.pan("--pan", pan.ok_or_else(missing)?)
}

/// Formats 1 and 2 take none: who gives one believes that the block is bound to it.
pub(super) fn no_pan(pan: Option<&Value>) -> Result<(), Failure> {
    match pan {
        None => Ok(()),
        Some(_) => Err(Failure::usage("formats 1 and 2 are not bound to a PAN: leave --pan out")),
    }
}

/// A PIN as text.
pub(super) fn digits(pin: &ducat::Pin) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(pin.len()));
    for &digit in pin.expose_secret() {
        text.push(char::from(b'0'.saturating_add(digit)));
    }
    text
}
