//! From functions to operations to vectors.

use std::collections::{BTreeMap, BTreeSet};

use super::super::computed::{Computed, text};
use super::super::coverage::{Function, engine, payment};
use super::super::document::{Cell, Part, Section, Table};
use super::{Audit, Count};

pub(super) fn section(audit: &Audit<'_>) -> Section {
    let operations = audit.by_operation();
    let what = "Every public function of the crate ducat that computes something, and every \
        capability of an engine (ducat-hal), with the operations of the vectors that go through \
        it. The numbers are those of their vectors; what must be refused may be refused before it \
        gets so far. What none goes through stands under known gaps.";
    let parts = vec![
        Part::Paragraph(what.into()),
        Part::Heading("Functions of ducat"),
        Part::Table(functions_table(audit, &payment())),
        Part::Heading("Capabilities of an engine"),
        Part::Table(functions_table(audit, &engine())),
        Part::Heading("Operations"),
        Part::Table(operations_table(audit, &operations)),
    ];
    Section { id: "functions", title: "From functions to vectors", parts }
}

fn functions_table(audit: &Audit<'_>, functions: &[Function]) -> Table {
    let mut table = Table::new(&["function", "operations", "accept", "reject"]);
    for function in functions.iter().filter(|function| function.gap.is_none()) {
        let mut count = Count::default();
        let selected = |computed: &&Computed<'_>| {
            function.operations.iter().any(|selector| selects(selector, computed))
        };
        audit.computed.iter().filter(selected).for_each(|computed| count.add(computed));
        table.row([
            Cell::code(&function.path),
            Cell::text(grouped(&function.operations)),
            count.accept.into(),
            count.reject.into(),
        ]);
    }
    table
}

/// Whether a vector is of an operation and has the inputs that the selector names, with their values.
fn selects(selector: &str, computed: &Computed<'_>) -> bool {
    let mut parts = selector.split(' ');
    parts.next() == Some(&computed.group.algorithm)
        && parts.next() == Some(&computed.group.operation)
        && parts.all(|part| match part.split_once('=') {
            Some((name, value)) => {
                computed.vector.inputs.get(name).is_some_and(|input| text(input) == value)
            }
            None => computed.vector.inputs.contains_key(part),
        })
}

/// `a x, a y n=1, b z` as `a: x, y (n 1); b: z`.
fn grouped(operations: &[&str]) -> String {
    let mut text = String::new();
    let mut last = "";
    for operation in operations {
        let (algorithm, name) = operation.split_once(' ').unwrap_or((operation, ""));
        if algorithm == last {
            text.push_str(", ");
        } else {
            text.push_str(if last.is_empty() { "" } else { "; " });
            text.push_str(algorithm);
            text.push_str(": ");
            last = algorithm;
        }
        match name.split_once(' ') {
            Some((name, input)) => {
                text.push_str(&format!("{name} ({})", input.replace(' ', ", ").replace('=', " ")));
            }
            None => text.push_str(name),
        }
    }
    text
}

fn operations_table(audit: &Audit<'_>, operations: &BTreeMap<String, Count>) -> Table {
    let mut files: BTreeMap<(&str, &str), BTreeSet<usize>> = BTreeMap::new();
    for computed in &audit.computed {
        let key = (computed.group.algorithm.as_str(), computed.group.operation.as_str());
        files.entry(key).or_default().insert(computed.file);
    }
    let mut table = Table::new(&[
        "operation",
        "accept",
        "reject",
        "verbatim",
        "recomputed",
        "derived",
        "files",
    ]);
    for ((algorithm, operation), files) in files {
        let name = format!("{algorithm} {operation}");
        let Some(count) = operations.get(&name) else { continue };
        let files = files.iter().map(|file| Cell::File(audit.collection.name(*file).to_owned()));
        table.row([
            Cell::text(name),
            count.accept.into(),
            count.reject.into(),
            count.verbatim.into(),
            count.recomputed.into(),
            count.derived.into(),
            Cell::Many(files.collect()),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::super::super::super::collection::Directory;
    use super::super::super::computed::compute;
    use super::*;

    /// The lists name operations that have vectors, and no operation is forgotten.
    #[test]
    fn operations_are_those_of_the_vectors() {
        let collection = Directory::of_the_repository().load().unwrap();
        let computed = compute(&collection);
        let functions: Vec<Function> = payment().into_iter().chain(engine()).collect();
        let selectors = || functions.iter().flat_map(|function| &function.operations);
        for selector in selectors() {
            assert!(computed.iter().any(|computed| selects(selector, computed)), "{selector}");
        }
        for computed in &computed {
            let group = computed.group;
            // A sum of binomial coefficients, for which the library has no function.
            let known = group.operation == "count";
            assert!(
                known || selectors().any(|selector| selects(selector, computed)),
                "{}: no function is said to be behind it",
                computed.vector.id
            );
        }
    }

    #[test]
    fn by_algorithm() {
        let operations = ["a x", "a y n=1 m", "b z"];
        assert_eq!(grouped(&operations), "a: x, y (n 1, m); b: z");
    }
}
