//! Where `unsafe` is.

use std::path::{Path, PathBuf};

use crate::step::{Context, Failure, Outcome, Step};
use crate::workspace::{entries, read};

pub(super) const STEP: Step = Step {
    name: "unsafe-audit",
    about: "`unsafe` is where it may be, and forbidden elsewhere",
    run,
};

/// The only sources that may have any. The roots of their crates deny it, so that each place
/// must ask for leave; all other roots forbid it.
const MAY: [&str; 1] = ["crates/ducat-soft/src/wipe.rs"];

const FORBID: &str = "#![forbid(unsafe_code)]";
const DENY: &str = "#![deny(unsafe_code)]";

fn run(context: &Context) -> Outcome {
    let packages = entries(&context.workspace.path("crates"))?;
    let may = MAY.map(|path| context.workspace.path(path));
    let (mut wrong, mut sources, mut roots, mut places) = (Vec::new(), 0, 0, 0);
    for package in packages {
        let source = package.join("src");
        let asks_for_leave = may.iter().any(|path| path.starts_with(&source));
        let attribute = if asks_for_leave { DENY } else { FORBID };
        for path in rust_files(&source)? {
            let text = read(&path)?;
            let found = unsafe_lines(&text).count();
            sources += 1;
            places += found;
            if found > 0 && !may.contains(&path) {
                wrong.push(format!("{} has unsafe code", path.display()));
            }
            if is_root(&path, &source) {
                roots += 1;
                if !text.lines().any(|line| line == attribute) {
                    wrong.push(format!("{} has no {attribute}", path.display()));
                }
            }
        }
    }
    if roots == 0 || places == 0 {
        // Then it is this audit that looks in the wrong place.
        wrong.push(format!("{roots} crate roots and {places} lines with `unsafe` found"));
    }
    if !wrong.is_empty() {
        return Err(Failure::new(wrong.join("; ")));
    }
    let report = format!("{places} lines with `unsafe`, all in {}", MAY.join(", "));
    println!("{sources} sources, {roots} crate roots: {report}");
    Ok(vec![report])
}

fn is_root(path: &Path, source: &Path) -> bool {
    let bins = source.join("bin");
    path == source.join("lib.rs") || path == source.join("main.rs") || path.parent() == Some(&bins)
}

fn rust_files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in entries(folder)? {
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(files)
}

/// Lines with the keyword outside a comment. A string with the word counts too: rather one too
/// many than one too few.
fn unsafe_lines(text: &str) -> impl Iterator<Item = &str> {
    let part_of_a_word = |c: char| c.is_alphanumeric() || c == '_';
    text.lines().filter(move |line| {
        let code = line.split("//").next().unwrap_or(line);
        code.split(|c| !part_of_a_word(c)).any(|word| word == "unsafe")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keyword_and_nothing_else() {
        let code = "unsafe { x() }\npub unsafe fn f();\nlet a = b; // c\nx(unsafe{y()})";
        assert_eq!(unsafe_lines(code).count(), 3);
        let none = "//! no `unsafe`\n#![forbid(unsafe_code)]\nlet unsafer = 1; // unsafe";
        assert_eq!(unsafe_lines(none).count(), 0);
    }
}
