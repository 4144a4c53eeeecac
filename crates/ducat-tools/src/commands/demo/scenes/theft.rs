//! The terminal is stolen and opened. What its keys say about the past, and what the host does.

use ducat::dukpt::aes::{DerivationData, KeyType, TransactionCounter, UsageIndicator};
use ducat::key::role::{Intermediate, Sealing};
use ducat::{Error, Key, Pin};
use ducat_hal::{Algorithm, KeyAttributes, KeyEngine, ModeOfUse, NewKey};
use ducat_sim::ScriptedRng;
use ducat_soft::Engine;

use super::super::DemoError;
use super::super::stage::{Stage, surprise};
use super::payments::UsedKey;
use super::{Cast, PAN, PIN};
use ducat::dukpt::aes::terminal::TerminalState;

/// Transactions that the thief lets the terminal make.
const FUTURE: usize = 1000;

pub(in super::super) fn play(
    stage: &mut Stage,
    cast: &mut Cast,
    used: &[UsedKey],
) -> Result<(), DemoError> {
    stage.scene("In the thief's workshop: the stolen terminal, opened")?;
    stage.say("He reads out every key that it still has. Each was to be used later.")?;
    let registers = read_registers(cast)?;
    stage.show("keys found", registers.len().to_string())?;

    let (tried, found) = derive_backwards(&registers, used, cast)?;
    stage.show("tried for the past", format!("{tried} derivations, {found} used keys"))?;
    let back = TransactionCounter::new(1)?;
    let element = &mut cast.terminal.element;
    stage.repelled("counter set back to 1", cast.terminal.state.skip_to(element, back))?;

    let mut again = 0;
    for _ in 0..FUTURE {
        let transaction = cast.terminal.state.generate(&mut cast.terminal.element)?;
        let key = cast.terminal.element.reveal_for_test(transaction.key().key().handle())?;
        again += usize::from(used.iter().any(|used| used.octets == *key));
    }
    stage.show("tried for the future", format!("{FUTURE} keys, {again} used ones"))?;
    if found + again > 0 {
        return Err(surprise("a used key came back"));
    }

    stage.say("The keys to come are in his hands: the owner reports the loss.")?;
    let id = cast.terminal.state.initial_key_id();
    cast.host.revoke(id);
    let pin = Pin::from_ascii(PIN)?;
    let pending = cast.terminal.pay(&mut ScriptedRng::new(&[0; 8]), pin, PAN, 100)?;
    let Cast { host, .. } = cast;
    let answer = host.answer(&mut ScriptedRng::new(&[0; 8]), &pending.request, |_| Ok(true));
    stage.repelled("a payment by the thief", answer)
}

/// The keys of all registers: a copy of the state is moved forward to the counter of each.
fn read_registers(cast: &mut Cast) -> Result<Vec<Vec<u8>>, DemoError> {
    let element = &mut cast.terminal.element;
    let state = &cast.terminal.state;
    let sealing: Key<Sealing, _> = Key::load(element, Algorithm::Aes128, &[0x5A; 16])?;
    let mut image = vec![0; state.saved_octets(element)];
    state.save(element, &sealing, &mut image)?;
    let next = state.next_key_serial_number().ok_or(Error::Exhausted)?.counter().value();

    let mut keys = Vec::new();
    for bit in next.trailing_zeros()..32 {
        // The register of the counter itself, and of each zero bit above its lowest one-bit.
        let node = (next >> bit | 1) << bit;
        if node != next && next >> bit & 1 == 1 {
            continue;
        }
        let mut copy = TerminalState::restore(element, &sealing, &mut image.clone())?;
        copy.skip_to(element, TransactionCounter::new(node)?)?;
        let transaction = copy.generate(element)?;
        keys.push(element.reveal_for_test(transaction.key().key().handle())?.to_vec());
    }
    Ok(keys)
}

/// Derives from every key found, with the data of every used counter and every usage.
fn derive_backwards(
    registers: &[Vec<u8>],
    used: &[UsedKey],
    cast: &Cast,
) -> Result<(usize, usize), DemoError> {
    let mut engine = Engine::<16>::new();
    let id = cast.terminal.state.initial_key_id().derivation_id();
    let (mut tried, mut found) = (0, 0);
    for octets in registers {
        let key: Key<Intermediate, _> = Key::load(&mut engine, Algorithm::Aes128, octets)?;
        found += usize::from(used.iter().any(|used| used.octets == *octets));
        for (target, usage) in used.iter().flat_map(|used| usages().map(move |usage| (used, usage)))
        {
            let data = DerivationData::at(usage, KeyType::Aes128, id, target.counter);
            let kind = usage.key_usage(Algorithm::Aes128);
            let attributes = KeyAttributes::new(kind, Algorithm::Aes128, ModeOfUse::Both);
            let child = NewKey { attributes, octets: 16 };
            let derived = engine.derive(key.handle(), &data.input(), child)?;
            tried += 1;
            found += usize::from(used.iter().any(|used| used.octets == derived.expose_secret()));
        }
    }
    Ok((tried, found))
}

/// All usages that a key in a register derives: not that of the initial key.
fn usages() -> impl Iterator<Item = UsageIndicator> {
    UsageIndicator::ALL.into_iter().filter(|usage| *usage != UsageIndicator::InitialKey)
}
