//! `ducat vectors`: the collection of test vectors, checked, run and written up.

#![expect(clippy::std_instead_of_alloc, reason = "this crate is built on std alone")]

mod collection;
mod external;
mod lint;
mod progress;
mod report;
mod shell;
mod text;
mod verdict;
mod verify;

use clap::Subcommand;

use crate::failure::{Answer, Failure};

/// What can be done with the collection.
#[derive(Subcommand)]
pub enum Vectors {
    /// Whether the collection is in order: its form, sources and quarantine
    Lint(lint::Lint),
    /// Run every vector, through this program or another
    Verify(verify::Verify),
    /// Write what the collection covers and where it comes from, for auditors
    Report(report::Report),
}

impl Vectors {
    pub(crate) fn run(self) -> Result<Answer, Failure> {
        match self {
            Self::Lint(command) => command.run(),
            Self::Verify(command) => command.run(),
            Self::Report(command) => command.run(),
        }
    }
}
