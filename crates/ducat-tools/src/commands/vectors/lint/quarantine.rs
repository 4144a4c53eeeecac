//! What a schema cannot say about the quarantine.

use std::collections::{BTreeMap, BTreeSet};

use ducat_vectors::file::{Vector, VectorFile};
use ducat_vectors::lint::Finding;

use super::super::collection::Quarantine;

/// Counts, ids, and the vectors that are named.
pub(super) fn check(quarantine: &Quarantine, files: &[(String, VectorFile)]) -> Vec<Finding> {
    let vectors = files.iter().flat_map(|(_, file)| file.vectors());
    let by_id: BTreeMap<&str, &Vector> =
        vectors.map(|(_, vector)| (vector.id.as_str(), vector)).collect();
    let mut findings = Vec::new();
    let mut about = |id: Option<&str>, what: String| {
        let file = "quarantine.json".to_owned();
        findings.push(Finding { file, id: id.map(str::to_owned), what });
    };
    let count = quarantine.entries.len();
    if count != quarantine.entry_count {
        about(None, format!("entryCount is {}, there are {count}", quarantine.entry_count));
    }
    let mut ids = BTreeSet::new();
    for entry in &quarantine.entries {
        let id = entry.id.as_str();
        if !ids.insert(id) {
            about(Some(id), "the id is not unique".to_owned());
        }
        for name in &entry.vectors {
            match (by_id.get(name.as_str()), &entry.flag) {
                (None, _) => about(Some(id), format!("there is no vector {name}")),
                (Some(vector), Some(flag)) if !vector.flags.contains(flag) => {
                    about(Some(id), format!("{name} does not have the flag {flag}"));
                }
                _ => {}
            }
        }
        if let Some(flag) = &entry.flag {
            let flagged = by_id.values().filter(|vector| vector.flags.contains(flag));
            for vector in flagged.filter(|vector| !entry.vectors.contains(&vector.id)) {
                about(Some(id), format!("{} has the flag {flag} and is not named", vector.id));
            }
        }
    }
    findings
}
