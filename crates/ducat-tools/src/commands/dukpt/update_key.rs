//! `ducat dukpt update-key`.

use clap::Args;
use ducat::dukpt::aes::{InitialKeyId, KeyType, host};

use super::root::RootKey;
use crate::failure::{Answer, Failure};
use crate::help;
use crate::input::{Inputs, Value};
use crate::keys::{self, Soft};
use crate::output::{Output, Report};
use crate::words::Type;

const EXAMPLE: &str = "  \
  $ ducat dukpt update-key --bdk FEDCBA9876543210F1F1F1F1F1F1F1F1 \\
      --initial-key-id 1234567890123456
  initial key id:  1234567890123456
  type:            AES-128
  update key:      9A9770AEE1ACD1B13473D0463A1883B9
  kcv:             923E3134B1";

/// Arguments of `ducat dukpt update-key`.
#[derive(Args)]
#[command(after_help = help::examples(EXAMPLE))]
pub struct UpdateKey {
    #[command(flatten)]
    root: RootKey,
    /// Initial key id, 16 digits
    #[arg(long, value_name = "VALUE")]
    initial_key_id: Value,
    /// Type of the update key; without it, AES as long as the initial key
    #[arg(long = "type", value_name = "TYPE", ignore_case = true)]
    key_type: Option<Type>,
    #[command(flatten)]
    output: Output,
}

impl UpdateKey {
    pub(super) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        let mut engine = Soft::new();
        let root = self.root.load(inputs, &mut engine)?;
        let id = InitialKeyId(*inputs.array("--initial-key-id", &self.initial_key_id)?);
        let initial_key = root.initial_key(&mut engine, id)?;
        let key_type = match self.key_type {
            Some(key_type) => key_type.into(),
            None => KeyType::of_aes(initial_key.attributes(&engine).algorithm)?,
        };
        let key = host::update_key(&mut engine, &initial_key, id, key_type)?;
        let report = Report::new()
            .text("initial_key_id", id)
            .text("type", key_type.name())
            .octets("update_key", key.handle().expose_secret());
        let report = keys::report_check_value(report, "kcv", &mut engine, key.handle())?;
        self.output.show(&report)?;
        Ok(Answer::Yes)
    }
}
