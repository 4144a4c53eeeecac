//! `ducat mac verify`.

use clap::Args;
use ducat::key::role::{BothWays, MacVerify};
use ducat_hal::{CurrentAlgorithm, Mac};

use super::common::{MacArgs, MacEngine, MessageArgs, WithAlgorithm};
use crate::failure::{Answer, Failure};
use crate::help;
use crate::input::{Inputs, Value};
use crate::output::{Output, Report};

const EXAMPLE: &str = "  \
  $ ducat mac verify --algorithm cmac \\
      --key 2B7E151628AED2A6ABF7158809CF4F3C \\
      --message-hex 6BC1BEE22E409F96E93D7E117393172A \\
      --length 8 --mac 070A16B46B4D4144
  matches:  yes

The length is yours to say, and not that of the MAC that came: a short one is
easily guessed. The exit code is 1 if the MAC does not match.";

/// Arguments of `ducat mac verify`.
#[derive(Args)]
#[command(after_help = help::examples(EXAMPLE))]
pub struct Verify {
    #[command(flatten)]
    mac_args: MacArgs,
    /// MAC to verify
    #[arg(long, value_name = "VALUE")]
    mac: Value,
    #[command(flatten)]
    message: MessageArgs,
    #[command(flatten)]
    output: Output,
}

impl Verify {
    pub(super) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        let matches = self.mac_args.run(inputs, &self)?;
        self.output.show(&Report::new().flag("matches", matches))?;
        Ok(matches.into())
    }
}

impl WithAlgorithm for &Verify {
    type Answer = bool;

    fn with<A: CurrentAlgorithm>(self, inputs: &mut Inputs) -> Result<bool, Failure>
    where
        MacEngine: Mac<A>,
    {
        let octets = self.mac_args.octets::<A>()?;
        let mut engine = MacEngine::new();
        let key = self.mac_args.load::<MacVerify<A, BothWays>>(inputs, &mut engine)?;
        let mac = inputs.octets("--mac", &self.mac)?;
        if mac.len() != octets {
            let problem = format!("{} hexadecimal digits are needed", 2 * octets);
            return Err(Failure::value("--mac", problem)
                .hint("if a shorter MAC was agreed on, say so with --length"));
        }
        let message = self.message.read(inputs)?;
        let matches = Mac::<A>::verify_mac(&mut engine, key.handle(), &message.as_slices(), &mac);
        Ok(matches.map_err(ducat::Error::Engine)?)
    }
}
