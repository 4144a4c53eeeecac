//! How far a run has come, on a terminal.

use std::io::{self, IsTerminal, Write};

/// A line on standard error that is written over and over, if that is a terminal.
pub(super) struct Progress {
    on: bool,
    shown: Option<usize>,
}

impl Progress {
    pub(super) fn new() -> Self {
        Self { on: io::stderr().is_terminal(), shown: None }
    }

    /// Shows that `done` of `all` are done.
    pub(super) fn at(&mut self, done: usize, all: usize, file: &str) {
        let percent = done.saturating_mul(100).checked_div(all).unwrap_or(100);
        if self.on && self.shown != Some(percent) {
            self.shown = Some(percent);
            // Nobody misses it if it cannot be written.
            let _ = write!(io::stderr(), "\r{percent:3}% {file}\x1b[K");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown.is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
