//! The options that generation and verification have in common.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use ducat::Key;
use ducat::key::Role;
use ducat::mac::MIN_TAG_OCTETS;
use ducat_hal::{
    AesCmac, Algorithm, Algorithm3, CurrentAlgorithm, HmacSha256, Mac, MacAlgorithm, Padding1,
    Padding2, Padding3, TdeaAlgorithm1, TdeaCmac,
};
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
    /// CMAC with TDES, 8 octets
    CmacTdes,
    /// HMAC with SHA-256, 32 octets
    HmacSha256,
    /// ISO 9797-1 algorithm 1 with TDES or DES, 8 octets
    #[value(name = "iso9797-1")]
    Iso9797Algorithm1,
    /// ISO 9797-1 algorithm 3, with padding 1 the retail MAC, 8 octets
    #[value(name = "iso9797-3")]
    Iso9797Algorithm3,
}

/// How a message is filled up to whole blocks.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum PaddingName {
    /// Zeros; for messages of a length agreed on
    #[value(name = "1")]
    Method1,
    /// A one-bit, then zeros
    #[value(name = "2")]
    Method2,
    /// A block with the length, then zeros
    #[value(name = "3")]
    Method3,
}

/// Algorithm, key and length.
#[derive(Args)]
pub(super) struct MacArgs {
    /// MAC algorithm
    #[arg(long)]
    algorithm: MacName,
    /// Padding method of ISO 9797-1; for its algorithms only
    #[arg(long)]
    padding: Option<PaddingName>,
    /// MAC key: an AES or TDES key, or 1 to 255 octets for HMAC
    #[arg(long, value_name = "VALUE")]
    key: Value,
    /// Length of the MAC in octets, from the left; without it, all of them
    #[arg(long, value_name = "OCTETS")]
    length: Option<usize>,
}

/// Something to do with the algorithm that the options name.
pub(super) trait WithAlgorithm {
    type Answer;

    fn with<A: CurrentAlgorithm>(self, inputs: &mut Inputs) -> Result<Self::Answer, Failure>
    where
        MacEngine: Mac<A>;
}

impl MacArgs {
    pub(super) fn run<W: WithAlgorithm>(
        &self,
        inputs: &mut Inputs,
        work: W,
    ) -> Result<W::Answer, Failure> {
        use MacName as N;
        use PaddingName as P;
        match (self.algorithm, self.padding) {
            (N::Cmac, None) => work.with::<AesCmac>(inputs),
            (N::CmacTdes, None) => work.with::<TdeaCmac>(inputs),
            (N::HmacSha256, None) => work.with::<HmacSha256>(inputs),
            (N::Iso9797Algorithm1, Some(P::Method1)) => {
                work.with::<TdeaAlgorithm1<Padding1>>(inputs)
            }
            (N::Iso9797Algorithm1, Some(P::Method2)) => {
                work.with::<TdeaAlgorithm1<Padding2>>(inputs)
            }
            (N::Iso9797Algorithm1, Some(P::Method3)) => {
                work.with::<TdeaAlgorithm1<Padding3>>(inputs)
            }
            (N::Iso9797Algorithm3, Some(P::Method1)) => work.with::<Algorithm3<Padding1>>(inputs),
            (N::Iso9797Algorithm3, Some(P::Method2)) => work.with::<Algorithm3<Padding2>>(inputs),
            (N::Iso9797Algorithm3, Some(P::Method3)) => work.with::<Algorithm3<Padding3>>(inputs),
            (N::Iso9797Algorithm1 | N::Iso9797Algorithm3, None) => {
                Err(Failure::usage("missing: --padding, of which ISO 9797-1 has three"))
            }
            (_, Some(_)) => {
                Err(Failure::usage("this algorithm pads by itself: leave --padding out"))
            }
        }
    }

    pub(super) fn octets<A: MacAlgorithm>(&self) -> Result<usize, Failure> {
        let full = A::OCTETS;
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
        let algorithm = match (self.algorithm, octets.len()) {
            (MacName::Cmac, length) => keys::aes("--key", length)?,
            (MacName::HmacSha256, 256..) => {
                return Err(Failure::value("--key", "longer than 255 octets"));
            }
            (MacName::HmacSha256, _) => Algorithm::Hmac,
            (MacName::Iso9797Algorithm1, 8) => Algorithm::Des,
            (MacName::Iso9797Algorithm3, length) if length != 16 => {
                return Err(Failure::value("--key", "32 hexadecimal digits are needed"));
            }
            (_, length) => keys::tdea("--key", length)?,
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
