//! What the vectors do not show.

use std::collections::BTreeMap;

use super::super::coverage::{engine, payment};
use super::super::document::{Cell, Part, Section, Table};
use super::clauses::by_clause;
use super::{Audit, Count};

/// Tools that were made for this collection, so that nobody else stands behind what they say.
const OWN_TOOLS: [&str; 6] = [
    "binomial-sum",
    "recomputation",
    "recomputation-libcrypto",
    "recomputation-openssl",
    "rule",
    "terminal-walk",
];

/// Flags of what could not be held against the standard itself.
const UNVERIFIED: [(&str, &str); 3] = [
    (
        "CompatibilityKsn",
        "The 80-bit form of the key serial number is known from one public implementation only.",
    ),
    (
        "HmacKeyType",
        "Algorithm indicator 0005 and the HMAC keys derived with it are in public implementations \
         that agree, but not in the reference program of ASC X9.",
    ),
    (
        "SeventeenOnes",
        "Public implementations cite a limit of sixteen one-bits in a counter; the pseudo-code in \
         circulation and the published list reach seventeen. Which the standard means is open.",
    ),
];

pub(super) fn section(audit: &Audit<'_>) -> Section {
    let mut parts = Vec::new();
    let mut part = |heading, text: &str, table: Table| {
        parts.push(Part::Heading(heading));
        if table.rows.is_empty() {
            parts.push(Part::Paragraph("None.".into()));
        } else {
            parts.push(Part::Paragraph(text.into()));
            parts.push(Part::Table(table));
        }
    };
    part(
        "Functions that no vector goes through",
        "With the reason, and the tests that hold them instead.",
        functions(),
    );
    part(
        "Operations without a published value",
        "All vectors of these were made for this collection.",
        operations(&audit.by_operation()),
    );
    part(
        "Clauses without a rejected vector",
        "Nothing shows what has to be refused here.",
        clauses(audit),
    );
    part(
        "Vectors without a cross-check",
        "Only the source and ducat arrive at these values.",
        unchecked(audit),
    );
    part(
        "Vectors that only tools of this collection check",
        "No foreign tool and no published value stands behind these: not verbatim, and \
         cross-checked only by programs and rules that were written for this collection, apart \
         from ducat.",
        own_only(audit),
    );
    part(
        "What could not be held against the standard",
        "The standards that have to be bought were not at hand. Vectors with these flags rest on \
         what is public.",
        unverified(audit),
    );
    Section { id: "gaps", title: "Known gaps", parts }
}

fn functions() -> Table {
    let mut table = Table::new(&["function", "why", "held by"]);
    for function in payment().into_iter().chain(engine()) {
        if let Some(gap) = function.gap {
            table.row([Cell::Code(function.path), Cell::text(gap.why), Cell::code(gap.tests)]);
        }
    }
    table
}

fn operations(operations: &BTreeMap<String, Count>) -> Table {
    let mut table = Table::new(&["operation", "vectors"]);
    for (name, count) in operations.iter().filter(|(_, count)| count.derived == count.vectors()) {
        table.row([Cell::text(name), count.vectors().into()]);
    }
    table
}

fn clauses(audit: &Audit<'_>) -> Table {
    let mut table = Table::new(&["clause", "vectors"]);
    for (clause, (count, _)) in by_clause(audit) {
        if count.reject == 0 {
            table.row([Cell::text(clause), count.accept.into()]);
        }
    }
    table
}

fn unchecked(audit: &Audit<'_>) -> Table {
    let mut table = Table::new(&["vector"]);
    let vectors = audit.computed.iter().map(|computed| computed.vector);
    for vector in vectors.filter(|vector| vector.provenance.cross_checks.is_empty()) {
        table.row([Cell::Vector(vector.id.clone())]);
    }
    table
}

fn own_only(audit: &Audit<'_>) -> Table {
    let mut files: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for computed in &audit.computed {
        let provenance = &computed.vector.provenance;
        let own = provenance.cross_checks.iter().all(|c| OWN_TOOLS.contains(&c.tool.as_str()));
        if own && provenance.transcription != "verbatim" {
            let (accept, reject) = files.entry(computed.file).or_default();
            *if computed.is_accept() { accept } else { reject } += 1;
        }
    }
    let mut table = Table::new(&["file", "accept", "reject"]);
    for (file, (accept, reject)) in files {
        let name = audit.collection.name(file).to_owned();
        table.row([Cell::File(name), accept.into(), reject.into()]);
    }
    table
}

fn unverified(audit: &Audit<'_>) -> Table {
    let mut table = Table::new(&["flag", "what is open", "vectors"]);
    for (flag, what) in UNVERIFIED {
        let flagged = audit.computed.iter().filter(|c| c.vector.flags.iter().any(|f| f == flag));
        match flagged.count() {
            0 => {}
            count => table.row([Cell::code(flag), Cell::text(what), count.into()]),
        }
    }
    table
}
