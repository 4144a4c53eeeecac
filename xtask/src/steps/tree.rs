//! What a firmware links.

use crate::step::{Context, Failure, Outcome, Step};
use crate::workspace::{FIRMWARE, packages};

pub(super) const STEP: Step =
    Step { name: "tree", about: "a firmware links these crates and no others", run };

const TARGET: &str = "thumbv7em-none-eabihf";

/// A crate comes in here by a decision, and with it, somebody who reads it.
const ALLOWED: &[&str] = &[
    // The house
    "ducat",
    "ducat-hal",
    "ducat-soft",
    // Hygiene of secrets: wiping, constant time
    "cmov",
    "ctutils",
    "subtle",
    "zeroize",
    // Ciphers, hashes and constructions
    "aes",
    "aes-siv",
    "cmac",
    "ctr",
    "dbl",
    "hkdf",
    "hmac",
    "sha2",
    // Their traits
    "aead",
    "cipher",
    "crypto-common",
    "digest",
    "rand_core",
    // Their arrays, buffers and configuration
    "block-buffer",
    "cfg-if",
    "cpubits",
    "hybrid-array",
    "inout",
    "typenum",
];

/// Features that a firmware has no use for: whoever turns one on has forgotten
/// `default-features = false` somewhere.
const FORBIDDEN_FEATURES: [&str; 3] = ["std", "alloc", "getrandom"];

fn run(context: &Context) -> Outcome {
    let words = format!("tree --target {TARGET} -e normal --prefix none --no-dedupe");
    let tree = context.workspace.cargo(&words).words(&packages(&FIRMWARE));
    let linked = parse(&tree.word("-f").word("{p}|{f}").output()?);
    for Linked { name, version, features } in &linked {
        println!("{name:14} {version:8} {features}");
    }
    check(&linked).map_err(Failure::new)?;
    Ok(vec![format!("{} crates", linked.len())])
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Linked {
    name: String,
    version: String,
    features: String,
}

/// Lines such as `aes v0.9.4|zeroize`, many of them more than once.
fn parse(tree: &str) -> Vec<Linked> {
    let line = |line: &str| {
        let (package, features) = line.split_once('|')?;
        let mut words = package.split_whitespace().map(String::from);
        Some(Linked { name: words.next()?, version: words.next()?, features: features.into() })
    };
    let mut linked: Vec<Linked> = tree.lines().filter_map(line).collect();
    linked.sort();
    linked.dedup();
    linked
}

fn check(linked: &[Linked]) -> Result<(), String> {
    let mut wrong: Vec<String> = Vec::new();
    for name in ALLOWED {
        match linked.iter().filter(|linked| linked.name == *name).count() {
            0 => wrong.push(format!("{name} is listed, not linked")),
            1 => {}
            _ => wrong.push(format!("{name} is linked more than once")),
        }
    }
    for Linked { name, features, .. } in linked {
        if !ALLOWED.contains(&name.as_str()) {
            wrong.push(format!("{name} is not on the list"));
        }
        let forbidden = features.split(',').filter(|f| FORBIDDEN_FEATURES.contains(f));
        wrong.extend(forbidden.map(|feature| format!("{name} has the feature {feature}")));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed() -> String {
        ALLOWED.iter().map(|name| format!("{name} v1.0.0|zeroize\n\n")).collect()
    }

    #[test]
    fn exactly_what_is_listed() {
        assert_eq!(check(&parse(&allowed())), Ok(()));
        for (line, why) in [
            ("des v0.9.0|", "des is not on the list"),
            ("aes v2.0.0|zeroize", "aes is linked more than once"),
            ("aes v1.0.0|std", "aes is linked more than once; aes has the feature std"),
        ] {
            assert_eq!(check(&parse(&(allowed() + line))), Err(why.into()));
        }
        let without = allowed().replace("ctr v1.0.0|zeroize\n", "");
        assert_eq!(check(&parse(&without)), Err("ctr is listed, not linked".into()));
    }
}
