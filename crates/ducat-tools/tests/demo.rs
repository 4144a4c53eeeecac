//! The demonstration: it ends well, tells the truth about the vectors it names, and the README
//! shows what it prints.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn demo(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ducat")).arg("demo").args(arguments).output().unwrap()
}

fn text(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(output.stderr.is_empty());
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn it_ends_well_with_the_systems_randomness() {
    assert_ne!(text(&demo(&[])), text(&demo(&[])), "zone blocks are random");
}

#[test]
fn it_is_repeatable_where_asked() {
    assert_eq!(text(&demo(&["--repeatable"])), text(&demo(&["--repeatable"])));
}

#[test]
fn a_trace_adds_and_changes_nothing() {
    let plain = text(&demo(&["--repeatable"]));
    let traced = text(&demo(&["--repeatable", "--trace"]));
    let without: Vec<&str> = traced.lines().filter(|line| !line.contains(" ~ ")).collect();
    assert_eq!(without, plain.lines().collect::<Vec<_>>());
    // A register's key is shown in a trace only.
    assert!(traced.contains("4F21B565BAD9835E112B6465635EAE44"));
    assert!(!plain.contains("4F21B565BAD9835E112B6465635EAE44"));
}

#[test]
fn every_vector_it_names_has_the_value_it_shows() {
    let mut vectors = String::new();
    for folder in fs::read_dir(root().join("vectors")).unwrap() {
        let folder = folder.unwrap().path();
        if !folder.is_dir() || folder.ends_with("schema") || folder.ends_with("replay") {
            continue;
        }
        for file in fs::read_dir(folder).unwrap() {
            vectors.push_str(&fs::read_to_string(file.unwrap().path()).unwrap());
        }
    }
    let traced = text(&demo(&["--repeatable", "--trace"]));
    let mut named = 0;
    for line in traced.lines() {
        let Some((value, id)) = line.split_once("  = ") else { continue };
        let value = value.split_whitespace().last().unwrap();
        // The last one: a group may be called like its first vector.
        let start = vectors.rfind(&format!("\"id\": \"{id}\"")).unwrap_or_else(|| panic!("{id}"));
        let vector = &vectors[start + 1..];
        let vector = &vector[..vector.find("\"id\": \"").unwrap_or(vector.len())];
        assert!(vector.contains(&format!("\"{value}\"")), "{id} has no {value}");
        named += 1;
    }
    assert_eq!(named, 12);
}

#[test]
fn the_readme_shows_what_it_prints() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let printed = text(&demo(&["--repeatable"]));
    let shown =
        readme.split("```text\n$ ducat demo --repeatable\n").nth(1).expect("a captured run");
    let shown = shown.split("```").next().unwrap();
    assert_eq!(shown.trim_end(), printed.trim_end());
}
