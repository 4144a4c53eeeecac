//! `ducat dukpt key`.

use clap::Args;
use ducat::dukpt::aes::{KeyType, host};

use super::root::{KsnArgs, RootKey};
use crate::failure::{Answer, Failure};
use crate::help;
use crate::input::Inputs;
use crate::keys::{self, Soft};
use crate::output::{Output, Report};
use crate::words::{Type, Usage, word};

const EXAMPLE: &str = "  \
  $ ducat dukpt key --initial-key 1273671EA26AC29AFA4D1084127652A1 \\
      --ksn 123456789012345600000001 --usage pin --type AES-128
  ksn:    123456789012345600000001
  usage:  pin
  type:   AES-128
  key:    AF8CB133A78F8DC2D1359F18527593FB
  kcv:    98964FF967

  $ echo FEDCBA9876543210F1F1F1F1F1F1F1F1 | ducat dukpt key --bdk - \\
      --ksn 123456789012345600000001 --transaction-key
  ksn:              123456789012345600000001
  transaction key:  4F21B565BAD9835E112B6465635EAE44";

/// Arguments of `ducat dukpt key`.
#[derive(Args)]
#[command(after_help = help::examples(EXAMPLE))]
pub struct WorkingKey {
    #[command(flatten)]
    root: RootKey,
    #[command(flatten)]
    ksn: KsnArgs,
    /// What the working key is for; directions are the terminal's
    #[arg(long, required_unless_present = "transaction_key")]
    usage: Option<Usage>,
    /// Type of the working key; without it, AES as long as the initial key
    #[arg(long = "type", value_name = "TYPE", ignore_case = true, requires = "usage")]
    key_type: Option<Type>,
    /// Print the transaction key, from which the working keys derive
    #[arg(long)]
    transaction_key: bool,
    #[command(flatten)]
    output: Output,
}

impl WorkingKey {
    pub(super) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        let mut engine = Soft::new();
        let root = self.root.load(inputs, &mut engine)?;
        let ksn = self.ksn.read(inputs)?;
        let initial_key = root.initial_key(&mut engine, ksn.initial_key_id())?;
        let transaction = host::transaction_key_from_initial(&mut engine, &initial_key, ksn)?;

        let mut report = Report::new().text("ksn", ksn);
        if self.transaction_key {
            let key = transaction.key().handle();
            report = report.octets("transaction_key", key.expose_secret());
        }
        if let Some(usage) = self.usage {
            let key_type = match self.key_type {
                Some(key_type) => key_type.into(),
                None => KeyType::of_aes(initial_key.attributes(&engine).algorithm)?,
            };
            let key = host::working_key_handle(&mut engine, &transaction, usage.into(), key_type)?;
            report = report
                .text("usage", word(&usage))
                .text("type", key_type.name())
                .octets("key", key.expose_secret());
            report = keys::report_check_value(report, "kcv", &mut engine, &key)?;
        }
        self.output.show(&report)?;
        Ok(Answer::Yes)
    }
}
