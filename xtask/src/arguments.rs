//! The command line.

use crate::sbox;
use crate::step::Step;
use crate::steps;

/// Long enough to see that a target runs; finding something takes longer.
const FUZZ_SECONDS: u32 = 10;

pub(crate) enum Verb {
    Help,
    Ci,
    One(Step),
    /// Not a check: it takes as long as it is told, and writes a file.
    SBox(sbox::Options),
}

pub(crate) struct Arguments {
    pub(crate) verb: Verb,
    /// For each fuzz target.
    pub(crate) fuzz_seconds: u32,
}

impl Arguments {
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let verb = match words.next().as_deref() {
            None | Some("help" | "--help" | "-h") => Verb::Help,
            Some("ci") => Verb::Ci,
            Some("sbox") => Verb::SBox(sbox::Options::parse(words.by_ref())?),
            Some(name) => steps::ALL
                .iter()
                .find(|step| step.name == name)
                .map(|step| Verb::One(*step))
                .ok_or_else(|| format!("there is no verb `{name}`"))?,
        };
        let mut fuzz_seconds = FUZZ_SECONDS;
        while let Some(word) = words.next() {
            match (word.as_str(), words.next()) {
                ("--seconds", Some(value)) if verb.fuzzes() => {
                    fuzz_seconds = value.parse().map_err(|_| format!("{value} seconds?"))?;
                }
                (other, _) => return Err(format!("`{other}` is not for this verb")),
            }
        }
        Ok(Self { verb, fuzz_seconds })
    }
}

impl Verb {
    fn fuzzes(&self) -> bool {
        match self {
            Self::Ci => true,
            Self::One(step) => step.name == "fuzz",
            Self::Help | Self::SBox(_) => false,
        }
    }
}

pub(crate) fn usage() -> String {
    let mut text = String::from("cargo xtask <verb>\n\n  ci            all of these, in order\n");
    for step in steps::ALL {
        text.push_str(&format!("  {:13} {}\n", step.name, step.about));
    }
    text.push_str(&format!(
        "\nfuzz and ci take --seconds N for each fuzz target (default {FUZZ_SECONDS})\n\
         sbox searches for smaller circuits: --seconds N or --tries N,N,N,N,N,N,N,N, and --seed N"
    ));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, String> {
        Arguments::parse(line.split_whitespace().map(String::from))
    }

    #[test]
    fn verbs_and_seconds() {
        assert!(matches!(parse("").map(|a| a.verb), Ok(Verb::Help)));
        assert!(matches!(parse("fmt").map(|a| a.verb), Ok(Verb::One(step)) if step.name == "fmt"));
        assert_eq!(parse("fuzz --seconds 60").map(|a| a.fuzz_seconds), Ok(60));
        assert_eq!(parse("ci").map(|a| a.fuzz_seconds), Ok(FUZZ_SECONDS));
        let tries = "sbox --seed 3 --tries 1,2,3,4,5,6,7,8";
        assert!(matches!(parse(tries).map(|a| a.verb), Ok(Verb::SBox(o)) if o.seed == 3));
        for wrong in ["sbox --tries 1,2", "sbox --seed", "sbox --fast 1"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
        for wrong in ["nothing", "fmt --seconds 3", "fuzz --seconds", "fuzz --seconds x", "ci now"]
        {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
