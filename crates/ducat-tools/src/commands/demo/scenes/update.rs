//! A new initial key travels in a key block, and what someone on its way can try.

use ducat::dukpt::aes::{InitialKeyId, KeyType, host};
use ducat::key::role::{Initial, KeyBlockProtection};
use ducat::key_block::{
    self, Content, KeyBlock, KeyBlockPolicy, KeyBlockVersion, NewKeyBlock, OptionalBlockId,
    ParseOptions,
};
use ducat::{Error, Key, Pin};
use ducat_sim::SecureElement;

use super::super::DemoError;
use super::super::random::DemoRng;
use super::super::stage::{Stage, surprise};
use super::super::terminal::Terminal;
use super::provisioning::kcv;
use super::{Cast, INITIAL_KEY_ID, PAN, PIN, payments};

type UpdateKey = Key<KeyBlockProtection, SecureElement>;

pub(in super::super) fn play(
    stage: &mut Stage,
    rng: &mut DemoRng,
    cast: &mut Cast,
    update_key: UpdateKey,
) -> Result<(), DemoError> {
    stage.scene("A new initial key, in a key block")?;
    stage.say(
        "The host derives it under a new name and wraps it under the update key. The header",
    )?;
    stage.say(
        "says what the key is: DUKPT initial key (B1) of AES (A) that derives (X), and does not",
    )?;
    stage.say("leave again (N). The block IK names it. The MAC at the end covers all of it.")?;
    let [old, new, other] = [1, 2, 3].map(|n| InitialKeyId((INITIAL_KEY_ID + n).to_be_bytes()));
    let text = by_the_host(rng, cast, old, new)?;
    stage.show_long("key block", &text)?;

    stage.say("On its way, an attacker tries his luck.")?;
    let element = &mut cast.terminal.element;
    for (attempt, place, to) in [
        ("usage B1 -> B0", 6, b'0'),
        ("exportability N -> E", 11, b'E'),
        ("name ...8 -> ...7", 35, b'7'),
        ("one digit of the key", 100, b'0'),
        ("one digit of the MAC", text.len().saturating_sub(1), b'0'),
    ] {
        let changed = with(&text, place, to)?;
        stage.repelled(attempt, open(element, &update_key, &changed).map(drop))?;
    }
    let foreign = by_the_host(rng, cast, other, new)?;
    let element = &mut cast.terminal.element;
    stage.repelled("for another terminal", open(element, &update_key, &foreign).map(drop))?;

    stage.say("The block as the host made it holds.")?;
    let (new_key, id) = open(element, &update_key, &text)?;
    stage.show("initial key id", id.to_string())?;
    stage.show("initial key, KCV", kcv(element, &new_key)?)?;
    stage.repelled(
        "out of the terminal again",
        export(rng, element, &update_key, &text, &new_key),
    )?;
    let Terminal { element, state } = &mut cast.terminal;
    state.update_initial_key(element, new_key, id)?;
    drop(update_key);
    stage.show("keys in the terminal", element.slots_in_use().to_string())?;

    let pending = cast.terminal.pay(rng, Pin::from_ascii(PIN)?, PAN, 100)?;
    stage.show("key serial number", pending.request.ksn.to_string())?;
    if !payments::settle(stage, rng, cast, pending)? {
        return Err(surprise("a payment after the update was declined"));
    }
    Ok(())
}

/// The block in which the terminal `old` gets the initial key `new`.
fn by_the_host(
    rng: &mut DemoRng,
    cast: &mut Cast,
    old: InitialKeyId,
    new: InitialKeyId,
) -> Result<Vec<u8>, Error> {
    let (engine, bdk) = (&mut cast.host.engine, &cast.host.bdk);
    let initial_key = host::initial_key(engine, bdk, old)?;
    let update_key = host::update_key(engine, &initial_key, old, KeyType::Aes128)?;
    let new_key = host::initial_key_for_export(engine, bdk, new)?;
    let version = KeyBlockVersion::D;
    let mut text = vec![0; host::update_initial_key_characters(version)];
    host::update_initial_key_block(engine, rng, &update_key, version, &new_key, &mut text)?;
    Ok(text)
}

/// The text with another character at `place`, or, if it stands there already, the next one.
fn with(text: &[u8], place: usize, to: u8) -> Result<Vec<u8>, DemoError> {
    let mut changed = text.to_vec();
    let character = changed.get_mut(place).ok_or_else(|| surprise("a key block is too short"))?;
    *character = if *character == to { to + 1 } else { to };
    Ok(changed)
}

/// The terminal's part: the key and its name, if the block holds.
fn open(
    element: &mut SecureElement,
    update_key: &UpdateKey,
    text: &[u8],
) -> Result<(Key<Initial, SecureElement>, InitialKeyId), Error> {
    let block = KeyBlock::parse(text, ParseOptions::STRICT)?;
    let mut work = vec![0; block.payload_octets()];
    let policy = KeyBlockPolicy::STRICT;
    let opened = key_block::open_handle(element, policy, update_key, &block, &mut work)?;
    let name = block.optional_block(OptionalBlockId::IK).and_then(|optional| optional.content());
    let Some(Content::InitialKeyId(id)) = name else { return Err(Error::InitialKeyRefused) };
    let key = Key::open(element, opened.key).map_err(|_| Error::InitialKeyRefused)?;
    Ok((key, id))
}

/// What a thief who commands the terminal would like: the key in a block of his own.
fn export(
    rng: &mut DemoRng,
    element: &mut SecureElement,
    update_key: &UpdateKey,
    text: &[u8],
    key: &Key<Initial, SecureElement>,
) -> Result<usize, Error> {
    let header = *KeyBlock::parse(text, ParseOptions::STRICT)?.header();
    let (policy, block) = (KeyBlockPolicy::STRICT, NewKeyBlock::new(header));
    let mut out = vec![0; text.len()];
    key_block::wrap(element, rng, policy, update_key, &block, key, &mut out)
}
