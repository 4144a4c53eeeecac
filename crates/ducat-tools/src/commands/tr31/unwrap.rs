//! `ducat tr31 unwrap`.

use clap::Args;

use super::describe;
use super::open::{BlockEngine, OpenArgs, report_check_values};
use crate::failure::{Answer, Failure};
use crate::help;
use crate::input::Inputs;
use crate::output::{Output, Report};

const EXAMPLE: &str = "  \
  $ ducat tr31 unwrap --kbpk 89E88CF7931444F334BD7547FC3F380C --block \\
      A0072P0TE00E0000F5161ED902807AF26F1D62263644BD24192FDB3193C730301CEE8701
  version:        A (TDES, keys by variants, withdrawn)
  usage:          P0 (PIN encryption)
  algorithm:      T (TDEA)
  mode of use:    E (encrypt only)
  key version:    00 (not used)
  exportability:  E (exportable under a trusted key)
  key context:    0 (as the protection key says)
  key octets:     16
  kbpk kcv:       D1D812
  key kcv:        CB9DEA";

/// Arguments of `ducat tr31 unwrap`.
#[derive(Args)]
#[command(after_help = help::examples(EXAMPLE))]
pub struct Unwrap {
    #[command(flatten)]
    open: OpenArgs,
    /// Print the key itself
    #[arg(long)]
    show_key: bool,
    #[command(flatten)]
    output: Output,
}

impl Unwrap {
    pub(super) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        let given = self.open.read(inputs)?;
        let block = self.open.parse(&given)?;
        let mut engine = BlockEngine::new();
        let kbpk = OpenArgs::protection(&given, &mut engine, &block)?;
        let key = self.open.open(&mut engine, &kbpk, &block)??;
        let report = describe::header(Report::new(), block.header());
        let report = describe::optional_blocks(report, &block);
        let report = report.number("key_octets", key.expose_secret().len() as u64);
        let report = report_check_values(report, &mut engine, &kbpk, &key)?;
        let report = self.open.report_compared(report, &block);
        let report = if self.show_key { report.octets("key", key.expose_secret()) } else { report };
        self.output.show(&report)?;
        Ok(Answer::Yes)
    }
}
