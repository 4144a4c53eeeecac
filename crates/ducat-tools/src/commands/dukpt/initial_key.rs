//! `ducat dukpt initial-key`.

use clap::Args;
use ducat::dukpt::aes::{InitialKeyId, host};

use crate::failure::{Answer, Failure};
use crate::help;
use crate::input::{Inputs, Value};
use crate::keys::{self, Soft};
use crate::output::{Output, Report};

const EXAMPLE: &str = "  \
  $ ducat dukpt initial-key --bdk FEDCBA9876543210F1F1F1F1F1F1F1F1 \\
      --initial-key-id 1234567890123456
  initial key id:  1234567890123456
  initial key:     1273671EA26AC29AFA4D1084127652A1
  kcv:             05EF4531EC

  $ BDK=FEDCBA9876543210F1F1F1F1F1F1F1F1 ducat dukpt initial-key \\
      --bdk env:BDK --initial-key-id 1234567890123456
  initial key id:  1234567890123456
  initial key:     1273671EA26AC29AFA4D1084127652A1
  kcv:             05EF4531EC";

/// Arguments of `ducat dukpt initial-key`.
#[derive(Args)]
#[command(after_help = help::examples(EXAMPLE))]
pub struct InitialKey {
    /// Base derivation key, an AES key
    #[arg(long, value_name = "VALUE")]
    bdk: Value,
    /// Initial key id, 16 digits: BDK id, then derivation id
    #[arg(long, value_name = "VALUE")]
    initial_key_id: Value,
    #[command(flatten)]
    output: Output,
}

impl InitialKey {
    pub(super) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        let mut engine = Soft::new();
        let bdk = keys::load_aes(inputs, &mut engine, "--bdk", &self.bdk)?;
        let id = InitialKeyId(*inputs.array("--initial-key-id", &self.initial_key_id)?);
        let key = host::initial_key(&mut engine, &bdk, id)?;
        let report = Report::new()
            .text("initial_key_id", id)
            .octets("initial_key", key.handle().expose_secret());
        let report = keys::report_check_value(report, "kcv", &mut engine, key.handle())?;
        self.output.show(&report)?;
        Ok(Answer::Yes)
    }
}
