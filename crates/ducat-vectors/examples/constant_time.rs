//! Whether time depends on a secret, over the whole collection: the keys, PINs and clear data of
//! every vector are marked undefined, and valgrind counts each branch and each address that
//! depends on them.
//!
//! ```text
//! cargo build --release -p ducat-vectors --example constant_time
//! valgrind -q --error-limit=no target/release/examples/constant_time
//! ```
//!
//! An operation may make the decisions that `decisions` declares: one that verifies, decodes or
//! unwraps tells its outcome, once. `--every N` takes each N-th vector alone, `--only ALGORITHM`
//! those of one algorithm; `--expect-findings` turns the verdict round, for a build that leaks on
//! purpose.
//!
//! Exit code 0: as expected. 1: not so. 2: not run under valgrind, and nothing was shown.

extern crate alloc;

use std::process::ExitCode;

#[cfg(all(target_arch = "x86_64", unix))]
#[path = "../../ducat-soft/examples/constant_time/valgrind.rs"]
#[allow(dead_code, reason = "shared with another example")]
mod valgrind;

#[cfg(not(all(target_arch = "x86_64", unix)))]
fn main() -> ExitCode {
    eprintln!("written for x86-64 Unix: nothing was shown");
    ExitCode::from(2)
}

#[cfg(all(target_arch = "x86_64", unix))]
fn main() -> ExitCode {
    if !valgrind::is_running() {
        eprintln!("not under valgrind: nothing was shown");
        return ExitCode::from(2);
    }
    suite::run()
}

#[cfg(all(target_arch = "x86_64", unix))]
mod suite {
    use alloc::collections::BTreeMap;
    use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};
    use std::path::Path;
    use std::process::ExitCode;
    use std::{env, fs};

    use ducat_soft::Engine;
    use ducat_vectors::file::{Expect, Group, Vector, VectorFile};
    use ducat_vectors::watch::{self, Hooks};
    use ducat_vectors::{Outputs, judge, protocol};

    use crate::valgrind;

    /// Findings when printing began, and while things were printed so far.
    static BEGUN: AtomicUsize = AtomicUsize::new(0);
    static PRINTING: AtomicUsize = AtomicUsize::new(0);

    fn publish(octets: &[u8]) {
        valgrind::publish(octets);
        BEGUN.store(valgrind::errors(), Relaxed);
    }

    fn printed() {
        PRINTING.fetch_add(valgrind::errors() - BEGUN.load(Relaxed), Relaxed);
    }

    /// What was found so far, but for what printing depended on.
    fn found() -> usize {
        valgrind::errors() - PRINTING.load(Relaxed)
    }

    /// Decisions on secrets that an operation may make: what it tells, it has to decide by.
    fn decisions(group: &Group, vector: &Vector) -> usize {
        match (group.algorithm.as_str(), group.operation.as_str()) {
            // Whether the MAC holds: in the engine, and once more by the one who tells.
            ("cmac" | "hmac", "verify") => 2,
            // Whether it decodes, and how long the PIN is.
            ("pinblock", "decode" | "decipher") => 2,
            ("pinblock", "translate") => 1,
            // Whether what was computed is a PIN.
            ("card", "ibm3624") => 1,
            // Whether the value is the card's, or the PIN the customer's: that it is, or that it is
            // another one and not some other failure. Which digit differs, or whether the block held
            // a PIN at all, is not told and not decided.
            ("card", "cvv_verify" | "ibm3624_verify" | "pvv_verify") => 2,
            // Whether it holds, and which of nine lengths it has.
            ("aes-keywrap", "unwrap") => 10,
            // Whether components cancel out.
            ("components", _) => 1,
            ("tr31", "unwrap") => opening(vector),
            _ => 0,
        }
    }

    /// Whether the MAC holds: of a block of which it does not, nothing more is decided. Of one that does,
    /// whether a check value holds, and which of the lengths that there can be the key has: all of
    /// them are compared until the true one is found.
    fn opening(vector: &Vector) -> usize {
        let digits =
            |map: &Outputs, name| map.get(name).and_then(|v| v.as_str()).map_or(0, str::len);
        let has = |flag: &str| vector.flags.iter().any(|other| other == flag);
        match &vector.expect {
            Expect::Accept { outputs } => 3 + digits(outputs, "key") / 2,
            Expect::Reject { .. } if has("InnerLength") || has("CheckValueWrong") => {
                3 + digits(&vector.inputs, "key_block") / 2
            }
            // In the engine, where one error is made of all, and where it is told.
            Expect::Reject { .. } => 3,
        }
    }

    pub(crate) fn run() -> ExitCode {
        let arguments: Vec<String> = env::args().skip(1).collect();
        let value = |name: &str| {
            arguments
                .iter()
                .position(|argument| argument == name)
                .map(|place| &arguments[place + 1])
        };
        let every: usize = value("--every").map_or(1, |n| n.parse().expect("a number"));
        let only = value("--only").map(String::as_str);
        let findings_expected = arguments.iter().any(|argument| argument == "--expect-findings");
        watch::set(Hooks { conceal: valgrind::conceal, publish, printed });
        let mut report = Report::default();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors");
        for folder in fs::read_dir(&root).expect("the collection").flatten() {
            let Ok(files) = fs::read_dir(folder.path()) else { continue };
            for file in files.flatten().filter(|file| is_vectors(&file.path())) {
                let text = fs::read_to_string(file.path()).expect("a file of vectors");
                let file = serde_json::from_str(&text).expect("a file of vectors");
                report.file(&file, every, only);
            }
        }
        report.show();
        let clean = report.findings.is_empty();
        let enough = report.vectors * every >= if only.is_some() { 40 } else { 4000 };
        if enough && clean != findings_expected { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    fn is_vectors(path: &Path) -> bool {
        let in_schema = path.parent().is_some_and(|folder| folder.ends_with("schema"));
        path.extension().is_some_and(|extension| extension == "json") && !in_schema
    }

    #[derive(Default)]
    struct Report {
        vectors: usize,
        decided: usize,
        /// Findings by operation, beyond the declared decisions: how many vectors, and one of them.
        findings: BTreeMap<String, (usize, String)>,
    }

    impl Report {
        fn file(&mut self, file: &VectorFile, every: usize, only: Option<&str>) {
            let engine = &mut Engine::<255>::new();
            for (group, vector) in file.vectors().step_by(every) {
                // A million keys take hours here, and are derived like the others.
                let left_out = only.is_some_and(|only| only != group.algorithm);
                if left_out || group.operation == "terminal_life" {
                    continue;
                }
                let before = found();
                let question = judge::question(group, vector);
                let answer = protocol::answer(engine, question.as_bytes());
                let made = found() - before;
                self.vectors += 1;
                self.decided += usize::from(made > 0);
                if made > decisions(group, vector) {
                    let name = format!("{} {}", group.algorithm, group.operation);
                    let entry = self.findings.entry(name);
                    let (count, _) = entry.or_insert((0, format!("{made}: {}", vector.id)));
                    *count += 1;
                }
                drop(answer);
            }
        }

        fn show(&self) {
            println!("{} vectors, {} with a decision on a secret", self.vectors, self.decided);
            for (operation, (count, example)) in &self.findings {
                println!("{operation}: {count} vectors decide more than declared, as {example}");
            }
        }
    }
}
