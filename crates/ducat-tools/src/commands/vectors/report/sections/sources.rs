//! Where values come from, and what else arrives at them.

use std::collections::BTreeMap;

use super::super::document::{Cell, Part, Section, Table};
use super::Audit;

#[derive(Default)]
struct Uses {
    source: usize,
    via: usize,
    clause: usize,
}

pub(super) fn section(audit: &Audit<'_>) -> Section {
    let documents = "A value comes from a source, and was read there or in another document (read \
        in). Clauses cite documents for the rules; a document that has to be bought is cited by \
        the clause numbers that public implementations give.";
    let tools = "Tools that arrive at the same outcome, and for how many vectors: in whole, or \
        for the part that the vector names.";
    let parts = vec![
        Part::Paragraph(documents.into()),
        Part::Table(documents_table(audit)),
        Part::Heading("Tools"),
        Part::Paragraph(tools.into()),
        Part::Table(tools_table(audit)),
    ];
    Section { id: "sources", title: "Sources and tools", parts }
}

fn documents_table(audit: &Audit<'_>) -> Table {
    let sources = &audit.collection.sources.sources;
    let mut uses: BTreeMap<&str, Uses> = BTreeMap::new();
    for vector in audit.computed.iter().map(|computed| computed.vector) {
        let provenance = &vector.provenance;
        uses.entry(&provenance.source).or_default().source += 1;
        if let Some(via) = &provenance.via {
            uses.entry(via).or_default().via += 1;
        }
        for (id, source) in sources {
            let Some(cited_as) = &source.cited_as else { continue };
            let cites = |clause: &String| {
                clause.strip_prefix(cited_as).is_some_and(|rest| rest.starts_with(' '))
            };
            uses.entry(id).or_default().clause += usize::from(vector.clause.iter().any(cites));
        }
    }
    let mut table = Table::new(&[
        "id",
        "document",
        "edition",
        "access",
        "licence",
        "source of",
        "read in",
        "cited by",
    ]);
    for (id, source) in sources {
        let uses = uses.get(id.as_str());
        let count = |pick: fn(&Uses) -> usize| Cell::Number(uses.map_or(0, pick));
        table.row([
            Cell::code(id),
            Cell::text(&source.document),
            Cell::text(source.edition.as_deref().unwrap_or("")),
            Cell::text(&source.access),
            Cell::text(source.license.as_deref().unwrap_or("")),
            count(|uses| uses.source),
            count(|uses| uses.via),
            count(|uses| uses.clause),
        ]);
    }
    table
}

fn tools_table(audit: &Audit<'_>) -> Table {
    let mut uses: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let vectors = audit.computed.iter().map(|computed| computed.vector);
    for check in vectors.flat_map(|vector| &vector.provenance.cross_checks) {
        let (whole, part) = uses.entry(&check.tool).or_default();
        *if check.scope.is_none() { whole } else { part } += 1;
    }
    let mut table = Table::new(&["tool", "what it is", "whole", "part"]);
    for (name, tool) in &audit.collection.sources.tools {
        let (whole, part) = uses.get(name.as_str()).copied().unwrap_or_default();
        let description = tool.get("description").and_then(serde_json::Value::as_str);
        let description = Cell::text(description.unwrap_or(""));
        table.row([Cell::code(name), description, whole.into(), part.into()]);
    }
    table
}
