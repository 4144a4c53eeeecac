//! What the commands with enciphered blocks have in common.

use clap::ValueEnum;
use ducat::Pan;
use ducat::key::Role;
use ducat::pin_block::{Binding, EncipheredPin, Format};
use ducat::{Error, Key};
use ducat_hal::Algorithm;

use crate::failure::Failure;
use crate::input::{Inputs, Value};
use crate::keys::{self, Soft};

/// A format that is enciphered.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CipheredFormat {
    /// TDES, bound to the PAN, fill F
    #[value(name = "0")]
    Format0,
    /// TDES, not bound to a PAN, random fill
    #[value(name = "1")]
    Format1,
    /// TDES, bound to the PAN, random fill A to F
    #[value(name = "3")]
    Format3,
    /// AES, bound to the PAN, random fill
    #[value(name = "4")]
    Format4,
}

impl From<CipheredFormat> for Format {
    fn from(format: CipheredFormat) -> Self {
        match format {
            CipheredFormat::Format0 => Self::Format0,
            CipheredFormat::Format1 => Self::Format1,
            CipheredFormat::Format3 => Self::Format3,
            CipheredFormat::Format4 => Self::Format4,
        }
    }
}

impl CipheredFormat {
    /// Loads a key of this format's cipher.
    pub(super) fn load<R: Role>(
        self,
        inputs: &mut Inputs,
        engine: &mut Soft,
        name: &str,
        value: &Value,
    ) -> Result<Key<R, Soft>, Failure> {
        let octets = inputs.octets(name, value)?;
        let algorithm: Algorithm = match self {
            Self::Format4 => keys::aes(name, octets.len()),
            _ => keys::tdea(name, octets.len()),
        }?;
        Key::load(engine, algorithm, &octets).map_err(|e| Failure::of(name, e))
    }

    /// Reads an enciphered block of this format.
    pub(super) fn block(
        self,
        inputs: &mut Inputs,
        value: &Value,
    ) -> Result<EncipheredPin, Failure> {
        const NAME: &str = "--block";
        Ok(match self {
            Self::Format0 => EncipheredPin::Format0(*inputs.array(NAME, value)?),
            Self::Format1 => EncipheredPin::Format1(*inputs.array(NAME, value)?),
            Self::Format3 => EncipheredPin::Format3(*inputs.array(NAME, value)?),
            Self::Format4 => EncipheredPin::Format4(*inputs.array(NAME, value)?),
        })
    }

    /// What blocks of this format are bound to.
    pub(super) fn binding(self, pan: Option<&Pan>) -> Result<Binding<'_>, Failure> {
        Binding::new(self.into(), pan).map_err(|error| match error {
            Error::Pan => Failure::usage("missing: --pan, to which formats 0, 3 and 4 are bound"),
            other => other.into(),
        })
    }
}

/// The PAN, where one is given.
pub(super) fn pan(inputs: &mut Inputs, value: Option<&Value>) -> Result<Option<Pan>, Failure> {
    value.map(|value| inputs.pan("--pan", value)).transpose()
}

/// Format 1 takes none: who gives one believes that the block is bound to it.
pub(super) fn no_pan_for_1(format: CipheredFormat, pan: Option<&Pan>) -> Result<(), Failure> {
    match (format, pan) {
        (CipheredFormat::Format1, Some(_)) => {
            Err(Failure::usage("format 1 is not bound to a PAN: leave --pan out"))
        }
        _ => Ok(()),
    }
}
