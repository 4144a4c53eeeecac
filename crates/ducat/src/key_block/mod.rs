//! Key blocks: keys that travel with what they are for.
mod codes;
mod header;
mod hex;
mod optional;
mod options;
mod parse;

pub use codes::{AlgorithmCode, ModeCode, UsageCode};
pub use header::{HEADER_CHARACTERS, Header, KeyContext, KeyVersion};
pub use optional::{
    AsymmetricLife, CertificateChain, CertificateFormat, CheckValueData, Content, HashFunction,
    OptionalBlock, OptionalBlockId, OptionalBlocks, Pedigree, PermittedDerivation,
    PermittedDerivations, ShortBlock, Time,
};
pub use options::{Leniency, ParseOptions};
pub use parse::{KeyBlock, MAX_CHARACTERS};

pub use ducat_hal::KeyBlockVersion;
