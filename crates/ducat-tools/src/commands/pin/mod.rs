//! PIN blocks.

mod ciphered;
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
    /// An enciphered PIN block: format 4 under an AES key, 0, 1 or 3 under a TDES key
    Encipher(encipher::Encipher),
    /// The PIN in an enciphered block
    Decipher(decipher::Decipher),
    /// A block under another key, and in another format
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
