//! The form of the files: see `vectors/README.md` and the schemas beside it.

use compat::collections::BTreeMap;
use compat::string::String;
use compat::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::outcome::{Outputs, Stage};

/// A file of vectors.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct VectorFile {
    /// Name of the schema.
    pub schema: String,
    /// What the vectors are about.
    pub title: String,
    /// Terms of use.
    pub license: String,
    /// How many vectors there are.
    pub vector_count: usize,
    /// Why vectors are here, by name.
    pub flags: BTreeMap<String, Flag>,
    /// Vectors of one operation each.
    pub groups: Vec<Group>,
}

impl VectorFile {
    /// All vectors with their groups, in order.
    pub fn vectors(&self) -> impl Iterator<Item = (&Group, &Vector)> {
        self.groups.iter().flat_map(|group| group.vectors.iter().map(move |v| (group, v)))
    }
}

/// Why a vector is here.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Flag {
    /// In words.
    pub description: String,
    /// The kind of mistake that it finds.
    pub bug_type: String,
}

/// Vectors of one operation.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its name.
    pub id: String,
    /// The protocol's algorithm.
    pub algorithm: String,
    /// The protocol's operation.
    pub operation: String,
    /// Its vectors.
    pub vectors: Vec<Vector>,
}

/// One question and what must be answered.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Vector {
    /// Unique over all files, and stable.
    pub id: String,
    /// The clauses at stake.
    pub clause: Vec<String>,
    /// Where it comes from.
    pub provenance: Provenance,
    /// Inputs by name.
    pub inputs: Outputs,
    /// Values on the way, for people.
    pub intermediates: Vec<Intermediate>,
    /// What must be answered.
    pub expect: Expect,
    /// For a reject: the accepted vector that it was held against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub differs_from: Option<DiffersFrom>,
    /// Names of flags.
    pub flags: Vec<String>,
    /// What else there is to say.
    pub notes: String,
}

/// Where a vector comes from.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Provenance {
    /// A source by name.
    pub source: String,
    /// The source in which the value was read, where that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<String>,
    /// Where in it.
    pub locator: String,
    /// `verbatim`, `recomputed` or `derived`.
    pub transcription: String,
    /// Who else arrives at the outcome.
    #[serde(default)]
    pub cross_checks: Vec<CrossCheck>,
}

/// A tool that arrived at the outcome.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrossCheck {
    /// A tool by name.
    pub tool: String,
    /// Its version.
    pub version: String,
    /// Whether it agrees.
    pub agrees: bool,
    /// What of it was checked, where not all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
}

/// A value on the way.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Intermediate {
    /// What it is.
    pub name: String,
    /// Hex, as a rule.
    pub value: serde_json::Value,
    /// Where the standard has it.
    pub clause: String,
}

/// What must be answered.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "lowercase", deny_unknown_fields)]
pub enum Expect {
    /// These outputs.
    Accept {
        /// Outputs by name.
        outputs: Outputs,
    },
    /// This failure.
    Reject {
        /// One of the protocol's codes.
        error: String,
        /// How far it must come.
        stage: Stage,
    },
}

/// How a reject differs from an accepted vector.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiffersFrom {
    /// Its id.
    pub vector: String,
    /// The inputs that differ, a colon, and how.
    pub r#in: String,
}

/// The sources and tools by name.
#[derive(Debug, Deserialize)]
pub struct Sources {
    /// Documents.
    pub sources: BTreeMap<String, Source>,
    /// Tools.
    pub tools: BTreeMap<String, serde_json::Value>,
}

/// A document.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// Its kind.
    pub kind: String,
    /// Its title.
    pub document: String,
    /// How clauses cite it.
    #[serde(default)]
    pub cited_as: Option<String>,
    /// Its edition.
    #[serde(default)]
    pub edition: Option<String>,
    /// Its terms.
    #[serde(default)]
    pub license: Option<String>,
    /// Who can read it.
    pub access: String,
}
