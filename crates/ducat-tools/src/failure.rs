//! How the command ends: exit codes, and errors for people.
//!
//! An error names the option that is at fault and never its value, which may be a key, a PIN or
//! a PAN.

use core::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

/// The exit code of the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done; where something was asked, the answer is yes.
    Yes = 0,
    /// The answer is no: a MAC does not match, a key serial number is not valid.
    No = 1,
    /// The command line is wrong.
    Usage = 2,
    /// A value is wrong, or does not fit the others.
    Input = 3,
    /// Reading or writing failed, or the random source of the operating system.
    Io = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// What a subcommand that ran to its end has to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Done, or yes.
    Yes,
    /// No.
    No,
}

impl From<bool> for Answer {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

/// Why a subcommand did not run to its end.
#[derive(Debug)]
pub struct Failure {
    exit: Exit,
    message: String,
    hint: Option<String>,
}

impl Failure {
    /// The command line is wrong in a way that its grammar cannot express.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, message: message.into(), hint: None }
    }

    /// The value of the option `name` is wrong.
    pub fn value(name: &str, problem: impl fmt::Display) -> Self {
        Self { exit: Exit::Input, message: format!("{name}: {problem}"), hint: None }
    }

    /// What the option `name` points to cannot be read.
    pub fn read(name: &str, error: &io::Error) -> Self {
        let message = format!("{name}: cannot be read: {error}");
        Self { exit: Exit::Io, message, hint: None }
    }

    /// The output cannot be written. A reader that has gone away is no news to anybody.
    pub fn write(error: &io::Error) -> Self {
        let message = match error.kind() {
            io::ErrorKind::BrokenPipe => String::new(),
            _ => format!("cannot write the output: {error}"),
        };
        Self { exit: Exit::Io, message, hint: None }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The library's error, about the value of the option `name`.
    pub fn of(name: &str, error: ducat::Error) -> Self {
        let mut failure = Self::from(error);
        failure.message = format!("{name}: {}", failure.message);
        failure
    }

    /// Prints it on standard error, where nothing can be done if that fails too.
    pub fn show(&self) -> Exit {
        let mut stderr = io::stderr().lock();
        if !self.message.is_empty() {
            let _ = writeln!(stderr, "ducat: {}", self.message);
        }
        if let Some(hint) = &self.hint {
            let _ = writeln!(stderr, "  {hint}");
        }
        self.exit
    }
}

impl From<ducat::Error> for Failure {
    fn from(error: ducat::Error) -> Self {
        use ducat::Error as E;
        let exit = match error {
            E::Mismatch | E::KeyBlock => Exit::No,
            E::Random => Exit::Io,
            _ => Exit::Input,
        };
        let hint = match error {
            E::Counter => Some(
                "a counter has 1 to 16 one-bits; --accept-17-ones is for terminals that go to 17",
            ),
            E::Strength => Some("choose a --type that is no stronger than the initial key"),
            E::Algorithm => Some("PIN, data and key-encrypting keys are AES or TDEA keys"),
            E::PinBlock => Some("the block, the PAN or the key may be another's"),
            E::KeyBlock => Some("it was changed, or the protection key is another's"),
            _ => None,
        };
        Self { exit, message: error.to_string(), hint: hint.map(String::from) }
    }
}
