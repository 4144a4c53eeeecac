//! One line in, one line out.

use compat::string::{String, ToString};

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::inputs::Inputs;
use crate::operations::run;
use crate::outcome::{Failure, Outputs};
use crate::subject::Subject;

/// Longest line that is looked at, in octets; a longer one is answered as malformed.
pub const MAX_LINE_OCTETS: usize = 16 << 20;

/// Longest id that is given back if it is no string, in octets.
const MAX_OTHER_ID: usize = 64;

/// The members of a request that matter, unread. All others are passed over.
#[derive(Deserialize)]
struct Request<'a> {
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    algorithm: Option<&'a RawValue>,
    #[serde(borrow, default)]
    inputs: Option<&'a RawValue>,
}

/// Answers one line, which has no line end. The answer has none either.
pub fn answer<S: Subject>(subject: &mut S, line: &[u8]) -> String {
    let request = match parse(line) {
        Ok(request) => request,
        Err(failure) => return render("null", Err(failure)),
    };
    let id = request.id.map_or("null", RawValue::get);
    let id = if id.starts_with('"') || id.len() <= MAX_OTHER_ID { id } else { "null" };
    render(id, ask(subject, &request))
}

/// The answer to a line that is longer than [`MAX_LINE_OCTETS`].
pub fn answer_to_overlong() -> String {
    render("null", Err(Failure::MALFORMED))
}

/// A request line for a vector.
pub fn request(algorithm: &str, operation: &str, id: &str, inputs: &Outputs) -> String {
    let mut with_op = Outputs::new();
    with_op.insert("op".into(), operation.into());
    with_op.extend(inputs.iter().map(|(name, value)| (name.clone(), value.clone())));
    json!({"algorithm": algorithm, "id": id, "inputs": with_op}).to_string()
}

fn parse(line: &[u8]) -> Result<Request<'_>, Failure> {
    let line = core::str::from_utf8(line).map_err(|_| Failure::MALFORMED)?;
    // A list would be taken for the members of an object in their order.
    if !line.trim_start().starts_with('{') {
        return Err(Failure::MALFORMED);
    }
    serde_json::from_str(line).map_err(|_| Failure::MALFORMED)
}

fn ask<S: Subject>(subject: &mut S, request: &Request<'_>) -> Result<Outputs, Failure> {
    let algorithm = request.algorithm.ok_or(Failure::MALFORMED)?.get();
    let algorithm: String = serde_json::from_str(algorithm).map_err(|_| Failure::MALFORMED)?;
    let inputs = Inputs::parse(request.inputs.ok_or(Failure::MALFORMED)?.get())?;
    run(subject, &algorithm, &inputs)
}

fn render(id: &str, outcome: Result<Outputs, Failure>) -> String {
    let (name, value) = match outcome {
        Ok(outputs) => ("outputs", Value::Object(outputs)),
        Err(Failure { code, stage }) => ("error", json!({"code": code, "stage": stage})),
    };
    let value = value.to_string();
    let mut line = String::with_capacity(id.len() + value.len() + 24);
    for part in ["{\"id\":", id, ",\"", name, "\":", &value, "}"] {
        line.push_str(part);
    }
    line
}
