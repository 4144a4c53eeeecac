//! Keys and PINs that differ, and randomness that does not.

use core::convert::Infallible;

use ducat::Pin;
use rand_core::{TryCryptoRng, TryRng};

/// Keys and a PIN, made of a number. Two of them differ in nearly every octet.
pub(crate) struct Secrets(u8);

impl Secrets {
    pub(crate) const ALL: [Self; 3] = [Self(0), Self(1), Self(2)];

    /// The key of this name.
    pub(crate) fn key(&self, name: u8) -> [u8; 32] {
        let mut key = [0; 32];
        let mut state = u64::from(self.0 + 1) << 8 | u64::from(name);
        for word in key.chunks_exact_mut(8) {
            // SplitMix64.
            state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut mixed = state;
            mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
            word.copy_from_slice(&(mixed ^ mixed >> 31).to_be_bytes());
        }
        key
    }

    /// Twelve digits, each another one in each set.
    pub(crate) fn digits(&self) -> [u8; 12] {
        let mut places = 0..12;
        [(); 12].map(|()| b'0' + (7 * places.next().unwrap_or(0) + 3 * self.0) % 10)
    }

    pub(crate) fn pin(&self) -> Pin {
        Pin::from_ascii(&self.digits()).unwrap()
    }
}

/// Counts. An output that depends on it does not differ.
#[derive(Default)]
pub(crate) struct Counting(u8);

impl TryRng for Counting {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut octets = [0; 4];
        self.try_fill_bytes(&mut octets)?;
        Ok(u32::from_be_bytes(octets))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut octets = [0; 8];
        self.try_fill_bytes(&mut octets)?;
        Ok(u64::from_be_bytes(octets))
    }

    fn try_fill_bytes(&mut self, octets: &mut [u8]) -> Result<(), Infallible> {
        for octet in octets {
            *octet = self.0;
            self.0 = self.0.wrapping_add(1);
        }
        Ok(())
    }
}

impl TryCryptoRng for Counting {}
