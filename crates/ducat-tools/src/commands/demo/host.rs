//! The host: knows the base derivation key, believes nothing before its MAC is verified, and
//! never sees a PIN.

use core::fmt;
use std::collections::{HashMap, HashSet};

use ducat::dukpt::aes::host::ReceivedRequest;
use ducat::dukpt::aes::{InitialKeyId, KeySerialNumber, TransactionCounter};
use ducat::key::role::{BaseDerivation, PinEncipher};
use ducat::pin_block::EncipheredPinBlock;
use ducat::{Error, Key, Pan};
use ducat_soft::Engine;
use rand_core::TryCryptoRng;

use super::message::{Request, Response, response_text};

pub(super) struct Host {
    pub(super) engine: Engine<32>,
    pub(super) bdk: Key<BaseDerivation, Engine<32>>,
    pub(super) zone_key: Key<PinEncipher, Engine<32>>,
    ledger: Ledger,
}

/// Which counters have been seen, and whose terminals are revoked.
#[derive(Default)]
struct Ledger {
    last: HashMap<InitialKeyId, TransactionCounter>,
    revoked: HashSet<InitialKeyId>,
}

/// Why the host does not answer.
#[derive(Debug)]
pub(super) enum Refusal {
    Replayed,
    Revoked,
    Key(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Key(error)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Replayed => f.write_str("this key serial number was used before"),
            Self::Revoked => f.write_str("this terminal is revoked"),
            Self::Key(error) => error.fmt(f),
        }
    }
}

/// What the host hands to the issuer, who answers whether to approve.
pub(super) struct ForIssuer<'r> {
    pub(super) pan: &'r str,
    pub(super) pin_block: EncipheredPinBlock,
}

impl Host {
    pub(super) fn new(
        engine: Engine<32>,
        bdk: Key<BaseDerivation, Engine<32>>,
        zone_key: Key<PinEncipher, Engine<32>>,
    ) -> Self {
        Self { engine, bdk, zone_key, ledger: Ledger::default() }
    }

    /// Answers a request.
    pub(super) fn answer(
        &mut self,
        rng: &mut impl TryCryptoRng,
        request: &Request,
        issuer: impl FnOnce(ForIssuer<'_>) -> Result<bool, Error>,
    ) -> Result<Response, Refusal> {
        self.ledger.admits(request.ksn)?;
        let received = ReceivedRequest::new(&mut self.engine, &self.bdk, request.ksn)?;
        let text = request.text();
        let verified = received.verify(&mut self.engine, &[text.as_bytes()], &request.tag)?;
        // Only now: a forger must not use up the counters of a terminal.
        self.ledger.record(request.ksn);

        let pan = Pan::from_ascii(request.pan.as_bytes())?;
        let pin_block = verified.translate_pin(
            &mut self.engine,
            rng,
            &request.pin_block,
            &pan,
            &self.zone_key,
        )?;
        let approved = issuer(ForIssuer { pan: &request.pan, pin_block })?;

        let text = response_text(request.ksn, request.amount, approved);
        let tag = verified.response_mac(&mut self.engine, &[text.as_bytes()])?;
        Ok(Response { text, tag })
    }

    pub(super) fn revoke(&mut self, terminal: InitialKeyId) {
        self.ledger.revoked.insert(terminal);
    }
}

impl Ledger {
    fn admits(&self, ksn: KeySerialNumber) -> Result<(), Refusal> {
        if self.revoked.contains(&ksn.initial_key_id()) {
            return Err(Refusal::Revoked);
        }
        match self.last.get(&ksn.initial_key_id()) {
            Some(last) if ksn.counter() <= *last => Err(Refusal::Replayed),
            _ => Ok(()),
        }
    }

    fn record(&mut self, ksn: KeySerialNumber) {
        self.last.insert(ksn.initial_key_id(), ksn.counter());
    }
}
