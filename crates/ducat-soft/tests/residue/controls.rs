//! Calls whose residue is known: without them, a test that finds nothing proves nothing.

#![allow(improper_ctypes_definitions, reason = "both sides are Rust")]

use aes::Aes128;
use aes::cipher::{BlockCipherEncrypt, KeyInit};
use cmac::{Cmac, Mac};

use crate::measure::{Residue, measure};
use crate::secrets::Secrets;

struct Input {
    key: [u8; 16],
    block: [u8; 16],
}

fn input(secrets: &Secrets) -> Input {
    let [key @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = secrets.key(0);
    Input { key, block: [1; 16] }
}

/// AES with its `zeroize` feature, and no more.
extern "C" fn aes(i: &mut Input) -> bool {
    Aes128::new(&i.key.into()).encrypt_block((&mut i.block).into());
    true
}

/// CMAC with its `zeroize` feature, and no more.
extern "C" fn cmac(i: &mut Input) -> bool {
    let mut mac = Cmac::<Aes128>::new(&i.key.into());
    mac.update(&[2; 50]);
    i.block = mac.finalize().into_bytes().into();
    true
}

/// A copy that nobody wipes.
extern "C" fn copy(i: &mut Input) -> bool {
    core::hint::black_box(i.key);
    true
}

/// Uses stack and registers, and no secret.
extern "C" fn other_key(i: &mut Input) -> bool {
    Aes128::new(&[3; 16].into()).encrypt_block((&mut i.block).into());
    true
}

fn residue(call: extern "C" fn(&mut Input) -> bool) -> Residue {
    let residue = measure(input, call, |done| assert!(done));
    println!("control: {residue:?}");
    residue
}

/// Asserts that what leaves something is seen, and nothing where there is nothing.
pub(crate) fn hold() {
    // At least the last round key in a register. Whether the others were moved, and so are on the
    // stack too, is the compiler's business.
    assert!(residue(aes).registers >= 16);
    assert!(residue(cmac).registers >= 16);
    assert!(residue(copy).stack >= 16);
    let Residue { stack, registers, depth } = residue(other_key);
    assert_eq!((stack, registers), (0, 0));
    assert!(depth > 176);
}
