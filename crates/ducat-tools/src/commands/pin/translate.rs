//! `ducat pin translate`.

use clap::Args;
use ducat::pin_block::{PinSource, PinTarget, TranslationPolicy, translate};
use getrandom::SysRng;

use super::ciphered::{self, CipheredFormat};
use crate::failure::{Answer, Failure};
use crate::help;
use crate::input::{Inputs, Value};
use crate::keys::Soft;
use crate::output::{Output, Report};

const EXAMPLE: &str = "  \
  $ ducat pin translate --from-key AF8CB133A78F8DC2D1359F18527593FB \\
      --to-key F8D7F864233D9A36787448E2FDD96D7C \\
      --block A912150391AB65A67E52883D81CE2D15 --pan 4111111111111111
  pin block:  <32 hexadecimal digits, others each time>

  $ ducat pin translate --from-format 0 \\
      --from-key 042666B49184CF5C68DE9628D0397B36 \\
      --to-key F8D7F864233D9A36787448E2FDD96D7C \\
      --block 1B9C1845EB993A7A --pan 4012345678909
  pin block:  <32 hexadecimal digits, others each time>

What ISO 9564-1 does not allow is refused: a block that is bound to a PAN does
not become one of format 1.";

/// Arguments of `ducat pin translate`.
#[derive(Args)]
#[command(after_help = help::examples(EXAMPLE))]
pub struct Translate {
    /// Format that the block has
    #[arg(long, default_value = "4")]
    from_format: CipheredFormat,
    /// Format that it gets
    #[arg(long, default_value = "4")]
    to_format: CipheredFormat,
    /// PIN key that the block is enciphered under: AES for format 4, else TDES
    #[arg(long, value_name = "VALUE")]
    from_key: Value,
    /// PIN key to encipher it under, in the same way
    #[arg(long, value_name = "VALUE")]
    to_key: Value,
    /// Enciphered PIN block: 32 digits for format 4, else 16
    #[arg(long, value_name = "VALUE")]
    block: Value,
    /// PAN with its check digit, which stays the same; not from format 1 to 1
    #[arg(long, value_name = "VALUE")]
    pan: Option<Value>,
    #[command(flatten)]
    output: Output,
}

impl Translate {
    pub(super) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        let mut engine = Soft::new();
        let (old, new) = (self.from_format, self.to_format);
        let from = old.load(inputs, &mut engine, "--from-key", &self.from_key)?;
        let to = new.load(inputs, &mut engine, "--to-key", &self.to_key)?;
        let block = old.block(inputs, &self.block)?;
        let pan = ciphered::pan(inputs, self.pan.as_ref())?;
        let pan = pan.as_ref();
        let from = PinSource { key: &from, block: &block, binding: old.binding(pan)? };
        let to = PinTarget { key: &to, binding: new.binding(pan)? };
        let policy = TranslationPolicy::STRICT;
        let block = translate(&mut engine, &mut SysRng, policy, &from, &to)?;
        self.output.show(&Report::new().octets("pin_block", block.as_octets()))?;
        Ok(Answer::Yes)
    }
}
