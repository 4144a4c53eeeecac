//! TDES: the way to a transaction key, and a retail MAC; beside RustCrypto's `des`, which indexes
//! its tables with secret bits.

use des::cipher::{BlockCipherEncrypt, KeyInit};
use des::{Des, TdesEde2};
use ducat::Key;
use ducat::dukpt::tdes::{KeySerialNumber, host};
use ducat::key::role::{BaseDerivation, MacGenerate, Request};
use ducat::mac::{self, RetailMac};
use ducat_hal::Algorithm;

use crate::cases::{Case, Engine};
use crate::plain::Octets;
use crate::tdes::sliced::SlicedKeys;
use crate::timed;

const BDK: Octets = 0x0123_4567_89AB_CDEF_FEDC_BA98_7654_3210_u128.to_be_bytes();
const VARIANT: Octets = 0xC0C0_C0C0_0000_0000_C0C0_C0C0_0000_0000_u128.to_be_bytes();
/// Ten one-bits, as many as there can be.
const KSN: [u8; 10] = [0xFF, 0xFF, 0x98, 0x76, 0x54, 0x32, 0x10, 0xE0, 0x03, 0xFF];

pub(crate) fn transaction_key() -> Case {
    let engine = &mut Engine::new();
    let bdk: Key<BaseDerivation, _> = Key::load(engine, Algorithm::Tdea2, &BDK).expect("a key");
    let ksn = KeySerialNumber::parse(&KSN).expect("a number");
    let derive = move || host::transaction_key(&mut Engine::new(), &bdk, ksn).expect("a key");
    assert_eq!(derive().key().handle().expose_secret(), plain_transaction_key());
    Case {
        name: "host: TDES transaction key from the BDK, 10 one-bits",
        ducat: Box::new(move |calls| timed(calls, &derive)),
        plain: Box::new(|calls| timed(calls, plain_transaction_key)),
    }
}

pub(crate) fn retail_mac() -> Case {
    const MESSAGE: [u8; 128] = [0x55; 128];
    let engine = &mut Engine::new();
    let key: Key<MacGenerate<RetailMac, Request>, _> =
        Key::load(engine, Algorithm::Tdea2, &BDK).expect("a key");
    let generate =
        move || mac::generate::<_, _, _, 8>(&mut Engine::new(), &key, &[&MESSAGE]).expect("a tag");
    assert_eq!(generate().as_octets(), &plain_retail_mac(&MESSAGE));
    Case {
        name: "retail MAC of 128 octets",
        ducat: Box::new(move |calls| timed(calls, &generate)),
        plain: Box::new(|calls| timed(calls, || plain_retail_mac(&MESSAGE))),
    }
}

/// The form for hosts alone: no call of ducat's reaches it yet, and none of its wiping is in it.
pub(crate) fn sliced() -> Case {
    let keys: Vec<[u8; 8]> =
        (0..128).map(|n: u64| (n * 0x0102_0408_1020_4081).to_be_bytes()).collect();
    let plain_keys = keys.clone();
    let pass = move || {
        let keys: Vec<&[u8]> = keys.iter().map(<[u8; 8]>::as_slice).collect();
        let mut blocks = [[3; 8]; 128];
        let keys = SlicedKeys::<u32, 4>::new(&keys).expect("keys of 8 octets");
        assert!(keys.encipher(&mut blocks).is_ok());
        blocks
    };
    let plain = move || {
        let mut blocks = [[3; 8]; 128];
        blocks.iter_mut().zip(&plain_keys).for_each(|(block, key)| *block = des(key, *block));
        blocks
    };
    assert_eq!(pass(), plain());
    Case {
        name: "DES of 128 blocks, a key each, sliced",
        ducat: Box::new(move |calls| timed(calls, &pass)),
        plain: Box::new(move |calls| timed(calls, &plain)),
    }
}

fn xor<const N: usize>(a: [u8; N], b: &[u8; N]) -> [u8; N] {
    core::array::from_fn(|n| a[n] ^ b[n])
}

fn halves(key: &Octets) -> [[u8; 8]; 2] {
    let (halves, _) = key.as_chunks::<8>();
    [halves[0], halves[1]]
}

fn joined(left: [u8; 8], right: [u8; 8]) -> Octets {
    core::array::from_fn(|n| if n < 8 { left[n] } else { right[n - 8] })
}

fn des(key: &[u8; 8], block: [u8; 8]) -> [u8; 8] {
    let mut block = block.into();
    Des::new(key.into()).encrypt_block(&mut block);
    block.into()
}

fn tdea(key: &Octets, block: [u8; 8]) -> [u8; 8] {
    let mut block = block.into();
    TdesEde2::new(key.into()).encrypt_block(&mut block);
    block.into()
}

fn plain_transaction_key() -> Octets {
    let mut serial = KSN;
    serial[7] &= 0xE0;
    serial[8..].fill(0);
    let device: [u8; 8] = core::array::from_fn(|n| serial[n]);
    let mut key = joined(tdea(&BDK, device), tdea(&xor(BDK, &VARIANT), device));
    let mut register: [u8; 8] = core::array::from_fn(|n| serial[n + 2]);
    for bit in (0..10).rev() {
        register[7 - bit / 8] |= 1 << (bit % 8);
        let half = |key: &Octets| {
            let [left, right] = halves(key);
            xor(des(&left, xor(register, &right)), &right)
        };
        key = joined(half(&xor(key, &VARIANT)), half(&key));
    }
    key
}

fn plain_retail_mac(message: &[u8]) -> [u8; 8] {
    let [left, _] = halves(&BDK);
    let single = Des::new(&left.into());
    let (blocks, _) = message.as_chunks::<8>();
    let (last, before) = blocks.split_last().expect("a block");
    let mut state = [0; 8];
    for block in before {
        let mut enciphered = xor(state, block).into();
        single.encrypt_block(&mut enciphered);
        state = enciphered.into();
    }
    tdea(&BDK, xor(state, last))
}
