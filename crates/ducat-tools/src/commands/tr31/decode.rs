//! `ducat tr31 decode`.

use clap::{Args, ValueEnum};
use ducat::Error;
use ducat::key_block::{KeyBlock, ParseOptions};
use zeroize::Zeroizing;

use super::describe;
use super::open::malformed;
use super::relaxations::{Accept, Allow, fewest, options, policy};
use crate::failure::{Answer, Failure};
use crate::help;
use crate::input::{Inputs, Value};
use crate::output::{Output, Report};
use crate::words::word;

const EXAMPLE: &str = "  \
  $ printf %s B0104B0TX12S0100KS1800604B120F9292800000 \\
      BB68BE8680A400D9191AD4ECE45B6E6C0D21C4738A52190E248719E24B433627 | \\
      ducat tr31 decode --block -
  version:         B (TDES, derived keys)
  usage:           B0 (base derivation key)
  algorithm:       T (TDEA)
  mode of use:     X (derive keys)
  key version:     12 (version of the key)
  exportability:   S (exportable under other keys too)
  key context:     0 (as the protection key says)
  optional KS:     00604B120F9292800000 (initial key serial number)
  length:          104
  payload octets:  24
  mac:             248719E24B433627
  standard:        yes

All of it is a claim: whether it is true, `ducat tr31 verify` finds out. The
exit code is 1 if the standard does not allow such a block. It is then shown
as far as it can be read, with what --accept would have to let pass. What
--allow would have to allow against the strict policy is listed in any case.";

/// Arguments of `ducat tr31 decode`.
#[derive(Args)]
#[command(after_help = help::examples(EXAMPLE))]
pub struct Decode {
    /// Key block, as its characters
    #[arg(long, value_name = "VALUE")]
    block: Value,
    #[command(flatten)]
    output: Output,
}

impl Decode {
    pub(super) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        let text = inputs.text("--block", &self.block)?;
        let refusal = KeyBlock::parse(&text, ParseOptions::STRICT).err();
        let accept = fewest(|accept: &[Accept]| KeyBlock::parse(&text, options(accept)).is_ok());
        let Some(accept) = accept else {
            return Err(malformed(&text, refusal.unwrap_or(Error::KeyBlock)));
        };
        let block = KeyBlock::parse(&text, options(&accept)).map_err(|e| malformed(&text, e))?;
        let report = describe::header(Report::new(), block.header());
        let report = describe::optional_blocks(report, &block)
            .number("length", text.len() as u64)
            .number("payload_octets", block.payload_octets() as u64);
        let digits = 2 * block.header().version().mac_octets();
        let mac = text.get(text.len().saturating_sub(digits)..).unwrap_or_default();
        let report =
            report.text("mac", String::from_utf8_lossy(mac)).flag("standard", refusal.is_none());
        let report = match refusal {
            Some(refusal) => {
                report.text("reason", refusal).several("accept", "accept", words(&accept))
            }
            None => report,
        };
        let allow = fewest(|allow: &[Allow]| policy(allow).check_header(block.header()).is_ok());
        let allow = words(&allow.unwrap_or_default());
        self.output.show(&report.several("allow", "allow", allow))?;
        Ok(refusal.is_none().into())
    }
}

fn words(words: &[impl ValueEnum]) -> Vec<Zeroizing<String>> {
    words.iter().map(|each| Zeroizing::new(word(each))).collect()
}
