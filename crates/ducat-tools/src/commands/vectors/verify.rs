//! `ducat vectors verify`.

use core::fmt::Write as _;
use core::time::Duration;
use std::collections::BTreeMap;
use std::ffi::OsString;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::collection::{Collection, Directory};
use super::external::{self, Run};
use super::text::plain;
use super::verdict::{Tally, Verdict, by_element, by_soft};
use crate::failure::{Answer, Failure};
use crate::output;

const EXAMPLES: &str = "\
Examples:
  $ ducat vectors verify --engine element
  $ ducat vectors verify --implementation 'ducat run' --timeout 60

A program is started by the shell, gets one question a line on its standard
input, and answers each with one line on its standard output. The protocol is
described in vectors/README.md; `ducat run` is a program that speaks it.

What the engine or program refuses as unsupported is counted as not offered,
and is no failure unless --strict is given. The exit code is 1 if a vector
fails, or if none passes.";

/// Most characters of a reason that are printed.
const MOST_REASON: usize = 300;

/// An engine of this project.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum EngineName {
    /// The software engine
    Soft,
    /// The simulated secure element, which has no HKDF, and HMAC with SHA-256 only
    Element,
}

/// Arguments of `ducat vectors verify`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Verify {
    #[command(flatten)]
    directory: Directory,
    /// The engine that is asked
    #[arg(long, default_value = "soft", conflicts_with = "implementation")]
    engine: EngineName,
    /// A command of the shell that is asked instead
    #[arg(long, value_name = "COMMAND")]
    implementation: Option<OsString>,
    /// How long to wait for each answer of it
    #[arg(long, value_name = "SECONDS", default_value = "30", requires = "implementation")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    timeout: u32,
    /// What it does not offer is a failure
    #[arg(long, requires = "implementation")]
    strict: bool,
    /// Print one JSON object instead of a table
    #[arg(long)]
    json: bool,
}

impl Verify {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let collection = self.directory.load()?;
        let run = match (&self.implementation, self.engine) {
            (Some(command), _) => {
                let timeout = Duration::from_secs(self.timeout.into());
                external::run(&collection, command, timeout, self.strict)?
            }
            (None, EngineName::Soft) => Run { verdicts: by_soft(&collection), fault: None },
            (None, EngineName::Element) => Run { verdicts: by_element(&collection), fault: None },
        };
        let summary = Summary::new(&collection, &run);
        output::print(if self.json { summary.json() } else { summary.text() }.as_bytes())?;
        let all = summary.all;
        Ok(Answer::from(all.failed == 0 && all.passed > 0 && run.fault.is_none()))
    }
}

/// What is printed.
struct Summary<'r> {
    files: Vec<(&'r str, Tally)>,
    all: Tally,
    /// By algorithm and operation.
    not_offered: BTreeMap<String, usize>,
    /// File, vector, reason; none for those that came after the end of the program.
    failures: Vec<(&'r str, &'r str, Option<String>)>,
    fault: Option<&'r str>,
}

impl<'r> Summary<'r> {
    fn new(collection: &'r Collection, run: &'r Run) -> Self {
        let names = collection.files.iter().map(|(name, _)| (name.as_str(), Tally::default()));
        let mut summary = Self {
            files: names.collect(),
            all: Tally::default(),
            not_offered: BTreeMap::new(),
            failures: Vec::new(),
            fault: run.fault.as_deref(),
        };
        for ((file, group, vector), verdict) in collection.vectors().zip(&run.verdicts) {
            if let Some((_, tally)) = summary.files.get_mut(file) {
                tally.add(verdict);
            }
            summary.all.add(verdict);
            match verdict {
                Verdict::Passed => {}
                Verdict::NotOffered => {
                    let operation = format!("{} {}", group.algorithm, group.operation);
                    *summary.not_offered.entry(operation).or_default() += 1;
                }
                Verdict::Failed(what) => {
                    let what = Some(plain(what, MOST_REASON));
                    summary.failures.push((collection.name(file), &vector.id, what));
                }
                Verdict::Unanswered => {
                    summary.failures.push((collection.name(file), &vector.id, None));
                }
            }
        }
        summary
    }

    fn text(&self) -> String {
        let mut text = String::new();
        let widest = self.files.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        let _ = writeln!(text, "{:widest$}  vectors  passed  failed  not offered", "file");
        for (name, tally) in &self.files {
            let Tally { passed, failed, not_offered } = tally;
            let vectors = tally.vectors();
            let _ = writeln!(
                text,
                "{name:widest$}  {vectors:7}  {passed:6}  {failed:6}  {not_offered:11}"
            );
        }
        if !self.failures.is_empty() {
            text.push_str("\nFailed:\n");
            for (file, id, what) in &self.failures {
                if let Some(what) = what {
                    let _ = writeln!(text, "  {file}: {id}: {what}");
                }
            }
            let unanswered = self.failures.iter().filter(|(.., what)| what.is_none());
            if let Some((file, id, _)) = unanswered.clone().next() {
                let count = unanswered.count();
                let _ = writeln!(text, "  {file}: {id} and all after it, {count}: not answered");
            }
        }
        if !self.not_offered.is_empty() {
            text.push_str("\nNot offered:\n");
            for (operation, count) in &self.not_offered {
                let _ = writeln!(text, "  {operation}: {count}");
            }
        }
        if let Some(fault) = self.fault {
            let _ = writeln!(text, "\nThe program: {fault}");
        }
        let Tally { passed, failed, not_offered } = self.all;
        let _ = writeln!(text, "\n{passed} passed, {failed} failed, {not_offered} not offered");
        text
    }

    fn json(&self) -> String {
        let files = self.files.iter().map(|(name, tally)| {
            let Tally { passed, failed, not_offered } = tally;
            json!({
                "file": name, "passed": passed, "failed": failed, "not_offered": not_offered,
            })
        });
        let failures = self.failures.iter().map(|(file, id, what)| {
            let what = what.as_deref().unwrap_or("not answered");
            json!({"file": file, "id": id, "what": what})
        });
        let object = json!({
            "files": files.collect::<Vec<_>>(),
            "failures": failures.collect::<Vec<_>>(),
            "not_offered_operations": self.not_offered,
            "program": self.fault,
            "passed": self.all.passed,
            "failed": self.all.failed,
            "not_offered": self.all.not_offered,
        });
        object.to_string() + "\n"
    }
}
