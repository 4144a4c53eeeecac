//! The key that a derivation starts from, and the key serial number: options that several
//! commands have.

use clap::Args;
use ducat::Key;
use ducat::dukpt::aes::{CounterRule, InitialKeyId, KeySerialNumber, TransactionCounter, host};
use ducat::key::role::Initial;

use crate::failure::Failure;
use crate::input::{Inputs, Value};
use crate::keys::{self, Soft};

/// The base derivation key or the initial key.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub(super) struct RootKey {
    /// Base derivation key, an AES key
    #[arg(long, value_name = "VALUE")]
    bdk: Option<Value>,
    /// Initial key, instead of the base derivation key
    #[arg(long, value_name = "VALUE")]
    initial_key: Option<Value>,
}

/// The root as it was read, before the terminal is known.
pub(super) enum LoadedRoot {
    Bdk(Key<ducat::key::role::BaseDerivation, Soft>),
    Initial(Key<Initial, Soft>),
}

impl RootKey {
    pub(super) fn load(
        &self,
        inputs: &mut Inputs,
        engine: &mut Soft,
    ) -> Result<LoadedRoot, Failure> {
        match (&self.bdk, &self.initial_key) {
            (Some(bdk), _) => keys::load_aes(inputs, engine, "--bdk", bdk).map(LoadedRoot::Bdk),
            (None, Some(key)) => {
                keys::load_aes(inputs, engine, "--initial-key", key).map(LoadedRoot::Initial)
            }
            (None, None) => Err(Failure::usage("missing: --bdk or --initial-key")),
        }
    }
}

impl LoadedRoot {
    /// The initial key of the terminal `id`.
    pub(super) fn initial_key(
        self,
        engine: &mut Soft,
        id: InitialKeyId,
    ) -> Result<Key<Initial, Soft>, Failure> {
        match self {
            Self::Bdk(bdk) => Ok(host::initial_key(engine, &bdk, id)?),
            Self::Initial(key) => Ok(key),
        }
    }
}

/// A key serial number in one of its two forms.
#[derive(Args)]
pub(super) struct KsnArgs {
    #[command(flatten)]
    form: KsnForm,
    /// Accept a counter with 17 one-bits, as terminals send that were built from the
    /// standard's pseudo-code
    #[arg(long, conflicts_with = "ksn80")]
    accept_17_ones: bool,
}

/// The forms. Which one it is, is said and not guessed from the length.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub(super) struct KsnForm {
    /// Key serial number, 24 digits: initial key id, then counter
    #[arg(long, value_name = "VALUE")]
    ksn: Option<Value>,
    /// Key serial number of a host that carries 80 bits, 20 digits
    #[arg(long, value_name = "VALUE")]
    ksn80: Option<Value>,
}

impl KsnArgs {
    pub(super) const fn rule(&self) -> CounterRule {
        if self.accept_17_ones {
            CounterRule::AcceptTerminalsWith17Ones
        } else {
            CounterRule::AtMost16Ones
        }
    }

    /// A valid key serial number.
    pub(super) fn read(&self, inputs: &mut Inputs) -> Result<KeySerialNumber, Failure> {
        let name = if self.form.ksn.is_some() { "--ksn" } else { "--ksn80" };
        let (id, counter) = self.parts(inputs)?;
        let counter = TransactionCounter::under(counter, self.rule());
        let counter = counter.map_err(|e| Failure::of(name, e))?;
        Ok(KeySerialNumber::new(id, counter))
    }

    /// Initial key id and counter, valid or not.
    pub(super) fn parts(&self, inputs: &mut Inputs) -> Result<(InitialKeyId, u32), Failure> {
        if let Some(ksn) = &self.form.ksn {
            let octets = inputs.array::<12>("--ksn", ksn).map_err(|failure| {
                failure.hint("the form of 80 bits, 20 digits, is given as --ksn80")
            })?;
            let [a, b, c, d, e, f, g, h, counter @ ..] = *octets;
            return Ok((InitialKeyId([a, b, c, d, e, f, g, h]), u32::from_be_bytes(counter)));
        }
        let missing = || Failure::usage("missing: --ksn or --ksn80");
        let ksn = self.form.ksn80.as_ref().ok_or_else(missing)?;
        let octets = inputs.array::<10>("--ksn80", ksn)?;
        KeySerialNumber::split_80_bit_compatible(&*octets).map_err(|e| Failure::of("--ksn80", e))
    }
}
