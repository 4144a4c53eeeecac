//! Hexadecimal, as key blocks have it: upper case. All of it is public.

/// The value of a digit. Lower case only if `lower` says so.
pub(super) const fn digit(character: u8, lower: bool) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'A'..=b'F' => Some(character - b'A' + 10),
        b'a'..=b'f' if lower => Some(character - b'a' + 10),
        _ => None,
    }
}

/// Whether all of it is digits.
pub(super) fn is_hex(characters: &[u8], lower: bool) -> bool {
    characters.iter().all(|character| digit(*character, lower).is_some())
}

/// The octets of twice as many digits, written to the front of `out`; `None` if they are no
/// digits, or not twice as many as there is room.
pub(super) fn decode(characters: &[u8], lower: bool, out: &mut [u8]) -> Option<()> {
    let (pairs, []) = characters.as_chunks::<2>() else { return None };
    if pairs.len() != out.len() {
        return None;
    }
    for (to, [high, low]) in out.iter_mut().zip(pairs) {
        *to = digit(*high, lower)? << 4 | digit(*low, lower)?;
    }
    Some(())
}

/// As [`decode`], for a number of octets that is known.
pub(super) fn array<const N: usize>(characters: &[u8], lower: bool) -> Option<[u8; N]> {
    let mut octets = [0; N];
    decode(characters, lower, &mut octets)?;
    Some(octets)
}

/// The value of up to 4 digits.
pub(super) fn number(characters: &[u8], lower: bool) -> Option<usize> {
    characters.iter().try_fold(0usize, |sum, character| {
        Some(sum.checked_mul(16)? | usize::from(digit(*character, lower)?))
    })
}

/// The value of decimal digits.
pub(super) fn decimal(characters: &[u8]) -> Option<usize> {
    characters.iter().try_fold(0usize, |sum, character| match character {
        b'0'..=b'9' => sum.checked_mul(10)?.checked_add(usize::from(character - b'0')),
        _ => None,
    })
}

/// The digit of the low nibble of `value`. Without a branch: what is written comes out of a cipher,
/// and whoever looks for decisions on secrets cannot see that it is public.
pub(super) const fn character(value: u8) -> u8 {
    let nibble = value & 0xF;
    // Ten and more carry into the next nibble.
    let is_letter = (nibble + 6) >> 4;
    b'0' + nibble + is_letter * (b'A' - b'0' - 10)
}

/// The two digits of an octet.
pub(super) const fn pair(octet: u8) -> [u8; 2] {
    [character(octet >> 4), character(octet)]
}

/// The decimal digits of `value`, as many as there is room for.
pub(super) const fn to_decimal<const N: usize>(value: usize) -> Option<[u8; N]> {
    let mut digits = [b'0'; N];
    let mut rest = value;
    let mut place = digits.as_mut_slice();
    while let Some((last, before)) = place.split_last_mut() {
        // A remainder by ten fits.
        #[expect(clippy::cast_possible_truncation, reason = "below ten")]
        let digit = (rest % 10) as u8;
        *last = b'0' + digit;
        rest /= 10;
        place = before;
    }
    if rest == 0 { Some(digits) } else { None }
}
