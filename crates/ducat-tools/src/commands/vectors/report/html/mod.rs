//! The page with everything: one file, which needs no other.

mod vector;

use core::fmt::{self, Display, Formatter, Write as _};

use super::document::{Cell, Part, Section, Table};
use super::sections::Audit;

const TITLE: &str = "Audit of the test vectors";

const INTRODUCTION: &str = "What the vectors cover, where they come from, and what ducat computes \
    for each now. All of every vector stands below; AUDIT.md is the short form.";

const STYLE: &str = include_str!("style.css");

pub(super) fn render(audit: &Audit<'_>) -> String {
    let mut page = String::new();
    let _ = write!(
        page,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{TITLE}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <h1>{TITLE}</h1>\n<p>{INTRODUCTION}</p>\n"
    );
    let sections = audit.sections();
    contents(&mut page, &sections, audit);
    for section in &sections {
        let _ = write!(page, "<section id=\"_{}\">\n<h2>{}</h2>\n", section.id, section.title);
        for part in &section.parts {
            match part {
                Part::Heading(title) => {
                    let _ = writeln!(page, "<h3>{title}</h3>");
                }
                Part::Paragraph(text) => {
                    let _ = writeln!(page, "<p>{}</p>", Escaped(text));
                }
                Part::Table(rows) => table(&mut page, rows),
            }
        }
        page.push_str("</section>\n");
    }
    for (number, (name, file)) in audit.collection.files.iter().enumerate() {
        let anchor = Escaped(&file_anchor(name)).to_string();
        let _ = write!(
            page,
            "<section class=\"file\" id=\"{anchor}\">\n<h2>{}</h2>\n<p>{}. {}.</p>\n",
            Escaped(name),
            Escaped(&file.title),
            Escaped(&file.license),
        );
        flags(&mut page, file);
        for computed in audit.computed.iter().filter(|computed| computed.file == number) {
            vector::render(&mut page, computed);
        }
        page.push_str("</section>\n");
    }
    page.push_str("</body>\n</html>\n");
    page
}

fn contents(page: &mut String, sections: &[Section], audit: &Audit<'_>) {
    page.push_str("<nav>\n<h2>Contents</h2>\n<ul>\n");
    for section in sections {
        let _ = writeln!(page, "<li><a href=\"#_{}\">{}</a></li>", section.id, section.title);
    }
    page.push_str("</ul>\n<ul class=\"files\">\n");
    for (name, file) in &audit.collection.files {
        let count = file.vectors().count();
        let link = cell(&Cell::File(name.clone()));
        let _ = writeln!(page, "<li>{link} <small>{count}</small></li>");
    }
    page.push_str("</ul>\n</nav>\n");
}

fn flags(page: &mut String, file: &ducat_vectors::file::VectorFile) {
    page.push_str("<dl class=\"flags\">\n");
    for (name, flag) in &file.flags {
        let _ = writeln!(
            page,
            "<dt>{} <small>{}</small></dt><dd>{}</dd>",
            Escaped(name),
            Escaped(&flag.bug_type.to_lowercase().replace('_', " ")),
            Escaped(&flag.description)
        );
    }
    page.push_str("</dl>\n");
}

fn table(page: &mut String, table: &Table) {
    page.push_str("<table>\n<thead><tr>");
    let class = |column| if table.is_numeric(column) { " class=\"n\"" } else { "" };
    for (number, column) in table.columns.iter().enumerate() {
        let _ = write!(page, "<th{}>{column}</th>", class(number));
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        page.push_str("<tr>");
        for (number, each) in row.iter().enumerate() {
            let _ = write!(page, "<td{}>{}</td>", class(number), cell(each));
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody>\n</table>\n");
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => Escaped(text).to_string(),
        Cell::Code(text) => format!("<code>{}</code>", Escaped(text)),
        Cell::Number(number) => number.to_string(),
        Cell::File(name) => {
            let anchor = file_anchor(name);
            format!("<a href=\"#{}\">{}</a>", Escaped(&anchor), Escaped(name))
        }
        Cell::Vector(id) => format!("<a href=\"#{0}\">{0}</a>", Escaped(id)),
        Cell::Many(cells) => cells.iter().map(self::cell).collect::<Vec<_>>().join(", "),
    }
}

/// Where a file is on the page. The underscore keeps it apart from the ids of vectors.
fn file_anchor(name: &str) -> String {
    format!("_{}", name.trim_end_matches(".json").replace('/', "-"))
}

/// Text in which nothing is taken for markup.
struct Escaped<'t>(&'t str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                character => f.write_char(character)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_markup() {
        assert_eq!(
            Escaped("<a href=\"x'&\">").to_string(),
            "&lt;a href=&quot;x&#39;&amp;&quot;&gt;"
        );
    }
}
