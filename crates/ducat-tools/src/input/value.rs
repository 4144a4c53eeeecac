//! A value on the command line: itself, or where to find it.

use std::ffi::OsString;

use clap::builder::{MapValueParser, OsStringValueParser, TypedValueParser, ValueParserFactory};
use zeroize::Zeroize;

/// A value on the command line. Any argument parses as one, so that no error of the parser can
/// repeat it.
#[derive(Clone)]
pub struct Value(OsString);

/// Where a value is.
pub enum Place<'v> {
    /// It is the argument itself.
    Here(&'v [u8]),
    /// `@PATH`: in the file of this name.
    File(&'v [u8]),
    /// `-`: a line of standard input.
    StandardInput,
    /// `env:NAME`: in the environment variable of this name.
    Environment(&'v [u8]),
}

impl Value {
    /// Where it is.
    pub fn place(&self) -> Place<'_> {
        let argument = self.0.as_encoded_bytes();
        if argument == b"-" {
            Place::StandardInput
        } else if let Some(path) = argument.strip_prefix(b"@") {
            Place::File(path)
        } else if let Some(name) = argument.strip_prefix(b"env:") {
            Place::Environment(name)
        } else {
            Place::Here(argument)
        }
    }
}

impl From<OsString> for Value {
    fn from(argument: OsString) -> Self {
        Self(argument)
    }
}

/// Wipes this copy. Those of the operating system and of the parser remain.
impl Drop for Value {
    fn drop(&mut self) {
        core::mem::take(&mut self.0).into_encoded_bytes().zeroize();
    }
}

impl ValueParserFactory for Value {
    type Parser = MapValueParser<OsStringValueParser, fn(OsString) -> Self>;

    fn value_parser() -> Self::Parser {
        OsStringValueParser::new().map(Self::from)
    }
}
