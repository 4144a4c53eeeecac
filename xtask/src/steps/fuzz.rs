//! Fuzz targets.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::Program;
use crate::step::{Context, Failure, Outcome, Step};
use crate::workspace::{Workspace, entries};

pub(super) const STEP: Step = Step {
    name: "fuzz",
    about: "replays the fuzz seeds, then fuzzes every target for a while",
    run,
};

/// The targets, and the longest input of each in octets: enough for all it reads, since longer
/// ones only waste time.
const TARGETS: [(&str, u32); 8] = [
    ("key_block", 1024),
    ("key_block_open", 128),
    ("ksn", 16),
    ("pan", 32),
    ("pin_block", 96),
    ("runner", 2048),
    ("tdes_terminal_host", 256),
    ("terminal_host", 256),
];

fn run(context: &Context) -> Outcome {
    let workspace = &context.workspace;
    all_are_listed(workspace)?;
    workspace.cargo("test --manifest-path fuzz/Cargo.toml").run()?;
    fuzz(workspace, "build")?.run()?;
    for (target, longest) in TARGETS {
        let corpus = workspace.path("fuzz/corpus").join(target);
        fs::create_dir_all(&corpus)
            .map_err(|error| Failure::new(format!("{}: {error}", corpus.display())))?;
        // What is found goes to the first folder; the committed seeds stay as they are.
        let mut command = fuzz(workspace, "run")?
            .word(target)
            .words(&format!("fuzz/corpus/{target} fuzz/seeds/{target} --"))
            .words(&format!("-max_total_time={} -max_len={longest}", context.fuzz_seconds))
            .words("-timeout=5 -rss_limit_mb=512 -print_final_stats=1");
        let words = format!("fuzz/dictionaries/{target}.dict");
        if workspace.path(&words).exists() {
            command = command.word(format!("-dict={words}"));
        }
        command.run()?;
    }
    Ok(vec![format!("{} targets, {} s each", TARGETS.len(), context.fuzz_seconds)])
}

/// A sanitizer needs options that stable compilers only take when told that they may.
fn fuzz(workspace: &Workspace, verb: &str) -> Result<Program, Failure> {
    if workspace.cargo("+nightly --version").succeeds() {
        Ok(workspace.cargo("+nightly fuzz").words(verb))
    } else if workspace.cargo("fuzz --version").succeeds() {
        println!("there is no nightly toolchain; the stable one does it as well");
        Ok(workspace.cargo("fuzz").words(verb).env("RUSTC_BOOTSTRAP", "1"))
    } else {
        Err(Failure::new("cargo-fuzz is missing: cargo install --locked cargo-fuzz"))
    }
}

/// A target that nobody runs, or one without seeds, would go unnoticed.
fn all_are_listed(workspace: &Workspace) -> Result<(), Failure> {
    let sources = entries(&workspace.path("fuzz/fuzz_targets"))?;
    let seeds = entries(&workspace.path("fuzz/seeds"))?;
    let expected: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
    for paths in [sources, seeds] {
        if names(&paths) != expected {
            return Err(Failure::new(format!("{:?}, but xtask has {expected:?}", names(&paths))));
        }
    }
    Ok(())
}

fn names(paths: &[PathBuf]) -> Vec<&str> {
    paths.iter().filter_map(|path| Path::file_stem(path)?.to_str()).collect()
}
