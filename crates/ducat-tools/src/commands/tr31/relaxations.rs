//! What the standard or the strict policy refuses, as words of the command line.

use clap::ValueEnum;
use ducat::key_block::{KeyBlockPolicy, Leniency, ParseOptions, Relaxation};

use crate::words::word;

/// What the parser lets pass.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Accept {
    /// Hexadecimal digits a to f
    LowerCaseHex,
    /// Long optional blocks that count the length of their length in pairs of digits
    LengthInPairs,
    /// Usages, algorithms and modes that the standard does not know
    UnknownCodes,
    /// A key context above 2, a last header character other than 0
    ReservedCharacters,
    /// An initial key serial number (KS) of 16 digits
    ShortInitialKsn,
    /// Any printable data in any optional block
    FreeOptionalData,
}

impl From<Accept> for Leniency {
    fn from(word: Accept) -> Self {
        match word {
            Accept::LowerCaseHex => Self::LowerCaseHex,
            Accept::LengthInPairs => Self::LengthInPairs,
            Accept::UnknownCodes => Self::UnknownCodes,
            Accept::ReservedCharacters => Self::ReservedCharacters,
            Accept::ShortInitialKsn => Self::ShortInitialKsn,
            Accept::FreeOptionalData => Self::FreeOptionalData,
        }
    }
}

/// What the policy allows.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Allow {
    /// Blocks of versions A and C are made; they are opened in any case
    MakeVersionsAAndC,
    /// AES keys under a TDES key
    AesUnderTdea,
    /// Keys under a weaker key
    WeakerProtection,
    /// Single DES keys
    SingleDes,
    /// Keys of mode N
    NoRestriction,
    /// Combinations of usage, algorithm and mode that the standard does not have
    AnyCombination,
    /// Check values in the block (KC, KP) are not compared
    IgnoreCheckValues,
    /// Components of keys, taken as if each were the key
    Components,
    /// Weak TDES keys
    WeakKeys,
    /// HMAC keys whose hash is not named
    UnnamedHash,
}

impl From<Allow> for Relaxation {
    fn from(word: Allow) -> Self {
        match word {
            Allow::MakeVersionsAAndC => Self::MakeVersionsAAndC,
            Allow::AesUnderTdea => Self::AesUnderTdea,
            Allow::WeakerProtection => Self::WeakerProtection,
            Allow::SingleDes => Self::SingleDes,
            Allow::NoRestriction => Self::NoRestriction,
            Allow::AnyCombination => Self::AnyCombination,
            Allow::IgnoreCheckValues => Self::IgnoreCheckValues,
            Allow::Components => Self::Components,
            Allow::WeakKeys => Self::WeakKeys,
            Allow::UnnamedHash => Self::UnnamedHash,
        }
    }
}

pub(super) fn options(accept: &[Accept]) -> ParseOptions {
    accept.iter().fold(ParseOptions::STRICT, |options, word| options.accepting((*word).into()))
}

pub(super) fn policy(allow: &[Allow]) -> KeyBlockPolicy {
    allow.iter().fold(KeyBlockPolicy::STRICT, |policy, word| policy.allowing((*word).into()))
}

/// The fewest words with which something passes, those that come first in the help among equals;
/// `None` if it does not with all of them.
pub(super) fn fewest<W: ValueEnum + Copy>(mut passes: impl FnMut(&[W]) -> bool) -> Option<Vec<W>> {
    let words = W::value_variants();
    let mut sets: Vec<u32> = (0..1 << words.len()).collect();
    sets.sort_by_key(|set| set.count_ones());
    sets.into_iter().find_map(|set| {
        let chosen = (0u32..).zip(words).filter(|(number, _)| set >> number & 1 == 1);
        let chosen: Vec<W> = chosen.map(|(_, word)| *word).collect();
        passes(&chosen).then_some(chosen)
    })
}

/// The words as they are typed after `option`.
pub(super) fn typed(option: &str, words: &[impl ValueEnum]) -> String {
    let typed: Vec<String> = words.iter().map(|w| format!("{option} {}", word(w))).collect();
    typed.join(" ")
}
