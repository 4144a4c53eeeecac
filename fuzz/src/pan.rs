//! Any octets as a PAN, and the fields made of it. The input is the PAN in ASCII.

use ducat::{Error, Pan};

use crate::nibbles;

pub fn run(ascii: &[u8]) {
    let digits: Vec<u8> =
        ascii.iter().filter_map(|c| char::from(*c).to_digit(10)).map(u8_of).collect();
    let valid = digits.len() == ascii.len() && (1..=19).contains(&digits.len());
    let pan = match Pan::from_ascii(ascii) {
        Ok(pan) => pan,
        Err(error) => {
            assert_eq!(error, Error::Pan);
            assert!(!valid);
            return;
        }
    };
    assert!(valid);
    assert_eq!(pan.len(), digits.len());
    assert_eq!(pan.check_digit_is_valid(), luhn(&digits));
    assert_eq!(nibbles(&pan.format0_field()), format0(&digits));
    assert_eq!(nibbles(&pan.format4_field()), format4(&digits));
}

fn u8_of(digit: u32) -> u8 {
    u8::try_from(digit).expect("a digit")
}

fn luhn(digits: &[u8]) -> bool {
    let mut sum = 0;
    for (place, digit) in digits.iter().rev().enumerate() {
        let doubled = u32::from(*digit) * 2;
        sum += if place % 2 == 0 { doubled / 2 } else { doubled / 10 + doubled % 10 };
    }
    sum % 10 == 0
}

/// Four zeros, then the last twelve digits before the check digit.
fn format0(digits: &[u8]) -> Vec<u8> {
    let without_check = &digits[..digits.len() - 1];
    let mut field = vec![0; 16];
    field.extend(without_check);
    let mut last_twelve = field.split_off(field.len() - 12);
    let mut field = vec![0; 4];
    field.append(&mut last_twelve);
    field
}

/// How many digits there are above twelve, at least twelve digits, zeros.
fn format4(digits: &[u8]) -> Vec<u8> {
    let padding = 12usize.saturating_sub(digits.len());
    let mut field = vec![u8::try_from(digits.len().max(12) - 12).expect("7 at most")];
    field.resize(1 + padding, 0);
    field.extend(digits);
    field.resize(32, 0);
    field
}
