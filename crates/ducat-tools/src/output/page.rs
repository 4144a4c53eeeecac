//! Text on its way out, wiped on drop.

use std::io::{self, Write};

use zeroize::Zeroizing;

/// A buffer that leaves nothing behind when it grows.
pub(super) struct Page(Zeroizing<Vec<u8>>);

impl Page {
    pub(super) fn new() -> Self {
        Self(Zeroizing::new(Vec::with_capacity(1024)))
    }

    pub(super) fn as_octets(&self) -> &[u8] {
        &self.0
    }
}

impl Write for Page {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        if self.0.capacity() - self.0.len() < octets.len() {
            let mut larger = Vec::with_capacity(2 * (self.0.capacity() + octets.len()));
            larger.extend_from_slice(&self.0);
            // The smaller one is wiped here.
            self.0 = Zeroizing::new(larger);
        }
        self.0.extend_from_slice(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_grows() {
        let mut page = Page::new();
        for i in 0..5000u16 {
            page.write_all(&i.to_be_bytes()).unwrap();
        }
        let expected: Vec<u8> = (0..5000u16).flat_map(u16::to_be_bytes).collect();
        assert_eq!(page.as_octets(), expected);
    }
}
