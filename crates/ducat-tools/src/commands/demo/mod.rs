//! `ducat demo`: the life of a terminal's keys, from two components to the last key, and what an
//! attacker gets.
//!
//! It starts from the key and the identifier that ANSI X9.24-3's test vectors start from, so that
//! its numbers can be looked up there; where one is known, the demo compares it itself. The
//! terminal keeps its keys in a simulated secure element, the host in software.

mod host;
mod issuer;
mod message;
mod random;
mod scenes;
mod stage;
mod terminal;

use std::io;

use clap::Args;

use self::random::DemoRng;
use self::stage::Stage;
use crate::failure::{Answer, Failure};

const EXAMPLE: &str = "\
Example:
  $ ducat demo --trace

Nothing here is secret: the keys are published test keys. With --repeatable
the random octets are derived from a fixed text, and the output is the same
each time.

The exit code is 0 if every number agrees with its vector and every attack
fails, else 1.";

/// Arguments of `ducat demo`.
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Demo {
    /// Show what never leaves a device: keys, derivation data, PIN fields
    #[arg(long)]
    trace: bool,
    /// Take the same random octets each time
    #[arg(long)]
    repeatable: bool,
}

impl Demo {
    pub(crate) fn run(self) -> Result<Answer, Failure> {
        let mut stage = Stage::new(io::stdout().lock(), self.trace);
        let rng = if self.repeatable { DemoRng::repeatable() } else { DemoRng::system() };
        match perform(&mut stage, rng) {
            Ok(()) => Ok(Answer::Yes),
            Err(DemoError::Surprise(what)) => {
                let said = stage.line(&format!("This must not happen: {what}"));
                said.map_err(|error| Failure::write(&error)).map(|()| Answer::No)
            }
            Err(DemoError::Io(error)) => Err(Failure::write(&error)),
            Err(DemoError::Key(error)) => Err(error.into()),
        }
    }
}

/// Plays all scenes.
fn perform(stage: &mut Stage, mut rng: DemoRng) -> Result<(), DemoError> {
    stage.line(
        "The keys of a card payment, from the PIN pad to the issuer. AES DUKPT, ANSI X9.24-3.",
    )?;
    stage.line(
        "The keys are published test keys: = names the test vector that has the same value.",
    )?;
    let mut cast = scenes::provisioning::play(stage, &mut rng)?;
    let used = scenes::payments::play(stage, &mut rng, &mut cast)?;
    scenes::attacks::play(stage, &mut rng, &mut cast)?;
    scenes::theft::play(stage, &mut cast, &used)?;
    let update_key = scenes::last_key::play(stage, &mut rng, &mut cast)?;
    scenes::update::play(stage, &mut rng, &mut cast, update_key)?;
    scenes::tdes::play(stage, &mut rng, &mut cast)?;
    stage.close()
}

/// Why the demo stopped.
#[derive(Debug)]
enum DemoError {
    /// The output cannot be written.
    Io(io::Error),
    /// A call failed that should not have.
    Key(ducat::Error),
    /// A number differs from its vector, or an attack succeeded.
    Surprise(String),
}

impl From<io::Error> for DemoError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<ducat::Error> for DemoError {
    fn from(error: ducat::Error) -> Self {
        Self::Key(error)
    }
}

impl From<ducat_hal::ErrorKind> for DemoError {
    fn from(kind: ducat_hal::ErrorKind) -> Self {
        Self::Key(ducat::Error::Engine(kind))
    }
}
