//! `ducat pin decipher`.

use clap::Args;
use ducat::pin_block::{EncipheredPinBlock, format4};

use super::clear::digits;
use crate::failure::{Answer, Failure};
use crate::help;
use crate::input::{Inputs, Value};
use crate::keys::{self, Soft};
use crate::output::{Output, Report};

const EXAMPLE: &str = "  \
  $ ducat pin decipher --key AF8CB133A78F8DC2D1359F18527593FB \\
      --block A912150391AB65A67E52883D81CE2D15 --pan 4111111111111111
  pin:  1234";

/// Arguments of `ducat pin decipher`.
#[derive(Args)]
#[command(after_help = help::examples(EXAMPLE))]
pub struct Decipher {
    /// PIN key, an AES key
    #[arg(long, value_name = "VALUE")]
    key: Value,
    /// PIN block of format 4, 32 digits
    #[arg(long, value_name = "VALUE")]
    block: Value,
    /// PAN with its check digit
    #[arg(long, value_name = "VALUE")]
    pan: Value,
    #[command(flatten)]
    output: Output,
}

impl Decipher {
    pub(super) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        let mut engine = Soft::new();
        let key = keys::load_aes(inputs, &mut engine, "--key", &self.key)?;
        let block = EncipheredPinBlock(*inputs.array("--block", &self.block)?);
        let pan = inputs.pan("--pan", &self.pan)?;
        let pin = format4::decipher(&mut engine, &key, &block, &pan)?;
        self.output.show(&Report::new().secret("pin", digits(&pin)))?;
        Ok(Answer::Yes)
    }
}
