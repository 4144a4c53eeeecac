//! The form of a file, by its JSON Schema.

use ducat_vectors::lint::Finding;
use jsonschema::{PatternOptions, ValidationError, Validator, draft202012};
use serde_json::Value;

use super::super::text::plain;

/// Most characters of a finding. Some repeat a whole vector.
const MOST: usize = 300;

/// A schema, ready for use.
pub(super) struct Schema(Validator);

impl Schema {
    /// Compiles a schema. Nothing is fetched: it must stand for itself.
    pub(super) fn new(schema: &Value) -> Result<Self, String> {
        draft202012::options()
            .should_validate_formats(true)
            .with_pattern_options(PatternOptions::regex())
            .offline()
            .build(schema)
            .map(Self)
            .map_err(|error| plain(&error.to_string(), MOST))
    }

    /// Where `value` does not follow it.
    pub(super) fn check(&self, file: &str, value: &Value) -> Vec<Finding> {
        let finding = |error: ValidationError<'_>| {
            let path = error.instance_path().as_str();
            Finding {
                file: file.to_owned(),
                id: id(value, path),
                what: plain(format!("{path}: {}", error.masked()).trim_start_matches(": "), MOST),
            }
        };
        self.0.iter_errors(value).map(finding).collect()
    }
}

/// The id of what encloses a place in a file: of a vector, or of an entry of the quarantine.
fn id(file: &Value, path: &str) -> Option<String> {
    let mut parts = path.split('/').skip(1);
    let depth = match parts.next()? {
        "groups" => 4,
        "entries" => 2,
        _ => return None,
    };
    let enclosing: Vec<&str> = path.split('/').take(depth + 1).collect();
    let id = file.pointer(&enclosing.join("/"))?.get("id")?.as_str()?;
    Some(plain(id, MOST))
}
