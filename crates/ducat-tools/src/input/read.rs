//! Bounded reading into memory that is allocated once, so that no copy is left behind unwiped.

use std::io::{ErrorKind, Read};

use zeroize::Zeroizing;

use super::{MAX_MESSAGE_OCTETS, MAX_VALUE_OCTETS};
use crate::failure::Failure;

/// Everything, for a value.
pub(super) fn whole(source: &mut dyn Read, name: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
    // One more than is allowed, to notice what is too long.
    let text = chunk(source, MAX_VALUE_OCTETS + 1, name)?;
    if text.len() > MAX_VALUE_OCTETS {
        return Err(Failure::value(name, format!("longer than {MAX_VALUE_OCTETS} octets")));
    }
    Ok(text)
}

/// One line, for a value. Nothing after it is taken from the source.
pub(super) fn line(source: &mut dyn Read, name: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let mut line = Zeroizing::new(Vec::with_capacity(MAX_VALUE_OCTETS));
    loop {
        let octet = chunk(source, 1, name)?;
        match octet.first() {
            None if line.is_empty() => {
                return Err(Failure::value(name, "standard input has no more lines"));
            }
            None | Some(b'\n') => return Ok(line),
            Some(_) if line.len() == MAX_VALUE_OCTETS => {
                return Err(Failure::value(name, format!("longer than {MAX_VALUE_OCTETS} octets")));
            }
            Some(&octet) => line.push(octet),
        }
    }
}

/// A message in parts, wiped on drop: it may hold a PAN.
pub struct Parts(Vec<Zeroizing<Vec<u8>>>);

impl Parts {
    const PART: usize = 256 * 1024;

    /// A message of one part.
    pub fn one(octets: Zeroizing<Vec<u8>>) -> Self {
        Self(vec![octets])
    }

    /// Everything that `source` gives.
    pub(super) fn read(source: &mut dyn Read, name: &str) -> Result<Self, Failure> {
        let mut parts = Vec::new();
        let mut length = 0;
        loop {
            let part = chunk(source, Self::PART, name)?;
            length += part.len();
            if length > MAX_MESSAGE_OCTETS {
                let problem = format!("longer than {MAX_MESSAGE_OCTETS} octets");
                return Err(Failure::value(name, problem));
            }
            let last = part.len() < Self::PART;
            parts.push(part);
            if last {
                return Ok(Self(parts));
            }
        }
    }

    /// The parts in order.
    pub fn as_slices(&self) -> Vec<&[u8]> {
        self.0.iter().map(|part| part.as_slice()).collect()
    }
}

/// Up to `length` octets; fewer only at the end of the source.
fn chunk(source: &mut dyn Read, length: usize, name: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let mut octets = Zeroizing::new(vec![0; length]);
    let mut filled = 0;
    while let Some(free) = octets.get_mut(filled..).filter(|free| !free.is_empty()) {
        match source.read(free) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(Failure::read(name, &error)),
        }
    }
    octets.truncate(filled);
    Ok(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_one_after_the_other() {
        let mut source = &b"first\r\n\nlast"[..];
        assert_eq!(&**line(&mut source, "x").unwrap(), b"first\r");
        assert_eq!(&**line(&mut source, "x").unwrap(), b"");
        assert_eq!(&**line(&mut source, "x").unwrap(), b"last");
        assert!(line(&mut source, "x").is_err());
    }

    #[test]
    fn a_value_has_a_limit() {
        let at = vec![b'0'; MAX_VALUE_OCTETS];
        assert_eq!(whole(&mut &at[..], "x").unwrap().len(), MAX_VALUE_OCTETS);
        assert_eq!(line(&mut &at[..], "x").unwrap().len(), MAX_VALUE_OCTETS);
        assert!(whole(&mut std::io::repeat(b'0'), "x").is_err());
        assert!(line(&mut std::io::repeat(b'0'), "x").is_err());
    }

    #[test]
    fn a_message_has_a_limit_and_keeps_its_octets() {
        let octets: Vec<u8> = (0..Parts::PART * 2 + 5).map(|i| i.to_le_bytes()[0]).collect();
        let parts = Parts::read(&mut &octets[..], "x").unwrap();
        assert_eq!(parts.as_slices().concat(), octets);
        assert!(Parts::read(&mut &octets[..0], "x").unwrap().as_slices().concat().is_empty());
        assert!(Parts::read(&mut std::io::repeat(0), "x").is_err());
    }
}
