//! TDES DUKPT.

mod initial_key;
mod key;
mod ksn;

use clap::Subcommand;

use crate::failure::{Answer, Failure};
use crate::input::Inputs;

/// Calculations of TDES DUKPT.
#[derive(Subcommand)]
pub enum Tdes {
    /// The initial key of a terminal, from the base derivation key
    InitialKey(initial_key::InitialKey),
    /// A working key of a transaction, or the transaction key
    Key(key::WorkingKey),
    /// The parts of a key serial number, and whether it is valid
    Ksn(ksn::Ksn),
}

impl Tdes {
    pub(super) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        match self {
            Self::InitialKey(command) => command.run(inputs),
            Self::Key(command) => command.run(inputs),
            Self::Ksn(command) => command.run(inputs),
        }
    }
}
