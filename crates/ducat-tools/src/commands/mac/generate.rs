//! `ducat mac generate`.

use clap::Args;
use ducat::key::role::{BothWays, MacGenerate};
use ducat_hal::{CurrentAlgorithm, Mac};

use super::common::{MacArgs, MacEngine, MessageArgs, WithAlgorithm};
use crate::failure::{Answer, Failure};
use crate::help;
use crate::input::Inputs;
use crate::output::{Output, Report};

const EXAMPLE: &str = "  \
  $ ducat mac generate --algorithm cmac \\
      --key 2B7E151628AED2A6ABF7158809CF4F3C \\
      --message-hex 6BC1BEE22E409F96E93D7E117393172A
  mac:  070A16B46B4D4144F79BDD9DD04A287C

  $ printf 'Hi There' | ducat mac generate --algorithm hmac-sha256 \\
      --key 0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B --length 16
  mac:  B0344C61D8DB38535CA8AFCEAF0BF12B

  $ ducat mac generate --algorithm iso9797-3 --padding 1 \\
      --key 0123456789ABCDEFFEDCBA9876543210 \\
      --message 'Now is the time for all '
  mac:  A1C72E74EA3FA9B6";

/// Arguments of `ducat mac generate`.
#[derive(Args)]
#[command(after_help = help::examples(EXAMPLE))]
pub struct Generate {
    #[command(flatten)]
    mac: MacArgs,
    #[command(flatten)]
    message: MessageArgs,
    #[command(flatten)]
    output: Output,
}

impl Generate {
    pub(super) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        let mac = self.mac.run(inputs, &self)?;
        self.output.show(&Report::new().octets("mac", &mac))?;
        Ok(Answer::Yes)
    }
}

/// Asks the engine itself: in the library the length of a MAC is a type.
impl WithAlgorithm for &Generate {
    type Answer = Vec<u8>;

    fn with<A: CurrentAlgorithm>(self, inputs: &mut Inputs) -> Result<Vec<u8>, Failure>
    where
        MacEngine: Mac<A>,
    {
        let mut mac = vec![0; self.mac.octets::<A>()?];
        let mut engine = MacEngine::new();
        let key = self.mac.load::<MacGenerate<A, BothWays>>(inputs, &mut engine)?;
        let message = self.message.read(inputs)?;
        Mac::<A>::generate_mac(&mut engine, key.handle(), &message.as_slices(), &mut mac)
            .map_err(ducat::Error::Engine)?;
        Ok(mac)
    }
}
