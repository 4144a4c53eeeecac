//! `ducat vectors lint`.

mod canonical;
mod quarantine;
mod schema;

use core::fmt::Write as _;

use clap::Args;
use ducat_vectors::file::{Sources, VectorFile};
use ducat_vectors::lint::{self, Finding};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::collection::{Directory, Quarantine, SCHEMAS};
use super::text::plain;
use crate::failure::{Answer, Failure};
use crate::output;
use schema::Schema;

const EXAMPLE: &str = "\
Example:
  $ ducat vectors lint

Every file has to follow its JSON Schema and to be written in the one form
that the collection uses. Counts must be right, ids unique, and whatever is
named (a source, a tool, a flag, a vector) must exist. The exit code is 1 if
anything was found.";

/// Most characters of a finding.
const MOST: usize = 300;

/// Arguments of `ducat vectors lint`.
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Lint {
    #[command(flatten)]
    directory: Directory,
    /// Print one JSON object instead of lines
    #[arg(long)]
    json: bool,
}

impl Lint {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let names = self.directory.vector_files()?;
        let mut linting = Linting { directory: &self.directory, findings: Vec::new() };
        let [vectors, sources, quarantine] = SCHEMAS;
        let schema = linting.schema(vectors)?;
        let mut files: Vec<(String, VectorFile)> = Vec::new();
        for name in &names {
            if let Some(file) = linting.file(name, schema.as_ref())? {
                files.push((name.clone(), file));
            }
        }
        let schema = linting.schema(sources)?;
        let sources: Option<Sources> = linting.file("sources.json", schema.as_ref())?;
        let schema = linting.schema(quarantine)?;
        let quarantine: Option<Quarantine> = linting.file("quarantine.json", schema.as_ref())?;
        let mut findings = linting.findings;
        if let Some(sources) = sources {
            findings.extend(lint::check(&files, &sources));
        }
        if let Some(quarantine) = quarantine {
            findings.extend(quarantine::check(&quarantine, &files));
        }
        let vectors = files.iter().map(|(_, file)| file.vectors().count()).sum();
        let show = if self.json { as_json } else { as_lines };
        output::print(show(&findings, names.len(), vectors).as_bytes())?;
        Ok(Answer::from(findings.is_empty()))
    }
}

/// What was found so far.
struct Linting<'d> {
    directory: &'d Directory,
    findings: Vec<Finding>,
}

impl Linting<'_> {
    fn found(&mut self, file: &str, what: impl ToString) {
        let what = plain(&what.to_string(), MOST);
        self.findings.push(Finding { file: file.to_owned(), id: None, what });
    }

    /// A file as JSON, if it is that.
    fn json(&mut self, name: &str) -> Result<Option<Value>, Failure> {
        let octets = self.directory.read(name)?;
        match serde_json::from_slice(&octets) {
            Ok(value) => {
                if let Some(what) = canonical::check(&octets, &value) {
                    self.found(name, what);
                }
                Ok(Some(value))
            }
            Err(error) => {
                self.found(name, format!("no JSON: {error}"));
                Ok(None)
            }
        }
    }

    fn schema(&mut self, name: &str) -> Result<Option<Schema>, Failure> {
        let Some(value) = self.json(name)? else { return Ok(None) };
        let schema = Schema::new(&value).map_err(|error| self.found(name, error));
        Ok(schema.ok())
    }

    /// A file of the collection, as far as it can be read.
    fn file<T: DeserializeOwned>(
        &mut self,
        name: &str,
        schema: Option<&Schema>,
    ) -> Result<Option<T>, Failure> {
        let Some(value) = self.json(name)? else { return Ok(None) };
        if let Some(schema) = schema {
            self.findings.extend(schema.check(name, &value));
        }
        Ok(serde_json::from_value(value).map_err(|error| self.found(name, error)).ok())
    }
}

fn as_lines(findings: &[Finding], files: usize, vectors: usize) -> String {
    let mut text = String::new();
    for Finding { file, id, what } in findings {
        let id = id.as_ref().map(|id| format!("{id}: ")).unwrap_or_default();
        let _ = writeln!(text, "{file}: {id}{what}");
    }
    let _ = writeln!(text, "{files} files, {vectors} vectors, {} findings", findings.len());
    text
}

fn as_json(findings: &[Finding], files: usize, vectors: usize) -> String {
    let findings = findings
        .iter()
        .map(|Finding { file, id, what }| json!({"file": file, "id": id, "what": what}));
    let findings: Vec<Value> = findings.collect();
    json!({"files": files, "vectors": vectors, "findings": findings}).to_string() + "\n"
}
