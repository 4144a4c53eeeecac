//! Message authentication codes.

mod common;
mod generate;
mod verify;

use clap::Subcommand;

use crate::failure::{Answer, Failure};
use crate::input::Inputs;

/// Calculations with MACs.
#[derive(Subcommand)]
pub enum Mac {
    /// The MAC of a message
    Generate(generate::Generate),
    /// Whether a MAC is that of a message
    Verify(verify::Verify),
}

impl Mac {
    pub(crate) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        match self {
            Self::Generate(command) => command.run(inputs),
            Self::Verify(command) => command.run(inputs),
        }
    }
}
