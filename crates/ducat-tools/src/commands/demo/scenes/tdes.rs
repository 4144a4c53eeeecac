//! A terminal of the time before AES at the same host: TDES DUKPT, from the values of the
//! standard's annex.

use ducat::dukpt::tdes::host::{self, ReceivedRequest};
use ducat::dukpt::tdes::terminal::{TerminalState, Transaction};
use ducat::dukpt::tdes::{InitialKeyId, KeySerialNumber};
use ducat::key::role::{BaseDerivation, Initial};
use ducat::mac::Tag;
use ducat::pin_block::{Binding, EncipheredPin, EncipheredPinBlock, PinTarget, TranslationPolicy};
use ducat::{Error, Key, Pan, Pin};
use ducat_hal::Algorithm;
use ducat_sim::SecureElement;
use ducat_soft::Engine;

use super::super::DemoError;
use super::super::host::Host;
use super::super::message::{money, request_text, response_text};
use super::super::random::DemoRng;
use super::super::stage::{Stage, hex, surprise};
use super::{Cast, PIN};

type Bdk = Key<BaseDerivation, Engine<32>>;

/// The card of the annex.
const PAN: &str = "4012345678909";
const BDK: u128 = 0x0123_4567_89AB_CDEF_FEDC_BA98_7654_3210;
const IDENTIFIER: [u8; 10] = [0xFF, 0xFF, 0x98, 0x76, 0x54, 0x32, 0x10, 0xE0, 0, 0];
const AMOUNT: u32 = 1850;

/// What goes over the line.
struct Request {
    ksn: KeySerialNumber,
    amount: u32,
    pin_block: EncipheredPin,
    tag: Tag<4>,
}

impl Request {
    fn text(&self) -> String {
        request_text(self.ksn, PAN, self.amount, self.pin_block.as_octets())
    }
}

pub(in super::super) fn play(
    stage: &mut Stage,
    rng: &mut DemoRng,
    cast: &mut Cast,
) -> Result<(), DemoError> {
    stage.scene(&format!("A terminal of the time before AES: a payment of {}", money(AMOUNT)))?;
    stage.say(
        "TDES DUKPT (ANSI X9.24-1): 21 registers, a PIN block of format 0, the retail MAC. One",
    )?;
    stage.say("code base serves it, the same engines hold its keys.")?;
    let engine = &mut cast.host.engine;
    let bdk: Bdk = Key::load(engine, Algorithm::Tdea2, &BDK.to_be_bytes())?;
    let mut element = SecureElement::new(40);
    let mut state = provision(stage, engine, &bdk, &mut element)?;

    stage.say("The terminal takes the key of its first counter.")?;
    let (transaction, request) = pay(stage, rng, &mut element, &mut state)?;

    stage.say("On the line, the attacker is still there.")?;
    let Cast { host, issuer, .. } = cast;
    let cheaper = Request { amount: 50, ksn: request.ksn, ..request };
    stage.repelled("amount 18.50 -> 0.50", answer(rng, host, &bdk, &cheaper).map(drop))?;

    stage.say(
        "The host verifies the MAC, and translates the PIN block from format 0 under a TDES key",
    )?;
    stage.say("to format 4 under the AES zone key. It never sees the PIN.")?;
    let request = Request { amount: AMOUNT, ..cheaper };
    let (verified, zone_block) = answer(rng, host, &bdk, &request)?;
    stage.show("request MAC", "verified")?;
    stage.show("PIN block, zone key", hex(&zone_block.0))?;
    if !issuer.verify(&zone_block, PAN)? {
        return Err(surprise("the right PIN was declined"));
    }
    stage.show("issuer", "the PIN is right")?;
    let text = response_text(request.ksn, AMOUNT, true);
    let tag: Tag<4> = verified.response_mac(&mut host.engine, &[text.as_bytes()])?;
    stage.show("response", &text)?;
    stage.show("response MAC", hex(tag.as_octets()))?;
    let forged = text.replace("1850", "9850");
    let outcome = transaction.verify_response(&mut element, &[forged.as_bytes()], &tag);
    stage.repelled("amount 18.50 -> 98.50", outcome)?;
    transaction.verify_response(&mut element, &[text.as_bytes()], &tag)?;
    stage.say("The terminal verifies the response MAC and wipes the keys of the payment.")?;
    Ok(())
}

/// The initial key, derived by the host and spread over the terminal's registers.
fn provision(
    stage: &mut Stage,
    engine: &mut Engine<32>,
    bdk: &Bdk,
    element: &mut SecureElement,
) -> Result<TerminalState<SecureElement>, DemoError> {
    let id = InitialKeyId::of(IDENTIFIER);
    let initial_key = host::initial_key(engine, bdk, id)?;
    let octets = initial_key.handle().expose_secret();
    let vector = "tdes-dukpt-ipek";
    stage.trace_compare("initial key", &hex(octets), "6AC292FAA1315B4D858AB3A3D7D5933A", vector)?;
    let injected: Key<Initial, _> = Key::load(element, Algorithm::Tdea2, octets)?;
    let state = TerminalState::load_initial_key(element, injected, id)?;
    stage.show("keys in the terminal", element.slots_in_use().to_string())?;
    Ok(state)
}

fn pay(
    stage: &mut Stage,
    rng: &mut DemoRng,
    element: &mut SecureElement,
    state: &mut TerminalState<SecureElement>,
) -> Result<(Transaction<SecureElement>, Request), DemoError> {
    let mut transaction = state.generate(element)?;
    let ksn = transaction.key_serial_number();
    stage.show("key serial number", ksn.to_string())?;
    let key = element.reveal_for_test(transaction.key().key().handle())?;
    stage.trace_compare(
        "transaction key",
        &hex(&key),
        "042666B49184CFA368DE9628D0397BC9",
        "tdes-dukpt-txn-000001",
    )?;
    let pan = Pan::from_ascii(PAN.as_bytes())?;
    let pin = Pin::from_ascii(PIN)?;
    let pin_block = transaction.encipher_pin(element, rng, pin, Binding::Format0(&pan))?;
    stage.compare(
        "PIN block",
        &hex(pin_block.as_octets()),
        "1B9C1845EB993A7A",
        "tdes-dukpt-pin-000001",
    )?;
    let text = request_text(ksn, PAN, AMOUNT, pin_block.as_octets());
    let tag: Tag<4> = transaction.request_mac(element, &[text.as_bytes()])?;
    stage.show("request", &text)?;
    stage.show("request MAC", hex(tag.as_octets()))?;
    Ok((transaction, Request { ksn, amount: AMOUNT, pin_block, tag }))
}

/// The host's part, up to the issuer.
fn answer(
    rng: &mut DemoRng,
    host: &mut Host,
    bdk: &Bdk,
    request: &Request,
) -> Result<(host::VerifiedRequest<Engine<32>>, EncipheredPinBlock), Error> {
    let engine = &mut host.engine;
    let received = ReceivedRequest::new(engine, bdk, request.ksn)?;
    let text = request.text();
    let verified = received.verify(engine, &[text.as_bytes()], &request.tag)?;
    let pan = Pan::from_ascii(PAN.as_bytes())?;
    let to = PinTarget { key: &host.zone_key, binding: Binding::Format4(&pan) };
    let (policy, from) = (TranslationPolicy::STRICT, Binding::Format0(&pan));
    let block = verified.translate_pin(engine, rng, policy, &request.pin_block, from, &to)?;
    match block {
        EncipheredPin::Format4(octets) => Ok((verified, EncipheredPinBlock(octets))),
        _ => Err(Error::PinBlock),
    }
}
