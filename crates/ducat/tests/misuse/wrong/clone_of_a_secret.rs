//! Secrets are not copied.

use ducat::dukpt::aes::terminal::{TerminalState, Transaction};
use ducat::key::role::PinEncipher;
use ducat::pin_block::{ClearPinBlock, Format0};
use ducat::{Key, KeyComponent, Pan, Pin, Secret};
use ducat_sim::Slot;
use ducat_soft::{Engine, Handle};

fn has<T: Clone>() {}

fn main() {
    has::<Pin>();
    has::<Pan>();
    has::<Secret<16>>();
    has::<KeyComponent>();
    has::<ClearPinBlock<Format0>>();
    has::<Key<PinEncipher, Engine<16>>>();
    has::<TerminalState<Engine<16>>>();
    has::<Transaction<Engine<16>>>();
    has::<Handle<16>>();
    has::<Slot>();
}
