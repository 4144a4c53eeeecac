//! Octets as nibbles, most significant first.

/// Splits octets into nibbles. `N` must be twice `O`.
pub const fn split<const O: usize, const N: usize>(octets: &[u8; O]) -> [u8; N] {
    const { assert!(N == 2 * O) };
    let mut nibbles = [0; N];
    let (mut pairs, mut octets) = (nibbles.as_mut_slice(), octets.as_slice());
    while let ([high, low, more @ ..], [octet, rest @ ..]) = (pairs, octets) {
        *high = *octet >> 4;
        *low = *octet & 0xF;
        (pairs, octets) = (more, rest);
    }
    nibbles
}

/// Joins nibbles into octets. `N` must be twice `O`.
pub const fn join<const O: usize, const N: usize>(nibbles: &[u8; N]) -> [u8; O] {
    const { assert!(N == 2 * O) };
    let mut octets = [0; O];
    let (mut places, mut pairs) = (octets.as_mut_slice(), nibbles.as_slice());
    while let ([place, more @ ..], [high, low, rest @ ..]) = (places, pairs) {
        *place = *high << 4 | *low & 0xF;
        (places, pairs) = (more, rest);
    }
    octets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let nibbles: [u8; 6] = split(&[0x12, 0xAF, 0x05]);
        assert_eq!(nibbles, [1, 2, 0xA, 0xF, 0, 5]);
        assert_eq!(join::<3, 6>(&nibbles), [0x12, 0xAF, 0x05]);
    }
}
