//! Every seed through its target. A finding that was fixed stays here as a seed.

use std::fs;
use std::path::{Path, PathBuf};

use ducat_vectors::file::VectorFile;

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

/// The key blocks of the vectors, those that must be refused above all: each is run, strictly and
/// with every leniency, and left in the corpus for the fuzzer to begin with.
#[test]
fn key_blocks_of_the_vectors() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/key_block");
    fs::create_dir_all(&corpus).unwrap();
    let mut count = 0;
    for path in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../vectors/key-block")).unwrap()
    {
        let text = fs::read_to_string(path.unwrap().path()).unwrap();
        let file: VectorFile = serde_json::from_str(&text).unwrap();
        for (_, vector) in file.vectors() {
            let Some(block) = vector.inputs.get("key_block").and_then(|block| block.as_str())
            else {
                continue;
            };
            for leniencies in [0, 0x3F] {
                let input = [&[leniencies], block.as_bytes()].concat();
                ducat_fuzz::key_block::run(&input);
                fs::write(corpus.join(format!("{}-{leniencies}", vector.id)), input).unwrap();
            }
            count += 1;
        }
    }
    assert!(count >= 400, "{count} key blocks");
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
