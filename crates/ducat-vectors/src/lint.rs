//! What a schema cannot say about vectors.

use compat::collections::{BTreeMap, BTreeSet};
use compat::prelude::v1::format;
use compat::string::{String, ToString};
use compat::vec::Vec;

use crate::file::{Expect, Group, Sources, Vector, VectorFile};

/// Something wrong with a vector, or with a file as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file's name.
    pub file: String,
    /// The vector's id, if it is about one.
    pub id: Option<String>,
    /// What is wrong.
    pub what: String,
}

/// Checks a whole collection: files by name, and the sources they cite.
pub fn check(files: &[(String, VectorFile)], sources: &Sources) -> Vec<Finding> {
    let mut by_id: BTreeMap<&str, (&Group, &Vector)> = BTreeMap::new();
    let mut findings = Vec::new();
    for (name, file) in files {
        let mut about = |id: Option<&str>, what: String| {
            findings.push(Finding { file: name.clone(), id: id.map(Into::into), what });
        };
        let count = file.vectors().count();
        if count != file.vector_count {
            about(None, format!("vectorCount is {}, there are {count}", file.vector_count));
        }
        let used: BTreeSet<&String> = file.vectors().flat_map(|(_, v)| &v.flags).collect();
        for flag in file.flags.keys().filter(|flag| !used.contains(flag)) {
            about(None, format!("no vector has the flag {flag}"));
        }
        for (group, vector) in file.vectors() {
            if by_id.insert(&vector.id, (group, vector)).is_some() {
                about(Some(&vector.id), "the id is not unique".to_string());
            }
            for flag in vector.flags.iter().filter(|flag| !file.flags.contains_key(*flag)) {
                about(Some(&vector.id), format!("the flag {flag} is not explained"));
            }
        }
    }
    for (name, file) in files {
        for (group, vector) in file.vectors() {
            for what in check_vector(group, vector, sources, &by_id) {
                findings.push(Finding { file: name.clone(), id: Some(vector.id.clone()), what });
            }
        }
    }
    findings
}

fn check_vector(
    group: &Group,
    vector: &Vector,
    sources: &Sources,
    by_id: &BTreeMap<&str, (&Group, &Vector)>,
) -> Vec<String> {
    let mut wrong = Vec::new();
    let provenance = &vector.provenance;
    for source in core::iter::once(&provenance.source).chain(&provenance.via) {
        if !sources.sources.contains_key(source) {
            wrong.push(format!("the source {source} is not in sources.json"));
        }
    }
    for check in &provenance.cross_checks {
        if !sources.tools.contains_key(&check.tool) {
            wrong.push(format!("the tool {} is not in sources.json", check.tool));
        }
        if !check.agrees {
            wrong.push(format!("the tool {} does not agree: quarantine it", check.tool));
        }
    }
    for clause in &vector.clause {
        let cited = sources.sources.values().filter_map(|source| source.cited_as.as_ref());
        if cited.filter(|name| clause.starts_with(&format!("{name} "))).count() != 1 {
            wrong.push(format!("the clause {clause:?} cites no document of sources.json"));
        }
    }
    match (&vector.expect, &vector.differs_from) {
        (Expect::Accept { outputs }, None) if outputs.is_empty() => {
            wrong.push("it accepts without outputs".to_string());
        }
        (Expect::Accept { .. }, None) => {}
        (Expect::Accept { .. }, Some(_)) => {
            wrong.push("only a rejected vector differs from another".to_string());
        }
        (Expect::Reject { .. }, None) => {
            wrong.push("it does not say what it differs from".to_string());
        }
        (Expect::Reject { .. }, Some(differs)) => match by_id.get(differs.vector.as_str()) {
            None => wrong.push(format!("there is no vector {}", differs.vector)),
            Some((other_group, other)) => {
                wrong.extend(check_difference(group, vector, other_group, other, &differs.r#in));
            }
        },
    }
    wrong
}

/// A negative differs from a named positive in just the inputs that it names.
fn check_difference(
    group: &Group,
    vector: &Vector,
    other_group: &Group,
    other: &Vector,
    named: &str,
) -> Option<String> {
    if !matches!(other.expect, Expect::Accept { .. }) {
        return Some(format!("{} is not accepted itself", other.id));
    }
    if (&group.algorithm, &group.operation) != (&other_group.algorithm, &other_group.operation) {
        return Some(format!("{} is of another operation", other.id));
    }
    let named = named.split(':').next().unwrap_or_default();
    let named: BTreeSet<&str> = named.split(',').map(str::trim).collect();
    let names = vector.inputs.keys().chain(other.inputs.keys()).map(String::as_str);
    let differ: BTreeSet<&str> =
        names.filter(|name| vector.inputs.get(*name) != other.inputs.get(*name)).collect();
    (named != differ).then(|| {
        format!("it names {named:?} as different from {}, but {differ:?} differ", other.id)
    })
}
