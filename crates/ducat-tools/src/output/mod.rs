//! What is printed: a short list of names and values, or one JSON object with the same.

mod page;
mod report;

use clap::Args;

pub use report::{Record, Report};

use crate::failure::Failure;
use crate::platform;
use page::Page;

/// How a command prints.
#[derive(Args, Clone, Copy)]
pub struct Output {
    /// Print one JSON object instead of a list
    #[arg(long)]
    json: bool,
}

impl Output {
    /// Prints a report.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub fn show(self, report: &Report) -> Result<(), Failure> {
        let mut page = Page::new();
        let made =
            if self.json { report.write_json(&mut page) } else { report.write_list(&mut page) };
        made.map_err(|e| Failure::write(&e))?;
        print(page.as_octets())
    }
}

/// Prints octets.
///
/// # Errors
/// If standard output cannot be written.
pub fn print(octets: &[u8]) -> Result<(), Failure> {
    platform::stdout()
        .and_then(|mut stdout| stdout.write_all(octets).and_then(|()| stdout.flush()))
        .map_err(|e| Failure::write(&e))
}
