//! The last key of a terminal.

use ducat::dukpt::aes::terminal::TerminalState;
use ducat::dukpt::aes::{InitialKeyId, KeyType, TransactionCounter, host};
use ducat::key::role::{Initial, KeyBlockProtection};
use ducat::{Key, Pin};
use ducat_hal::Algorithm;
use ducat_sim::SecureElement;

use super::super::DemoError;
use super::super::random::DemoRng;
use super::super::stage::{Stage, surprise};
use super::super::terminal::Terminal;
use super::provisioning::kcv;
use super::{Cast, INITIAL_KEY_ID, PAN, PIN, payments};

/// Plays the last payment, and returns what the terminal keeps: its update key.
pub(in super::super) fn play(
    stage: &mut Stage,
    rng: &mut DemoRng,
    cast: &mut Cast,
) -> Result<Key<KeyBlockProtection, SecureElement>, DemoError> {
    stage.scene("A replacement terminal, 2,448,023,841 transactions later")?;
    let id = InitialKeyId((INITIAL_KEY_ID + 1).to_be_bytes());
    cast.terminal = terminal(cast, id)?;
    let Terminal { element, state } = &mut cast.terminal;
    state.skip_to(element, TransactionCounter::LAST)?;

    stage.say("While it can, it derives the update key; the host derives the same.")?;
    let kept = state.update_key(element, KeyType::Aes128)?;
    let of_terminal = kcv(element, &kept)?;
    let engine = &mut cast.host.engine;
    let initial_key = host::initial_key(engine, &cast.host.bdk, id)?;
    let update_key = host::update_key(engine, &initial_key, id, KeyType::Aes128)?;
    let of_host = kcv(engine, &update_key)?;
    stage.show("update key, terminal, KCV", &of_terminal)?;
    stage.show("update key, host, KCV", &of_host)?;
    if of_terminal != of_host {
        return Err(surprise("the update keys differ"));
    }

    stage.say("The last key is as good as any.")?;
    let pending = cast.terminal.pay(rng, Pin::from_ascii(PIN)?, PAN, 4200)?;
    stage.show("key serial number", pending.request.ksn.to_string())?;
    if !payments::settle(stage, rng, cast, pending)? {
        return Err(surprise("the last payment was declined"));
    }
    let Terminal { element, state } = &mut cast.terminal;
    stage.repelled("one payment more", state.generate(element))?;
    let keys = element.slots_in_use();
    stage.show("keys in the terminal", format!("{keys}, the update key"))?;
    Ok(kept)
}

/// Another terminal, loaded from the same base derivation key.
fn terminal(cast: &mut Cast, id: InitialKeyId) -> Result<Terminal, DemoError> {
    let initial_key = host::initial_key(&mut cast.host.engine, &cast.host.bdk, id)?;
    let mut element = SecureElement::new(40);
    let injected = initial_key.handle().expose_secret();
    let injected: Key<Initial, _> = Key::load(&mut element, Algorithm::Aes128, injected)?;
    let state = TerminalState::load_initial_key(&mut element, injected, id)?;
    Ok(Terminal { element, state })
}
