//! `ducat tr31 wrap`.

use clap::{Args, ValueEnum};
use ducat::key::role::KeyBlockProtection;
use ducat::key_block::{
    self, Header, KeyBlockPolicy, KeyBlockVersion, KeyLength, Leniency, NewKeyBlock, OptionalBlock,
    ParseOptions, ShortBlock,
};
use ducat::{Error, Key};
use ducat_hal::key_block::names_attributes;
use ducat_hal::{Exportability, KeyAttributes, LoadKey};
use ducat_soft::Handle;
use getrandom::SysRng;

use super::code::{Code, OptionalArg};
use super::open::{BlockEngine, refused};
use super::relaxations::{Allow, policy};
use crate::failure::{Answer, Failure};
use crate::help;
use crate::input::{Inputs, Value};
use crate::keys;
use crate::output::{Output, Report};

const EXAMPLE: &str = "  \
  $ ducat tr31 wrap --kbpk 88E1AB2A2E3DD38C1FA039A536500CC8 --usage P0 \\
      --algorithm A --mode E --key 3F419E1CB7079442AA37474C2EFBF8B8
  key block:  <144 characters, others each time>
  kbpk kcv:   4E70376619
  key kcv:    08793E25AB

The mode of use and the usage are as the header has them: `ducat tr31 decode`
says what they mean. An AES or TDES key is filled to the longest of its
algorithm, so that the block does not show how long it is.";

/// Arguments of `ducat tr31 wrap`.
#[derive(Args)]
#[command(after_help = help::examples(EXAMPLE))]
pub struct Wrap {
    /// Key block protection key: a TDES key for versions A to C, AES for D and E
    #[arg(long, value_name = "VALUE")]
    kbpk: Value,
    /// Key to protect
    #[arg(long, value_name = "VALUE")]
    key: Value,
    #[command(flatten)]
    header: HeaderArgs,
    /// Optional block, such as IK=1234567890123456; repeated for more
    #[arg(long, value_name = "ID=DATA")]
    optional: Vec<OptionalArg>,
    /// Add the check values of both keys as optional blocks KC and KP
    #[arg(long)]
    check_values: bool,
    /// Fill the key to whole blocks only, as before X9.143
    #[arg(long)]
    no_length_obfuscation: bool,
    /// Allow what the strict policy refuses; repeated for more
    #[arg(long, value_name = "NAME")]
    allow: Vec<Allow>,
    #[command(flatten)]
    output: Output,
}

/// What the header says.
#[derive(Args)]
struct HeaderArgs {
    /// Version: how the block is protected
    #[arg(long, value_name = "LETTER", default_value = "D")]
    version: Version,
    /// Key usage, 2 characters
    #[arg(long, value_name = "CODE")]
    usage: Code<2>,
    /// Algorithm of the key, a letter: A for AES, T for TDES, H for HMAC
    #[arg(long, value_name = "LETTER")]
    algorithm: Code<1>,
    /// Mode of use, a letter
    #[arg(long, value_name = "LETTER")]
    mode: Code<1>,
    /// Key version, 2 characters
    #[arg(long, value_name = "CODE", default_value = "00")]
    key_version: Code<2>,
    /// Whether the key may leave again
    #[arg(long, value_name = "LETTER", default_value = "N")]
    exportability: Export,
    /// Where the block belongs
    #[arg(long, value_name = "DIGIT", default_value = "0")]
    context: Context,
}

/// A version by its letter.
#[derive(Clone, Copy, ValueEnum)]
enum Version {
    /// TDES, keys by variants, withdrawn
    #[value(name = "A")]
    A,
    /// TDES, derived keys
    #[value(name = "B")]
    B,
    /// TDES, keys by variants
    #[value(name = "C")]
    C,
    /// AES, CBC mode
    #[value(name = "D")]
    D,
    /// AES, counter mode
    #[value(name = "E")]
    E,
}

impl From<Version> for KeyBlockVersion {
    fn from(version: Version) -> Self {
        match version {
            Version::A => Self::A,
            Version::B => Self::B,
            Version::C => Self::C,
            Version::D => Self::D,
            Version::E => Self::E,
        }
    }
}

/// An exportability by its letter.
#[derive(Clone, Copy, ValueEnum)]
enum Export {
    /// Never
    #[value(name = "N")]
    Never,
    /// Under a trusted key
    #[value(name = "E")]
    Trusted,
    /// Under other keys too
    #[value(name = "S")]
    Sensitive,
}

/// A key context by its digit.
#[derive(Clone, Copy, ValueEnum)]
enum Context {
    /// As the protection key says
    #[value(name = "0")]
    ByWrappingKey,
    /// Storage
    #[value(name = "1")]
    Storage,
    /// Exchange
    #[value(name = "2")]
    Exchange,
}

impl HeaderArgs {
    /// The header, and its characters but for lengths and counts.
    fn read(&self, allow: &[Allow]) -> Result<(Header, [u8; 16]), Failure> {
        let version = KeyBlockVersion::from(self.version).code();
        let (Code([u0, u1]), Code([v0, v1])) = (self.usage, self.key_version);
        let (Code([algorithm]), Code([mode])) = (self.algorithm, self.mode);
        let exportability = match self.exportability {
            Export::Never => Exportability::NonExportable,
            Export::Trusted => Exportability::Exportable,
            Export::Sensitive => Exportability::Sensitive,
        };
        let context = match self.context {
            Context::ByWrappingKey => b'0',
            Context::Storage => b'1',
            Context::Exchange => b'2',
        };
        let export = exportability.code();
        #[rustfmt::skip]
        let characters = [
            version, b'0', b'0', b'0', b'0', u0, u1, algorithm, mode, v0, v1, export, b'0', b'0',
            context, b'0',
        ];
        let options = if allow.contains(&Allow::AnyCombination) {
            ParseOptions::STRICT.accepting(Leniency::UnknownCodes)
        } else {
            ParseOptions::STRICT
        };
        let header = Header::parse(&characters, options).map_err(|error| {
            let problem = "the standard has no such usage, algorithm or mode";
            Failure::value("--usage, --algorithm, --mode", format!("{error}: {problem}"))
                .hint("--allow any-combination lets it pass")
        })?;
        Ok((header, characters))
    }
}

/// The key to be protected.
enum Given<'k> {
    /// One that the engine holds.
    Held(Box<Handle<255>>),
    /// One of an algorithm or usage that no engine knows.
    Clear(&'k [u8]),
}

impl Wrap {
    pub(super) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        let kbpk = inputs.octets("--kbpk", &self.kbpk)?;
        let octets = inputs.octets("--key", &self.key)?;
        let (header, characters) = self.header.read(&self.allow)?;
        let mut engine = BlockEngine::new();
        let kbpk = keys::load_protection(&mut engine, "--kbpk", header.version(), &kbpk)?;
        let key = if names_attributes(&characters) {
            Given::Held(Box::new(load(&mut engine, &header, &octets)?))
        } else {
            Given::Clear(&octets)
        };

        let mut check_values = Vec::new();
        if self.check_values {
            check_values = Self::check_value_blocks(&mut engine, &kbpk, &key)?;
        }
        let mut optional = Vec::new();
        for block in &self.optional {
            let block = OptionalBlock::new(block.id, &block.data);
            optional.push(block.map_err(|e| Failure::of("--optional", e))?);
        }
        optional.extend(check_values.iter().map(ShortBlock::as_block));
        let length = if self.no_length_obfuscation { KeyLength::Shown } else { KeyLength::Hidden };
        let new = NewKeyBlock::new(header).with_key_length(length);
        let new = new.with_optional_blocks(&optional).map_err(|e| Failure::of("--optional", e))?;

        let block = match wrap(&mut engine, policy(&self.allow), &kbpk, &new, &key) {
            Err(error @ (Error::KeyBlockRefused | Error::KeyBlockVersion | Error::WeakKey)) => {
                return Err(refused(error, |allow| {
                    wrap(&mut engine, policy(allow), &kbpk, &new, &key).is_ok()
                }));
            }
            Err(Error::KeyBlock) => {
                let problem = "a check value (KC, KP) that is not that of the key";
                return Err(Failure::value("--optional", problem)
                    .hint("--allow ignore-check-values lets it pass"));
            }
            block => block?,
        };
        let report = Report::new().text("key_block", String::from_utf8_lossy(&block));
        let report = keys::report_check_value(report, "kbpk_kcv", &mut engine, kbpk.handle())?;
        let report = match &key {
            Given::Held(key) => keys::report_check_value(report, "key_kcv", &mut engine, key)?,
            Given::Clear(_) => report.absent("key_kcv", "not for such keys"),
        };
        self.output.show(&report)?;
        Ok(Answer::Yes)
    }

    fn check_value_blocks(
        engine: &mut BlockEngine,
        kbpk: &Key<KeyBlockProtection, BlockEngine>,
        key: &Given<'_>,
    ) -> Result<Vec<ShortBlock>, Failure> {
        let none = || Failure::usage("such keys have no check value: leave --check-values out");
        let Given::Held(key) = key else { return Err(none()) };
        let of_key = keys::check_value_data(engine, key)?.ok_or_else(none)?;
        let of_kbpk = keys::check_value_data(engine, kbpk.handle())?.ok_or_else(none)?;
        Ok(vec![
            ShortBlock::key_check_value(of_key),
            ShortBlock::protection_key_check_value(of_kbpk),
        ])
    }
}

/// A handle of a key that this block will be of. It may leave, as that is what is asked for.
fn load(engine: &mut BlockEngine, header: &Header, octets: &[u8]) -> Result<Handle<255>, Failure> {
    let attributes = header.attributes(octets.len());
    let attributes = attributes.ok_or_else(|| Failure::of("--key", Error::KeyLength))?;
    let attributes = KeyAttributes { exportability: Exportability::Sensitive, ..attributes };
    engine.load(attributes, octets).map_err(|kind| Failure::of("--key", Error::Engine(kind)))
}

fn wrap(
    engine: &mut BlockEngine,
    policy: KeyBlockPolicy,
    kbpk: &Key<KeyBlockProtection, BlockEngine>,
    block: &NewKeyBlock<'_>,
    key: &Given<'_>,
) -> Result<Vec<u8>, Error> {
    let mut out = vec![0; key_block::MAX_CHARACTERS];
    let characters = match key {
        Given::Held(key) => {
            key_block::wrap_handle(engine, &mut SysRng, policy, kbpk, block, key, &mut out)
        }
        Given::Clear(key) => {
            key_block::wrap_clear(engine, &mut SysRng, policy, kbpk, block, key, &mut out)
        }
    }?;
    out.truncate(characters);
    Ok(out)
}
