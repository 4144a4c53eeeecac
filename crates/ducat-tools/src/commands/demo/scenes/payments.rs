//! Three payments. The first two take their random octets from published vectors, so that their
//! PIN blocks can be looked up.

use ducat::dukpt::aes::{
    DerivationData, KeySerialNumber, KeyType, TransactionCounter, UsageIndicator, host,
};
use ducat::key::role::{DataDecipher, DataEncipher, PinDecipher, Request as FromTerminal};
use ducat::{Error, Key, Pan, Pin};
use ducat_hal::{Algorithm, BlockCipher};
use ducat_sim::ScriptedRng;

use super::super::DemoError;
use super::super::host::Host;
use super::super::message::money;
use super::super::random::DemoRng;
use super::super::stage::{Stage, hex, surprise};
use super::super::terminal::Pending;
use super::{Cast, PAN, PIN};

/// The random half of the PIN fields of the published vectors.
const PUBLISHED_RANDOM: [u8; 8] = [0x2F, 0x69, 0xAD, 0xDE, 0x2E, 0x9E, 0x7A, 0xCE];

/// What is published about a payment with the first counters.
struct Published {
    transaction_key: (&'static str, &'static str),
    pin_key: (&'static str, &'static str),
    pin_block: (&'static str, &'static str),
}

const PUBLISHED: [Published; 2] = [
    Published {
        transaction_key: ("4F21B565BAD9835E112B6465635EAE44", "aes-dukpt-txn-128-00000001"),
        pin_key: (
            "AF8CB133A78F8DC2D1359F18527593FB",
            "aes-dukpt-wk-ik128-pin-encryption-aes-128-1",
        ),
        pin_block: ("A912150391AB65A67E52883D81CE2D15", "aes-dukpt-pin4-128-1"),
    },
    Published {
        transaction_key: ("2F34D68DE10F68D38091A73B9E7C437C", "aes-dukpt-txn-128-00000002"),
        pin_key: (
            "D30BDC73EC9714B000BEC66BDB7B6D09",
            "aes-dukpt-wk-ik128-pin-encryption-aes-128-2",
        ),
        pin_block: ("52A00503BD34BA1383F6A7EE9FE2547F", "aes-dukpt-pin4-128-2"),
    },
];

/// A transaction key that was used: what a thief would like to have.
pub(in super::super) struct UsedKey {
    pub(in super::super) counter: u32,
    pub(in super::super) octets: Vec<u8>,
}

/// Plays the payments and returns the transaction keys that they used.
pub(in super::super) fn play(
    stage: &mut Stage,
    rng: &mut DemoRng,
    cast: &mut Cast,
) -> Result<Vec<UsedKey>, DemoError> {
    let mut used = Vec::new();
    for (published, amount) in PUBLISHED.iter().zip([1000, 2550]) {
        stage.scene(&format!("A payment of {}", money(amount)))?;
        stage.say(
            "The customer types the PIN. The terminal takes the key of its next counter out of",
        )?;
        stage.say("its register, and derives from it a key for the PIN and one for the MAC.")?;
        let mut published_rng = ScriptedRng::new(&PUBLISHED_RANDOM);
        let pin = Pin::from_ascii(PIN)?;
        let pending = cast.terminal.pay(&mut published_rng, pin, PAN, amount)?;
        used.push(show_terminal(stage, cast, &pending, Some(published))?);
        if !settle(stage, rng, cast, pending)? {
            return Err(surprise("the right PIN was declined"));
        }
    }

    stage.scene("A payment with the wrong PIN")?;
    stage.say("The customer types 1243. Nobody but the issuer can know that it is wrong.")?;
    let pending = cast.terminal.pay(rng, Pin::from_ascii(b"1243")?, PAN, 700)?;
    used.push(show_terminal(stage, cast, &pending, None)?);
    if settle(stage, rng, cast, pending)? {
        return Err(surprise("a wrong PIN was approved"));
    }
    Ok(used)
}

fn show_terminal(
    stage: &mut Stage,
    cast: &mut Cast,
    pending: &Pending,
    published: Option<&Published>,
) -> Result<UsedKey, DemoError> {
    let element = &mut cast.terminal.element;
    let request = &pending.request;
    let key = pending.transaction.key();
    stage.show("key serial number", request.ksn.to_string())?;
    let transaction_key = element.reveal_for_test(key.key().handle())?;
    let id = request.ksn.initial_key_id().derivation_id();
    let counter = request.ksn.counter().value();
    let data = DerivationData::at(UsageIndicator::PinEncryption, KeyType::Aes128, id, counter);
    // The terminal gives its PIN key out once, and it has been used: the host has the same.
    let host = &mut cast.host;
    let of_host = host::transaction_key(&mut host.engine, &host.bdk, request.ksn)?;
    let pin_key: Key<PinDecipher, _> = of_host.working_key(&mut host.engine, KeyType::Aes128)?;
    let pin_key = pin_key.handle().expose_secret().to_vec();
    match published {
        Some(p) => {
            let (value, vector) = p.transaction_key;
            stage.trace_compare("transaction key", &hex(&transaction_key), value, vector)?;
            stage.trace("PIN derivation data", hex(&data.block(1).unwrap_or_default()))?;
            let (value, vector) = p.pin_key;
            stage.trace_compare("PIN key", &hex(&pin_key), value, vector)?;
        }
        None => {
            stage.trace("transaction key", hex(&transaction_key))?;
            stage.trace("PIN derivation data", hex(&data.block(1).unwrap_or_default()))?;
            stage.trace("PIN key", hex(&pin_key))?;
        }
    }
    trace_format4(stage, cast, pending, &pin_key)?;
    let block = hex(&request.pin_block.0);
    match published {
        Some(p) => stage.compare("PIN block", &block, p.pin_block.0, p.pin_block.1)?,
        None => stage.show("PIN block", &block)?,
    }
    stage.show("request", request.text())?;
    stage.show("request MAC", hex(request.tag.as_octets()))?;
    Ok(UsedKey { counter, octets: transaction_key.to_vec() })
}

/// The steps of format 4, recomputed from the block with the PIN key.
fn trace_format4(
    stage: &mut Stage,
    cast: &mut Cast,
    pending: &Pending,
    pin_key: &[u8],
) -> Result<(), DemoError> {
    let engine = &mut cast.host.engine;
    let pan_field = Pan::from_ascii(pending.request.pan.as_bytes())?.format4_field();
    // Shown block by block: as a data key, which no PIN key may be.
    let decipher: Key<DataDecipher<FromTerminal>, _> =
        Key::load(engine, Algorithm::Aes128, pin_key)?;
    let mut pin_field = pending.request.pin_block.0;
    engine.decipher_block(decipher.handle(), &mut pin_field)?;
    pin_field.iter_mut().zip(pan_field).for_each(|(octet, pan)| *octet ^= pan);
    engine.decipher_block(decipher.handle(), &mut pin_field)?;
    let encipher: Key<DataEncipher<FromTerminal>, _> =
        Key::load(engine, Algorithm::Aes128, pin_key)?;
    let mut a = pin_field;
    engine.encipher_block(encipher.handle(), &mut a)?;
    let mut b = a;
    b.iter_mut().zip(pan_field).for_each(|(b, pan)| *b ^= pan);
    stage.trace("PIN field", hex(&pin_field))?;
    stage.trace("PAN field", hex(&pan_field))?;
    stage.trace("A = E(PIN field)", hex(&a))?;
    stage.trace("B = A xor PAN field", hex(&b))?;
    Ok(())
}

/// Host, issuer and terminal bring a payment to its end. Whether it was approved.
pub(super) fn settle(
    stage: &mut Stage,
    rng: &mut DemoRng,
    cast: &mut Cast,
    pending: Pending,
) -> Result<bool, DemoError> {
    stage.say(
        "The host derives the same keys from its BDK and the key serial number. It believes",
    )?;
    stage.say("nothing before the MAC is verified, and never sees the PIN.")?;
    let Cast { terminal, host, issuer } = cast;
    trace_walk(stage, host, pending.request.ksn)?;
    let mut zone_block = None;
    let mut approved = false;
    let response = host
        .answer(rng, &pending.request, |for_issuer| {
            zone_block = Some(for_issuer.pin_block);
            approved = issuer.verify(&for_issuer.pin_block, for_issuer.pan)?;
            Ok(approved)
        })
        .map_err(|refusal| surprise(format!("the host refused: {refusal}")))?;
    stage.show("request MAC", "verified")?;
    let zone_block = zone_block.ok_or(Error::PinBlock)?;
    stage.show("PIN block, zone key", hex(&zone_block.0))?;
    stage.show("issuer", if approved { "the PIN is right" } else { "the PIN is wrong" })?;
    stage.show("response", &response.text)?;
    stage.show("response MAC", hex(response.tag.as_octets()))?;
    terminal.finish(pending, &response)?;
    stage.say("The terminal verifies the response MAC and wipes the keys of the payment.")?;
    Ok(approved)
}

/// The host's way from the initial key to the transaction key: one step for each one-bit.
fn trace_walk(stage: &mut Stage, host: &mut Host, ksn: KeySerialNumber) -> Result<(), DemoError> {
    let counter = ksn.counter().value();
    for bit in (0..u32::BITS).rev().filter(|bit| counter >> bit & 1 == 1) {
        let node = TransactionCounter::new(counter >> bit << bit)?;
        let node_ksn = KeySerialNumber::new(ksn.initial_key_id(), node);
        let key = host::transaction_key(&mut host.engine, &host.bdk, node_ksn)?;
        let octets = hex(key.key().handle().expose_secret());
        stage.trace(&format!("key at {node}"), octets)?;
    }
    Ok(())
}
