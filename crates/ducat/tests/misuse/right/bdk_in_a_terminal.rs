//! A terminal is loaded with an initial key, never with a base derivation key.

use ducat::dukpt::aes::InitialKeyId;
use ducat::dukpt::aes::host;
use ducat::dukpt::aes::terminal::TerminalState;
use ducat::key::role::BaseDerivation;
use ducat::{Error, Key};
use ducat_hal::KeyEngine;

fn load<E: KeyEngine>(
    engine: &mut E,
    bdk: Key<BaseDerivation, E>,
    id: InitialKeyId,
) -> Result<TerminalState<E>, Error> {
    let initial_key = host::initial_key(engine, &bdk, id)?;
    TerminalState::load_initial_key(engine, initial_key, id)
}

fn main() {}
