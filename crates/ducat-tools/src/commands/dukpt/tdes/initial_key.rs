//! `ducat dukpt tdes initial-key`.

use clap::Args;
use ducat::dukpt::tdes::{InitialKeyId, host};

use crate::failure::{Answer, Failure};
use crate::help;
use crate::input::{Inputs, Value};
use crate::keys::{self, Soft};
use crate::output::{Output, Report};

const EXAMPLE: &str = "  \
  $ ducat dukpt tdes initial-key --bdk 0123456789ABCDEFFEDCBA9876543210 \\
      --ksn FFFF9876543210E00000
  initial key id:  FFFF9876543210E00000
  initial key:     6AC292FAA1315B4D858AB3A3D7D5933A
  kcv:             AF8C07";

/// Arguments of `ducat dukpt tdes initial-key`.
#[derive(Args)]
#[command(after_help = help::examples(EXAMPLE))]
pub struct InitialKey {
    /// Base derivation key, a TDES key of 32 digits
    #[arg(long, value_name = "VALUE")]
    bdk: Value,
    /// Key serial number, 20 digits, of any transaction
    #[arg(long, value_name = "VALUE")]
    ksn: Value,
    #[command(flatten)]
    output: Output,
}

impl InitialKey {
    pub(super) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        let mut engine = Soft::new();
        let bdk = keys::load_tdea2(inputs, &mut engine, "--bdk", &self.bdk)?;
        let id = InitialKeyId::of(*inputs.array("--ksn", &self.ksn)?);
        let key = host::initial_key(&mut engine, &bdk, id)?;
        let report = Report::new()
            .text("initial_key_id", id)
            .octets("initial_key", key.handle().expose_secret());
        let report = keys::report_check_value(report, "kcv", &mut engine, key.handle())?;
        self.output.show(&report)?;
        Ok(Answer::Yes)
    }
}
