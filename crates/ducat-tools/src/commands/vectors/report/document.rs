//! What is written, before it is Markdown or HTML.

/// A part of the report.
pub(super) struct Section {
    /// Unique, and fit for an address.
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) parts: Vec<Part>,
}

/// A part of a section.
pub(super) enum Part {
    /// A heading below that of the section.
    Heading(&'static str),
    Paragraph(String),
    Table(Table),
}

/// A table.
pub(super) struct Table {
    pub(super) columns: Vec<&'static str>,
    pub(super) rows: Vec<Vec<Cell>>,
}

impl Table {
    pub(super) fn new(columns: &[&'static str]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new() }
    }

    pub(super) fn row<const N: usize>(&mut self, cells: [Cell; N]) {
        self.rows.push(cells.into());
    }

    /// Whether a column holds numbers.
    pub(super) fn is_numeric(&self, column: usize) -> bool {
        let mut cells = self.rows.iter().filter_map(|row| row.get(column));
        cells.all(|cell| matches!(cell, Cell::Number(_)))
    }
}

/// What stands in a table.
#[derive(Clone)]
pub(super) enum Cell {
    Text(String),
    Code(String),
    Number(usize),
    /// The name of a file with vectors.
    File(String),
    /// The id of a vector.
    Vector(String),
    /// Several, one after the other.
    Many(Vec<Cell>),
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn code(text: impl Into<String>) -> Self {
        Self::Code(text.into())
    }
}

impl From<usize> for Cell {
    fn from(number: usize) -> Self {
        Self::Number(number)
    }
}
