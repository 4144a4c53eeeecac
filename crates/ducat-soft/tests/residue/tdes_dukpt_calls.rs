//! Both sides of TDES DUKPT.

#![allow(improper_ctypes_definitions, reason = "both sides are Rust")]

use core::mem::ManuallyDrop;

use ducat::data::{InitializationVector, Padding};
use ducat::dukpt::tdes::host::{self, ReceivedRequest, VerifiedRequest};
use ducat::dukpt::tdes::terminal::{TerminalState, Transaction};
use ducat::dukpt::tdes::{Host, TdeaVariant, TransactionKey};
use ducat::key::role::{DataDecipher, Initial, PinDecipher, PinEncipher, Request};
use ducat::{Error, Key, TdeaCmac};

use crate::machine::{leave_out_this_frame, outlined};
use crate::measure::Report;
use crate::registers::clear_general_registers;
use crate::scene::MESSAGE;
use crate::tdes_scene::{ID, Scene, far};
use crate::whole::Whole;

const IV: InitializationVector<8> = InitializationVector::from_octets([0; 8]);

extern "C" fn load_initial_key<E: Whole>(s: &mut Scene<E>) -> Result<TerminalState<E>, Error> {
    // SAFETY: taken once; each run has a new scene.
    let initial_key = unsafe { ManuallyDrop::take(&mut s.own_initial_key) };
    clear_general_registers();
    TerminalState::load_initial_key(&mut s.engine, initial_key, ID)
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

extern "C" fn saved_octets<E: Whole>(s: &mut Scene<E>) -> Result<usize, Error> {
    Ok(s.fresh.saved_octets(&s.engine))
}

extern "C" fn save<E: Whole>(s: &mut Scene<E>) -> Result<usize, Error> {
    s.fresh.save(&mut s.engine, &s.sealing, &mut s.saved)
}

extern "C" fn restore<E: Whole>(s: &mut Scene<E>) -> Result<TerminalState<E>, Error> {
    TerminalState::restore(&mut s.engine, &s.sealing, &mut s.saved)
}

extern "C" fn pin_key<E: Whole>(s: &mut Scene<E>) -> Result<Key<PinEncipher, E>, Error> {
    s.transaction.pin_key(&mut s.engine)
}

extern "C" fn request_mac<E: Whole>(s: &mut Scene<E>) -> Result<(), Error> {
    // The tag is small, and returned in registers.
    leave_out_this_frame();
    s.request_tag = outlined(|| s.transaction.request_mac(&mut s.engine, &MESSAGE))?;
    Ok(())
}

extern "C" fn request_cmac<E: Whole>(s: &mut Scene<E>) -> Result<(), Error> {
    leave_out_this_frame();
    let tag = || s.transaction.request_mac_by::<TdeaCmac, 4>(&mut s.engine, &MESSAGE);
    s.request_tag = outlined(tag)?;
    Ok(())
}

extern "C" fn verify_response<E: Whole>(s: &mut Scene<E>) -> Result<(), Error> {
    s.transaction.verify_response(&mut s.engine, &MESSAGE, &s.response_tag)
}

extern "C" fn encipher_request_data<E: Whole>(s: &mut Scene<E>) -> Result<(), Error> {
    s.transaction.encipher_request_data(&mut s.engine, &IV, Padding::None, 64, &mut s.data)
}

extern "C" fn decipher_response_data<E: Whole>(s: &mut Scene<E>) -> Result<usize, Error> {
    s.transaction.decipher_response_data(&mut s.engine, &IV, Padding::None, &mut s.data)
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

extern "C" fn working_key<E: Whole>(s: &mut Scene<E>) -> Result<Key<PinDecipher, E>, Error> {
    s.host_key.working_key(&mut s.engine)
}

extern "C" fn data_key<E: Whole>(s: &mut Scene<E>) -> Result<Key<DataDecipher<Request>, E>, Error> {
    s.host_key.working_key(&mut s.engine)
}

extern "C" fn working_key_handle<E: Whole>(s: &mut Scene<E>) -> Result<E::Handle, Error> {
    host::working_key_handle(&mut s.engine, &s.host_key, TdeaVariant::DataRequest)
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

extern "C" fn response_mac<E: Whole>(s: &mut Scene<E>) -> Result<(), Error> {
    leave_out_this_frame();
    s.response_tag = outlined(|| s.verified.response_mac(&mut s.engine, &MESSAGE))?;
    Ok(())
}

extern "C" fn decipher_request_data<E: Whole>(s: &mut Scene<E>) -> Result<usize, Error> {
    s.verified.decipher_request_data(&mut s.engine, &IV, Padding::None, &mut s.data)
}

extern "C" fn encipher_response_data<E: Whole>(s: &mut Scene<E>) -> Result<(), Error> {
    s.verified.encipher_response_data(&mut s.engine, &IV, Padding::None, 64, &mut s.data)
}

/// Measures all of them.
pub(crate) fn all<E: Whole>(report: &mut Report) {
    macro_rules! calls {
        ($($call:ident)*) => {
            $(report.measure(concat!("tdes ", stringify!($call)), Scene::new, $call::<E>);)*
        };
    }
    calls! {
        load_initial_key generate skip skip_to save restore
        pin_key request_mac request_cmac verify_response
        encipher_request_data decipher_response_data
        initial_key transaction_key transaction_key_from_initial working_key data_key
        working_key_handle request_received request_verify response_mac
        decipher_request_data encipher_response_data
    }
    report.measure("saved_octets", Scene::new, saved_octets::<E>);
}
