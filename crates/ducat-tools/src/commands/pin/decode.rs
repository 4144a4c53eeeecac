//! `ducat pin decode`.

use clap::Args;
use ducat::pin_block::{ClearPinBlock, format0, format1, format2, format3};

use super::clear::{ClearFormat, digits, needed_pan, no_pan};
use crate::failure::{Answer, Failure};
use crate::help;
use crate::input::{Inputs, Value};
use crate::output::{Output, Report};

const EXAMPLE: &str = "  \
  $ ducat pin decode --format 0 --block 041261AAAAEDCBA9 --pan 5555555551234567
  pin:  1234";

/// Arguments of `ducat pin decode`.
#[derive(Args)]
#[command(after_help = help::examples(EXAMPLE))]
pub struct Decode {
    /// Format of ISO 9564-1
    #[arg(long)]
    format: ClearFormat,
    /// Clear PIN block, 16 digits
    #[arg(long, value_name = "VALUE")]
    block: Value,
    /// PAN with its check digit; formats 0 and 3 only
    #[arg(long, value_name = "VALUE")]
    pan: Option<Value>,
    #[command(flatten)]
    output: Output,
}

impl Decode {
    pub(super) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        let block = inputs.array::<8>("--block", &self.block)?;
        let pan = self.pan.as_ref();
        let pin = match self.format {
            ClearFormat::Format0 => {
                let pan = needed_pan(inputs, pan)?;
                format0::decode(&ClearPinBlock::from_octets(&block), &pan)
            }
            ClearFormat::Format1 => {
                no_pan(pan)?;
                format1::decode(&ClearPinBlock::from_octets(&block))
            }
            ClearFormat::Format2 => {
                no_pan(pan)?;
                format2::decode(&ClearPinBlock::from_octets(&block))
            }
            ClearFormat::Format3 => {
                let pan = needed_pan(inputs, pan)?;
                format3::decode(&ClearPinBlock::from_octets(&block), &pan)
            }
        }?;
        self.output.show(&Report::new().secret("pin", digits(&pin)))?;
        Ok(Answer::Yes)
    }
}
