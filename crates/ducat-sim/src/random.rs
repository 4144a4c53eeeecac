//! Random sources that do what a test needs. None of them is random.

use core::fmt;

use rand_core::{TryCryptoRng, TryRng};

/// The source has nothing left to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exhausted;

impl fmt::Display for Exhausted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the random source is exhausted")
    }
}

impl core::error::Error for Exhausted {}

/// Passes octets of another source on, and fails after so many of them.
pub struct FailingRng<G> {
    source: G,
    octets_left: usize,
}

impl<G> FailingRng<G> {
    /// Fails once `octets` have been given, and for ever after.
    pub const fn after(octets: usize, source: G) -> Self {
        Self { source, octets_left: octets }
    }
}

impl<G: TryCryptoRng> TryRng for FailingRng<G> {
    type Error = Exhausted;

    fn try_next_u32(&mut self) -> Result<u32, Exhausted> {
        let mut octets = [0; 4];
        self.try_fill_bytes(&mut octets)?;
        Ok(u32::from_le_bytes(octets))
    }

    fn try_next_u64(&mut self) -> Result<u64, Exhausted> {
        let mut octets = [0; 8];
        self.try_fill_bytes(&mut octets)?;
        Ok(u64::from_le_bytes(octets))
    }

    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Exhausted> {
        let left = self.octets_left.checked_sub(dst.len());
        self.octets_left = left.unwrap_or(0);
        left.ok_or(Exhausted)?;
        self.source.try_fill_bytes(dst).map_err(|_| Exhausted)
    }
}

impl<G: TryCryptoRng> TryCryptoRng for FailingRng<G> {}

/// Gives the octets of a script, in order, and then fails.
pub struct ScriptedRng<'s> {
    script: &'s [u8],
}

impl<'s> ScriptedRng<'s> {
    /// Gives these octets.
    pub const fn new(script: &'s [u8]) -> Self {
        Self { script }
    }

    /// Octets of the script that nobody has asked for.
    pub const fn left(&self) -> usize {
        self.script.len()
    }
}

impl TryRng for ScriptedRng<'_> {
    type Error = Exhausted;

    fn try_next_u32(&mut self) -> Result<u32, Exhausted> {
        let mut octets = [0; 4];
        self.try_fill_bytes(&mut octets)?;
        Ok(u32::from_le_bytes(octets))
    }

    fn try_next_u64(&mut self) -> Result<u64, Exhausted> {
        let mut octets = [0; 8];
        self.try_fill_bytes(&mut octets)?;
        Ok(u64::from_le_bytes(octets))
    }

    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Exhausted> {
        let (now, later) = self.script.split_at_checked(dst.len()).ok_or(Exhausted)?;
        dst.copy_from_slice(now);
        self.script = later;
        Ok(())
    }
}

impl TryCryptoRng for ScriptedRng<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_ends() {
        let mut rng = ScriptedRng::new(&[1, 2, 3]);
        let mut two = [0; 2];
        assert_eq!(rng.try_fill_bytes(&mut two), Ok(()));
        assert_eq!(two, [1, 2]);
        assert_eq!(rng.left(), 1);
        assert_eq!(rng.try_fill_bytes(&mut two), Err(Exhausted));
        assert_eq!(rng.left(), 1);
    }

    #[test]
    fn a_failing_source_stays_failed() {
        let mut rng = FailingRng::after(5, ScriptedRng::new(&[7; 100]));
        assert_eq!(rng.try_next_u32(), Ok(0x0707_0707));
        assert_eq!(rng.try_next_u32(), Err(Exhausted));
        assert_eq!(rng.try_fill_bytes(&mut [0]), Err(Exhausted));
    }
}
