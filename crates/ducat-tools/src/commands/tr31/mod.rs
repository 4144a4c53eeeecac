//! Key blocks.

mod code;
mod decode;
mod describe;
mod open;
mod relaxations;
mod unwrap;
mod verify;
mod wrap;

use clap::Subcommand;

use crate::failure::{Answer, Failure};
use crate::input::Inputs;

/// Calculations with key blocks.
#[derive(Subcommand)]
pub enum Tr31 {
    /// What a key block says, without a key: a claim
    Decode(decode::Decode),
    /// Whether a key block holds under its protection key
    Verify(verify::Verify),
    /// The key in a key block
    Unwrap(unwrap::Unwrap),
    /// A key block of a key
    Wrap(wrap::Wrap),
}

impl Tr31 {
    pub(crate) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        match self {
            Self::Decode(command) => command.run(inputs),
            Self::Verify(command) => command.run(inputs),
            Self::Unwrap(command) => command.run(inputs),
            Self::Wrap(command) => command.run(inputs),
        }
    }
}
