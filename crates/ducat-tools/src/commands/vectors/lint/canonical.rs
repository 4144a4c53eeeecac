//! The one form in which the files are written: ASCII, indented by one space, a line feed at the
//! end. So a change shows as the lines that changed, and nothing hides between them.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

/// What is not in that form, if anything.
pub(super) fn check(octets: &[u8], value: &Value) -> Option<String> {
    if let Some(place) = octets.iter().position(|octet| !octet.is_ascii()) {
        return Some(format!("line {}: not ASCII", line_of(octets, place)));
    }
    if octets.last() != Some(&b'\n') {
        return Some("no line feed at the end".to_owned());
    }
    let written = write(value).ok()?;
    // Also where a member is given twice: only one of the two is left in `value`.
    let differ = written.iter().zip(octets).position(|(a, b)| a != b);
    let differ = differ.or((written.len() != octets.len()).then_some(written.len()));
    let line = line_of(octets, differ?);
    Some(format!("line {line}: not as it would be written, or a member is given twice"))
}

fn line_of(octets: &[u8], place: usize) -> usize {
    1 + octets.iter().take(place).filter(|octet| **octet == b'\n').count()
}

fn write(value: &Value) -> io::Result<Vec<u8>> {
    let mut written = Vec::new();
    let form = Canonical(PrettyFormatter::with_indent(b" "));
    value.serialize(&mut Serializer::with_formatter(&mut written, form))?;
    written.push(b'\n');
    Ok(written)
}

/// The pretty form of serde_json, with everything but printable ASCII escaped.
struct Canonical<'i>(PrettyFormatter<'i>);

impl Formatter for Canonical<'_> {
    fn write_string_fragment<W: Write + ?Sized>(
        &mut self,
        to: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        for character in fragment.chars() {
            if matches!(character, ' '..='~') {
                write!(to, "{character}")?;
            } else {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(to, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }

    fn begin_array<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.begin_array(to)
    }

    fn end_array<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_array(to)
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(to, first)
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_array_value(to)
    }

    fn begin_object<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.begin_object(to)
    }

    fn end_object<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_object(to)
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(to, first)
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.begin_object_value(to)
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_object_value(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<String> {
        check(text.as_bytes(), &serde_json::from_str(text).unwrap())
    }

    #[test]
    fn the_one_form() {
        let good = concat!(
            "{\n \"b\": [\n  1,\n  {}\n ],\n \"a\": [],\n",
            " \"c\": \"\\u00e9\\ud83d\\ude00\\u007f\"\n}\n"
        );
        assert_eq!(found(good), None);
    }

    #[test]
    fn every_other_form() {
        for (text, what) in [
            ("{\n \"a\": \"\u{e9}\"\n}\n", "line 2: not ASCII"),
            ("{\n \"a\": 1\n}", "no line feed"),
            ("{\n \"a\": 1\n}\n\n", "line 4: "),
            ("{\r\n \"a\": 1\r\n}\r\n", "line 1: "),
            ("{\n  \"a\": 1\n}\n", "line 2: "),
            ("{\n \"a\": 1,\n \"a\": 1\n}\n", "line 2: "),
            ("{\n \"\\u0061\": 1\n}\n", "line 2: "),
        ] {
            assert!(found(text).is_some_and(|found| found.starts_with(what)), "{text}");
        }
    }
}
