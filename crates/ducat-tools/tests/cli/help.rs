//! Every example of every help is executed and prints what the help says.

use clap::{Command, CommandFactory};
use ducat_tools::cli::Cli;

use crate::harness::ducat;

/// A command line of the help and what the help says that it prints.
struct Example {
    command: String,
    prints: Vec<String>,
}

/// The examples in a help text: `$` and a command, which goes on after a backslash and inside
/// quotes, then what it prints up to a line that is not indented.
fn examples(help: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut inside = false;
    for text in help.lines() {
        match (text.strip_prefix("  "), examples.last_mut()) {
            (Some(text), Some(last)) if inside && goes_on(&last.command) => {
                last.command.push('\n');
                last.command.push_str(text);
            }
            (Some(text), _) if text.starts_with("$ ") => {
                examples.push(Example { command: text[2..].into(), prints: Vec::new() });
                inside = true;
            }
            (Some(text), Some(last)) if inside => last.prints.push(text.into()),
            _ => inside = false,
        }
    }
    examples
}

fn goes_on(command: &str) -> bool {
    command.ends_with('\\') || command.matches('\'').count() % 2 == 1
}

/// Whether a line is as the help says; `<n hexadecimal digits, …>` stands for any `n` of them, and
/// so does `<n characters, …>`.
fn agrees(line: &str, says: &str) -> bool {
    let Some((before, wild)) = says.split_once('<') else { return line == says };
    let count = wild.split(' ').next().and_then(|n| n.parse::<usize>().ok()).unwrap();
    let (digits, characters) = (wild.contains("hexadecimal digits"), wild.contains("characters"));
    assert!(digits || characters);
    line.strip_prefix(before).is_some_and(|rest| {
        let digit = |b: u8| b.is_ascii_digit() || (b'A'..=b'F').contains(&b);
        rest.len() == count && rest.bytes().all(|b| digit(b) || characters && b.is_ascii_graphic())
    })
}

#[cfg(unix)]
fn execute(example: &Example, name: &str) {
    use crate::harness::{DUCAT, directory};
    let home = directory("help");
    // Examples of `ducat vectors` find the collection where they look for it.
    let vectors = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors");
    let _ = std::os::unix::fs::symlink(vectors, home.join("vectors"));
    let bin = std::path::Path::new(DUCAT).parent().unwrap();
    let path = std::env::join_paths(
        [bin.to_path_buf()]
            .into_iter()
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    let output = std::process::Command::new("sh")
        .args(["-c", &example.command])
        .env("PATH", path.unwrap())
        .current_dir(home)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{name}: {}: {said}", example.command);
    let printed = String::from_utf8(output.stdout).unwrap();
    // An example that shows no output shows how it is called.
    let as_said = example.prints.is_empty()
        || printed.lines().count() == example.prints.len()
            && printed.lines().zip(&example.prints).all(|(line, says)| agrees(line, says));
    assert!(
        as_said,
        "{name}: {} prints\n{printed}not\n{}",
        example.command,
        example.prints.join("\n")
    );
}

#[cfg(not(unix))]
fn execute(_: &Example, _: &str) {}

fn visit(command: &Command, words: &mut Vec<String>) {
    let help = ducat(&[words.as_slice(), &["--help".into()]].concat());
    assert_eq!(help.code, Some(0));
    let name = words.join(" ");
    let found = examples(&help.stdout);
    let written = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    for line in written.lines() {
        assert!(line.len() <= 80, "{name}: a terminal breaks {line}");
    }
    let leaf = command.get_subcommands().next().is_none();
    assert!(!(found.is_empty() && leaf), "{name} has no example");
    found.iter().for_each(|example| execute(example, &name));
    for sub in command.get_subcommands() {
        words.push(sub.get_name().into());
        visit(sub, words);
        words.pop();
    }
}

#[test]
fn help_is_true() {
    visit(&Cli::command(), &mut Vec::new());
}

#[test]
fn examples_are_found() {
    let found = examples("x\n  $ a \\\n      b\n  one\n  two\n\n  three\nc\n  $ d\n");
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].command, "a \\\n    b");
    assert_eq!(found[0].prints, ["one", "two"]);
    assert!(found[1].prints.is_empty());
    assert!(agrees("x: 0A", "x: <2 hexadecimal digits, any>"));
    assert!(!agrees("x: 0a", "x: <2 hexadecimal digits, any>"));
    assert!(agrees("x: P0a", "x: <3 characters, any>"));
    assert!(!agrees("x: P0", "x: <3 characters, any>"));
}
