//! `ducat pin translate`.

use clap::Args;
use ducat::pin_block::{EncipheredPinBlock, translate_format4};
use getrandom::SysRng;

use crate::failure::{Answer, Failure};
use crate::help;
use crate::input::{Inputs, Value};
use crate::keys::{self, Soft};
use crate::output::{Output, Report};

const EXAMPLE: &str = "  \
  $ ducat pin translate --from-key AF8CB133A78F8DC2D1359F18527593FB \\
      --to-key F8D7F864233D9A36787448E2FDD96D7C \\
      --block A912150391AB65A67E52883D81CE2D15 --pan 4111111111111111
  pin block:  <32 hexadecimal digits, others each time>";

/// Arguments of `ducat pin translate`.
#[derive(Args)]
#[command(after_help = help::examples(EXAMPLE))]
pub struct Translate {
    /// PIN key that the block is enciphered under, an AES key
    #[arg(long, value_name = "VALUE")]
    from_key: Value,
    /// PIN key to encipher it under, an AES key
    #[arg(long, value_name = "VALUE")]
    to_key: Value,
    /// PIN block of format 4, 32 digits
    #[arg(long, value_name = "VALUE")]
    block: Value,
    /// PAN with its check digit, which stays the same
    #[arg(long, value_name = "VALUE")]
    pan: Value,
    #[command(flatten)]
    output: Output,
}

impl Translate {
    pub(super) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        let mut engine = Soft::new();
        let from = keys::load_aes(inputs, &mut engine, "--from-key", &self.from_key)?;
        let to = keys::load_aes(inputs, &mut engine, "--to-key", &self.to_key)?;
        let block = EncipheredPinBlock(*inputs.array("--block", &self.block)?);
        let pan = inputs.pan("--pan", &self.pan)?;
        let block = translate_format4(&mut engine, &mut SysRng, &from, &block, &pan, &to)?;
        self.output.show(&Report::new().octets("pin_block", &block.0))?;
        Ok(Answer::Yes)
    }
}
