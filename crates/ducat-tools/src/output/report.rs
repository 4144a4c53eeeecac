//! Names and values in order.

use core::fmt::Display;
use std::io::{self, Write};

use serde::{Serialize, Serializer};
use zeroize::Zeroizing;

use crate::input::hex;

/// What a command found out: names in snake case, and values.
#[derive(Default)]
pub struct Report(Vec<(&'static str, Value)>);

enum Value {
    Text(Zeroizing<String>),
    Number(u64),
    Flag(bool),
    /// There is none, for this reason.
    Absent(&'static str),
    /// Several; one of them is called by this name.
    Several(&'static str, Vec<Zeroizing<String>>),
    /// A code of a standard, and what it means.
    Coded(String, String),
    /// Several things that have parts.
    Records(Vec<Record>),
}

/// One of several things that have parts: a line of the list, an object in JSON.
pub struct Record {
    /// What it is called in the list.
    pub label: String,
    /// What the list says about it.
    pub line: String,
    /// Its parts.
    pub parts: Report,
}

impl Report {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds text that is not secret.
    #[must_use]
    pub fn text(self, name: &'static str, text: impl Display) -> Self {
        self.secret(name, Zeroizing::new(text.to_string()))
    }

    /// Adds text that is wiped after it is printed.
    #[must_use]
    pub fn secret(mut self, name: &'static str, text: Zeroizing<String>) -> Self {
        self.0.push((name, Value::Text(text)));
        self
    }

    /// Adds octets, as hexadecimal digits that are wiped after they are printed.
    #[must_use]
    pub fn octets(self, name: &'static str, octets: &[u8]) -> Self {
        self.secret(name, hex::encode(octets))
    }

    /// Adds a number.
    #[must_use]
    pub fn number(mut self, name: &'static str, number: impl Into<u64>) -> Self {
        self.0.push((name, Value::Number(number.into())));
        self
    }

    /// Adds a yes or no.
    #[must_use]
    pub fn flag(mut self, name: &'static str, flag: bool) -> Self {
        self.0.push((name, Value::Flag(flag)));
        self
    }

    /// Adds that there is no such value, and why.
    #[must_use]
    pub fn absent(mut self, name: &'static str, reason: &'static str) -> Self {
        self.0.push((name, Value::Absent(reason)));
        self
    }

    /// Adds several values; `each` is what one of them is called in a list.
    #[must_use]
    pub fn several(
        mut self,
        name: &'static str,
        each: &'static str,
        texts: Vec<Zeroizing<String>>,
    ) -> Self {
        self.0.push((name, Value::Several(each, texts)));
        self
    }

    /// Adds a code and its meaning, neither of them secret.
    #[must_use]
    pub fn coded(mut self, name: &'static str, code: impl Display, meaning: impl Display) -> Self {
        self.0.push((name, Value::Coded(code.to_string(), meaning.to_string())));
        self
    }

    /// Adds several things that have parts.
    #[must_use]
    pub fn records(mut self, name: &'static str, records: Vec<Record>) -> Self {
        self.0.push((name, Value::Records(records)));
        self
    }

    /// Adds all of another report at the end.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Writes `name: value` lines with the values below each other.
    pub(super) fn write_list(&self, to: &mut dyn Write) -> io::Result<()> {
        let lines = self.lines();
        let width = lines.iter().map(|(label, _)| label.len()).max().unwrap_or(0) + 3;
        for (label, value) in lines {
            let label = label + ":";
            write!(to, "{label:<width$}")?;
            match value {
                Line::Text(text) => writeln!(to, "{text}")?,
                Line::Number(number) => writeln!(to, "{number}")?,
                Line::Absent(reason) => writeln!(to, "none ({reason})")?,
                Line::Coded(code, meaning) => writeln!(to, "{code} ({meaning})")?,
            }
        }
        Ok(())
    }

    /// Writes one JSON object on one line.
    pub(super) fn write_json(&self, to: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer(&mut *to, self)?;
        writeln!(to)
    }

    fn lines<'r>(&'r self) -> Vec<(String, Line<'r>)> {
        let mut lines = Vec::new();
        for (name, value) in &self.0 {
            let label = name.replace('_', " ");
            match value {
                Value::Text(text) => lines.push((label, Line::Text(text))),
                Value::Number(number) => lines.push((label, Line::Number(*number))),
                Value::Flag(true) => lines.push((label, Line::Text("yes"))),
                Value::Flag(false) => lines.push((label, Line::Text("no"))),
                Value::Absent(reason) => lines.push((label, Line::Absent(reason))),
                Value::Several(each, texts) => {
                    for (number, text) in (1..).zip(texts) {
                        let number: usize = number;
                        lines.push((format!("{each} {number}"), Line::Text(text)));
                    }
                }
                Value::Coded(code, meaning) => lines.push((label, Line::Coded(code, meaning))),
                Value::Records(records) => {
                    let line = |r: &'r Record| (r.label.clone(), Line::Text(&r.line));
                    lines.extend(records.iter().map(line));
                }
            }
        }
        lines
    }
}

enum Line<'r> {
    Text(&'r str),
    Number(u64),
    Absent(&'static str),
    Coded(&'r str, &'r str),
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_u64(*number),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Absent(_) => serializer.serialize_none(),
            Self::Several(_, texts) => serializer.collect_seq(texts.iter().map(|t| t.as_str())),
            Self::Coded(code, meaning) => {
                serializer.collect_map([("code", code), ("meaning", meaning)])
            }
            Self::Records(records) => serializer.collect_seq(records.iter().map(|r| &r.parts)),
        }
    }
}
