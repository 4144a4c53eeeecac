//! Every seed through its target. A finding that was fixed stays here as a seed.

use std::fs;
use std::path::{Path, PathBuf};

fn seeds(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    let paths = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let mut seeds: Vec<_> = paths.map(|path| (path.clone(), fs::read(path).unwrap())).collect();
    assert!(!seeds.is_empty(), "{target} has no seeds");
    seeds.sort();
    seeds
}

fn replay(target: &str, run: fn(&[u8])) {
    for (path, octets) in seeds(target) {
        println!("{}", path.display());
        run(&octets);
    }
}

#[test]
fn key_block() {
    replay("key_block", ducat_fuzz::key_block::run);
}

#[test]
fn key_block_open() {
    replay("key_block_open", ducat_fuzz::key_block_open::run);
}

#[test]
fn ksn() {
    replay("ksn", ducat_fuzz::ksn::run);
}

#[test]
fn pan() {
    replay("pan", ducat_fuzz::pan::run);
}

#[test]
fn pin_block() {
    replay("pin_block", ducat_fuzz::pin_block::run);
}

#[test]
fn tdes_terminal_host() {
    replay("tdes_terminal_host", ducat_fuzz::tdes_terminal_host::run);
}

#[test]
fn terminal_host() {
    replay("terminal_host", ducat_fuzz::terminal_host::run);
}

#[test]
fn runner() {
    replay("runner", ducat_fuzz::runner::run);
    // They come from vectors that are accepted: one that is refused leads nowhere.
    for (path, octets) in seeds("runner") {
        let answer = ducat_fuzz::runner::answer(&octets);
        assert!(answer.contains("\"outputs\""), "{}: {answer}", path.display());
    }
}
