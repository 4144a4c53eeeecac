//! How many vectors there are, and whether they pass.

use super::super::document::{Cell, Part, Section, Table};
use super::{Audit, Count};

pub(super) fn section(audit: &Audit<'_>) -> Section {
    let mut all = Count::default();
    let mut files: Vec<Count> = Vec::new();
    files.resize_with(audit.collection.files.len(), Count::default);
    for computed in &audit.computed {
        all.add(computed);
        if let Some(count) = files.get_mut(computed.file) {
            count.add(computed);
        }
    }
    let mut table = Table::new(&[
        "file",
        "vectors",
        "accept",
        "reject",
        "verbatim",
        "recomputed",
        "derived",
        "pass",
    ]);
    let counts = |name: Cell, count: &Count| {
        [
            name,
            count.vectors().into(),
            count.accept.into(),
            count.reject.into(),
            count.verbatim.into(),
            count.recomputed.into(),
            count.derived.into(),
            count.pass.into(),
        ]
    };
    for ((name, _), count) in audit.collection.files.iter().zip(&files) {
        table.row(counts(Cell::File(name.clone()), count));
    }
    table.row(counts(Cell::text("all"), &all));
    let failed = all.vectors() - all.pass;
    let summary = format!(
        "{} vectors in {} files: {} must be accepted with just these outputs, {} must be \
         refused with just this error. Computed now, {} pass and {failed} fail.",
        all.vectors(),
        files.len(),
        all.accept,
        all.reject,
        all.pass,
    );
    let kinds = "Verbatim: every octet was read in the source. Recomputed: the source gives the \
        case or a rule but not the whole value. Derived: made for this collection.";
    let mut parts =
        vec![Part::Paragraph(summary), Part::Paragraph(kinds.into()), Part::Table(table)];
    if failed > 0 {
        parts.push(Part::Heading("Vectors that fail"));
        let mut table = Table::new(&["vector", "what is wrong"]);
        for computed in &audit.computed {
            if let Some(what) = &computed.wrong {
                table.row([Cell::Vector(computed.vector.id.clone()), Cell::text(what)]);
            }
        }
        parts.push(Part::Table(table));
    }
    Section { id: "totals", title: "Totals", parts }
}
