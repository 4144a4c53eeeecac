//! `ducat completions`.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::cli::Cli;
use crate::failure::{Answer, Failure};
use crate::input::Inputs;
use crate::output;

const EXAMPLE: &str = "\
Example:
  $ ducat completions bash > ducat.bash";

/// Arguments of `ducat completions`.
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(self, _: &mut Inputs) -> Result<Answer, Failure> {
        // Into memory first: the generator panics if it cannot write.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "ducat", &mut script);
        output::print(&script)?;
        Ok(Answer::Yes)
    }
}
