//! `ducat pin encode`.

use clap::Args;
use ducat::pin_block::{format0, format1, format2, format3};
use getrandom::SysRng;

use super::clear::{ClearFormat, needed_pan, no_pan};
use crate::failure::{Answer, Failure};
use crate::help;
use crate::input::{Inputs, Value};
use crate::output::{Output, Report};

const EXAMPLE: &str = "  \
  $ ducat pin encode --format 0 --pin 1234 --pan 5555555551234567
  pin block:  041261AAAAEDCBA9

  $ printf '1234\\n5432101234567890\\n' | \\
      ducat pin encode --format 3 --pin - --pan -
  pin block:  <16 hexadecimal digits, other fill each time>

A clear PIN block is as secret as the PIN.";

/// Arguments of `ducat pin encode`.
#[derive(Args)]
#[command(after_help = help::examples(EXAMPLE))]
pub struct Encode {
    /// Format of ISO 9564-1
    #[arg(long)]
    format: ClearFormat,
    /// PIN, 4 to 12 decimal digits
    #[arg(long, value_name = "VALUE")]
    pin: Value,
    /// PAN with its check digit; formats 0 and 3 only
    #[arg(long, value_name = "VALUE")]
    pan: Option<Value>,
    #[command(flatten)]
    output: Output,
}

impl Encode {
    pub(super) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        let pin = inputs.pin("--pin", &self.pin)?;
        let pan = self.pan.as_ref();
        let report = Report::new();
        let report = match self.format {
            ClearFormat::Format0 => {
                let block = format0::encode(&pin, &needed_pan(inputs, pan)?);
                report.octets("pin_block", block.expose_secret())
            }
            ClearFormat::Format1 => {
                no_pan(pan)?;
                report.octets("pin_block", format1::encode(&mut SysRng, &pin)?.expose_secret())
            }
            ClearFormat::Format2 => {
                no_pan(pan)?;
                report.octets("pin_block", format2::encode(&pin).expose_secret())
            }
            ClearFormat::Format3 => {
                let block = format3::encode(&mut SysRng, &pin, &needed_pan(inputs, pan)?)?;
                report.octets("pin_block", block.expose_secret())
            }
        };
        self.output.show(&report)?;
        Ok(Answer::Yes)
    }
}
