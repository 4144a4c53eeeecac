//! Misuse that must not compile, each beside a right use that must.
//!
//! A file under `misuse/wrong` fails with exactly the errors in its `.stderr`; the file of the
//! same name under `misuse/right` differs from it in one thing, compiles and runs. So a wrong use
//! fails for its own reason, and not for a typing error.
//!
//! Compilers word their errors differently from release to release. The wrong files are therefore
//! looked at with one of them only, and with any other this test says that it did not. To renew
//! the wording, name the new release below and run with `TRYBUILD=overwrite`.

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The release that the `.stderr` files were made with.
const COMPILER: &str = "rustc 1.95.";

fn folder(kind: &str) -> PathBuf {
    Path::new("tests/misuse").join(kind)
}

fn sources(kind: &str) -> Vec<OsString> {
    let entries = folder(kind).read_dir().unwrap().map(|entry| entry.unwrap().path());
    let sources = entries.filter(|file| file.extension().is_some_and(|ext| ext == "rs"));
    let mut names: Vec<_> = sources.map(|file| file.file_name().unwrap().to_owned()).collect();
    names.sort();
    names
}

fn rustc(arguments: &[&str]) -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).args(arguments).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Says that something was not checked. A passing test hides what `eprintln!` writes.
fn not_checked(why: &str) {
    std::io::stderr().write_all(format!("NOT CHECKED: {why}\n").as_bytes()).unwrap();
}

#[test]
fn every_misuse_has_a_right_twin() {
    assert_eq!(sources("wrong"), sources("right"));
    assert!(!sources("wrong").is_empty());
}

#[test]
fn misuse_does_not_compile() {
    let version = rustc(&["--version"]);
    if !version.starts_with(COMPILER) || version.contains("nightly") {
        not_checked(&format!("misuse is checked with {COMPILER}x, and this is {version}"));
        return;
    }
    let sysroot = rustc(&["--print", "sysroot"]);
    let shows_its_library = Path::new(&sysroot).join("lib/rustlib/src/rust/library").exists();

    let cases = trybuild::TestCases::new();
    cases.pass("tests/misuse/right/*.rs");
    for source in sources("wrong") {
        let source = folder("wrong").join(source);
        let errors = source.with_extension("stderr");
        // An error from within the library shows its source, if the compiler came with it.
        if shows_its_library && errors.exists() && read(&errors).contains("$RUST") {
            not_checked(&format!("{} without the component rust-src only", source.display()));
            continue;
        }
        cases.compile_fail(source);
    }
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap()
}
