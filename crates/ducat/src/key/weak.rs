//! Weak keys of DES and TDEA. Refusing them is policy: DUKPT derives what it derives, and works
//! with all of them.

use ducat_hal::Algorithm;
use subtle::{Choice, ConstantTimeEq};

use crate::error::Error;

/// The pairs of octets that make a weak or semi-weak key: the first of them stands in places 0 and
/// 2, the second in 1 and 3, and in the second half of the key each is as [`SECOND_HALF`] has it.
/// With parity bits off, FE and 0 are the halves of the key schedule all of ones or zeros, 1E and
/// E0 those that mix.
const LETTERS: [u8; 4] = [0x00, 0x1E, 0xE0, 0xFE];

/// What stands in the second half where the first has a letter.
const SECOND_HALF: [u8; 4] = [0x00, 0x0E, 0xF0, 0xFE];

/// Refuses weak keys: those whose neighbouring parts are equal, which are worth single DES, and
/// those with a part that is one of the 16 weak and semi-weak keys of DES. Parity bits count for
/// nothing. Keys of AES and HMAC pass.
///
/// # Standard
/// SP 800-67 3.3.2 for the weak keys; PCI PIN for equal parts.
///
/// # Secrets
/// The caller wipes `octets`. No branch depends on them but the verdict.
///
/// # Errors
/// [`Error::WeakKey`].
pub fn refuse_weak(algorithm: Algorithm, octets: &[u8]) -> Result<(), Error> {
    if !algorithm.has_short_blocks() {
        return Ok(());
    }
    let (parts, _) = octets.as_chunks::<8>();
    let mut weak = Choice::from(0);
    for part in parts {
        weak |= is_weak(part);
    }
    for (part, next) in parts.iter().zip(parts.iter().skip(1)) {
        weak |= without_parity(part).ct_eq(&without_parity(next));
    }
    if bool::from(weak) { Err(Error::WeakKey) } else { Ok(()) }
}

/// Sets the parity bit of every octet, the lowest, so that the number of ones is odd.
pub(crate) fn set_odd_parity(octets: &mut [u8]) {
    for octet in octets {
        let mut ones = *octet & 0xFE;
        ones ^= ones >> 4;
        ones ^= ones >> 2;
        ones ^= ones >> 1;
        *octet = *octet & 0xFE | !ones & 1;
    }
}

/// The key as a number, without the lowest bit of each octet.
fn without_parity(part: &[u8; 8]) -> u64 {
    u64::from_be_bytes(*part) & 0xFEFE_FEFE_FEFE_FEFE
}

fn is_weak(part: &[u8; 8]) -> Choice {
    let part = without_parity(part);
    let mut found = Choice::from(0);
    for (first, first_later) in LETTERS.into_iter().zip(SECOND_HALF) {
        for (second, second_later) in LETTERS.into_iter().zip(SECOND_HALF) {
            let (a, b, c, d) = (first, second, first_later, second_later);
            found |= part.ct_eq(&u64::from_be_bytes([a, b, a, b, c, d, c, d]));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_parts_and_weak_parts() {
        let strong = [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF];
        let other = [0xFE, 0xDC, 0xBA, 0x98, 0x76, 0x54, 0x32, 0x10];
        let weak = [0x1F, 0xE0, 0x1F, 0xE0, 0x0E, 0xF1, 0x0E, 0xF1];
        let key = |parts: &[[u8; 8]]| parts.as_flattened().to_vec();
        let check = |algorithm, parts: &[[u8; 8]]| refuse_weak(algorithm, &key(parts));
        assert_eq!(check(Algorithm::Tdea2, &[strong, other]), Ok(()));
        assert_eq!(check(Algorithm::Tdea2, &[strong, strong]), Err(Error::WeakKey));
        assert_eq!(check(Algorithm::Tdea2, &[strong, strong.map(|o| o ^ 1)]), Err(Error::WeakKey));
        assert_eq!(check(Algorithm::Tdea3, &[strong, other, other]), Err(Error::WeakKey));
        assert_eq!(check(Algorithm::Tdea3, &[strong, strong, other]), Err(Error::WeakKey));
        assert_eq!(check(Algorithm::Tdea3, &[strong, other, strong]), Ok(()));
        assert_eq!(check(Algorithm::Tdea2, &[strong, weak]), Err(Error::WeakKey));
        assert_eq!(check(Algorithm::Des, &[[1; 8]]), Err(Error::WeakKey));
        assert_eq!(check(Algorithm::Aes128, &[[0; 8], [0; 8]]), Ok(()));
    }

    #[test]
    fn parity() {
        for octet in 0..=255u8 {
            let mut set = [octet];
            set_odd_parity(&mut set);
            assert_eq!(set[0].count_ones() % 2, 1);
            assert_eq!(set[0] & 0xFE, octet & 0xFE);
        }
    }
}
