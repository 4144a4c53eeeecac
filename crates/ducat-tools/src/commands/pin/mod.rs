//! PIN blocks.

mod clear;
mod decipher;
mod decode;
mod encipher;
mod encode;
mod translate;

use clap::Subcommand;

use crate::failure::{Answer, Failure};
use crate::input::Inputs;

/// Calculations with PIN blocks.
#[derive(Subcommand)]
pub enum Pin {
    /// A clear PIN block of format 0, 1, 2 or 3
    Encode(encode::Encode),
    /// The PIN in a clear PIN block of format 0, 1, 2 or 3
    Decode(decode::Decode),
    /// A PIN block of format 4, enciphered under an AES key
    Encipher(encipher::Encipher),
    /// The PIN in a block of format 4
    Decipher(decipher::Decipher),
    /// A block of format 4 under another key
    Translate(translate::Translate),
}

impl Pin {
    pub(crate) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        match self {
            Self::Encode(command) => command.run(inputs),
            Self::Decode(command) => command.run(inputs),
            Self::Encipher(command) => command.run(inputs),
            Self::Decipher(command) => command.run(inputs),
            Self::Translate(command) => command.run(inputs),
        }
    }
}
