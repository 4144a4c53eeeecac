//! What the demo prints, and the comparison with published vectors.

use std::io::{self, StdoutLock, Write};

use super::DemoError;

/// Where the values begin.
const COLUMN: usize = 26;

/// Where lines end, as far as they can.
const WIDTH: usize = 96;

pub(super) struct Stage {
    out: StdoutLock<'static>,
    trace: bool,
    scenes: u32,
    agreed: u32,
    repelled: u32,
}

impl Stage {
    pub(super) const fn new(out: StdoutLock<'static>, trace: bool) -> Self {
        Self { out, trace, scenes: 0, agreed: 0, repelled: 0 }
    }

    pub(super) fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{text}")
    }

    /// A new scene.
    pub(super) fn scene(&mut self, title: &str) -> io::Result<()> {
        self.scenes += 1;
        let number = self.scenes;
        writeln!(self.out, "\n{number}. {title}")
    }

    /// What happens, for a person.
    pub(super) fn say(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "   {text}")
    }

    /// A value that can be seen from outside. A long one is continued after a semicolon.
    pub(super) fn show(&mut self, name: &str, value: impl AsRef<str>) -> io::Result<()> {
        write!(self.out, "     {name:<COLUMN$} ")?;
        let mut left = WIDTH - COLUMN;
        for (number, part) in value.as_ref().split_inclusive(';').enumerate() {
            if number > 0 && part.len() > left {
                write!(self.out, "\n     {:COLUMN$} ", "")?;
                left = WIDTH - COLUMN;
            }
            left = left.saturating_sub(part.len());
            write!(self.out, "{part}")?;
        }
        writeln!(self.out)
    }

    /// A value that can be seen from outside and is longer than a line.
    pub(super) fn show_long(&mut self, name: &str, characters: &[u8]) -> io::Result<()> {
        for (number, part) in characters.chunks(WIDTH - COLUMN).enumerate() {
            let name = if number == 0 { name } else { "" };
            writeln!(self.out, "     {name:<COLUMN$} {}", String::from_utf8_lossy(part))?;
        }
        Ok(())
    }

    /// A value that can be seen from outside and is published.
    pub(super) fn compare(
        &mut self,
        name: &str,
        value: &str,
        published: &str,
        vector: &str,
    ) -> Result<(), DemoError> {
        if value != published {
            return Err(surprise(format!("{name} is {value}, vector {vector} has {published}")));
        }
        self.agreed += 1;
        self.show(name, format!("{value}  = {vector}"))?;
        Ok(())
    }

    /// A value that never leaves a device, printed with `--trace` only.
    pub(super) fn trace(&mut self, name: &str, value: impl AsRef<str>) -> io::Result<()> {
        if self.trace { self.show(&format!("~ {name}"), value) } else { Ok(()) }
    }

    /// Such a value, compared whether it is printed or not.
    pub(super) fn trace_compare(
        &mut self,
        name: &str,
        value: &str,
        published: &str,
        vector: &str,
    ) -> Result<(), DemoError> {
        if value != published {
            return Err(surprise(format!("{name} differs from vector {vector}")));
        }
        self.agreed += 1;
        self.trace(name, format!("{value}  = {vector}"))?;
        Ok(())
    }

    /// An attack: what was tried, and what came of it, which must be a refusal.
    pub(super) fn repelled<T>(
        &mut self,
        attempt: &str,
        outcome: Result<T, impl core::fmt::Display>,
    ) -> Result<(), DemoError> {
        match outcome {
            Ok(_) => Err(surprise(format!("{attempt}: it succeeded"))),
            Err(refusal) => {
                self.repelled += 1;
                self.show(attempt, format!("refused: {refusal}"))?;
                Ok(())
            }
        }
    }

    /// The end.
    pub(super) fn close(&mut self) -> Result<(), DemoError> {
        let (agreed, repelled) = (self.agreed, self.repelled);
        self.line("")?;
        self.line(&format!(
            "{agreed} values agree with published vectors, {repelled} attempts were refused."
        ))?;
        self.out.flush()?;
        Ok(())
    }
}

pub(super) fn surprise(what: impl Into<String>) -> DemoError {
    DemoError::Surprise(what.into())
}

pub(super) fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02X}")).collect()
}
