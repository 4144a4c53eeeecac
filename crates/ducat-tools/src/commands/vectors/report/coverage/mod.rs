//! Which operations of the vectors go through which public function.
//!
//! The lists name functions as paths that the compiler resolves: one that is renamed or goes away
//! no longer compiles here, and a test finds one that is new. Which operations go through it was
//! measured, by running the vectors of one operation at a time in an instrumented build.

mod engine;
#[cfg(test)]
mod held;
mod payment;

pub(super) use engine::engine;
pub(super) use payment::payment;

/// A function, and the vectors that go through it.
pub(super) struct Function {
    /// Its path, without type arguments.
    pub(super) path: String,
    /// Algorithm, operation and, where not all of its vectors go through, an input with a value:
    /// `pinblock encode format=0`.
    pub(super) operations: Vec<&'static str>,
    /// Where there are none.
    pub(super) gap: Option<Gap>,
}

/// Why no vector goes through a function.
pub(super) struct Gap {
    pub(super) why: &'static str,
    /// What holds it instead: a file with tests, and the call in it that leads here.
    pub(super) tests: &'static str,
    #[cfg_attr(not(test), expect(dead_code, reason = "a test looks for it"))]
    call: Option<&'static str>,
}

/// How a function is covered.
enum Covered<'o> {
    /// By operations.
    By(&'o [&'o [&'static str]]),
    /// By tests alone: their file, and why there are no vectors.
    Not(&'static str, &'static str),
    /// The same, where the tests call something else that leads to it.
    Within(&'static str, &'static str, &'static str),
}

impl Function {
    fn new(path: &str, covered: &Covered<'_>) -> Self {
        let path = plain_path(path);
        let (operations, gap) = match covered {
            Covered::By(operations) => (operations.concat(), None),
            Covered::Not(tests, why) => (Vec::new(), Some(Gap { why, tests, call: None })),
            Covered::Within(tests, call, why) => {
                (Vec::new(), Some(Gap { why, tests, call: Some(call) }))
            }
        };
        Self { path, operations, gap }
    }
}

/// A path as it is written in prose: `<Soft as Mac<AesCmac>>::generate_mac` is
/// `Mac<AesCmac>::generate_mac`, and the arguments after `::` are left out.
fn plain_path(path: &str) -> String {
    let path = path.replace(['\n', ' '], "").replace("<Softas", "<");
    let (qualified, path) = match path.strip_prefix('<').and_then(|rest| rest.split_once(">::")) {
        Some((of, rest)) => (format!("{of}::"), rest.to_owned()),
        None => (String::new(), path),
    };
    let (mut plain, mut depth) = (qualified, 0_usize);
    let mut rest = path.as_str();
    while let Some(character) = rest.chars().next() {
        if depth == 0 && rest.starts_with("::<") {
            (depth, rest) = (1, rest.get(3..).unwrap_or(""));
            continue;
        }
        match character {
            '<' if depth > 0 => depth += 1,
            '>' if depth > 0 => depth -= 1,
            _ if depth == 0 => plain.push(character),
            _ => {}
        }
        rest = rest.get(character.len_utf8()..).unwrap_or("");
    }
    plain
}

/// Functions of the engine and the payment domain, each with how it is covered.
macro_rules! functions {
    ($($function:expr => $covered:expr;)*) => {
        vec![$({
            let _ = $function;
            Function::new(stringify!($function), &$covered)
        }),*]
    };
}
use functions;

/// Working keys and what the host does with them.
const HOST: &[&str] = &[
    "aes-dukpt data_cbc",
    "aes-dukpt encrypt_pin_format4",
    "aes-dukpt mac",
    "aes-dukpt working_key",
];

/// The terminal.
const TERMINAL: &[&str] =
    &["aes-dukpt load_initial_key", "aes-dukpt sequence_from", "aes-dukpt terminal_sequence"];

/// What else derives a key.
const OTHER_KEYS: &[&str] =
    &["aes-dukpt initial_key", "aes-dukpt intermediate_key", "aes-dukpt update_key"];

/// What else takes an AES key.
const AES: &[&str] = &[
    "block-ciphers cbc_encrypt",
    "block-ciphers ecb_decrypt",
    "block-ciphers ecb_encrypt",
    "cmac mac",
    "cmac verify",
    "components combine",
    "kcv kcv",
    "pinblock decipher",
    "pinblock encipher",
    "pinblock translate",
];

/// What takes an HMAC key and nothing else.
const HMAC: &[&str] = &["hmac mac", "hmac verify"];

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    fn root() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
    }

    fn last(path: &str) -> String {
        path.rsplit("::").next().unwrap().to_owned()
    }

    /// How often each name of a public function occurs in the sources of a crate.
    fn public(folder: &Path, names: &mut BTreeMap<String, usize>) {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                public(&entry, names);
                continue;
            }
            for line in fs::read_to_string(&entry).unwrap().lines() {
                let line = line.trim_start();
                let rest = line.strip_prefix("pub const fn ").or(line.strip_prefix("pub fn "));
                if let Some(rest) = rest {
                    let name = rest.split(['(', '<']).next().unwrap();
                    *names.entry(name.to_owned()).or_default() += 1;
                }
            }
        }
    }

    #[test]
    fn paths() {
        for (path, plain) in [
            ("data::encipher_cbc::<BothWays, Soft>", "data::encipher_cbc"),
            ("Key::<Initial, Soft>::load", "Key::load"),
            ("mac::verify::<AesCmac, Direction<Vec<u8>>, Soft, 16>", "mac::verify"),
            ("<Soft as KeyEngine>::derive", "KeyEngine::derive"),
            ("<Soft as Mac<AesCmac>>::generate_mac", "Mac<AesCmac>::generate_mac"),
            ("<Soft as KeyEngine>::derive_path::<[u8; 2]>", "KeyEngine::derive_path"),
        ] {
            assert_eq!(plain_path(path), plain);
        }
    }

    /// No public function of the payment domain is forgotten.
    #[test]
    fn every_public_function_is_listed() {
        let mut expected = BTreeMap::new();
        public(&root().join("crates/ducat/src"), &mut expected);
        let mut listed = BTreeMap::new();
        for path in payment().into_iter().map(|f| f.path).chain(held::held()) {
            *listed.entry(last(&path)).or_default() += 1_usize;
        }
        assert_eq!(listed, expected, "see report/coverage: payment.rs and held.rs");
    }

    /// Nor is a call of a capability. Those that only tell what a key is are no computation.
    #[test]
    fn every_capability_is_listed() {
        const TELLS: [&str; 3] =
            ["KeyEngine::attributes", "KeyEngine::key_octets", "KeyEngine::scrub"];
        const NO_CAPABILITY: [&str; 4] = ["Error", "ErrorType", "Hash", "MacAlgorithm"];
        let engine = engine();
        for entry in fs::read_dir(root().join("crates/ducat-hal/src")).unwrap() {
            let mut of = None;
            for line in fs::read_to_string(entry.unwrap().path()).unwrap().lines() {
                if let Some(rest) = line.strip_prefix("pub trait ") {
                    of = rest.split([':', '<', ' ']).next().map(str::to_owned);
                } else if line.starts_with('}') {
                    of = None;
                }
                let name = line.strip_prefix("    fn ").and_then(|l| l.split(['(', '<']).next());
                let (Some(of), Some(name)) = (&of, name) else { continue };
                let path = format!("{of}::{name}");
                let listed = engine.iter().any(|function| {
                    let (of, name) = function.path.rsplit_once("::").unwrap();
                    format!("{}::{name}", of.split('<').next().unwrap()) == path
                });
                let not_needed =
                    TELLS.contains(&path.as_str()) || NO_CAPABILITY.contains(&of.as_str());
                assert!(listed || not_needed, "{path}: see report/coverage/engine.rs");
            }
        }
    }

    /// What is said to be held by tests is named in the file that is said to hold it.
    #[test]
    fn gaps_are_held_by_tests() {
        for function in payment().iter().chain(&engine()) {
            let Some(gap) = &function.gap else { continue };
            let text = fs::read_to_string(root().join(gap.tests)).unwrap();
            let tests = match text.split_once("mod tests {") {
                Some((_, tests)) => tests,
                None => {
                    assert!(gap.tests.contains("/tests/"), "{}", gap.tests);
                    &text
                }
            };
            let call = gap.call.map_or_else(|| last(&function.path), str::to_owned);
            assert!(tests.contains(&call), "{}: {}", function.path, gap.tests);
        }
    }
}
