//! The command line: one variant for each subcommand.

use clap::{Parser, Subcommand};

use crate::commands::completions::Completions;
use crate::commands::components::Components;
use crate::commands::demo::Demo;
use crate::commands::dukpt::Dukpt;
use crate::commands::kcv::Kcv;
use crate::commands::mac::Mac;
use crate::commands::pin::Pin;
use crate::commands::run::Run;
use crate::commands::tr31::Tr31;
use crate::commands::vectors::Vectors;
use crate::failure::{Answer, Failure};
use crate::help;
use crate::input::Inputs;

/// Calculators for the keys of card payments.
#[derive(Parser)]
#[command(name = "ducat", version, after_help = help::TOP)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// A subcommand.
#[derive(Subcommand)]
pub enum Command {
    /// The life of a terminal's keys: provisioning, payments, attacks, theft, the last key, a key
    /// block, TDES
    Demo(Demo),
    /// Answer test questions from standard input, a line of JSON each
    Run(Run),
    /// Test vectors: check them, run them through any program, write them up
    #[command(subcommand)]
    Vectors(Vectors),
    /// AES and TDES DUKPT: initial keys, working keys, update keys, key serial numbers
    #[command(subcommand)]
    Dukpt(Dukpt),
    /// PIN blocks: formats 0 to 3 in clear and under TDES keys, format 4 under AES keys
    #[command(subcommand)]
    Pin(Pin),
    /// Message authentication codes: CMAC, HMAC with SHA-256, ISO 9797-1 with TDES
    #[command(subcommand)]
    Mac(Mac),
    /// Key blocks: TR-31, ANSI X9.143, ISO 20038
    #[command(subcommand)]
    Tr31(Tr31),
    /// The check value of an AES or TDES key
    Kcv(Kcv),
    /// Keys from components
    #[command(subcommand)]
    Components(Components),
    /// A completion script for a shell
    Completions(Completions),
}

impl Command {
    /// Runs it.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        match self {
            Self::Demo(command) => command.run(),
            Self::Run(command) => command.run(),
            Self::Vectors(command) => command.run(),
            Self::Dukpt(command) => command.run(inputs),
            Self::Pin(command) => command.run(inputs),
            Self::Mac(command) => command.run(inputs),
            Self::Tr31(command) => command.run(inputs),
            Self::Kcv(command) => command.run(inputs),
            Self::Components(command) => command.run(inputs),
            Self::Completions(command) => command.run(inputs),
        }
    }
}
