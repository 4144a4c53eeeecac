//! The sliced form, with all lanes in use and with some.

use alloc::vec;
use alloc::vec::Vec;

use super::{Numbers, PUBLISHED, octets};
use crate::tdes::sboxes::{s1, s2, s3, s4, s5, s6, s7, s8};
use crate::tdes::sliced::{NoKey, Sliced, SlicedKeys};
use crate::tdes::word::Word;
use crate::tdes::{Direction, TdeaKey, oracle};

/// Random keys of all kinds, in `lanes` lanes, against single blocks.
fn against_single_blocks<W: Word, const N: usize>(lanes: usize, numbers: &mut Numbers) {
    let octets: Vec<[[u8; 8]; 3]> =
        (0..lanes).map(|_| [(); 3].map(|()| numbers.octets())).collect();
    let kinds = if numbers.next() & 1 == 0 { 1 } else { 3 };
    let length = |_| 1 + usize::from(numbers.octets()[0]) % kinds;
    let lengths: Vec<usize> = (0..lanes).map(length).collect();
    let keys = octets.iter().zip(lengths).map(|(octets, parts)| octets[..parts].as_flattened());
    let keys: Vec<&[u8]> = keys.collect();
    let clear: Vec<[u8; 8]> = (0..lanes).map(|_| numbers.octets()).collect();

    let sliced = SlicedKeys::<W, N>::new(&keys).unwrap();
    let mut blocks = clear.clone();
    sliced.encipher(&mut blocks).unwrap();
    for ((key, clear), block) in keys.iter().zip(&clear).zip(&blocks) {
        let mut expected = *clear;
        TdeaKey::new(key).unwrap().encipher(&mut expected);
        assert_eq!(*block, expected);
    }
    sliced.decipher(&mut blocks).unwrap();
    assert_eq!(blocks, clear);
}

#[test]
fn any_number_of_lanes() {
    let numbers = &mut Numbers(11);
    for lanes in 0..=128 {
        against_single_blocks::<u32, 4>(lanes, numbers);
    }
    for lanes in 0..=64 {
        against_single_blocks::<u64, 1>(lanes, numbers);
    }
    for lanes in 0..=32 {
        against_single_blocks::<u32, 1>(lanes, numbers);
    }
    against_single_blocks::<u64, 3>(192, numbers);
}

#[test]
fn single_des_against_the_oracle() {
    let numbers = &mut Numbers(12);
    let keys: Vec<u64> = (0..64).map(|_| numbers.next()).collect();
    let clear: Vec<u64> = (0..64).map(|_| numbers.next()).collect();
    let mut blocks = Sliced::<u64>::new(clear.iter().copied()).unwrap();
    blocks.des(&Sliced::new(keys.iter().copied()).unwrap(), Direction::Encipher);
    let mut expected = keys.iter().zip(&clear).map(|(key, clear)| {
        u64::from_be_bytes(oracle::encipher(key.to_be_bytes(), clear.to_be_bytes()))
    });
    blocks.each(|block| assert_eq!(Some(block), expected.next()));
    assert_eq!(expected.next(), None);
}

#[test]
fn published_values() {
    for [hex, clear, enciphered] in PUBLISHED.iter().filter(|[hex, _, _]| hex.len() == 32) {
        let key: [u8; 16] = octets(hex);
        let keys = SlicedKeys::<u64>::new(&[&key]).unwrap();
        let mut blocks = [octets(clear)];
        keys.encipher(&mut blocks).unwrap();
        assert_eq!(blocks, [octets(enciphered)], "{hex}");
    }
}

#[test]
fn a_lane_does_not_know_its_neighbours() {
    let numbers = &mut Numbers(13);
    let keys: Vec<u64> = (0..64).map(|_| numbers.next()).collect();
    let clear: Vec<u64> = (0..64).map(|_| numbers.next()).collect();
    let encipher = |keys: &[u64], clear: &[u64]| {
        let mut blocks = Sliced::<u64>::new(clear.iter().copied()).unwrap();
        blocks.des(&Sliced::new(keys.iter().copied()).unwrap(), Direction::Encipher);
        let mut all = Vec::new();
        blocks.each(|block| all.push(block));
        all
    };
    let before = encipher(&keys, &clear);
    for changed in 0..64 {
        let (mut keys, mut clear) = (keys.clone(), clear.clone());
        keys[changed] = numbers.next();
        clear[changed] = numbers.next();
        let after = encipher(&keys, &clear);
        for lane in 0..64 {
            assert_eq!(before[lane] == after[lane], lane != changed);
        }
    }
}

#[test]
fn numbers_and_sums() {
    let numbers = &mut Numbers(14);
    let (a, b) = (numbers.next(), numbers.next());
    let mut sum = Sliced::<u32>::splat(a);
    sum.add(&Sliced::new([b, a, 1].into_iter()).unwrap());
    let mut all = Vec::new();
    sum.each(|number| all.push(number));
    assert_eq!(all.len(), 32);
    assert_eq!(all[..4], [a ^ b, 0, a ^ 1, a]);
    let full = Sliced::<u32, 4>::new((0..128).map(|n| n << 40)).unwrap();
    let mut expected = 0..128;
    full.each(|number| assert_eq!(Some(number >> 40), expected.next()));
    assert_eq!(expected.next(), None);
}

#[test]
fn more_than_there_are_lanes_is_refused() {
    assert!(Sliced::<u32>::new(0..32).is_some());
    assert!(Sliced::<u32>::new(0..33).is_none());
    assert!(Sliced::<u32, 4>::new(0..).is_none());
    let keys = [&[7; 16][..]; 129];
    assert!(SlicedKeys::<u32, 4>::new(&keys[..128]).is_some());
    assert!(SlicedKeys::<u32, 4>::new(&keys).is_none());
    assert!(SlicedKeys::<u64>::new(&keys[..65]).is_none());
}

#[test]
fn a_block_without_a_key_is_refused_and_none_is_changed() {
    let keys = SlicedKeys::<u64>::new(&[&[7; 16][..]; 3]).unwrap();
    for blocks in [4, 64, 65] {
        let mut blocks = vec![[9; 8]; blocks];
        let before = blocks.clone();
        assert_eq!(keys.encipher(&mut blocks), Err(NoKey));
        assert_eq!(keys.decipher(&mut blocks), Err(NoKey));
        assert_eq!(blocks, before);
    }
    let mut blocks = [[9; 8]; 2];
    assert_eq!(keys.encipher(&mut blocks), Ok(()));
    assert_ne!(blocks, [[9; 8]; 2]);
}

#[test]
fn a_key_of_another_length_is_none() {
    assert!(SlicedKeys::<u64>::new(&[&[1; 16], &[1; 15]]).is_none());
    assert!(SlicedKeys::<u64>::new(&[&[]]).is_none());
}

/// All inputs of all boxes at once, in the 64 lanes.
#[test]
fn the_circuits_are_the_s_boxes() {
    let inputs: Vec<[u8; 6]> =
        (0..64).map(|n: u8| core::array::from_fn(|bit| n >> (5 - bit) & 1)).collect();
    let lanes = core::array::from_fn(|bit| {
        (0..64).fold(0, |word, lane| word | u64::from(inputs[lane][bit]) << lane)
    });
    for (number, s_box) in [s1, s2, s3, s4, s5, s6, s7, s8].into_iter().enumerate() {
        let outputs: [u64; 4] = s_box(lanes);
        for (lane, input) in inputs.iter().enumerate() {
            let value = outputs.iter().fold(0, |value, bits| 2 * value + (bits >> lane & 1));
            assert_eq!(value, u64::from(oracle::s_box(number, input)), "S{}", number + 1);
        }
    }
}
