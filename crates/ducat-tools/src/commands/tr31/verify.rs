//! `ducat tr31 verify`.

use clap::Args;

use super::open::{BlockEngine, OpenArgs, report_check_values};
use crate::failure::{Answer, Failure};
use crate::help;
use crate::input::Inputs;
use crate::keys;
use crate::output::{Output, Report};

const EXAMPLE: &str = "  \
  $ printf %s B0104B0TX12S0100KS1800604B120F9292800000 \\
      BB68BE8680A400D9191AD4ECE45B6E6C0D21C4738A52190E248719E24B433627 | \\
      ducat tr31 verify --kbpk 1D22BF32387C600AD97F9B97A51311AC --block -
  holds:     yes
  kbpk kcv:  11B651
  key kcv:   9A4212

Check values in the block (KC, KP) are compared too. The exit code is 1 if the
block does not hold.";

/// Arguments of `ducat tr31 verify`.
#[derive(Args)]
#[command(after_help = help::examples(EXAMPLE))]
pub struct Verify {
    #[command(flatten)]
    open: OpenArgs,
    #[command(flatten)]
    output: Output,
}

impl Verify {
    pub(super) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        let given = self.open.read(inputs)?;
        let block = self.open.parse(&given)?;
        let mut engine = BlockEngine::new();
        let kbpk = OpenArgs::protection(&given, &mut engine, &block)?;
        let opened = self.open.open(&mut engine, &kbpk, &block)?;
        let report = Report::new().flag("holds", opened.is_ok());
        let report = match &opened {
            Ok(key) => {
                let report = report_check_values(report, &mut engine, &kbpk, key)?;
                self.open.report_compared(report, &block)
            }
            Err(_) => keys::report_check_value(report, "kbpk_kcv", &mut engine, kbpk.handle())?,
        };
        self.output.show(&report)?;
        Ok(opened.is_ok().into())
    }
}
