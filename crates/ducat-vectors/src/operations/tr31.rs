//! Key blocks: TR-31, X9.143, ISO 20038.
//!
//! What is asked here is cryptography and form: headers of any known form pass, whatever they
//! combine, and so do any printable data in optional blocks, and check values unseen, unless the
//! caller asks for `strict`.

use compat::prelude::v1::vec;
use compat::string::{String, ToString};
use compat::vec::Vec;

use ducat::key::role::KeyBlockProtection;
use ducat::key_block::{
    self, HEADER_CHARACTERS, Header, KeyBlock, KeyBlockPolicy, KeyBlockVersion, KeyLength,
    Leniency, NewKeyBlock, OptionalBlock, OptionalBlockId, ParseOptions, Relaxation,
};
use ducat::{Error, Key};
use ducat_hal::{
    Algorithm, Exportability, KeyAttributes, UnprotectedKey, WeakKeys, key_block::names_attributes,
};
use ducat_sim::ScriptedRng;
use serde_json::Value;
use zeroize::Zeroizing;

use super::{hex, operation, output};
use crate::inputs::{Inputs, nibble};
use crate::outcome::{Failure, Outputs};
use crate::subject::Subject;
use crate::watch;

/// Anything that holds. Whether a policy allows it is another question.
const POLICY: KeyBlockPolicy = KeyBlockPolicy::STRICT
    .allowing(Relaxation::MakeVersionsAAndC)
    .allowing(Relaxation::AesUnderTdea)
    .allowing(Relaxation::WeakerProtection)
    .allowing(Relaxation::SingleDes)
    .allowing(Relaxation::NoRestriction)
    .allowing(Relaxation::AnyCombination)
    .allowing(Relaxation::Components)
    .allowing(Relaxation::WeakKeys);

pub(super) fn run<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    match operation(inputs, None)? {
        "wrap" => wrap(subject, inputs),
        "unwrap" => unwrap(subject, inputs),
        _ => Err(Failure::UNSUPPORTED),
    }
}

/// How a block is read, and what is held against it.
fn rules(inputs: &Inputs) -> Result<(ParseOptions, KeyBlockPolicy), Failure> {
    if inputs.truth_or("strict", false)? {
        return Ok((ParseOptions::STRICT, POLICY));
    }
    let options = ParseOptions::STRICT
        .accepting(Leniency::UnknownCodes)
        .accepting(Leniency::ReservedCharacters)
        .accepting(Leniency::ShortInitialKsn)
        .accepting(Leniency::FreeOptionalData);
    Ok((options, POLICY.allowing(Relaxation::IgnoreCheckValues)))
}

fn unwrap<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    let (options, policy) = rules(inputs)?;
    let block = KeyBlock::parse(inputs.text("key_block")?.as_bytes(), options)?;
    let kbpk = protection_key(subject, inputs, block.header().version())?;
    let mut work = Zeroizing::new(vec![0; block.payload_octets()]);
    let key = if names_attributes(block.authenticated()) {
        let opened = key_block::open_handle(subject, policy, &kbpk, &block, &mut work)?;
        subject.reveal(&opened.key)?
    } else {
        let mut key = Zeroizing::new(vec![0; block.payload_octets()]);
        let octets = key_block::open_clear(subject, policy, &kbpk, &block, &mut work, &mut key)?;
        key.truncate(octets);
        key
    };
    let mut outputs = output("key", hex(&key));
    for (name, value) in facts(&block) {
        outputs.insert(name.into(), value);
    }
    Ok(outputs)
}

/// What the block says, in its own characters.
fn facts(block: &KeyBlock<'_>) -> [(&'static str, Value); 10] {
    let header = block.header();
    let text = |characters: &[u8]| Value::String(ascii(characters));
    let optional: Vec<Value> = block
        .optional_blocks()
        .map(|optional| vec![text(optional.id().as_ascii()), text(optional.data())].into())
        .collect();
    let count = block.authenticated().get(12..14).unwrap_or_default();
    [
        ("optional_blocks", optional.into()),
        ("version", text(&[header.version().code()])),
        ("usage", text(header.usage().as_ascii())),
        ("algorithm", text(&[header.algorithm().as_ascii()])),
        ("mode_of_use", text(&[header.mode_of_use().as_ascii()])),
        ("key_version", text(&header.key_version().to_ascii())),
        ("exportability", text(&[header.exportability().code()])),
        ("optional_block_count", text(count)),
        ("key_context", text(&[header.key_context().code()])),
        ("reserved", text(&[header.reserved()])),
    ]
}

fn wrap<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    let (options, _) = rules(inputs)?;
    let key = inputs.octets("key")?;
    let padding = inputs.octets("padding")?;
    let payload = key.len().saturating_add(padding.len()).saturating_add(2);
    let draft = draft(inputs.text("header")?.as_bytes(), payload)?;
    let block = KeyBlock::parse(&draft, options)?;
    if !block.header().algorithm().admits(key.len()) {
        return Err(Failure::parse("key_length"));
    }
    let front = block.authenticated();
    if front.len() != inputs.text("header")?.len() {
        // The header counts fewer optional blocks than there are.
        return Err(Error::KeyBlockOptional.into());
    }
    let kbpk = protection_key(subject, inputs, block.header().version())?;
    let made = match by_the_library(subject, &kbpk, &block, &key, &padding)? {
        Some(made) if made.starts_with(front) => made,
        // The library writes no such header or optional blocks.
        _ => by_the_engine(subject, &kbpk, &block, &key, &padding)?,
    };
    Ok(output("key_block", watch::printing(&made, ascii)))
}

/// The block with its true length, and zeros where payload and MAC will be.
fn draft(front: &[u8], payload: usize) -> Result<Vec<u8>, Failure> {
    let version = front.first().and_then(|code| KeyBlockVersion::from_code(*code));
    let version = version.ok_or(Error::KeyBlockVersion)?;
    let digits = payload.saturating_add(version.mac_octets()).saturating_mul(2);
    let mut draft = front.to_vec();
    draft.resize(front.len().saturating_add(digits).min(key_block::MAX_CHARACTERS + 1), b'0');
    let mut length = draft.len();
    if front.len() < HEADER_CHARACTERS || length > key_block::MAX_CHARACTERS {
        return Err(Error::KeyBlockLength.into());
    }
    for place in draft.iter_mut().take(5).skip(1).rev() {
        *place = b"0123456789".get(length % 10).copied().unwrap_or_default();
        length /= 10;
    }
    Ok(draft)
}

/// A handle of a key that the engine can hold. It may leave, as this is asked of it.
fn exportable<S: Subject>(
    subject: &mut S,
    block: &KeyBlock<'_>,
    key: &[u8],
) -> Result<S::Handle, Failure> {
    let attributes = block.header().attributes(key.len()).ok_or(Failure::parse("key_length"))?;
    let exportability = Exportability::Sensitive;
    Ok(subject.load(KeyAttributes { exportability, ..attributes }, key)?)
}

/// Makes the block with the library's call, if that can be made to write this padding.
fn by_the_library<S: Subject>(
    subject: &mut S,
    kbpk: &Key<KeyBlockProtection, S>,
    block: &KeyBlock<'_>,
    key: &[u8],
    padding: &[u8],
) -> Result<Option<Vec<u8>>, Failure> {
    let mut script = Vec::new();
    let mut optional: Vec<OptionalBlock<'_>> = Vec::new();
    for given in block.optional_blocks() {
        if given.id() == OptionalBlockId::PB {
            for digit in given.data() {
                let Ok(value) = nibble(*digit) else { return Ok(None) };
                script.push(value);
            }
        } else {
            let Ok(same) = OptionalBlock::new(given.id(), given.data()) else { return Ok(None) };
            optional.push(same);
        }
    }
    script.extend_from_slice(padding);
    let header: Header = *block.header();
    let Ok(new) = NewKeyBlock::new(header).with_optional_blocks(&optional) else {
        return Ok(None);
    };
    let lengths = [KeyLength::Hidden, KeyLength::Shown];
    let characters =
        block.authenticated().len() + 2 * (block.payload_octets() + header.version().mac_octets());
    let mut fitting = lengths.map(|length| new.with_key_length(length)).into_iter();
    let Some(new) = fitting.find(|new| new.characters(key.len()) == Ok(characters)) else {
        return Ok(None);
    };
    let mut out = vec![0; characters];
    let mut rng = ScriptedRng::new(&script);
    // The header is given: what it says of check values stands.
    let policy = POLICY.allowing(Relaxation::IgnoreCheckValues);
    let made = if names_attributes(block.authenticated()) {
        let handle = exportable(subject, block, key)?;
        key_block::wrap_handle(subject, &mut rng, policy, kbpk, &new, &handle, &mut out)
    } else {
        key_block::wrap_clear(subject, &mut rng, policy, kbpk, &new, key, &mut out)
    };
    match made {
        Ok(_) => Ok(Some(out)),
        // The script ended: more padding is written than was given, and other padding elsewhere.
        Err(Error::Random) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Makes the block with the engine's call.
fn by_the_engine<S: Subject>(
    subject: &mut S,
    kbpk: &Key<KeyBlockProtection, S>,
    block: &KeyBlock<'_>,
    key: &[u8],
    padding: &[u8],
) -> Result<Vec<u8>, Failure> {
    let (version, header) = (block.header().version(), block.authenticated());
    let mut payload = Zeroizing::new(vec![0; key.len() + 2]);
    payload.extend_from_slice(padding);
    let mut mac = vec![0; version.mac_octets()];
    let protected = UnprotectedKey {
        version,
        header,
        payload: &mut payload,
        mac: &mut mac,
        weak_keys: WeakKeys::Accept,
    };
    if names_attributes(header) {
        let handle = exportable(subject, block, key)?;
        subject.make_key_block(kbpk.handle(), protected, &handle)?;
    } else {
        subject.make_clear_key_block(kbpk.handle(), protected, key)?;
    }
    let mut made = header.to_vec();
    made.extend_from_slice(hex(&payload).as_bytes());
    made.extend_from_slice(hex(&mac).as_bytes());
    Ok(made)
}

fn protection_key<S: Subject>(
    subject: &mut S,
    inputs: &Inputs,
    version: KeyBlockVersion,
) -> Result<Key<KeyBlockProtection, S>, Failure> {
    let octets = inputs.octets("kbpk")?;
    let algorithm = match version {
        KeyBlockVersion::D | KeyBlockVersion::E => Algorithm::aes(octets.len()),
        _ => Algorithm::tdea(octets.len()),
    };
    Ok(Key::load(subject, algorithm.ok_or(Error::ProtectionKey)?, &octets)?)
}

fn ascii(characters: &[u8]) -> String {
    String::from_utf8_lossy(characters).to_string()
}
