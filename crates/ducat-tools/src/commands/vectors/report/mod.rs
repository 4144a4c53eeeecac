//! `ducat vectors report`.

mod computed;
mod coverage;
mod document;
mod html;
mod markdown;
mod sections;

use std::path::PathBuf;

use clap::Args;

use super::collection::{Directory, write};
use crate::failure::{Answer, Failure};
use crate::output;
use sections::Audit;

const AUDIT: &str = "AUDIT.md";

const EXAMPLE: &str = "\
Example:
  $ ducat vectors report --check

Without --check it writes AUDIT.md in the directory of the collection, and a
page with every vector and what is computed for it now. The exit code is 1 if a
vector fails, or if AUDIT.md is not what it should be.";

/// Arguments of `ducat vectors report`.
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Report {
    #[command(flatten)]
    directory: Directory,
    /// Where to write the page [default: report.html in the directory of the collection]
    #[arg(long, value_name = "PATH")]
    html: Option<PathBuf>,
    /// Write nothing: only tell whether AUDIT.md is what would be written
    #[arg(long, conflicts_with = "html")]
    check: bool,
}

impl Report {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let collection = self.directory.load()?;
        let audit = Audit { computed: computed::compute(&collection), collection: &collection };
        let failed = audit.computed.iter().filter(|computed| computed.wrong.is_some()).count();
        let text = markdown::render(&audit);
        let mut said = String::new();
        if self.check {
            if let Some(line) = first_difference(&self.directory.read(AUDIT)?, text.as_bytes()) {
                said = format!(
                    "{AUDIT} is out of date from line {line} on: run `ducat vectors report`\n"
                );
            }
        } else {
            self.directory.write(AUDIT, &text)?;
            let page = self.html.unwrap_or_else(|| self.directory.path_of("report.html"));
            write(&page, &html::render(&audit))?;
        }
        let up_to_date = said.is_empty();
        said += &format!("{} passed, {failed} failed\n", audit.computed.len() - failed);
        output::print(said.as_bytes())?;
        Ok(Answer::from(up_to_date && failed == 0))
    }
}

/// The number of the first line that is not the same.
fn first_difference(old: &[u8], new: &[u8]) -> Option<usize> {
    if old == new {
        return None;
    }
    let same = old.iter().zip(new).take_while(|(old, new)| old == new);
    Some(1 + same.filter(|(octet, _)| **octet == b'\n').count())
}
