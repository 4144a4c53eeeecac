//! The parts of the report that both forms have.

mod clauses;
mod functions;
mod gaps;
mod quarantine;
mod sources;
mod totals;

use std::collections::BTreeMap;

use super::super::collection::Collection;
use super::computed::Computed;
use super::document::Section;

/// What the report is about.
pub(super) struct Audit<'c> {
    pub(super) collection: &'c Collection,
    pub(super) computed: Vec<Computed<'c>>,
}

impl Audit<'_> {
    /// All sections but the vectors themselves.
    pub(super) fn sections(&self) -> Vec<Section> {
        vec![
            totals::section(self),
            sources::section(self),
            clauses::section(self),
            functions::section(self),
            quarantine::section(self),
            gaps::section(self),
        ]
    }

    /// How many vectors there are for each operation, written as in the lists of coverage.
    fn by_operation(&self) -> BTreeMap<String, Count> {
        let mut operations: BTreeMap<String, Count> = BTreeMap::new();
        for computed in &self.computed {
            let group = computed.group;
            let operation = format!("{} {}", group.algorithm, group.operation);
            operations.entry(operation).or_default().add(computed);
        }
        operations
    }
}

/// How many vectors of each kind.
#[derive(Default)]
struct Count {
    accept: usize,
    reject: usize,
    verbatim: usize,
    recomputed: usize,
    derived: usize,
    pass: usize,
}

impl Count {
    fn add(&mut self, computed: &Computed<'_>) {
        *if computed.is_accept() { &mut self.accept } else { &mut self.reject } += 1;
        match computed.vector.provenance.transcription.as_str() {
            "verbatim" => self.verbatim += 1,
            "recomputed" => self.recomputed += 1,
            _ => self.derived += 1,
        }
        self.pass += usize::from(computed.wrong.is_none());
    }

    const fn vectors(&self) -> usize {
        self.accept + self.reject
    }
}

/// The test of a file in `crates/ducat-vectors/tests/vectors.rs`.
fn test_name(file: &str) -> String {
    file.trim_end_matches(".json").replace(['/', '-'], "_")
}
