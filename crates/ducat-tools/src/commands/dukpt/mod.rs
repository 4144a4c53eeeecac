//! AES DUKPT, and TDES DUKPT.

mod initial_key;
mod key;
mod ksn;
mod root;
mod tdes;
mod update_key;

use clap::Subcommand;

use crate::failure::{Answer, Failure};
use crate::input::Inputs;

/// Calculations of DUKPT.
#[derive(Subcommand)]
pub enum Dukpt {
    /// The initial key of a terminal, from the base derivation key
    InitialKey(initial_key::InitialKey),
    /// A working key of a transaction, or the transaction key
    Key(key::WorkingKey),
    /// The update key, under which a terminal gets a new initial key
    UpdateKey(update_key::UpdateKey),
    /// The parts of a key serial number, and whether it is valid
    Ksn(ksn::Ksn),
    /// TDES DUKPT: initial keys, working keys, key serial numbers
    #[command(subcommand)]
    Tdes(tdes::Tdes),
}

impl Dukpt {
    pub(crate) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        match self {
            Self::InitialKey(command) => command.run(inputs),
            Self::Key(command) => command.run(inputs),
            Self::UpdateKey(command) => command.run(inputs),
            Self::Ksn(command) => command.run(inputs),
            Self::Tdes(command) => command.run(inputs),
        }
    }
}
