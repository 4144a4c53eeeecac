//! The demo's random source: the operating system's, or a repeatable one.

use core::fmt;

use ducat_hal::{Hkdf, Sha256};
use ducat_soft::Engine;
use getrandom::SysRng;
use rand_core::{TryCryptoRng, TryRng};

pub(super) enum DemoRng {
    System(SysRng),
    /// Octets derived from a fixed text: for a run that can be printed in a manual.
    Repeatable {
        draws: u32,
    },
}

impl DemoRng {
    pub(super) const fn system() -> Self {
        Self::System(SysRng)
    }

    pub(super) const fn repeatable() -> Self {
        Self::Repeatable { draws: 0 }
    }
}

/// The operating system has no random octets.
#[derive(Debug)]
pub(super) struct NoRandom;

impl fmt::Display for NoRandom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the operating system has no random octets")
    }
}

impl core::error::Error for NoRandom {}

impl TryRng for DemoRng {
    type Error = NoRandom;

    fn try_next_u32(&mut self) -> Result<u32, NoRandom> {
        let mut octets = [0; 4];
        self.try_fill_bytes(&mut octets)?;
        Ok(u32::from_le_bytes(octets))
    }

    fn try_next_u64(&mut self) -> Result<u64, NoRandom> {
        let mut octets = [0; 8];
        self.try_fill_bytes(&mut octets)?;
        Ok(u64::from_le_bytes(octets))
    }

    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), NoRandom> {
        match self {
            Self::System(system) => system.try_fill_bytes(dst).map_err(|_| NoRandom),
            Self::Repeatable { draws } => {
                *draws += 1;
                let mut engine = Engine::<32>::new();
                let salt = draws.to_be_bytes();
                Hkdf::<Sha256>::hkdf(&mut engine, &salt, b"ducat demo", b"", dst)
                    .map_err(|_| NoRandom)
            }
        }
    }
}

impl TryCryptoRng for DemoRng {}
