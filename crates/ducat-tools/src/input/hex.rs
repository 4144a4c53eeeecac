//! Hexadecimal digits to octets and back.

use core::fmt;

use zeroize::Zeroizing;

/// Why text is not hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HexError {
    /// Something is neither a digit nor white space.
    NotADigit,
    /// The number of digits is odd.
    OddDigits,
}

impl fmt::Display for HexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotADigit => "not hexadecimal",
            Self::OddDigits => "an odd number of hexadecimal digits",
        })
    }
}

/// The octets of hexadecimal digits of either case. White space between digits is passed over.
///
/// # Errors
/// [`HexError`] says what is wrong, and not where: the place would tell about the rest.
pub fn decode(text: &[u8]) -> Result<Zeroizing<Vec<u8>>, HexError> {
    let mut octets = Zeroizing::new(Vec::with_capacity(text.len() / 2 + 1));
    let mut digits = text.iter().filter(|c| !c.is_ascii_whitespace()).map(|&c| nibble(c));
    while let Some(high) = digits.next() {
        let high = high.ok_or(HexError::NotADigit)?;
        let low = digits.next().ok_or(HexError::OddDigits)?.ok_or(HexError::NotADigit)?;
        octets.push(high << 4 | low);
    }
    Ok(octets)
}

fn nibble(digit: u8) -> Option<u8> {
    u8::try_from(char::from(digit).to_digit(16)?).ok()
}

/// Octets as upper-case hexadecimal digits.
pub fn encode(octets: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(2 * octets.len()));
    for nibble in octets.iter().flat_map(|octet| [octet >> 4, octet & 0xF]) {
        let digit = char::from_digit(nibble.into(), 16).unwrap_or('?');
        text.push(digit.to_ascii_uppercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways() {
        let every: Vec<u8> = (0..=255).collect();
        let text = encode(&every);
        assert_eq!(decode(text.as_bytes()).as_deref(), Ok(&every));
        assert_eq!(decode(text.to_lowercase().as_bytes()).as_deref(), Ok(&every));
        assert_eq!(decode(b" 01 2\n3 ").as_deref(), Ok(&vec![0x01, 0x23]));
        assert_eq!(decode(b"").as_deref(), Ok(&vec![]));
    }

    #[test]
    fn what_is_no_hexadecimal() {
        assert_eq!(decode(b"012"), Err(HexError::OddDigits));
        for bad in ["0g", "0x01", "\u{661}\u{662}", "01-2", "\0\0"] {
            assert_eq!(decode(bad.as_bytes()), Err(HexError::NotADigit), "{bad}");
        }
        assert_eq!(decode(&[0xFF, 0xFE]), Err(HexError::NotADigit));
    }
}
