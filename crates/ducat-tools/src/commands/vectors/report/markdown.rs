//! AUDIT.md: short enough to be read as a change, and the same on every run.

use core::fmt::Write as _;

use super::super::text::plain;
use super::document::{Cell, Part, Table};
use super::sections::Audit;

/// Most characters of a computed value.
const MOST: usize = 48;

const INTRODUCTION: &str = "\
# Audit of the test vectors

What the vectors cover, where they come from, and what ducat computes for each now. Written by \
`ducat vectors report`, which also writes all of every vector to `report.html`; \
`ducat vectors report --check` says whether this file is what it would write.
";

pub(super) fn render(audit: &Audit<'_>) -> String {
    let mut page = INTRODUCTION.to_owned();
    for section in audit.sections() {
        let _ = write!(page, "\n## {}\n", section.title);
        for part in section.parts {
            match part {
                Part::Heading(title) => {
                    let _ = write!(page, "\n### {title}\n");
                }
                Part::Paragraph(text) => {
                    let _ = write!(page, "\n{}\n", escape(&text));
                }
                Part::Table(rows) => table(&mut page, &rows),
            }
        }
    }
    vectors(&mut page, audit);
    page
}

fn vectors(page: &mut String, audit: &Audit<'_>) {
    let _ = write!(
        page,
        "\n## Every vector\n\nWhat was computed now, cut to {MOST} characters, and whether it is \
         what the vector expects.\n"
    );
    for (number, (name, file)) in audit.collection.files.iter().enumerate() {
        let _ = write!(page, "\n### {name}\n\n{}.\n", escape(&file.title));
        let mut rows = Table::new(&["vector", "result", "computed", "verdict", "source"]);
        for computed in audit.computed.iter().filter(|computed| computed.file == number) {
            rows.row([
                Cell::code(&computed.vector.id),
                Cell::text(computed.result()),
                Cell::code(plain(&computed.line(), MOST)),
                Cell::text(computed.verdict()),
                Cell::code(&computed.vector.provenance.source),
            ]);
        }
        table(page, &rows);
    }
}

fn table(page: &mut String, table: &Table) {
    page.push('\n');
    for column in &table.columns {
        let _ = write!(page, "| {column} ");
    }
    page.push_str("|\n");
    for column in 0..table.columns.len() {
        page.push_str(if table.is_numeric(column) { "|--:" } else { "|---" });
    }
    page.push_str("|\n");
    for row in &table.rows {
        for each in row {
            let _ = write!(page, "| {} ", cell(each));
        }
        page.push_str("|\n");
    }
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => escape(text),
        Cell::Code(text) | Cell::File(text) | Cell::Vector(text) => code(text),
        Cell::Number(number) => number.to_string(),
        Cell::Many(cells) => cells.iter().map(self::cell).collect::<Vec<_>>().join(", "),
    }
}

/// Text in which nothing is taken for markup, on one line.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '|' | '#' | '~' => {
                escaped.push('\\');
                escaped.push(character);
            }
            character if character.is_control() => escaped.push(' '),
            character => escaped.push(character),
        }
    }
    escaped
}

/// What is to be taken literally. A code span cannot hold a back-tick, nor a table a bar.
fn code(text: &str) -> String {
    if text.is_empty() || text.contains(['`', '|', '\n']) {
        return escape(text);
    }
    format!("`{text}`")
}
