//! Published values that are wrong or cannot be used.

use super::super::document::{Cell, Part, Section, Table};
use super::Audit;

pub(super) fn section(audit: &Audit<'_>) -> Section {
    let what = "Published values that are wrong or cannot be used, with the reason, and the \
        vectors that hold the right value or the one that was kept under a flag.";
    let mut parts = vec![Part::Paragraph(what.into())];
    let mut table = Table::new(&["what", "published in", "disposition", "reason", "vectors"]);
    for entry in &audit.collection.quarantine.entries {
        let what = match &entry.value {
            Some(value) => format!("{}: {value}", entry.what),
            None => entry.what.clone(),
        };
        let disposition = match &entry.flag {
            Some(flag) => format!("{} {flag}", entry.disposition.replace('-', " ")),
            None => entry.disposition.replace('-', " "),
        };
        table.row([
            Cell::text(what),
            Cell::text(&entry.published_in),
            Cell::text(disposition),
            Cell::text(&entry.reason),
            Cell::Many(entry.vectors.iter().cloned().map(Cell::Vector).collect()),
        ]);
    }
    parts.push(Part::Table(table));
    Section { id: "quarantine", title: "Quarantine", parts }
}
