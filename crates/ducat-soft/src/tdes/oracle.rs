//! DES as FIPS 46-3 writes it down, bit by bit and table by table: what the kernels are held
//! against. Its tables are its own where theirs have a form without one.

use alloc::vec::Vec;

use super::tables::{P, PC_2, S_BOXES};

const IP: [u8; 64] = [
    58, 50, 42, 34, 26, 18, 10, 2, 60, 52, 44, 36, 28, 20, 12, 4, //
    62, 54, 46, 38, 30, 22, 14, 6, 64, 56, 48, 40, 32, 24, 16, 8, //
    57, 49, 41, 33, 25, 17, 9, 1, 59, 51, 43, 35, 27, 19, 11, 3, //
    61, 53, 45, 37, 29, 21, 13, 5, 63, 55, 47, 39, 31, 23, 15, 7, //
];

const E: [u8; 48] = [
    32, 1, 2, 3, 4, 5, 4, 5, 6, 7, 8, 9, 8, 9, 10, 11, 12, 13, 12, 13, 14, 15, 16, 17, //
    16, 17, 18, 19, 20, 21, 20, 21, 22, 23, 24, 25, 24, 25, 26, 27, 28, 29, 28, 29, 30, 31, 32, 1,
];

const PC_1: [u8; 56] = [
    57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60,
    52, 44, 36, //
    63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5,
    28, 20, 12, 4, //
];

const LEFT_SHIFTS: [usize; 16] = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1];

/// Bits, the first of the standard first.
type Bits = Vec<u8>;

fn bits(octets: &[u8]) -> Bits {
    octets.iter().flat_map(|octet| (0..8).rev().map(move |bit| octet >> bit & 1)).collect()
}

fn select(bits: &[u8], table: &[u8]) -> Bits {
    table.iter().map(|place| bits[usize::from(*place) - 1]).collect()
}

fn xor(a: &[u8], b: &[u8]) -> Bits {
    a.iter().zip(b).map(|(a, b)| a ^ b).collect()
}

pub(super) fn s_box(number: usize, input: &[u8]) -> u8 {
    let row = 2 * input[0] + input[5];
    let column = 8 * input[1] + 4 * input[2] + 2 * input[3] + input[4];
    S_BOXES[number][usize::from(16 * row + column)]
}

fn f(right: &[u8], key: &[u8]) -> Bits {
    let input = xor(&select(right, &E), key);
    let output = input.chunks(6).enumerate().flat_map(|(number, input)| {
        let value = s_box(number, input);
        (0..4).rev().map(move |bit| value >> bit & 1)
    });
    select(&output.collect::<Bits>(), &P)
}

fn round_keys(key: &[u8; 8]) -> Vec<Bits> {
    let permuted = select(&bits(key), &PC_1);
    let (mut c, mut d) = (permuted[..28].to_vec(), permuted[28..].to_vec());
    let round = |shift: &usize| {
        c.rotate_left(*shift);
        d.rotate_left(*shift);
        select(&[&c[..], &d].concat(), &PC_2)
    };
    LEFT_SHIFTS.iter().map(round).collect()
}

fn des(keys: &[Bits], block: [u8; 8]) -> [u8; 8] {
    let permuted = select(&bits(&block), &IP);
    let (mut left, mut right) = (permuted[..32].to_vec(), permuted[32..].to_vec());
    for key in keys {
        let next = xor(&left, &f(&right, key));
        left = core::mem::replace(&mut right, next);
    }
    let mut output = [0; 8];
    for (bit, place) in [right, left].concat().into_iter().zip(IP) {
        let place = usize::from(place) - 1;
        output[place / 8] |= bit << (7 - place % 8);
    }
    output
}

pub(super) fn encipher(key: [u8; 8], block: [u8; 8]) -> [u8; 8] {
    des(&round_keys(&key), block)
}

pub(super) fn decipher(key: [u8; 8], block: [u8; 8]) -> [u8; 8] {
    let mut keys = round_keys(&key);
    keys.reverse();
    des(&keys, block)
}
