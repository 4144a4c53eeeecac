//! Octets as nibbles, most significant first.

/// Splits octets into nibbles. `N` must be twice `O`.
pub(crate) fn split<const O: usize, const N: usize>(octets: &[u8; O]) -> [u8; N] {
    const { assert!(N == 2 * O) };
    let mut nibbles = [0; N];
    for (pair, octet) in nibbles.chunks_exact_mut(2).zip(octets) {
        if let [high, low] = pair {
            *high = octet >> 4;
            *low = octet & 0xF;
        }
    }
    nibbles
}

/// Joins nibbles into octets. `N` must be twice `O`.
pub(crate) fn join<const O: usize, const N: usize>(nibbles: &[u8; N]) -> [u8; O] {
    const { assert!(N == 2 * O) };
    let mut octets = [0; O];
    for (octet, pair) in octets.iter_mut().zip(nibbles.chunks_exact(2)) {
        if let [high, low] = pair {
            *octet = high << 4 | low & 0xF;
        }
    }
    octets
}
