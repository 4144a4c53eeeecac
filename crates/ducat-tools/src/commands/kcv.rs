//! `ducat kcv`.

use clap::{Args, ValueEnum};
use ducat::Key;
use ducat::key::role::KeyEncryption;
use ducat::key::{CmacMethod, KeyCheckValue, LegacyMethod};

use crate::failure::{Answer, Failure};
use crate::help;
use crate::input::{Inputs, Value};
use crate::keys::{self, Soft};
use crate::output::{Output, Report};
use crate::words::{Cipher, word};

const EXAMPLE: &str = "  \
  $ ducat kcv --key FA36E44278DB3AB5F298F9F7DA8F1F88
  algorithm:  AES-128
  method:     cmac
  kcv:        D77F007724

  $ echo 00112233445566778899AABBCCDDEEFF | \\
      ducat kcv --key - --method legacy --json
  {\"algorithm\":\"AES-128\",\"method\":\"legacy\",\"kcv\":\"FDE4FB\"}

  $ ducat kcv --key 0123456789ABCDEFFEDCBA9876543210 --cipher tdes
  algorithm:  2TDEA
  method:     legacy
  kcv:        08D7B4

Never publish the legacy value of an AES key that is also used with CMAC: it
is part of the seed of the CMAC subkeys.";

/// How a check value is computed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Method {
    /// CMAC of a zero block, 5 octets
    Cmac,
    /// Encipherment of a zero block, 3 octets
    Legacy,
}

/// Arguments of `ducat kcv`.
#[derive(Args)]
#[command(after_help = help::examples(EXAMPLE))]
pub struct Kcv {
    /// An AES or TDES key
    #[arg(long, value_name = "VALUE")]
    key: Value,
    /// The cipher of the key
    #[arg(long, value_name = "NAME", default_value = "aes")]
    cipher: Cipher,
    /// How it is computed; without it, cmac for AES and legacy for TDES
    #[arg(long)]
    method: Option<Method>,
    #[command(flatten)]
    output: Output,
}

impl Kcv {
    pub(crate) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        let mut engine = Soft::new();
        // A role for which both methods are allowed.
        let octets = inputs.octets("--key", &self.key)?;
        let algorithm = self.cipher.algorithm("--key", octets.len())?;
        let key: Key<KeyEncryption, _> = Key::load(&mut engine, algorithm, &octets)?;
        let method = self.method.unwrap_or(match self.cipher {
            Cipher::Aes => Method::Cmac,
            Cipher::Tdes => Method::Legacy,
        });
        let report = Report::new()
            .text("algorithm", keys::algorithm_name(algorithm))
            .text("method", word(&method));
        let report = match method {
            Method::Cmac => report.text("kcv", KeyCheckValue::<CmacMethod>::of(&mut engine, &key)?),
            Method::Legacy => {
                report.text("kcv", KeyCheckValue::<LegacyMethod>::of(&mut engine, &key)?)
            }
        };
        self.output.show(&report)?;
        Ok(Answer::Yes)
    }
}
