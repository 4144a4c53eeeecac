//! MACs by role, at once and part by part.

#![allow(improper_ctypes_definitions, reason = "both sides are Rust")]

use ducat::key::role::{MacGenerate, MacVerify, Request};
use ducat::mac::{self, AesAlgorithm1, Generator, RetailMac, Tag, Verifier};
use ducat::{AesCmac, Error, HmacSha256, Key, TdeaCmac};
use ducat_hal::{Algorithm, CurrentAlgorithm, Mac, Padding2, StreamMac};

use crate::machine::{leave_out_this_frame, outlined};
use crate::measure::Report;
use crate::registers::clear_general_registers;
use crate::scene::MESSAGE;
use crate::secrets::Secrets;
use crate::whole::Whole;

/// What all calls take, in memory that is not measured.
struct Input<E: Whole, A: CurrentAlgorithm> {
    engine: E,
    generating: Key<MacGenerate<A, Request>, E>,
    verifying: Key<MacVerify<A, Request>, E>,
    tag: Tag<8>,
}

fn input<E: Whole + Mac<A>, A: CurrentAlgorithm>(
    algorithm: Algorithm,
) -> impl Fn(&Secrets) -> Input<E, A> {
    move |secrets| {
        let engine = &mut E::default();
        let key = &secrets.key(0)[..algorithm.key_octets().unwrap_or(32.min(E::OCTETS))];
        let generating = Key::load(engine, algorithm, key).unwrap();
        let verifying = Key::load(engine, algorithm, key).unwrap();
        let tag = mac::generate(engine, &generating, &MESSAGE).unwrap();
        Input { engine: E::default(), generating, verifying, tag }
    }
}

extern "C" fn generate<E: Whole + Mac<A>, A: CurrentAlgorithm>(
    i: &mut Input<E, A>,
) -> Result<(), Error> {
    // The tag is small, and returned in registers.
    leave_out_this_frame();
    i.tag = outlined(|| mac::generate(&mut i.engine, &i.generating, &MESSAGE))?;
    Ok(())
}

extern "C" fn verify<E: Whole + Mac<A>, A: CurrentAlgorithm>(
    i: &mut Input<E, A>,
) -> Result<(), Error> {
    mac::verify(&mut i.engine, &i.verifying, &MESSAGE, &i.tag)
}

/// The stream is given by value, and lies in the caller's frame.
extern "C" fn generator<E: Whole + StreamMac<A>, A: CurrentAlgorithm>(
    i: &mut Input<E, A>,
) -> Result<(), Error> {
    leave_out_this_frame();
    let mut stream = Generator::<A, E>::begin(&mut i.engine, &i.generating, None)?;
    for part in MESSAGE {
        stream.update(&mut i.engine, part)?;
    }
    clear_general_registers();
    i.tag = finish_generator(stream, &mut i.engine)?;
    Ok(())
}

#[inline(never)]
fn finish_generator<E: Whole + StreamMac<A>, A: CurrentAlgorithm>(
    stream: Generator<'_, A, E>,
    engine: &mut E,
) -> Result<Tag<8>, Error> {
    stream.finish(engine)
}

extern "C" fn verifier<E: Whole + StreamMac<A>, A: CurrentAlgorithm>(
    i: &mut Input<E, A>,
) -> Result<(), Error> {
    leave_out_this_frame();
    let mut stream = Verifier::<A, E>::begin(&mut i.engine, &i.verifying, None)?;
    for part in MESSAGE {
        stream.update(&mut i.engine, part)?;
    }
    clear_general_registers();
    finish_verifier(stream, &mut i.engine, &i.tag)
}

#[inline(never)]
fn finish_verifier<E: Whole + StreamMac<A>, A: CurrentAlgorithm>(
    stream: Verifier<'_, A, E>,
    engine: &mut E,
    tag: &Tag<8>,
) -> Result<(), Error> {
    stream.finish(engine, tag)
}

/// Measures all of them.
pub(crate) fn all<E: Whole>(report: &mut Report) {
    macro_rules! macs {
        ($($name:literal $mac:ty, $algorithm:expr;)*) => {$(
            let prepare = || input::<E, $mac>($algorithm);
            report.measure(concat!("mac::generate ", $name), prepare(), generate::<E, $mac>);
            report.measure(concat!("mac::verify ", $name), prepare(), verify::<E, $mac>);
        )*};
    }
    macs! {
        "aes_cmac" AesCmac, E::AES;
        "hmac" HmacSha256, Algorithm::Hmac;
        "aes_algorithm_1" AesAlgorithm1<Padding2>, E::AES;
        "tdea_cmac" TdeaCmac, Algorithm::Tdea2;
        "retail" RetailMac, Algorithm::Tdea2;
    }
    macro_rules! streams {
        ($($name:literal $mac:ty, $algorithm:expr;)*) => {$(
            let prepare = || input::<E, $mac>($algorithm);
            report.measure(concat!("Generator ", $name), prepare(), generator::<E, $mac>);
            report.measure(concat!("Verifier ", $name), prepare(), verifier::<E, $mac>);
        )*};
    }
    streams! {
        "aes_cmac" AesCmac, E::AES;
        "aes_algorithm_1" AesAlgorithm1<Padding2>, E::AES;
        "tdea_cmac" TdeaCmac, Algorithm::Tdea2;
        "retail" RetailMac, Algorithm::Tdea2;
    }
}
