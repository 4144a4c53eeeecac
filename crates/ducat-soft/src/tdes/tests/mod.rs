//! Published values, the oracle, and what DES is known for.

mod dukpt;
mod sliced;

use alloc::vec::Vec;

use super::schedule::{Schedule, VARIANT};
use super::{TdeaKey, decipher_each, encipher_each, oracle};

fn octets<const N: usize>(hex: &str) -> [u8; N] {
    assert_eq!(hex.len(), 2 * N);
    core::array::from_fn(|n| u8::from_str_radix(&hex[2 * n..2 * n + 2], 16).unwrap())
}

fn key(hex: &str) -> TdeaKey {
    let octets = hex
        .as_bytes()
        .chunks(2)
        .map(|digits| u8::from_str_radix(core::str::from_utf8(digits).unwrap(), 16).unwrap());
    TdeaKey::new(&octets.collect::<Vec<_>>()).unwrap()
}

/// Numbers that look random, the same on each run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    fn octets(&mut self) -> [u8; 8] {
        self.next().to_be_bytes()
    }
}

/// NIST: key, block, and the block enciphered.
const PUBLISHED: [[&str; 3]; 12] = [
    ["0113B970FD34F2CE", "059B5E0851CF143A", "86A560F10EC6D85B"],
    ["0123456789ABCDEF", "4E6F772069732074", "3FA40E8A984D4815"],
    ["0131D9619DC1376E", "5CD54CA83DEF57DA", "7A389D10354BD271"],
    ["0170F175468FB5E6", "0756D8E0774761D2", "0CD3DA020021DC09"],
    ["07A7137045DA2A16", "3BDD119049372802", "DFD64A815CAF1A0F"],
    ["3CDE816EF9EF8EDB", "68FF9D6068C71513", "84595F5B9D046132"],
    ["0123456789ABCDEFFEDCBA9876543210", "0123456789ABCDE7", "7F1D0A77826B8AFF"],
    ["0123456789ABCDEF0123456789ABCDEF", "4E6F772069732074", "3FA40E8A984D4815"],
    ["4BC59E2C68ACA60767A9A4B623BBBCCC", "AFA4284FCCEAA61A", "32527D5701D92B90"],
    ["711F2CECDB92B2E201DFEFA79FA7BA2F", "4BD0F4854297FBDE", "F4AB771861457DC6"],
    ["04B915BA43FEB5B604B915BA43FEB5B604B915BA43FEB5B6", "42FD443059577FA2", "AF37FB421F8C4095"],
    ["0123456789ABCDEF5555555555555555FEDCBA9876543210", "736F6D6564617461", "18D748E563620572"],
];

#[test]
fn published_values() {
    for [hex, clear, enciphered] in PUBLISHED {
        let key = key(hex);
        let mut block = octets(clear);
        key.encipher(&mut block);
        assert_eq!(block, octets(enciphered), "{hex}");
        key.decipher(&mut block);
        assert_eq!(block, octets(clear), "{hex}");
    }
    for [hex, clear, enciphered] in PUBLISHED.iter().filter(|[hex, _, _]| hex.len() == 16) {
        assert_eq!(oracle::encipher(octets(hex), octets(clear)), octets(enciphered), "{hex}");
    }
}

#[test]
fn lengths_of_keys() {
    for length in 0..=64 {
        let there_is = TdeaKey::new(&[1; 64][..length]).is_some();
        assert_eq!(there_is, [8, 16, 24].contains(&length), "{length}");
    }
}

/// Random keys of all kinds in one pass, each against the oracle.
fn against_the_oracle<const N: usize>(numbers: &mut Numbers) {
    let octets: [[[u8; 8]; 3]; N] = core::array::from_fn(|_| [(); 3].map(|()| numbers.octets()));
    let clear: [[u8; 8]; N] = core::array::from_fn(|_| numbers.octets());
    // All of them single DES, or any kind.
    let kinds = if numbers.next() & 1 == 0 { 1 } else { 3 };
    let parts: [usize; N] = core::array::from_fn(|_| 1 + usize::from(numbers.octets()[0]) % kinds);
    let keys: [TdeaKey; N] =
        core::array::from_fn(|n| TdeaKey::new(octets[n][..parts[n]].as_flattened()).unwrap());
    let mut blocks = clear;
    encipher_each(keys.each_ref(), blocks.each_mut());
    for n in 0..N {
        let [first, second, third] = octets[n];
        let expected = match parts[n] {
            1 => oracle::encipher(first, clear[n]),
            parts => {
                let middle = oracle::decipher(second, oracle::encipher(first, clear[n]));
                oracle::encipher(if parts == 2 { first } else { third }, middle)
            }
        };
        assert_eq!(blocks[n], expected);
    }
    decipher_each(keys.each_ref(), blocks.each_mut());
    assert_eq!(blocks, clear);
}

#[test]
fn random_values() {
    let numbers = &mut Numbers(1);
    for _ in 0..64 {
        against_the_oracle::<1>(numbers);
        against_the_oracle::<2>(numbers);
        against_the_oracle::<3>(numbers);
        against_the_oracle::<8>(numbers);
    }
    against_the_oracle::<0>(numbers);
}

#[test]
fn the_complement_enciphers_to_the_complement() {
    let numbers = &mut Numbers(2);
    for _ in 0..64 {
        let (key, clear) = (numbers.octets(), numbers.octets());
        let not = |octets: [u8; 8]| octets.map(|octet| !octet);
        let (mut block, mut complement) = (clear, not(clear));
        TdeaKey::new(&key).unwrap().encipher(&mut block);
        TdeaKey::new(&not(key)).unwrap().encipher(&mut complement);
        assert_eq!(complement, not(block));
    }
}

#[test]
fn weak_keys_undo_themselves() {
    let numbers = &mut Numbers(3);
    for weak in ["0101010101010101", "FEFEFEFEFEFEFEFE", "E0E0E0E0F1F1F1F1", "1F1F1F1F0E0E0E0E"] {
        let (key, clear) = (key(weak), numbers.octets());
        let mut block = clear;
        key.encipher(&mut block);
        assert_ne!(block, clear);
        key.encipher(&mut block);
        assert_eq!(block, clear, "{weak}");
    }
}

#[test]
fn parity_is_ignored() {
    let numbers = &mut Numbers(4);
    for bit in 0..64 {
        let (key, clear) = (numbers.next(), numbers.octets());
        let (mut block, mut other) = (clear, clear);
        TdeaKey::new(&key.to_be_bytes()).unwrap().encipher(&mut block);
        TdeaKey::new(&(key ^ 1 << bit).to_be_bytes()).unwrap().encipher(&mut other);
        assert_eq!(block == other, bit % 8 == 0, "{bit}");
    }
}

#[test]
fn a_block_does_not_know_its_neighbours() {
    let numbers = &mut Numbers(5);
    let keys: [TdeaKey; 4] = core::array::from_fn(|_| TdeaKey::new(&numbers.octets()).unwrap());
    let clear: [[u8; 8]; 4] = core::array::from_fn(|_| numbers.octets());
    let mut blocks = clear;
    encipher_each(keys.each_ref(), blocks.each_mut());
    for changed in 0..4 {
        let mut others = clear;
        others[changed] = numbers.octets();
        encipher_each(keys.each_ref(), others.each_mut());
        for n in 0..4 {
            assert_eq!(others[n] == blocks[n], n != changed);
        }
    }
}

#[test]
fn the_round_keys_of_a_variant_are_the_variants_round_keys() {
    let numbers = &mut Numbers(6);
    for _ in 0..64 {
        let key = numbers.next();
        let variant = Schedule::new(key ^ VARIANT);
        let other = Schedule::new(key).of_variant();
        for round in 0..16 {
            // Of the upper half, the outer bits of each nibble count.
            let counts = 0x9999_9999_FFFF_FFFF;
            assert_eq!(variant.round(round) & counts, other.round(round) & counts);
        }
    }
}
