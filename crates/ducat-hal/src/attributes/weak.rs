//! Weak keys of DES and TDEA. Refusing them is policy: DUKPT derives what it derives, and works
//! with all of them.

use subtle::{Choice, ConstantTimeEq};

use super::Algorithm;

/// What becomes of a weak DES or TDEA key that comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum WeakKeys {
    /// It is refused.
    #[default]
    Refuse,
    /// It is taken: for a peer that has such a key.
    Accept,
}

/// The pairs of octets that make a weak or semi-weak key: the first of them stands in places 0 and
/// 2, the second in 1 and 3, and in the second half of the key each is as [`SECOND_HALF`] has it.
/// With parity bits off, FE and 0 are the halves of the key schedule all of ones or zeros, 1E and
/// E0 those that mix.
const LETTERS: [u8; 4] = [0x00, 0x1E, 0xE0, 0xFE];

/// What stands in the second half where the first has a letter.
const SECOND_HALF: [u8; 4] = [0x00, 0x0E, 0xF0, 0xFE];

impl Algorithm {
    /// Whether a key of this algorithm with these octets is weak: neighbouring parts are equal, so
    /// that it is worth single DES, or a part is one of the 16 weak and semi-weak keys of DES.
    /// Parity bits count for nothing. Keys of AES and HMAC never are.
    ///
    /// # Standard
    /// SP 800-67 3.3.2 for the weak keys; PCI PIN for equal parts.
    ///
    /// # Secrets
    /// The caller wipes `octets`. No branch or address depends on them.
    pub fn is_weak_key(self, octets: &[u8]) -> Choice {
        let mut weak = Choice::from(0);
        if !self.has_short_blocks() {
            return weak;
        }
        let (parts, _) = octets.as_chunks::<8>();
        for part in parts {
            weak |= is_weak(part);
        }
        for (part, next) in parts.iter().zip(parts.iter().skip(1)) {
            weak |= without_parity(part).ct_eq(&without_parity(next));
        }
        weak
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
        let is_weak = |algorithm: Algorithm, parts: &[[u8; 8]]| {
            bool::from(algorithm.is_weak_key(parts.as_flattened()))
        };
        assert!(!is_weak(Algorithm::Tdea2, &[strong, other]));
        assert!(is_weak(Algorithm::Tdea2, &[strong, strong]));
        assert!(is_weak(Algorithm::Tdea2, &[strong, strong.map(|octet| octet ^ 1)]));
        assert!(is_weak(Algorithm::Tdea3, &[strong, other, other]));
        assert!(is_weak(Algorithm::Tdea3, &[strong, strong, other]));
        assert!(!is_weak(Algorithm::Tdea3, &[strong, other, strong]));
        assert!(is_weak(Algorithm::Tdea2, &[strong, weak]));
        assert!(is_weak(Algorithm::Des, &[[1; 8]]));
        assert!(!is_weak(Algorithm::Aes128, &[[0; 8], [0; 8]]));
    }
}
