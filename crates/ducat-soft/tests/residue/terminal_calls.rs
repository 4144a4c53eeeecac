//! The terminal's side of DUKPT.

#![allow(improper_ctypes_definitions, reason = "both sides are Rust")]

use core::mem::ManuallyDrop;

use ducat::Error;
use ducat::Key;
use ducat::data::{InitializationVector, Padding};
use ducat::dukpt::aes::terminal::{TerminalState, Transaction};
use ducat::key::role::{KeyBlockProtection, PinEncipher};
use ducat::mac::Tag;
use ducat::pin_block::EncipheredPinBlock;

use crate::measure::Report;
use crate::registers::clear_general_registers;
use crate::scene::{ID, MESSAGE, NEW_ID, Scene, far, key_type};
use crate::whole::Whole;

extern "C" fn load_initial_key<E: Whole>(s: &mut Scene<E>) -> Result<TerminalState<E>, Error> {
    // SAFETY: taken once; each run has a new scene.
    let initial_key = unsafe { ManuallyDrop::take(&mut s.own_initial_key) };
    clear_general_registers();
    TerminalState::load_initial_key(&mut s.engine, initial_key, ID)
}

extern "C" fn update_initial_key<E: Whole>(s: &mut Scene<E>) -> Result<(), Error> {
    // SAFETY: taken once; each run has a new scene.
    let initial_key = unsafe { ManuallyDrop::take(&mut s.own_initial_key) };
    clear_general_registers();
    s.state.update_initial_key(&mut s.engine, initial_key, NEW_ID)
}

extern "C" fn update_from_block<E: Whole>(s: &mut Scene<E>) -> Result<(), Error> {
    s.state.update_initial_key_from_block(&mut s.engine, key_type::<E>(), &s.update_block)
}

extern "C" fn generate<E: Whole>(s: &mut Scene<E>) -> Result<Transaction<E>, Error> {
    s.state.generate(&mut s.engine)
}

extern "C" fn skip<E: Whole>(s: &mut Scene<E>) -> Result<(), Error> {
    s.state.skip(&mut s.engine)
}

extern "C" fn skip_to<E: Whole>(s: &mut Scene<E>) -> Result<(), Error> {
    s.state.skip_to(&mut s.engine, far())
}

extern "C" fn update_key<E: Whole>(s: &mut Scene<E>) -> Result<Key<KeyBlockProtection, E>, Error> {
    s.state.update_key(&mut s.engine, key_type::<E>())
}

extern "C" fn saved_octets<E: Whole>(s: &mut Scene<E>) -> Result<usize, Error> {
    Ok(s.fresh.saved_octets(&s.engine))
}

extern "C" fn save<E: Whole>(s: &mut Scene<E>) -> Result<usize, Error> {
    s.fresh.save(&mut s.engine, &s.sealing, &mut s.saved)
}

extern "C" fn restore<E: Whole>(s: &mut Scene<E>) -> Result<TerminalState<E>, Error> {
    let octets = 14 + 16 + 32 * E::OCTETS;
    TerminalState::restore(&mut s.engine, &s.sealing, &mut s.saved[..octets])
}

extern "C" fn terminal_working_key<E: Whole>(
    s: &mut Scene<E>,
) -> Result<Key<PinEncipher, E>, Error> {
    s.transaction.pin_key(&mut s.engine, key_type::<E>())
}

extern "C" fn encipher_pin<E: Whole>(s: &mut Scene<E>) -> Result<EncipheredPinBlock, Error> {
    // SAFETY: taken once; each run has a new scene.
    let pin = unsafe { ManuallyDrop::take(&mut s.own_pin) };
    clear_general_registers();
    s.transaction.encipher_pin(&mut s.engine, &mut s.rng, pin, &s.pan)
}

extern "C" fn request_mac<E: Whole>(s: &mut Scene<E>) -> Result<Tag<16>, Error> {
    s.transaction.request_mac(&mut s.engine, &MESSAGE)
}

extern "C" fn verify_response<E: Whole>(s: &mut Scene<E>) -> Result<(), Error> {
    s.transaction.verify_response(&mut s.engine, &MESSAGE, &s.response_tag)
}

extern "C" fn encipher_request_data<E: Whole>(s: &mut Scene<E>) -> Result<(), Error> {
    let (iv, padding) = (InitializationVector::ZERO, Padding::None);
    let buffer = &mut s.saved[..1024];
    s.transaction.encipher_request_data(&mut s.engine, &iv, padding, 1024, buffer)
}

extern "C" fn decipher_response_data<E: Whole>(s: &mut Scene<E>) -> Result<usize, Error> {
    let (iv, padding) = (InitializationVector::ZERO, Padding::None);
    s.transaction.decipher_response_data(&mut s.engine, &iv, padding, &mut s.saved[..1024])
}

/// Measures all of them.
pub(crate) fn all<E: Whole>(report: &mut Report) {
    macro_rules! calls {
        ($($call:ident)*) => {
            $(report.measure(stringify!($call), Scene::new, $call::<E>);)*
        };
    }
    calls! {
        load_initial_key update_initial_key update_from_block generate skip skip_to update_key
        saved_octets save restore
        terminal_working_key encipher_pin request_mac verify_response
        encipher_request_data decipher_response_data
    }
}
