//! What the search is told.

use core::time::Duration;

pub(crate) struct Options {
    pub(crate) seed: u64,
    pub(crate) effort: Effort,
}

pub(crate) enum Effort {
    /// For all boxes together.
    Time(Duration),
    /// One try for each box.
    Tries([u64; 8]),
}

impl Options {
    /// From the words after the verb.
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self { seed: 1, effort: Effort::Time(Duration::from_secs(60)) };
        while let Some(word) = words.next() {
            let value = words.next().ok_or_else(|| format!("`{word}` without a value"))?;
            let wrong = || format!("`{word} {value}`?");
            match word.as_str() {
                "--seed" => options.seed = value.parse().map_err(|_| wrong())?,
                "--seconds" => {
                    let seconds = value.parse().map_err(|_| wrong())?;
                    options.effort = Effort::Time(Duration::from_secs(seconds));
                }
                "--tries" => {
                    let tries = value.split(',').map(str::parse).collect::<Result<Vec<_>, _>>();
                    let tries = tries.ok().and_then(|tries| tries.try_into().ok());
                    options.effort = Effort::Tries(tries.ok_or_else(wrong)?);
                }
                _ => return Err(format!("`{word}` is not for this verb")),
            }
        }
        Ok(options)
    }
}
