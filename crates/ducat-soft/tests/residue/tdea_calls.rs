//! The entry points of the engine under TDEA keys, and MACs part by part.

#![allow(improper_ctypes_definitions, reason = "both sides are Rust")]

use ducat_hal::{
    AesAlgorithm1, AesCmac, Algorithm3, CheckValueMethod, ErrorKind, KeyUsage, Mac, MacAlgorithm,
    MacPurpose, NewKey, Padding1, Padding2, Padding3, StreamMac, TdeaAlgorithm1, TdeaCmac,
    TdeaStep, TdeaVariant,
};

use crate::machine::{leave_out_this_frame, outlined};
use crate::measure::Report;
use crate::registers::clear_general_registers;
use crate::secrets::Secrets;
use crate::whole::{Whole, kind, tdea_kind};

/// What all calls take, in memory that is not measured.
struct Input<E: Whole> {
    engine: E,
    key: E::Handle,
    octets: [u8; 32],
    block: [u8; 8],
    blocks: [[u8; 8]; 40],
    mac: [u8; 16],
    handles: [Option<E::Handle>; 21],
}

type Done = Result<(), ErrorKind>;

const MESSAGE: [&[u8]; 2] = [&[1; 100], &[2; 33]];
const REGISTER: [u8; 8] = [3; 8];

fn input<E: Whole>(secrets: &Secrets, key: NewKey) -> Input<E> {
    let mut engine = E::default();
    let octets = secrets.key(0);
    let key = engine.load(key.attributes, &octets[..key.octets]).unwrap();
    Input {
        engine,
        key,
        octets,
        block: secrets.digits()[..8].try_into().unwrap(),
        blocks: [[5; 8]; 40],
        mac: [0; 16],
        handles: [const { None }; 21],
    }
}

fn of_usage<E: Whole>(usage: KeyUsage) -> impl Fn(&Secrets) -> Input<E> {
    move |secrets| input(secrets, tdea_kind(usage))
}

fn aes<E: Whole>(usage: KeyUsage) -> impl Fn(&Secrets) -> Input<E> {
    move |secrets| input(secrets, kind::<E>(usage))
}

extern "C" fn load_tdea<E: Whole>(i: &mut Input<E>) -> Result<E::Handle, ErrorKind> {
    i.engine.load(tdea_kind(KeyUsage::Data).attributes, &i.octets[..16])
}

extern "C" fn encipher_tdea_block<E: Whole>(i: &mut Input<E>) -> Done {
    i.engine.encipher_block(&i.key, &mut i.block)
}

extern "C" fn decipher_tdea_block<E: Whole>(i: &mut Input<E>) -> Done {
    i.engine.decipher_block(&i.key, &mut i.block)
}

extern "C" fn encipher_tdea_cbc<E: Whole>(i: &mut Input<E>) -> Done {
    i.engine.encipher_cbc(&i.key, &[6; 8], &mut i.blocks)
}

extern "C" fn decipher_tdea_cbc<E: Whole>(i: &mut Input<E>) -> Done {
    i.engine.decipher_cbc(&i.key, &[6; 8], &mut i.blocks)
}

extern "C" fn tdea_initial_key<E: Whole>(i: &mut Input<E>) -> Result<E::Handle, ErrorKind> {
    i.engine.derive_tdea(&i.key, TdeaStep::InitialKey(REGISTER), tdea_kind(KeyUsage::InitialKey))
}

extern "C" fn tdea_next<E: Whole>(i: &mut Input<E>) -> Result<E::Handle, ErrorKind> {
    i.engine.derive_tdea(&i.key, TdeaStep::Next(REGISTER), tdea_kind(KeyUsage::Intermediate))
}

extern "C" fn tdea_variant<E: Whole>(i: &mut Input<E>) -> Result<E::Handle, ErrorKind> {
    let step = TdeaStep::Working(TdeaVariant::Pin);
    i.engine.derive_tdea(&i.key, step, tdea_kind(KeyUsage::PinEncipherment))
}

extern "C" fn tdea_data_key<E: Whole>(i: &mut Input<E>) -> Result<E::Handle, ErrorKind> {
    let step = TdeaStep::Working(TdeaVariant::DataRequest);
    i.engine.derive_tdea(&i.key, step, tdea_kind(KeyUsage::Data))
}

extern "C" fn derive_tdea_path<E: Whole>(i: &mut Input<E>) -> Result<Option<E::Handle>, ErrorKind> {
    i.engine.derive_tdea_path(&i.key, [REGISTER; 10], tdea_kind(KeyUsage::Intermediate))
}

extern "C" fn derive_tdea_siblings<E: Whole>(i: &mut Input<E>) -> Done {
    let (child, handles) = (tdea_kind(KeyUsage::Intermediate), &mut i.handles);
    i.engine.derive_tdea_siblings(&i.key, [REGISTER; 21], child, |n, key| handles[n] = Some(key))
}

extern "C" fn tdea_check_value<E: Whole>(i: &mut Input<E>) -> Done {
    i.engine.check_value(&i.key, CheckValueMethod::Cmac, &mut i.mac[..5])
}

extern "C" fn legacy_tdea_check_value<E: Whole>(i: &mut Input<E>) -> Done {
    i.engine.check_value(&i.key, CheckValueMethod::Legacy, &mut i.mac[..3])
}

extern "C" fn generate<E: Whole + Mac<A>, A: MacAlgorithm>(i: &mut Input<E>) -> Done {
    Mac::<A>::generate_mac(&mut i.engine, &i.key, &MESSAGE, &mut i.mac[..A::OCTETS])
}

extern "C" fn verify<E: Whole + Mac<A>, A: MacAlgorithm>(
    i: &mut Input<E>,
) -> Result<bool, ErrorKind> {
    Mac::<A>::verify_mac(&mut i.engine, &i.key, &MESSAGE, &i.mac[..A::OCTETS])
}

/// The stream is given by value, and lies in the caller's frame.
extern "C" fn stream_generate<E: Whole + StreamMac<A>, A: MacAlgorithm>(i: &mut Input<E>) -> Done {
    leave_out_this_frame();
    let mut stream = begin::<E, A>(&mut i.engine, &i.key, MacPurpose::Generate)?;
    for part in MESSAGE {
        StreamMac::<A>::update_mac(&mut i.engine, &mut stream, part)?;
    }
    clear_general_registers();
    finish_generate::<E, A>(&mut i.engine, stream, &mut i.mac[..A::OCTETS])
}

#[inline(never)]
fn finish_generate<E: Whole + StreamMac<A>, A: MacAlgorithm>(
    engine: &mut E,
    stream: <E as StreamMac<A>>::Stream<'_>,
    mac: &mut [u8],
) -> Done {
    StreamMac::<A>::finish_generate(engine, stream, mac)
}

extern "C" fn stream_verify<E: Whole + StreamMac<A>, A: MacAlgorithm>(
    i: &mut Input<E>,
) -> Result<bool, ErrorKind> {
    leave_out_this_frame();
    let mut stream = begin::<E, A>(&mut i.engine, &i.key, MacPurpose::Verify)?;
    for part in MESSAGE {
        StreamMac::<A>::update_mac(&mut i.engine, &mut stream, part)?;
    }
    clear_general_registers();
    finish_verify::<E, A>(&mut i.engine, stream, &i.mac[..A::OCTETS])
}

#[inline(never)]
fn finish_verify<E: Whole + StreamMac<A>, A: MacAlgorithm>(
    engine: &mut E,
    stream: <E as StreamMac<A>>::Stream<'_>,
    mac: &[u8],
) -> Result<bool, ErrorKind> {
    StreamMac::<A>::finish_verify(engine, stream, mac)
}

/// A stream that is dropped before its end.
extern "C" fn stream_dropped<E: Whole + StreamMac<A>, A: MacAlgorithm>(i: &mut Input<E>) -> Done {
    outlined(|| {
        let mut stream = begin::<E, A>(&mut i.engine, &i.key, MacPurpose::Generate)?;
        StreamMac::<A>::update_mac(&mut i.engine, &mut stream, MESSAGE[0])
    })
}

fn begin<'k, E: Whole + StreamMac<A>, A: MacAlgorithm>(
    engine: &mut E,
    key: &'k E::Handle,
    purpose: MacPurpose,
) -> Result<<E as StreamMac<A>>::Stream<'k>, ErrorKind> {
    StreamMac::<A>::begin_mac(engine, key, purpose, Some(133))
}

/// Measures all of them.
pub(crate) fn all<E: Whole>(report: &mut Report) {
    use KeyUsage::{BaseDerivation, Data, Intermediate, MacAlgorithm1, MacAlgorithm3, MacCmac};
    macro_rules! calls {
        ($($call:ident: $prepare:expr;)*) => {
            $(report.measure(stringify!($call), $prepare, $call::<E>);)*
        };
    }
    calls! {
        load_tdea: of_usage(Data);
        encipher_tdea_block: of_usage(Data);
        decipher_tdea_block: of_usage(Data);
        encipher_tdea_cbc: of_usage(Data);
        decipher_tdea_cbc: of_usage(Data);
        tdea_initial_key: of_usage(BaseDerivation);
        tdea_next: of_usage(Intermediate);
        tdea_variant: of_usage(Intermediate);
        tdea_data_key: of_usage(Intermediate);
        derive_tdea_path: of_usage(Intermediate);
        derive_tdea_siblings: of_usage(Intermediate);
        tdea_check_value: of_usage(MacCmac);
        legacy_tdea_check_value: of_usage(Data);
    }
    macro_rules! macs {
        ($($name:literal $algorithm:ty: $prepare:expr;)*) => {$(
            report.measure(concat!("generate ", $name), $prepare, generate::<E, $algorithm>);
            report.measure(concat!("verify ", $name), $prepare, verify::<E, $algorithm>);
        )*};
    }
    macs! {
        "tdea_cmac" TdeaCmac: of_usage(MacCmac);
        "tdea_algorithm_1" TdeaAlgorithm1<Padding2>: of_usage(MacAlgorithm1);
        "aes_algorithm_1" AesAlgorithm1<Padding2>: aes(MacAlgorithm1);
        "algorithm_3_padding_1" Algorithm3<Padding1>: of_usage(MacAlgorithm3);
        "algorithm_3_padding_3" Algorithm3<Padding3>: of_usage(MacAlgorithm3);
    }
    macro_rules! streams {
        ($($name:literal $algorithm:ty: $prepare:expr;)*) => {$(
            report.measure(concat!("generate_parts ", $name), $prepare, stream_generate::<E, $algorithm>);
            report.measure(concat!("verify_parts ", $name), $prepare, stream_verify::<E, $algorithm>);
            report.measure(concat!("drop ", $name), $prepare, stream_dropped::<E, $algorithm>);
        )*};
    }
    streams! {
        "aes_cmac" AesCmac: aes(MacCmac);
        "tdea_cmac" TdeaCmac: of_usage(MacCmac);
        "tdea_algorithm_1" TdeaAlgorithm1<Padding2>: of_usage(MacAlgorithm1);
        "aes_algorithm_1" AesAlgorithm1<Padding2>: aes(MacAlgorithm1);
        "algorithm_3_padding_1" Algorithm3<Padding1>: of_usage(MacAlgorithm3);
        "algorithm_3_padding_3" Algorithm3<Padding3>: of_usage(MacAlgorithm3);
    }
}
