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
use crate::words::word;

const EXAMPLE: &str = "  \
  $ ducat kcv --key FA36E44278DB3AB5F298F9F7DA8F1F88
  algorithm:  AES-128
  method:     cmac
  kcv:        D77F007724

  $ echo 00112233445566778899AABBCCDDEEFF | \\
      ducat kcv --key - --method legacy --json
  {\"algorithm\":\"AES-128\",\"method\":\"legacy\",\"kcv\":\"FDE4FB\"}

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
    /// An AES key
    #[arg(long, value_name = "VALUE")]
    key: Value,
    /// How it is computed
    #[arg(long, default_value = "cmac")]
    method: Method,
    #[command(flatten)]
    output: Output,
}

impl Kcv {
    pub(crate) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        let mut engine = Soft::new();
        // A role for which both methods are allowed.
        let key: Key<KeyEncryption, _> = keys::load_aes(inputs, &mut engine, "--key", &self.key)?;
        let report = Report::new()
            .text("algorithm", keys::algorithm_name(key.attributes(&engine).algorithm))
            .text("method", word(&self.method));
        let report = match self.method {
            Method::Cmac => report.text("kcv", KeyCheckValue::<CmacMethod>::of(&mut engine, &key)?),
            Method::Legacy => {
                report.text("kcv", KeyCheckValue::<LegacyMethod>::of(&mut engine, &key)?)
            }
        };
        self.output.show(&report)?;
        Ok(Answer::Yes)
    }
}
