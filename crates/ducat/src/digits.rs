//! Decimal digits from text, without a branch on one of them.

/// `N` digit values from as many ASCII digits; `None` if there are more, fewer, or others.
pub(crate) fn exactly<const N: usize>(ascii: &[u8]) -> Option<[u8; N]> {
    if ascii.len() != N {
        return None;
    }
    left_aligned(ascii)
}

/// Digit values from at most `N` ASCII digits, with zeros behind them.
pub(crate) fn at_most<const N: usize>(ascii: &[u8]) -> Option<[u8; N]> {
    if ascii.len() > N {
        return None;
    }
    left_aligned(ascii)
}

fn left_aligned<const N: usize>(ascii: &[u8]) -> Option<[u8; N]> {
    let mut digits = [0; N];
    let mut beyond_nine = 0;
    for (to, from) in digits.iter_mut().zip(ascii) {
        *to = from.wrapping_sub(b'0');
        beyond_nine |= u8::from(*to > 9);
    }
    (beyond_nine == 0).then_some(digits)
}
