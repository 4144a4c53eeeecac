//! What clap has to say about a command line, without what was typed.
//!
//! Its own messages repeat the argument at fault, and people paste keys into the wrong place.

use core::fmt::Write as _;

use clap::Error;
use clap::error::{ContextKind as Kind, ContextValue, ErrorKind};

use crate::failure::Failure;

/// Prints the help or version that was asked for.
///
/// # Errors
/// Otherwise, what is wrong.
pub(crate) fn show(error: &Error) -> Result<(), Failure> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            error.print().map_err(|e| Failure::write(&e))
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            // The help goes to standard error here; if it cannot, the exit code still tells.
            let _ = error.print();
            Err(Failure::usage(""))
        }
        _ => Err(Failure::usage(message(error)).hint(hint(error))),
    }
}

/// One line of clap's kind of error and of names that we defined.
fn message(error: &Error) -> String {
    let argument = words(error, Kind::InvalidArg);
    match error.kind() {
        ErrorKind::UnknownArgument => match argument.filter(|a| is_option_name(a)) {
            Some(option) => format!("unexpected option {option}"),
            None => "unexpected argument".into(),
        },
        ErrorKind::InvalidSubcommand => "no such subcommand".into(),
        kind => {
            let other = words(error, Kind::PriorArg);
            let no_value = words(error, Kind::InvalidValue).is_some_and(|v| v.is_empty());
            let mut message = match kind {
                ErrorKind::InvalidValue if no_value => "no value for",
                ErrorKind::InvalidValue | ErrorKind::ValueValidation => "wrong value for",
                ErrorKind::TooManyValues => "too many values for",
                ErrorKind::MissingRequiredArgument => "missing:",
                ErrorKind::ArgumentConflict if other == argument => "more than once:",
                ErrorKind::ArgumentConflict => "not together:",
                ErrorKind::InvalidUtf8 => "an argument is not UTF-8",
                _ => "wrong use of",
            }
            .to_owned();
            let other = other.filter(|other| Some(other) != argument.as_ref());
            if let Some(argument) = argument {
                let _ = write!(message, " {argument}");
            }
            if let Some(other) = other {
                let _ = write!(message, ", {other}");
            }
            message
        }
    }
}

fn hint(error: &Error) -> String {
    let mut hint = String::new();
    for (kind, label) in [
        (Kind::ValidValue, "possible values: "),
        (Kind::SuggestedArg, "did you mean "),
        (Kind::SuggestedSubcommand, "did you mean "),
    ] {
        if let Some(words) = words(error, kind).filter(|w| !w.is_empty()) {
            let _ = write!(hint, "{label}{words}\n  ");
        }
    }
    if let Some(usage) = words(error, Kind::Usage) {
        let _ = write!(hint, "{}\n  ", usage.trim());
    }
    hint + "--help shows an example"
}

/// The words of one kind of context. Those of an unknown argument, subcommand or wrong value are
/// what was typed, and not to be printed.
fn words(error: &Error, kind: Kind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(word) => Some(word.clone()),
        ContextValue::Strings(words) => Some(words.join(", ")),
        ContextValue::StyledStr(text) => Some(text.to_string()),
        _ => None,
    }
}

/// Whether it looks like an option and not like a key: short, no digit, no capital, and letters
/// that are no hexadecimal digits.
fn is_option_name(argument: &str) -> bool {
    argument.len() <= 24
        && argument.strip_prefix("--").is_some_and(|name| {
            name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
                && name.bytes().any(|b| b > b'f')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_no_option_name() {
        assert!(is_option_name("--initial-key"));
        for secret in ["FEDC", "--FEDC", "--1234", "-1", "--abcdef", "--a-password-of-some-length"]
        {
            assert!(!is_option_name(secret), "{secret}");
        }
    }
}
