//! Opening a key block: what verifying and unwrapping have in common.

use clap::Args;
use ducat::key::role::KeyBlockProtection;
use ducat::key_block::{self, KeyBlock, KeyBlockPolicy, OptionalBlockId};
use ducat::{Error, Key};
use ducat_hal::key_block::names_attributes;
use ducat_soft::{Engine, Handle};
use zeroize::Zeroizing;

use super::relaxations::{Accept, Allow, fewest, options, policy, typed};
use crate::failure::Failure;
use crate::input::{Inputs, Value};
use crate::keys;
use crate::output::Report;

/// The engine for key blocks: HMAC keys may be longer than any other.
pub(super) type BlockEngine = Engine<255>;

/// Protection key, block, and what may pass.
#[derive(Args)]
pub(super) struct OpenArgs {
    /// Key block protection key: a TDES key for versions A to C, AES for D and E
    #[arg(long, value_name = "VALUE")]
    kbpk: Value,
    /// Key block, as its characters
    #[arg(long, value_name = "VALUE")]
    block: Value,
    /// Let pass what the standard does not; repeated for more
    #[arg(long, value_name = "NAME")]
    accept: Vec<Accept>,
    /// Allow what the strict policy refuses; repeated for more
    #[arg(long, value_name = "NAME")]
    allow: Vec<Allow>,
}

/// The text of a block, and its protection key in clear.
pub(super) struct Given {
    kbpk: Zeroizing<Vec<u8>>,
    text: Zeroizing<Vec<u8>>,
}

/// A key out of a block.
pub(super) enum OpenedKey {
    /// One that the engine holds.
    Held(Box<Handle<255>>),
    /// One of an algorithm or usage that no engine knows.
    Clear(Zeroizing<Vec<u8>>),
}

impl OpenedKey {
    pub(super) fn expose_secret(&self) -> &[u8] {
        match self {
            Self::Held(key) => key.expose_secret(),
            Self::Clear(octets) => octets,
        }
    }
}

impl OpenArgs {
    pub(super) fn read(&self, inputs: &mut Inputs) -> Result<Given, Failure> {
        let kbpk = inputs.octets("--kbpk", &self.kbpk)?;
        Ok(Given { kbpk, text: inputs.text("--block", &self.block)? })
    }

    /// The block in its form.
    pub(super) fn parse<'g>(&self, given: &'g Given) -> Result<KeyBlock<'g>, Failure> {
        KeyBlock::parse(&given.text, options(&self.accept)).map_err(|error| {
            let failure = malformed(&given.text, error);
            match fewest(|accept: &[Accept]| KeyBlock::parse(&given.text, options(accept)).is_ok())
            {
                Some(needed) => failure.hint(format!("it takes {}", typed("--accept", &needed))),
                None => failure,
            }
        })
    }

    pub(super) fn protection(
        given: &Given,
        engine: &mut BlockEngine,
        block: &KeyBlock<'_>,
    ) -> Result<Key<KeyBlockProtection, BlockEngine>, Failure> {
        keys::load_protection(engine, "--kbpk", block.header().version(), &given.kbpk)
    }

    /// The key. The library's error for a block that does not hold.
    pub(super) fn open(
        &self,
        engine: &mut BlockEngine,
        kbpk: &Key<KeyBlockProtection, BlockEngine>,
        block: &KeyBlock<'_>,
    ) -> Result<Result<OpenedKey, Error>, Failure> {
        match open(engine, policy(&self.allow), kbpk, block) {
            Ok(key) => Ok(Ok(key)),
            Err(Error::KeyBlock) => Ok(Err(Error::KeyBlock)),
            Err(error @ (Error::KeyBlockRefused | Error::WeakKey)) => {
                Err(refused(error, |allow| open(engine, policy(allow), kbpk, block).is_ok()))
            }
            Err(error) => Err(Failure::of("--block", error)),
        }
    }

    /// Adds what came of the check values in the block, which are compared when it is opened.
    pub(super) fn report_compared(&self, report: Report, block: &KeyBlock<'_>) -> Report {
        let compared =
            if self.allow.contains(&Allow::IgnoreCheckValues) { "not compared" } else { "matches" };
        let mut report = report;
        for (name, id) in
            [("check_value_kc", OptionalBlockId::KC), ("check_value_kp", OptionalBlockId::KP)]
        {
            if block.optional_block(id).is_some() {
                report = report.text(name, compared);
            }
        }
        report
    }
}

/// What is wrong with the form of a block. Its length and what it says of it are no secret.
pub(super) fn malformed(text: &[u8], error: Error) -> Failure {
    let failure = Failure::of("--block", error);
    let stated = text.get(1..5).and_then(|digits| core::str::from_utf8(digits).ok());
    match stated.and_then(|digits| digits.parse::<u16>().ok()) {
        Some(stated) if error == Error::KeyBlockLength => {
            failure.hint(format!("it has {} characters and says {stated}", text.len()))
        }
        _ => failure,
    }
}

/// Adds the check values of both keys.
pub(super) fn report_check_values(
    report: Report,
    engine: &mut BlockEngine,
    kbpk: &Key<KeyBlockProtection, BlockEngine>,
    key: &OpenedKey,
) -> Result<Report, Failure> {
    let report = keys::report_check_value(report, "kbpk_kcv", engine, kbpk.handle())?;
    match key {
        OpenedKey::Held(key) => keys::report_check_value(report, "key_kcv", engine, key),
        OpenedKey::Clear(_) => Ok(report.absent("key_kcv", "not for such keys")),
    }
}

/// The policy refuses, and what would have to be allowed.
pub(super) fn refused(error: Error, passes: impl FnMut(&[Allow]) -> bool) -> Failure {
    let failure = Failure::from(error);
    match fewest(passes) {
        Some(needed) => failure.hint(format!("it takes {}", typed("--allow", &needed))),
        None => failure,
    }
}

fn open(
    engine: &mut BlockEngine,
    policy: KeyBlockPolicy,
    kbpk: &Key<KeyBlockProtection, BlockEngine>,
    block: &KeyBlock<'_>,
) -> Result<OpenedKey, Error> {
    let octets = block.payload_octets();
    let mut work = Zeroizing::new(vec![0; octets]);
    if names_attributes(block.authenticated()) {
        let opened = key_block::open_handle(engine, policy, kbpk, block, &mut work)?;
        return Ok(OpenedKey::Held(Box::new(opened.key)));
    }
    let mut key = Zeroizing::new(vec![0; octets]);
    let octets = key_block::open_clear(engine, policy, kbpk, block, &mut work, &mut key)?;
    key.truncate(octets);
    Ok(OpenedKey::Clear(key))
}
