//! `ducat pin encipher`.

use clap::Args;
use ducat::pin_block::format4;
use getrandom::SysRng;

use crate::failure::{Answer, Failure};
use crate::help;
use crate::input::{Inputs, Value};
use crate::keys::{self, Soft};
use crate::output::{Output, Report};

const EXAMPLE: &str = "  \
  $ ducat pin encipher --key AF8CB133A78F8DC2D1359F18527593FB \\
      --pin 1234 --pan 4111111111111111
  pin block:  <32 hexadecimal digits, others each time>";

/// Arguments of `ducat pin encipher`.
#[derive(Args)]
#[command(after_help = help::examples(EXAMPLE))]
pub struct Encipher {
    /// PIN key, an AES key
    #[arg(long, value_name = "VALUE")]
    key: Value,
    /// PIN, 4 to 12 decimal digits
    #[arg(long, value_name = "VALUE")]
    pin: Value,
    /// PAN with its check digit
    #[arg(long, value_name = "VALUE")]
    pan: Value,
    #[command(flatten)]
    output: Output,
}

impl Encipher {
    pub(super) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        let mut engine = Soft::new();
        let key = keys::load_aes(inputs, &mut engine, "--key", &self.key)?;
        let pin = inputs.pin("--pin", &self.pin)?;
        let pan = inputs.pan("--pan", &self.pan)?;
        let block = format4::encipher(&mut engine, &mut SysRng, &key, &pin, &pan)?;
        self.output.show(&Report::new().octets("pin_block", &block.0))?;
        Ok(Answer::Yes)
    }
}
