//! `ducat dukpt tdes key`.

use clap::{Args, ValueEnum};
use ducat::dukpt::tdes::{KeySerialNumber, TdeaVariant, host};

use crate::failure::{Answer, Failure};
use crate::help;
use crate::input::{Inputs, Value};
use crate::keys::{self, Soft};
use crate::output::{Output, Report};
use crate::words::word;

const EXAMPLE: &str = "  \
  $ ducat dukpt tdes key --bdk 0123456789ABCDEFFEDCBA9876543210 \\
      --ksn FFFF9876543210E00001 --usage pin
  ksn:    FFFF9876543210E00001
  usage:  pin
  key:    042666B49184CF5C68DE9628D0397B36
  kcv:    A10107

  $ ducat dukpt tdes key --initial-key 6AC292FAA1315B4D858AB3A3D7D5933A \\
      --ksn FFFF9876543210E00001 --transaction-key
  ksn:              FFFF9876543210E00001
  transaction key:  042666B49184CFA368DE9628D0397BC9

Who has a PIN or MAC key has the transaction key: these are variants of it,
and only the data keys are derived by a one-way step.";

/// What a working key is for. Directions are the terminal's: a request goes to the host.
#[derive(Clone, Copy, ValueEnum)]
enum Usage {
    /// PIN encipherment
    Pin,
    /// MAC of requests, or of both
    MacRequest,
    /// MAC of responses
    MacResponse,
    /// Data of requests, or of both
    DataRequest,
    /// Data of responses
    DataResponse,
}

impl From<Usage> for TdeaVariant {
    fn from(usage: Usage) -> Self {
        match usage {
            Usage::Pin => Self::Pin,
            Usage::MacRequest => Self::MacRequest,
            Usage::MacResponse => Self::MacResponse,
            Usage::DataRequest => Self::DataRequest,
            Usage::DataResponse => Self::DataResponse,
        }
    }
}

/// The key that a derivation starts from.
#[derive(Args)]
#[group(required = true, multiple = false)]
struct Root {
    /// Base derivation key, a TDES key of 32 digits
    #[arg(long, value_name = "VALUE")]
    bdk: Option<Value>,
    /// Initial key, instead of the base derivation key
    #[arg(long, value_name = "VALUE")]
    initial_key: Option<Value>,
}

/// Arguments of `ducat dukpt tdes key`.
#[derive(Args)]
#[command(after_help = help::examples(EXAMPLE))]
pub struct WorkingKey {
    #[command(flatten)]
    root: Root,
    /// Key serial number, 20 digits
    #[arg(long, value_name = "VALUE")]
    ksn: Value,
    /// What the working key is for; directions are the terminal's
    #[arg(long, required_unless_present = "transaction_key")]
    usage: Option<Usage>,
    /// Print the transaction key, from which the working keys derive
    #[arg(long)]
    transaction_key: bool,
    #[command(flatten)]
    output: Output,
}

impl WorkingKey {
    pub(super) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        let mut engine = Soft::new();
        let engine = &mut engine;
        let (ksn, transaction) = match (&self.root.bdk, &self.root.initial_key) {
            (Some(bdk), _) => {
                let bdk = keys::load_tdea2(inputs, engine, "--bdk", bdk)?;
                let ksn = self.ksn(inputs)?;
                (ksn, host::transaction_key(engine, &bdk, ksn)?)
            }
            (None, Some(key)) => {
                let key = keys::load_tdea2(inputs, engine, "--initial-key", key)?;
                let ksn = self.ksn(inputs)?;
                (ksn, host::transaction_key_from_initial(engine, &key, ksn)?)
            }
            (None, None) => return Err(Failure::usage("missing: --bdk or --initial-key")),
        };
        let mut report = Report::new().text("ksn", ksn);
        if self.transaction_key {
            report = report.octets("transaction_key", transaction.key().handle().expose_secret());
        }
        if let Some(usage) = self.usage {
            let key = host::working_key_handle(engine, &transaction, usage.into())?;
            report = report.text("usage", word(&usage)).octets("key", key.expose_secret());
            report = keys::report_check_value(report, "kcv", engine, &key)?;
        }
        self.output.show(&report)?;
        Ok(Answer::Yes)
    }

    fn ksn(&self, inputs: &mut Inputs) -> Result<KeySerialNumber, Failure> {
        let octets = inputs.array::<10>("--ksn", &self.ksn)?;
        KeySerialNumber::parse(&*octets).map_err(|error| {
            Failure::of("--ksn", error).hint("a counter of TDES DUKPT has 1 to 10 one-bits")
        })
    }
}
