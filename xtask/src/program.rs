//! Running other programs: each is shown as it would be typed, then run.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::step::Failure;

pub(crate) struct Program {
    command: Command,
    shown: String,
}

impl Program {
    pub(crate) fn new(name: &str, directory: &Path) -> Self {
        let mut command = Command::new(name);
        command.current_dir(directory).stdin(Stdio::null());
        Self { command, shown: name.into() }
    }

    /// Words separated by spaces.
    pub(crate) fn words(self, words: &str) -> Self {
        words.split_whitespace().fold(self, Self::word)
    }

    /// One word, whatever is in it.
    pub(crate) fn word(mut self, word: impl AsRef<OsStr>) -> Self {
        self.command.arg(&word);
        self.shown = format!("{} {}", self.shown, quoted(&word.as_ref().to_string_lossy()));
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, &value);
        let value = quoted(&value.as_ref().to_string_lossy());
        self.shown = format!("{name}={value} {}", self.shown);
        self
    }

    /// Runs it with our own output.
    pub(crate) fn run(mut self) -> Result<(), Failure> {
        let child = self.spawn()?;
        self.finish(child)
    }

    /// Runs it, passes its output on line by line, and shows each line to `look`.
    pub(crate) fn run_watched(mut self, mut look: impl FnMut(&str)) -> Result<(), Failure> {
        self.command.stdout(Stdio::piped());
        let mut child = self.spawn()?;
        if let Some(output) = child.stdout.take() {
            for line in BufReader::new(output).split(b'\n') {
                let line = line.map_err(|error| self.failure(error))?;
                let line = String::from_utf8_lossy(&line);
                println!("{line}");
                look(&line);
            }
        }
        self.finish(child)
    }

    /// Runs it and returns what it printed.
    pub(crate) fn output(mut self) -> Result<String, Failure> {
        println!("$ {}", self.shown);
        self.command.stderr(Stdio::inherit());
        let output = self.command.output().map_err(|error| self.failure(error))?;
        if !output.status.success() {
            return Err(self.failure(output.status));
        }
        String::from_utf8(output.stdout).map_err(|error| self.failure(error))
    }

    /// Whether it runs and succeeds. Shows nothing.
    pub(crate) fn succeeds(mut self) -> bool {
        self.command.stdout(Stdio::null()).stderr(Stdio::null());
        self.command.status().is_ok_and(|status| status.success())
    }

    fn spawn(&mut self) -> Result<Child, Failure> {
        println!("$ {}", self.shown);
        self.command.spawn().map_err(|error| self.failure(error))
    }

    fn finish(&self, mut child: Child) -> Result<(), Failure> {
        let status = child.wait().map_err(|error| self.failure(error))?;
        if status.success() { Ok(()) } else { Err(self.failure(status)) }
    }

    fn failure(&self, why: impl core::fmt::Display) -> Failure {
        Failure::new(format!("`{}`: {why}", self.shown))
    }
}

/// As a shell would have to read it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=+:,".contains(c);
    if word.chars().all(plain) { word.into() } else { format!("'{word}'") }
}
