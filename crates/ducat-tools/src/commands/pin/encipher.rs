//! `ducat pin encipher`.

use clap::Args;
use ducat::pin_block::{Binding, EncipheredPin};
use ducat::pin_block::{format0, format1, format3, format4};
use getrandom::SysRng;

use super::ciphered::{self, CipheredFormat, no_pan_for_1};
use crate::failure::{Answer, Failure};
use crate::help;
use crate::input::{Inputs, Value};
use crate::keys::Soft;
use crate::output::{Output, Report};

const EXAMPLE: &str = "  \
  $ ducat pin encipher --key AF8CB133A78F8DC2D1359F18527593FB \\
      --pin 1234 --pan 4111111111111111
  pin block:  <32 hexadecimal digits, others each time>

  $ ducat pin encipher --format 0 --key 042666B49184CF5C68DE9628D0397B36 \\
      --pin 1234 --pan 4012345678909
  pin block:  1B9C1845EB993A7A";

/// Arguments of `ducat pin encipher`.
#[derive(Args)]
#[command(after_help = help::examples(EXAMPLE))]
pub struct Encipher {
    /// Format of ISO 9564-1
    #[arg(long, default_value = "4")]
    format: CipheredFormat,
    /// PIN key: an AES key for format 4, else a TDES key
    #[arg(long, value_name = "VALUE")]
    key: Value,
    /// PIN, 4 to 12 decimal digits
    #[arg(long, value_name = "VALUE")]
    pin: Value,
    /// PAN with its check digit; not for format 1
    #[arg(long, value_name = "VALUE")]
    pan: Option<Value>,
    #[command(flatten)]
    output: Output,
}

impl Encipher {
    pub(super) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        let mut engine = Soft::new();
        let key = self.format.load(inputs, &mut engine, "--key", &self.key)?;
        let pin = inputs.pin("--pin", &self.pin)?;
        let pan = ciphered::pan(inputs, self.pan.as_ref())?;
        no_pan_for_1(self.format, pan.as_ref())?;
        let (engine, rng) = (&mut engine, &mut SysRng);
        let block: EncipheredPin = match self.format.binding(pan.as_ref())? {
            Binding::Format0(pan) => format0::encipher(engine, &key, &pin, pan),
            Binding::Format1 => format1::encipher(engine, rng, &key, &pin),
            Binding::Format3(pan) => format3::encipher(engine, rng, &key, &pin, pan),
            Binding::Format4(pan) => {
                format4::encipher(engine, rng, &key, &pin, pan).map(EncipheredPin::from)
            }
            _ => Err(ducat::Error::Algorithm),
        }?;
        self.output.show(&Report::new().octets("pin_block", block.as_octets()))?;
        Ok(Answer::Yes)
    }
}
