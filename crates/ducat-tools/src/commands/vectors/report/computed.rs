//! What the software engine answers to each vector now.

use ducat_soft::Engine;
use ducat_vectors::file::{Expect, Group, Vector};
use ducat_vectors::{Outputs, judge, protocol};
use serde_json::Value;

use super::super::collection::Collection;
use super::super::text::plain;

/// Most characters of what is wrong.
const MOST: usize = 300;

/// A vector, and the answer to it.
pub(super) struct Computed<'c> {
    /// The number of its file.
    pub(super) file: usize,
    pub(super) group: &'c Group,
    pub(super) vector: &'c Vector,
    pub(super) answer: Answer,
    /// What is wrong with the answer, if anything.
    pub(super) wrong: Option<String>,
}

/// Outputs by name, or a code and a stage.
pub(super) enum Answer {
    Outputs(Outputs),
    Error(String),
}

impl Computed<'_> {
    pub(super) const fn is_accept(&self) -> bool {
        matches!(self.vector.expect, Expect::Accept { .. })
    }

    pub(super) const fn result(&self) -> &'static str {
        if self.is_accept() { "accept" } else { "reject" }
    }

    pub(super) const fn verdict(&self) -> &'static str {
        if self.wrong.is_none() { "pass" } else { "FAIL" }
    }

    /// The answer on one line, without the name of the only output.
    pub(super) fn line(&self) -> String {
        match &self.answer {
            Answer::Error(error) => error.clone(),
            Answer::Outputs(outputs) if outputs.len() == 1 => outputs.values().map(text).collect(),
            Answer::Outputs(outputs) => {
                let named = outputs.iter().map(|(name, value)| format!("{name} {}", text(value)));
                named.collect::<Vec<_>>().join(", ")
            }
        }
    }
}

/// Asks everything.
pub(super) fn compute(collection: &Collection) -> Vec<Computed<'_>> {
    let mut engine = Engine::<255>::new();
    let ask = |(file, group, vector)| {
        let line = protocol::answer(&mut engine, judge::question(group, vector).as_bytes());
        let wrong = judge::judge(vector, &line).err().map(|what| plain(&what, MOST));
        Computed { file, group, vector, answer: answer(&line), wrong }
    };
    collection.vectors().map(ask).collect()
}

fn answer(line: &str) -> Answer {
    let answer: Value = serde_json::from_str(line).unwrap_or_default();
    match answer.get("outputs") {
        Some(Value::Object(outputs)) => Answer::Outputs(outputs.clone()),
        _ => {
            let part = |name| answer.pointer(name).map(text).unwrap_or_default();
            Answer::Error(error_text(&part("/error/code"), &part("/error/stage")))
        }
    }
}

/// An error and how far the request came.
pub(super) fn error_text(code: &str, stage: &str) -> String {
    format!("error {code}, {stage}")
}

/// A value on one line.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "(empty)".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => "(none)".to_owned(),
        Value::Array(items) => {
            let between = if items.iter().any(Value::is_array) { "; " } else { " " };
            items.iter().map(text).collect::<Vec<_>>().join(between)
        }
        other => other.to_string(),
    }
}
