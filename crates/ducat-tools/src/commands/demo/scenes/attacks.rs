//! What someone on the line can try.

use core::fmt::Display;

use ducat::mac::Tag;
use ducat::pin_block::EncipheredPinBlock;
use ducat::{Error, Pin};

use super::super::DemoError;
use super::super::host::Refusal;
use super::super::message::{Request, Response};
use super::super::random::DemoRng;
use super::super::stage::{Stage, surprise};
use super::{Cast, PAN, PIN};

const OTHER_PAN: &str = "5500005555555559";

pub(in super::super) fn play(
    stage: &mut Stage,
    rng: &mut DemoRng,
    cast: &mut Cast,
) -> Result<(), DemoError> {
    stage.scene("On the line: an attacker changes, replays and reflects messages")?;
    let pending = cast.terminal.pay(rng, Pin::from_ascii(PIN)?, PAN, 5000)?;
    let request = pending.request.clone();
    stage.show("request", request.text())?;

    let cheaper = Request { amount: 50, ..request.clone() };
    stage.repelled("amount 50.00 -> 0.50", ask(rng, cast, &cheaper))?;
    let other_card = Request { pan: OTHER_PAN.into(), ..request.clone() };
    stage.repelled("another card's PAN", ask(rng, cast, &other_card))?;
    let mut other_block = request.clone();
    if let Some(octet) = other_block.pin_block.0.first_mut() {
        *octet ^= 1;
    }
    stage.repelled("one bit of the PIN block", ask(rng, cast, &other_block))?;

    let mut zone_block = EncipheredPinBlock([0; 16]);
    let Cast { host, issuer, .. } = cast;
    let response = host
        .answer(rng, &request, |for_issuer| {
            zone_block = for_issuer.pin_block;
            issuer.verify(&for_issuer.pin_block, for_issuer.pan)
        })
        .map_err(|refusal| surprise(format!("the true request was refused: {refusal}")))?;
    stage.show("the true request", "answered")?;
    stage.repelled("the same request again", ask(rng, cast, &request))?;

    let forged = response.text.replace("approved", "declined");
    let forged = Response { text: forged, ..response.clone() };
    stage.repelled("approved -> declined", check(cast, &pending, &forged))?;
    let reflected = Response { text: request.text(), tag: request.tag };
    stage.repelled("the request as response", check(cast, &pending, &reflected))?;
    cast.terminal.finish(pending, &response)?;
    stage.show("the true response", "verified")?;

    stage.say("Behind the host, someone pairs the PIN block with another card.")?;
    let outcome = match cast.issuer.verify(&zone_block, OTHER_PAN) {
        Ok(true) => Ok(()),
        Ok(false) => Err(String::from("the PIN is wrong")),
        Err(error) => Err(error.to_string()),
    };
    stage.repelled("PIN block, another PAN", outcome)
}

fn ask(rng: &mut DemoRng, cast: &mut Cast, request: &Request) -> Result<Response, Refusal> {
    let Cast { host, issuer, .. } = cast;
    host.answer(rng, request, |for_issuer| issuer.verify(&for_issuer.pin_block, for_issuer.pan))
}

/// The terminal's check of a response, without ending the payment.
fn check(
    cast: &mut Cast,
    pending: &super::super::terminal::Pending,
    response: &Response,
) -> Result<(), impl Display + use<>> {
    let tag: &Tag<8> = &response.tag;
    let element = &mut cast.terminal.element;
    let outcome: Result<(), Error> =
        pending.transaction.verify_response(element, &[response.text.as_bytes()], tag);
    outcome
}
