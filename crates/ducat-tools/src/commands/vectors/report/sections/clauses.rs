//! From clauses to vectors to tests.

use std::collections::{BTreeMap, BTreeSet};

use super::super::document::{Cell, Part, Section, Table};
use super::{Audit, Count, test_name};

/// Vectors by clause, and the files that they are in.
pub(super) fn by_clause<'a>(audit: &'a Audit<'_>) -> BTreeMap<&'a str, (Count, BTreeSet<usize>)> {
    let mut clauses: BTreeMap<&str, (Count, BTreeSet<usize>)> = BTreeMap::new();
    for computed in &audit.computed {
        for clause in &computed.vector.clause {
            let (count, files) = clauses.entry(clause).or_default();
            count.add(computed);
            files.insert(computed.file);
        }
    }
    clauses
}

pub(super) fn section(audit: &Audit<'_>) -> Section {
    let what = "Every clause that a vector cites, and the tests that run those vectors: functions \
        of crates/ducat-vectors/tests/vectors.rs, one for each file, on the software engine and \
        on the simulated secure element.";
    let mut table = Table::new(&["clause", "accept", "reject", "tests"]);
    for (clause, (count, files)) in by_clause(audit) {
        let tests = files.iter().map(|file| test_name(audit.collection.name(*file)));
        table.row([
            Cell::text(clause),
            count.accept.into(),
            count.reject.into(),
            Cell::Many(tests.map(Cell::Code).collect()),
        ]);
    }
    let parts = vec![Part::Paragraph(what.into()), Part::Table(table)];
    Section { id: "clauses", title: "From clauses to vectors to tests", parts }
}
