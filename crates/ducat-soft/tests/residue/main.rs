//! What stays behind: after a call, no octet of dead stack and none of the vector registers may
//! depend on a key or a PIN.
//!
//! Each call runs on a stack of its own, painted beforehand, and is made with three sets of
//! secrets. An octet that differs from one set to another is a residue; one that differs between
//! two runs with the same set fails the test. Inputs and results lie elsewhere. A scan for the
//! octets of known keys would miss round keys, which are permuted.
//!
//! Everything is measured twice: with the engine as it is, and with the same sources over a wipe
//! that does nothing. The second must leave something in each call, or the call's measurement
//! could not fail; and it shows how deep the call goes, which a wipe hides.
//!
//! Measured on x86-64 Unix, in release: `cargo test --release -p ducat-soft --test residue`. In
//! debug, frames hold copies that no source shows; elsewhere, nobody has written the call. There
//! the tests are ignored, by name.
//!
//! What it does not show: general registers, and what a caller copies. An argument given by value
//! and a result of up to 16 octets lie in the caller's frame: see `leave_out_this_frame`.

// The sources have unit tests that want it.
extern crate alloc;

// The engine's sources, over the wipe below.
#[path = "../../src/block.rs"]
mod block;
#[path = "../../src/chain.rs"]
#[allow(dead_code, unreachable_pub, reason = "a library's")]
mod chain;
#[path = "../../src/check_value.rs"]
mod check_value;
#[path = "../../src/data.rs"]
mod data;
#[path = "../../src/engine.rs"]
#[allow(dead_code, unreachable_pub, reason = "a library's")]
mod engine;
#[path = "../../src/hash.rs"]
#[allow(unreachable_pub, reason = "a library's")]
mod hash;
#[path = "../../src/key.rs"]
#[allow(unreachable_pub, reason = "a library's")]
mod key;
#[path = "../../src/key_block/mod.rs"]
#[allow(dead_code, unreachable_pub, reason = "a library's")]
mod key_block;
#[path = "../../src/key_wrap.rs"]
#[allow(dead_code, unreachable_pub, reason = "a library's")]
mod key_wrap;
#[path = "../../src/mac.rs"]
mod mac;
#[path = "../../src/pin.rs"]
mod pin;
#[path = "../../src/pin_value.rs"]
mod pin_value;
#[path = "../../src/seal.rs"]
mod seal;
#[path = "../../src/tdea_derivation.rs"]
mod tdea_derivation;
#[path = "../../src/tdes/mod.rs"]
#[allow(dead_code, reason = "a library's")]
mod tdes;

mod controls;
mod engine_calls;
mod host_calls;
mod key_block_calls;
mod mac_calls;
mod machine;
mod measure;
mod pin_calls;
mod pin_domain_calls;
mod registers;
mod scene;
mod secrets;
mod tdea_calls;
mod tdes_dukpt_calls;
mod tdes_scene;
mod terminal_calls;
mod whole;

use ducat_soft::{SEALING_WIPE, STACK_WIPE};

use measure::Report;
use whole::Whole;

/// A wipe that does nothing, in the shape of the real one.
mod wipe {
    pub(crate) fn wipe() {}

    #[inline(never)]
    pub(crate) fn wiped<T>(work: impl FnOnce() -> T) -> T {
        work()
    }

    pub(crate) fn wiped_deep<T>(work: impl FnOnce() -> T) -> T {
        wiped(work)
    }
}

#[test]
#[cfg_attr(
    not(all(target_arch = "x86_64", unix, not(debug_assertions), not(miri))),
    ignore = "measured on x86-64 Unix in release"
)]
fn what_leaves_something_is_seen() {
    controls::hold();
}

#[test]
#[cfg_attr(
    not(all(target_arch = "x86_64", unix, not(debug_assertions), not(miri))),
    ignore = "measured on x86-64 Unix in release"
)]
fn no_call_leaves_a_key_or_a_pin() {
    compare::<ducat_soft::Engine<16>, engine::Engine<16>>();
    compare::<ducat_soft::Engine<32>, engine::Engine<32>>();
}

/// `E` is the engine, `N` the same without its wipe.
fn compare<E: Whole, N: Whole>() {
    println!("{:?}: octets left; octets left without a wipe, and how deep", E::AES);
    let mut wrong = vec![];
    let mut group = |all: fn(&mut Report), bare: fn(&mut Report), deepest| {
        for ((name, left), (_, bare)) in Report::of(all).zip(Report::of(bare)) {
            println!("{name:36} {:5} {:6} {:5}", left.octets(), bare.octets(), bare.depth);
            let deepest = match name {
                "seal" | "unseal" => SEALING_WIPE / 2,
                "save" | "restore" | "tdes save" | "tdes restore" => {
                    SEALING_WIPE / 2 + STACK_WIPE / 2
                }
                _ => deepest,
            };
            // The check value itself, which is public, where the compiler does not keep it in a
            // register.
            let public = if name == "key_check_value" { 5 } else { 0 };
            let can_fail = bare.octets() > 0 || name == "saved_octets"; // It looks at no key.
            if left.octets() > public || !can_fail || bare.depth > deepest {
                wrong.push(name);
            }
        }
    };
    group(engine_calls::all::<E>, engine_calls::all::<N>, STACK_WIPE / 2);
    group(tdea_calls::all::<E>, tdea_calls::all::<N>, STACK_WIPE / 2);
    group(pin_calls::all::<E>, pin_calls::all::<N>, STACK_WIPE / 2);
    group(key_block_calls::engine::<E>, key_block_calls::engine::<N>, STACK_WIPE / 2);
    // Here the engine, at the far end, has its own wipe.
    group(key_block_calls::domain::<E>, key_block_calls::domain::<N>, STACK_WIPE * 3 / 4);
    group(host_calls::all::<E>, host_calls::all::<N>, STACK_WIPE * 3 / 4);
    group(mac_calls::all::<E>, mac_calls::all::<N>, STACK_WIPE * 3 / 4);
    group(pin_domain_calls::all::<E>, pin_domain_calls::all::<N>, STACK_WIPE * 3 / 4);
    group(tdes_dukpt_calls::all::<E>, tdes_dukpt_calls::all::<N>, STACK_WIPE * 3 / 4);
    group(terminal_calls::all::<E>, terminal_calls::all::<N>, STACK_WIPE * 3 / 4);
    assert!(wrong.is_empty(), "{wrong:?}");
}
