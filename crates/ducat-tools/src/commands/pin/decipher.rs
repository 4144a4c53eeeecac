//! `ducat pin decipher`.

use clap::Args;
use ducat::pin_block::{
    Binding, EncipheredPin, EncipheredPinBlock, format0, format1, format3, format4,
};

use super::ciphered::{self, CipheredFormat, no_pan_for_1};
use super::clear::digits;
use crate::failure::{Answer, Failure};
use crate::help;
use crate::input::{Inputs, Value};
use crate::keys::Soft;
use crate::output::{Output, Report};

const EXAMPLE: &str = "  \
  $ ducat pin decipher --key AF8CB133A78F8DC2D1359F18527593FB \\
      --block A912150391AB65A67E52883D81CE2D15 --pan 4111111111111111
  pin:  1234";

/// Arguments of `ducat pin decipher`.
#[derive(Args)]
#[command(after_help = help::examples(EXAMPLE))]
pub struct Decipher {
    /// Format of ISO 9564-1
    #[arg(long, default_value = "4")]
    format: CipheredFormat,
    /// PIN key: an AES key for format 4, else a TDES key
    #[arg(long, value_name = "VALUE")]
    key: Value,
    /// Enciphered PIN block: 32 digits for format 4, else 16
    #[arg(long, value_name = "VALUE")]
    block: Value,
    /// PAN with its check digit; not for format 1
    #[arg(long, value_name = "VALUE")]
    pan: Option<Value>,
    #[command(flatten)]
    output: Output,
}

impl Decipher {
    pub(super) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        let mut engine = Soft::new();
        let key = self.format.load(inputs, &mut engine, "--key", &self.key)?;
        let block = self.format.block(inputs, &self.block)?;
        let pan = ciphered::pan(inputs, self.pan.as_ref())?;
        no_pan_for_1(self.format, pan.as_ref())?;
        let engine = &mut engine;
        let pin = match (self.format.binding(pan.as_ref())?, block) {
            (Binding::Format4(pan), EncipheredPin::Format4(octets)) => {
                format4::decipher(engine, &key, &EncipheredPinBlock(octets), pan)
            }
            (Binding::Format0(pan), block) => format0::decipher(engine, &key, &block, pan),
            (Binding::Format1, block) => format1::decipher(engine, &key, &block),
            (Binding::Format3(pan), block) => format3::decipher(engine, &key, &block, pan),
            _ => Err(ducat::Error::Algorithm),
        }?;
        self.output.show(&Report::new().secret("pin", digits(&pin)))?;
        Ok(Answer::Yes)
    }
}
