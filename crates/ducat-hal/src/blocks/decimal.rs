//! Decimal digits out of cipher blocks, without a branch or an index that depends on them.

use subtle::{
    Choice, ConditionallySelectable, ConstantTimeEq, ConstantTimeGreater, ConstantTimeLess,
};
use zeroize::Zeroizing;

use crate::nibbles;

/// The first `N` digits of a block: its nibbles 0 to 9 from left to right, then, where they do not
/// suffice, its nibbles A to F from left to right as 0 to 5.
pub(super) fn digits_then_letters<const N: usize>(block: &[u8; 8]) -> Zeroizing<[u8; N]> {
    const { assert!(N <= 16, "a block has so many nibbles") };
    let nibbles: Zeroizing<[u8; 16]> = Zeroizing::new(nibbles::split(block));
    let mut digits_before = 0;
    let mut letters_before = nibbles.iter().map(|n| n.ct_lt(&10).unwrap_u8()).sum();
    let mut found = Zeroizing::new([0; N]);
    for nibble in nibbles.iter() {
        let is_digit = nibble.ct_lt(&10);
        let value = u8::conditional_select(&nibble.wrapping_sub(10), nibble, is_digit);
        let rank = u8::conditional_select(&letters_before, &digits_before, is_digit);
        for (place, to) in (0u8..).zip(found.iter_mut()) {
            to.conditional_assign(&value, rank.ct_eq(&place));
        }
        digits_before += is_digit.unwrap_u8();
        letters_before += (!is_digit).unwrap_u8();
    }
    found
}

/// The sixteen nibbles of a block, each replaced by the digit that `table` has for it.
pub(super) fn by_table(block: &[u8; 8], table: &[u8; 16]) -> Zeroizing<[u8; 16]> {
    let mut digits: Zeroizing<[u8; 16]> = Zeroizing::new(nibbles::split(block));
    for digit in digits.iter_mut() {
        let nibble = *digit;
        for (index, entry) in (0u8..).zip(table) {
            digit.conditional_assign(entry, nibble.ct_eq(&index));
        }
    }
    digits
}

/// `a + b` modulo 10, for two digits.
pub(super) fn add(a: u8, b: u8) -> u8 {
    let sum = a.wrapping_add(b);
    u8::conditional_select(&sum, &sum.wrapping_sub(10), sum.ct_gt(&9))
}

/// `a - b` modulo 10, for two digits.
pub(super) fn subtract(a: u8, b: u8) -> u8 {
    let borrow: Choice = a.ct_lt(&b);
    let difference = a.wrapping_sub(b);
    u8::conditional_select(&difference, &difference.wrapping_add(10), borrow)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_come_before_letters() {
        let of = |block: u64| *digits_then_letters::<5>(&block.to_be_bytes());
        assert_eq!(of(0x1234_5678_9ABC_DEF0), [1, 2, 3, 4, 5]);
        assert_eq!(of(0xA1B2_C3D4_E5F6_0000), [1, 2, 3, 4, 5]);
        assert_eq!(of(0xFEDC_BA7A_BCDE_F9AB), [7, 9, 5, 4, 3]);
        assert_eq!(of(0xFEDC_BAAB_CDEF_FEDC), [5, 4, 3, 2, 1]);
        assert_eq!(of(0xAAAA_AAAA_AAAA_AAA9), [9, 0, 0, 0, 0]);
    }

    #[test]
    fn every_nibble_has_its_entry() {
        let table = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3];
        assert_eq!(*by_table(&0x0123_4567_89AB_CDEFu64.to_be_bytes(), &table), table);
        let mut reversed = table;
        reversed.reverse();
        assert_eq!(*by_table(&0xFEDC_BA98_7654_3210u64.to_be_bytes(), &table), reversed);
    }

    #[test]
    fn modulo_ten() {
        for a in 0..10 {
            for b in 0..10 {
                assert_eq!(add(a, b), (a + b) % 10);
                assert_eq!(subtract(a, b), (10 + a - b) % 10);
            }
        }
    }
}
