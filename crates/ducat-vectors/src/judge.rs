//! Whether an answer is what a vector expects.

use compat::prelude::v1::format;
use compat::string::{String, ToString};

use serde_json::Value;

use crate::file::{Expect, Group, Vector};
use crate::protocol;
use crate::subject::Subject;

/// Asks an engine the vector's question, through the protocol, and judges the answer.
///
/// # Errors
/// What is wrong, in words, without the vector's id.
pub fn check<S: Subject>(subject: &mut S, group: &Group, vector: &Vector) -> Result<(), String> {
    judge(vector, &protocol::answer(subject, question(group, vector).as_bytes()))
}

/// The vector's question as a line of the protocol.
pub fn question(group: &Group, vector: &Vector) -> String {
    protocol::request(&group.algorithm, &group.operation, &vector.id, &vector.inputs)
}

/// Judges the line that a program answered.
///
/// # Errors
/// What is wrong, in words, without the vector's id.
pub fn judge(vector: &Vector, line: &str) -> Result<(), String> {
    let answer: Value =
        serde_json::from_str(line).map_err(|error| format!("the answer is no JSON: {error}"))?;
    let id = answer.get("id").and_then(Value::as_str);
    if id != Some(&vector.id) {
        return Err("the answer has another id".to_string());
    }
    match (&vector.expect, answer.get("outputs"), answer.get("error")) {
        (Expect::Accept { outputs }, Some(got), None) => {
            for (name, value) in outputs {
                if got.get(name) != Some(value) {
                    let got = got.get(name).unwrap_or(&Value::Null);
                    return Err(format!("{name}: expected {value}, got {got}"));
                }
            }
            Ok(())
        }
        (Expect::Accept { .. }, None, Some(error)) => {
            Err(format!("expected outputs, got the error {error}"))
        }
        (Expect::Reject { error, stage }, None, Some(got)) => {
            let stage = serde_json::to_value(stage).unwrap_or_default();
            if got.get("code").and_then(Value::as_str) == Some(error)
                && got.get("stage") == Some(&stage)
            {
                Ok(())
            } else {
                Err(format!("expected the error {error} at {stage}, got {got}"))
            }
        }
        (Expect::Reject { error, .. }, Some(got), None) => {
            Err(format!("expected the error {error}, got {got}"))
        }
        _ => Err("the answer has not either outputs or an error".to_string()),
    }
}

/// Whether a failed verdict means that the engine lacks the algorithm, and nothing is wrong.
pub fn is_unsupported(line: &str) -> bool {
    let answer: Value = serde_json::from_str(line).unwrap_or_default();
    answer.pointer("/error/code").and_then(Value::as_str) == Some("unsupported")
}
