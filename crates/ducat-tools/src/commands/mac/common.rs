//! The options that generation and verification have in common.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use ducat::Key;
use ducat::key::Role;
use ducat::mac::MIN_TAG_OCTETS;
use ducat_hal::{AesCmac, Algorithm, HmacSha256, MacAlgorithm};
use ducat_soft::Engine;
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::input::{Inputs, Parts, Value};
use crate::keys;

/// The engine for MACs: HMAC keys may be longer than any other.
pub(super) type MacEngine = Engine<255>;

/// A MAC algorithm.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum MacName {
    /// CMAC with AES, 16 octets
    Cmac,
    /// HMAC with SHA-256, 32 octets
    HmacSha256,
}

/// Algorithm, key and length.
#[derive(Args)]
pub(super) struct MacArgs {
    /// MAC algorithm
    #[arg(long)]
    pub(super) algorithm: MacName,
    /// MAC key: an AES key, or 1 to 255 octets for HMAC
    #[arg(long, value_name = "VALUE")]
    key: Value,
    /// Length of the MAC in octets, from the left; without it, all of them
    #[arg(long, value_name = "OCTETS")]
    length: Option<usize>,
}

impl MacArgs {
    pub(super) fn octets(&self) -> Result<usize, Failure> {
        let full = match self.algorithm {
            MacName::Cmac => AesCmac::OCTETS,
            MacName::HmacSha256 => HmacSha256::OCTETS,
        };
        match self.length.unwrap_or(full) {
            octets if (MIN_TAG_OCTETS..=full).contains(&octets) => Ok(octets),
            _ => {
                let problem = format!("this MAC has {MIN_TAG_OCTETS} to {full} octets");
                Err(Failure::value("--length", problem))
            }
        }
    }

    pub(super) fn load<R: Role>(
        &self,
        inputs: &mut Inputs,
        engine: &mut MacEngine,
    ) -> Result<Key<R, MacEngine>, Failure> {
        let octets = inputs.octets("--key", &self.key)?;
        let algorithm = match self.algorithm {
            MacName::Cmac => keys::aes("--key", octets.len())?,
            MacName::HmacSha256 if octets.len() > 255 => {
                return Err(Failure::value("--key", "longer than 255 octets"));
            }
            MacName::HmacSha256 => Algorithm::Hmac,
        };
        Key::load(engine, algorithm, &octets).map_err(|e| Failure::of("--key", e))
    }
}

/// The message, in one of three forms.
#[derive(Args)]
#[group(multiple = false)]
pub(super) struct MessageArgs {
    /// Message, as it is written
    #[arg(long, value_name = "TEXT")]
    message: Option<OsString>,
    /// Message in hexadecimal digits
    #[arg(long, value_name = "VALUE")]
    message_hex: Option<Value>,
    /// File with the message; - or none of the three: what is left of standard input
    #[arg(long, value_name = "PATH")]
    message_file: Option<PathBuf>,
}

impl MessageArgs {
    pub(super) fn read(&self, inputs: &mut Inputs) -> Result<Parts, Failure> {
        if let Some(text) = &self.message {
            return Ok(Parts::one(Zeroizing::new(text.as_encoded_bytes().to_vec())));
        }
        if let Some(value) = &self.message_hex {
            return inputs.octets("--message-hex", value).map(Parts::one);
        }
        match self.message_file.as_deref() {
            Some(path) if path != Path::new("-") => inputs.file("--message-file", path),
            _ => inputs.rest("the message"),
        }
    }
}
