//! The chain of a MAC over single blocks: CMAC and CBC-MAC, all at once or part by part.

use zeroize::Zeroizing;

use crate::blocks::{double, xor};
use crate::mac::{AesCmac, Algorithm1, Algorithm3, MacAlgorithm, MacPadding, TdeaCmac};

/// The state of a CMAC or CBC-MAC (ISO 9797-1 algorithms 1, 3 and 5) over blocks of `N` octets, 8
/// or 16, between two parts of its message. As secret as the message's MAC; wiped on drop.
///
/// The block function is given to each call, so that the state holds no key. The last block is
/// finished at the end: a full one waits for its successor.
pub struct Chain<const N: usize> {
    state: Zeroizing<[u8; N]>,
    filled: usize,
    /// Octets of the message so far; a length block counts for none.
    taken: u64,
    /// Octets that the message was announced to have.
    announced: Option<u64>,
}

impl<const N: usize> Default for Chain<N> {
    fn default() -> Self {
        Self { state: Zeroizing::new([0; N]), filled: 0, taken: 0, announced: None }
    }
}

impl<const N: usize> Chain<N> {
    /// A chain before its message.
    pub fn new() -> Self {
        Self::default()
    }

    /// A chain that begins with a block of the message's length in bits (ISO 9797-1 padding
    /// method 3). `octets` is the length of the whole message.
    pub fn with_length(octets: u64) -> Self {
        let mut chain = Self::new();
        let bits = u128::from(octets).saturating_mul(8).to_be_bytes();
        let places = chain.state.iter_mut().rev();
        places.zip(bits.iter().rev()).for_each(|(to, from)| *to = *from);
        chain.filled = N;
        chain.announced = Some(octets);
        chain
    }

    /// Whether the message is as long as it was announced to be, where it was.
    pub fn is_complete(&self) -> bool {
        self.announced.is_none_or(|octets| octets == self.taken)
    }

    /// Takes in the next part of the message.
    ///
    /// # Errors
    /// The block function's.
    pub fn absorb<E>(
        &mut self,
        mut encipher: impl FnMut(&mut [u8; N]) -> Result<(), E>,
        part: &[u8],
    ) -> Result<(), E> {
        let mut rest = part;
        while !rest.is_empty() {
            if self.filled == N {
                encipher(&mut self.state)?;
                self.filled = 0;
            }
            let take = rest.len().min(N - self.filled);
            let (now, later) = rest.split_at_checked(take).unwrap_or((rest, &[]));
            for (s, octet) in self.state.iter_mut().skip(self.filled).zip(now) {
                *s ^= octet;
            }
            self.filled += take;
            self.taken = self.taken.saturating_add(take as u64);
            rest = later;
        }
        Ok(())
    }

    /// Ends a CMAC (SP 800-38B 6.2): the full MAC.
    ///
    /// # Errors
    /// The block function's.
    pub fn finish_cmac<E>(
        mut self,
        mut encipher: impl FnMut(&mut [u8; N]) -> Result<(), E>,
    ) -> Result<Zeroizing<[u8; N]>, E> {
        let mut subkey = Zeroizing::new([0; N]);
        encipher(&mut subkey)?;
        double(&mut subkey);
        if let Some(s) = self.state.get_mut(self.filled) {
            *s ^= 0x80;
            double(&mut subkey);
        }
        xor(&mut self.state, &subkey);
        encipher(&mut self.state)?;
        Ok(self.state)
    }

    /// Ends a CBC-MAC: pads by method 1, 2 or 3 (ISO 9797-1 6.3), and gives the last block before
    /// its encipherment, which algorithms 1 and 3 do differently. A chain for method 3 began
    /// [`with_length`](Self::with_length).
    ///
    /// # Errors
    /// The block function's.
    pub fn finish_padded<E>(
        mut self,
        mut encipher: impl FnMut(&mut [u8; N]) -> Result<(), E>,
        method: u8,
    ) -> Result<Zeroizing<[u8; N]>, E> {
        let more = match method {
            2 => Some(0x80),
            // The empty message is one block of zeros, behind its length.
            3 if self.taken == 0 => Some(0),
            _ => None,
        };
        if let Some(octet) = more {
            if self.filled == N {
                encipher(&mut self.state)?;
                self.filled = 0;
            }
            if let Some(s) = self.state.get_mut(self.filled) {
                *s ^= octet;
            }
        }
        Ok(self.state)
    }
}

/// Which encipherment of a chain is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Between two blocks.
    Between,
    /// The last one, whose outcome is the MAC.
    Last,
}

/// A MAC algorithm that is a chain of blocks of `N` octets.
pub trait ChainAlgorithm<const N: usize>: MacAlgorithm {
    /// Padding method 1 to 3, or `None` for CMAC, which pads in its own way.
    const PADDING: Option<u8>;
    /// Whether the links between blocks are single DES under the left half of the key, and only
    /// the last is the whole key's (algorithm 3).
    const SINGLE_BETWEEN: bool = false;

    /// A chain before its message; `None` if the padding needs the message's length and it is
    /// not given.
    fn begin(octets: Option<u64>) -> Option<Chain<N>> {
        match (Self::PADDING, octets) {
            (Some(3), None) => None,
            (Some(3), Some(octets)) => Some(Chain::with_length(octets)),
            _ => Some(Chain::new()),
        }
    }

    /// Ends the chain: the full MAC.
    ///
    /// # Errors
    /// The block function's.
    fn finish<E>(
        chain: Chain<N>,
        mut encipher: impl FnMut(Link, &mut [u8; N]) -> Result<(), E>,
    ) -> Result<Zeroizing<[u8; N]>, E> {
        let Some(method) = Self::PADDING else {
            return chain.finish_cmac(|block| encipher(Link::Last, block));
        };
        let mut last = chain.finish_padded(|block| encipher(Link::Between, block), method)?;
        encipher(Link::Last, &mut last)?;
        Ok(last)
    }

    /// The full MAC of a message in parts. The block function enciphers under the key that the
    /// link takes.
    ///
    /// # Errors
    /// The block function's.
    fn mac<E>(
        mut encipher: impl FnMut(Link, &mut [u8; N]) -> Result<(), E>,
        message: &[&[u8]],
    ) -> Result<Zeroizing<[u8; N]>, E> {
        let octets = message.iter().map(|part| part.len() as u64).sum();
        let mut chain = Self::begin(Some(octets)).unwrap_or_default();
        for part in message {
            chain.absorb(|block| encipher(Link::Between, block), part)?;
        }
        Self::finish(chain, encipher)
    }
}

impl ChainAlgorithm<16> for AesCmac {
    const PADDING: Option<u8> = None;
}

impl ChainAlgorithm<8> for TdeaCmac {
    const PADDING: Option<u8> = None;
}

impl<P: MacPadding, const N: usize> ChainAlgorithm<N> for Algorithm1<P, N> {
    const PADDING: Option<u8> = Some(P::METHOD);
}

impl<P: MacPadding> ChainAlgorithm<8> for Algorithm3<P> {
    const PADDING: Option<u8> = Some(P::METHOD);
    const SINGLE_BETWEEN: bool = true;
}

#[cfg(test)]
mod tests {
    use core::convert::Infallible;

    use super::*;

    /// No cipher: makes the order of blocks visible.
    fn toy(block: &mut [u8; 8]) -> Result<(), Infallible> {
        block.rotate_left(1);
        block.iter_mut().for_each(|octet| *octet = octet.wrapping_mul(5).wrapping_add(7));
        Ok(())
    }

    fn padded(method: u8, message: &[u8]) -> [u8; 8] {
        let mut chain = match method {
            3 => Chain::with_length(message.len() as u64),
            _ => Chain::<8>::new(),
        };
        chain.absorb(toy, message).unwrap();
        *chain.finish_padded(toy, method).unwrap()
    }

    /// The definition: padded in full, then block by block.
    fn plain(blocks: &[[u8; 8]]) -> [u8; 8] {
        let mut state = [0; 8];
        for (place, block) in blocks.iter().enumerate() {
            if place > 0 {
                toy(&mut state).unwrap();
            }
            xor(&mut state, block);
        }
        state
    }

    #[test]
    fn paddings() {
        let message = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        let (full, rest) = ([1, 2, 3, 4, 5, 6, 7, 8], [9, 0, 0, 0, 0, 0, 0, 0]);
        let length = |bits| [0, 0, 0, 0, 0, 0, 0, bits];
        assert_eq!(padded(1, &message), plain(&[full, rest]));
        assert_eq!(padded(1, &full), plain(&[full]));
        assert_eq!(padded(1, &[]), plain(&[[0; 8]]));
        assert_eq!(padded(2, &message), plain(&[full, [9, 0x80, 0, 0, 0, 0, 0, 0]]));
        assert_eq!(padded(2, &full), plain(&[full, [0x80, 0, 0, 0, 0, 0, 0, 0]]));
        assert_eq!(padded(2, &[]), plain(&[[0x80, 0, 0, 0, 0, 0, 0, 0]]));
        assert_eq!(padded(3, &message), plain(&[length(72), full, rest]));
        assert_eq!(padded(3, &full), plain(&[length(64), full]));
        assert_eq!(padded(3, &[]), plain(&[length(0), [0; 8]]));
    }

    #[test]
    fn parts_are_as_if_joined() {
        let message: [u8; 29] = core::array::from_fn(|n| u8::try_from(n).unwrap());
        let whole = {
            let mut chain = Chain::<8>::new();
            chain.absorb(toy, &message).unwrap();
            *chain.finish_cmac(toy).unwrap()
        };
        for size in 1..message.len() {
            let mut chain = Chain::<8>::new();
            for part in message.chunks(size) {
                chain.absorb(toy, part).unwrap();
                chain.absorb(toy, &[]).unwrap();
            }
            assert_eq!(*chain.finish_cmac(toy).unwrap(), whole);
        }
    }
}
