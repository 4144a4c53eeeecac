//! Which operations of the vectors go through which public function.
//!
//! The lists name functions as paths that the compiler resolves: one that is renamed or goes away
//! no longer compiles here, and a test finds one that is new. Which operations go through it was
//! measured, by running vectors of one operation at a time under a profiler that names every
//! function that is called.

mod dukpt_aes;
mod dukpt_tdes;
mod engine;
#[cfg(test)]
mod held;
mod key_block;
mod keys;
mod macs_and_data;
mod pins;
mod verification;

use ducat_soft::Engine;

pub(super) use engine::engine;

/// The engine whose calls are named.
type Soft = Engine<32>;

/// Every public function of `ducat` that computes something, and the operations that go through it.
pub(super) fn payment() -> Vec<Function> {
    let topics = [
        keys::keys(),
        dukpt_aes::dukpt_aes(),
        dukpt_tdes::dukpt_tdes(),
        key_block::key_block(),
        pins::pins(),
        verification::verification(),
        macs_and_data::macs_and_data(),
    ];
    topics.into_iter().flatten().collect()
}

/// A function, and the vectors that go through it.
pub(super) struct Function {
    /// Its path, without type arguments.
    pub(super) path: String,
    /// Algorithm, operation and, where not all of its vectors go through, inputs that those have,
    /// with a value or with any: `pinblock encode format=0`, `tdes-dukpt cmac bdk`.
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
            Covered::By(operations) => {
                let mut operations = operations.concat();
                operations.sort_unstable();
                (operations, None)
            }
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

/// Working keys of AES DUKPT and what the host does with them.
const AES_HOST: &[&str] = &[
    "aes-dukpt cmac",
    "aes-dukpt data_cbc",
    "aes-dukpt encrypt_pin_format4",
    "aes-dukpt mac",
    "aes-dukpt working_key",
];

/// The terminal of AES DUKPT.
const AES_TERMINAL: &[&str] =
    &["aes-dukpt load_initial_key", "aes-dukpt sequence_from", "aes-dukpt terminal_sequence"];

/// What else derives a key of AES DUKPT.
const AES_OTHER_KEYS: &[&str] =
    &["aes-dukpt initial_key", "aes-dukpt intermediate_key", "aes-dukpt update_key"];

/// Working keys of TDES DUKPT and what is done with them.
const TDES_WORKING: &[&str] = &[
    "tdes-dukpt cmac",
    "tdes-dukpt data_cbc",
    "tdes-dukpt encrypt_pin",
    "tdes-dukpt encrypt_pin_block",
    "tdes-dukpt retail_mac",
];

/// The same, where the question gives the base derivation key.
const TDES_FROM_BDK: &[&str] = &[
    "tdes-dukpt cmac bdk",
    "tdes-dukpt data_cbc bdk",
    "tdes-dukpt encrypt_pin",
    "tdes-dukpt retail_mac bdk",
];

/// The terminal of TDES DUKPT.
const TDES_TERMINAL: &[&str] =
    &["tdes-dukpt sequence_from", "tdes-dukpt terminal_life", "tdes-dukpt terminal_sequence"];

/// Key blocks.
const KEY_BLOCKS: &[&str] = &["tr31 unwrap", "tr31 wrap"];

/// What takes one enciphered PIN block that is bound to a PAN, or makes one.
const BOUND_PINS: &[&str] = &[
    "aes-dukpt encrypt_pin_format4",
    "pinblock decipher format=0",
    "pinblock decipher format=3",
    "pinblock decipher format=4",
    "pinblock encipher format=0",
    "pinblock encipher format=3",
    "pinblock encipher format=4",
    "tdes-dukpt encrypt_pin pin_block_format=0",
    "tdes-dukpt encrypt_pin pin_block_format=3",
    "tdes-dukpt encrypt_pin_block pin_block_format=0",
];

/// What verifies the PIN in such a block.
const VERIFIED_PINS: &[&str] = &[
    "card ibm3624_verify format=0",
    "card ibm3624_verify format=3",
    "card ibm3624_verify format=4",
    "card pvv_verify format=0",
    "card pvv_verify format=3",
    "card pvv_verify format=4",
];

/// What verifies cards and PINs.
const CARD: &[&str] = &[
    "card cvv",
    "card cvv_verify",
    "card ibm3624",
    "card ibm3624_offset",
    "card ibm3624_verify",
    "card pvv",
    "card pvv_verify",
];

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

    /// The files of a folder and of those in it.
    fn sources(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
    }

    /// How often each name of a public function occurs in the sources of a crate.
    fn public(folder: &Path) -> BTreeMap<String, usize> {
        let mut names = BTreeMap::new();
        for source in sources(folder) {
            for line in fs::read_to_string(source).unwrap().lines() {
                let line = line.trim_start();
                let rest = line.strip_prefix("pub const fn ").or(line.strip_prefix("pub fn "));
                if let Some(rest) = rest {
                    let name = rest.split(['(', '<']).next().unwrap();
                    *names.entry(name.to_owned()).or_default() += 1;
                }
            }
        }
        names
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
        let expected = public(&root().join("crates/ducat/src"));
        let mut listed = BTreeMap::new();
        for path in payment().into_iter().map(|f| f.path).chain(held::held()) {
            *listed.entry(last(&path)).or_default() += 1_usize;
        }
        let differ: Vec<_> = (listed.keys().chain(expected.keys()))
            .filter(|name| listed.get(*name) != expected.get(*name))
            .map(|name| (name, listed.get(name), expected.get(name)))
            .collect();
        assert!(differ.is_empty(), "listed, there: {differ:?}; see the topics, and held.rs");
    }

    /// Nor is a call of a capability. Those that only tell what a key is are no computation.
    #[test]
    fn every_capability_is_listed() {
        const TELLS: [&str; 3] =
            ["KeyEngine::attributes", "KeyEngine::key_octets", "KeyEngine::scrub"];
        // What capabilities are described by, and what engines are built from.
        const NO_CAPABILITY: [&str; 6] =
            ["BlockFunction", "ChainAlgorithm", "Error", "ErrorType", "Hash", "MacAlgorithm"];
        let engine = engine();
        for source in sources(&root().join("crates/ducat-hal/src")) {
            let mut of = None;
            for line in fs::read_to_string(source).unwrap().lines() {
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
