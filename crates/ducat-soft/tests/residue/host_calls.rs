//! Keys, PIN blocks, and the host's side of DUKPT.

#![allow(improper_ctypes_definitions, reason = "both sides are Rust")]

use core::mem::ManuallyDrop;

use ducat::dukpt::aes::host::{self, ReceivedRequest, VerifiedRequest};
use ducat::dukpt::aes::{Host, TransactionKey, UsageIndicator};
use ducat::key::ceremony::{Opened, Parity, WeakKeys};
use ducat::key::role::{Initial, KeyBlockProtection, PinDecipher, PinEncipher};
use ducat::key::{CmacMethod, KeyCheckValue};
use ducat::key_block::KeyBlockVersion;
use ducat::mac::Tag;
use ducat::pin_block::{
    Binding, EncipheredPin, EncipheredPinBlock, PinTarget, TranslationPolicy, format4,
    translate_format4,
};
use ducat::{Error, Key, Pin};

use crate::machine::leave_out_this_frame;
use crate::measure::Report;
use crate::registers::clear_general_registers;
use crate::scene::{ID, MESSAGE, NEW_ID, Scene, key_type};
use crate::whole::Whole;

extern "C" fn key_load<E: Whole>(s: &mut Scene<E>) -> Result<Key<PinEncipher, E>, Error> {
    Key::load(&mut s.engine, E::AES, &s.octets[..E::OCTETS])
}

extern "C" fn component_check_value<E: Whole>(
    s: &mut Scene<E>,
) -> Result<KeyCheckValue<CmacMethod>, Error> {
    // Small: it is returned in registers.
    leave_out_this_frame();
    component_check_value_outlined(s)
}

#[inline(never)]
fn component_check_value_outlined<E: Whole>(
    s: &mut Scene<E>,
) -> Result<KeyCheckValue<CmacMethod>, Error> {
    s.components[0].check_value(&mut s.engine)
}

extern "C" fn ceremony<E: Whole>(s: &mut Scene<E>) -> Result<Key<PinEncipher, E>, Error> {
    let [first, second, third] = &s.components;
    let mut ceremony = Opened::by(first).join(second)?;
    ceremony.join(third)?;
    ceremony.finish(&mut s.engine, Parity::AsGiven, WeakKeys::Refuse)
}

extern "C" fn key_check_value<E: Whole>(
    s: &mut Scene<E>,
) -> Result<KeyCheckValue<CmacMethod>, Error> {
    // Small: it is returned in registers.
    leave_out_this_frame();
    check_value_outlined(s)
}

#[inline(never)]
fn check_value_outlined<E: Whole>(s: &mut Scene<E>) -> Result<KeyCheckValue<CmacMethod>, Error> {
    KeyCheckValue::of(&mut s.engine, &s.bdk)
}

extern "C" fn initial_key<E: Whole>(s: &mut Scene<E>) -> Result<Key<Initial, E>, Error> {
    host::initial_key(&mut s.engine, &s.bdk, ID)
}

extern "C" fn transaction_key<E: Whole>(
    s: &mut Scene<E>,
) -> Result<TransactionKey<Host, E>, Error> {
    host::transaction_key(&mut s.engine, &s.bdk, s.host_key.key_serial_number())
}

extern "C" fn transaction_key_from_initial<E: Whole>(
    s: &mut Scene<E>,
) -> Result<TransactionKey<Host, E>, Error> {
    let ksn = s.host_key.key_serial_number();
    host::transaction_key_from_initial(&mut s.engine, &s.initial_key, ksn)
}

extern "C" fn host_working_key<E: Whole>(s: &mut Scene<E>) -> Result<Key<PinDecipher, E>, Error> {
    s.host_key.working_key(&mut s.engine, key_type::<E>())
}

extern "C" fn working_key_handle<E: Whole>(s: &mut Scene<E>) -> Result<E::Handle, Error> {
    let (usage, key_type) = (UsageIndicator::PinEncryption, key_type::<E>());
    host::working_key_handle(&mut s.engine, &s.host_key, usage, key_type)
}

extern "C" fn host_update_key<E: Whole>(
    s: &mut Scene<E>,
) -> Result<Key<KeyBlockProtection, E>, Error> {
    host::update_key(&mut s.engine, &s.initial_key, ID, key_type::<E>())
}

extern "C" fn initial_key_for_export<E: Whole>(
    s: &mut Scene<E>,
) -> Result<host::NewInitialKey<E>, Error> {
    host::initial_key_for_export(&mut s.engine, &s.bdk, NEW_ID)
}

extern "C" fn update_initial_key_block<E: Whole>(s: &mut Scene<E>) -> Result<usize, Error> {
    let (engine, rng, version, out) =
        (&mut s.engine, &mut s.rng, KeyBlockVersion::D, &mut s.update_block);
    host::update_initial_key_block(engine, rng, &s.update_key, version, &s.exportable, out)
}

extern "C" fn request_received<E: Whole>(s: &mut Scene<E>) -> Result<ReceivedRequest<E>, Error> {
    ReceivedRequest::new(&mut s.engine, &s.bdk, s.host_key.key_serial_number())
}

extern "C" fn request_verify<E: Whole>(s: &mut Scene<E>) -> Result<VerifiedRequest<E>, Error> {
    // The transaction key moves from the request to the result: what lay in the caller's frame
    // is still there.
    leave_out_this_frame();
    // SAFETY: taken once; each run has a new scene.
    let request = unsafe { ManuallyDrop::take(&mut s.own_request) };
    clear_general_registers();
    verify_outlined(s, request)
}

#[inline(never)]
fn verify_outlined<E: Whole>(
    s: &mut Scene<E>,
    request: ReceivedRequest<E>,
) -> Result<VerifiedRequest<E>, Error> {
    request.verify(&mut s.engine, &MESSAGE, &s.request_tag)
}

extern "C" fn request_translate_pin<E: Whole>(
    s: &mut Scene<E>,
) -> Result<EncipheredPinBlock, Error> {
    s.verified.translate_pin(&mut s.engine, &mut s.rng, &s.block, &s.pan, &s.zone_key)
}

extern "C" fn request_translate_pin_to<E: Whole>(s: &mut Scene<E>) -> Result<EncipheredPin, Error> {
    let (engine, rng, policy) = (&mut s.engine, &mut s.rng, TranslationPolicy::STRICT);
    let to = PinTarget { key: &s.network_key, binding: Binding::Format0(&s.pan) };
    let binding = Binding::Format4(&s.pan);
    s.verified.translate_pin_to(engine, rng, policy, &s.block, binding, &to)
}

extern "C" fn response_mac<E: Whole>(s: &mut Scene<E>) -> Result<Tag<16>, Error> {
    s.verified.response_mac(&mut s.engine, &MESSAGE)
}

extern "C" fn format4_encipher<E: Whole>(s: &mut Scene<E>) -> Result<EncipheredPinBlock, Error> {
    format4::encipher(&mut s.engine, &mut s.rng, &s.zone_key, &s.pin, &s.pan)
}

extern "C" fn format4_decipher<E: Whole>(s: &mut Scene<E>) -> Result<Pin, Error> {
    // Small: it is returned in registers.
    leave_out_this_frame();
    decipher_outlined(s)
}

#[inline(never)]
fn decipher_outlined<E: Whole>(s: &mut Scene<E>) -> Result<Pin, Error> {
    format4::decipher(&mut s.engine, &s.pin_key, &s.block, &s.pan)
}

extern "C" fn format4_translate<E: Whole>(s: &mut Scene<E>) -> Result<EncipheredPinBlock, Error> {
    let (engine, rng) = (&mut s.engine, &mut s.rng);
    translate_format4(engine, rng, &s.pin_key, &s.block, &s.pan, &s.zone_key)
}

/// Measures all of them.
pub(crate) fn all<E: Whole>(report: &mut Report) {
    macro_rules! calls {
        ($($call:ident)*) => {
            $(report.measure(stringify!($call), Scene::new, $call::<E>);)*
        };
    }
    calls! {
        key_load component_check_value ceremony key_check_value
        initial_key transaction_key transaction_key_from_initial host_working_key working_key_handle
        host_update_key initial_key_for_export update_initial_key_block
        request_received request_verify request_translate_pin request_translate_pin_to
        response_mac
        format4_encipher format4_decipher format4_translate
    }
}
