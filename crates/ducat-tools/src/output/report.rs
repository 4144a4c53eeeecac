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
            }
        }
        Ok(())
    }

    /// Writes one JSON object on one line.
    pub(super) fn write_json(&self, to: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer(&mut *to, self)?;
        writeln!(to)
    }

    fn lines(&self) -> Vec<(String, Line<'_>)> {
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
            }
        }
        lines
    }
}

enum Line<'r> {
    Text(&'r str),
    Number(u64),
    Absent(&'static str),
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
        }
    }
}
