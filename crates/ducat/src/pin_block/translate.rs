//! Translation of PIN blocks: from one key to another, under a policy.

use ducat_hal::TranslatePin;
use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::EncipheredPinBlock;
use crate::error::Error;
use crate::key::Key;
use crate::key::role::{PinDecipher, PinEncipher};
use crate::pan::Pan;
use crate::secret::scrubbed;

/// A PIN block format by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Format {
    /// Format 0.
    Format0 = 0,
    /// Format 1.
    Format1 = 1,
    /// Format 2.
    Format2 = 2,
    /// Format 3.
    Format3 = 3,
    /// Format 4.
    Format4 = 4,
}

impl Format {
    /// The format with this number, 0 to 4.
    pub const fn from_number(number: u8) -> Option<Self> {
        Some(match number {
            0 => Self::Format0,
            1 => Self::Format1,
            2 => Self::Format2,
            3 => Self::Format3,
            4 => Self::Format4,
            _ => return None,
        })
    }

    const fn bound_to_pan(self) -> bool {
        matches!(self, Self::Format0 | Self::Format3 | Self::Format4)
    }
}

/// Whether the account number stays the same in a translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PanChange {
    /// Both blocks are bound to one PAN, or the one before was bound to none.
    Unchanged,
    /// The new block is bound to another PAN.
    Changed,
}

/// Which translations are allowed.
///
/// # Standard
/// ISO 9564-1 and PCI PIN requirement 3-3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TranslationPolicy {}

impl TranslationPolicy {
    /// What ISO 9564-1 allows online without conditions: a block bound to a PAN stays bound to
    /// the same PAN; a format 1 block may become bound; nothing becomes format 1 that was not,
    /// and nothing is translated to or from format 2, which goes to an IC card only.
    pub const STRICT: Self = Self {};

    /// Whether a block may be translated from one format to another.
    pub const fn allows(self, from: Format, to: Format, pan: PanChange) -> bool {
        match (from, to) {
            (Format::Format2, _) | (_, Format::Format2) => false,
            (Format::Format1, _) => true,
            (_, Format::Format1) => false,
            (from, to) => {
                from.bound_to_pan() && to.bound_to_pan() && matches!(pan, PanChange::Unchanged)
            }
        }
    }
}

impl Default for TranslationPolicy {
    fn default() -> Self {
        Self::STRICT
    }
}

/// Translates a format 4 block to another key: deciphers and checks it, and enciphers the PIN
/// anew with fresh randomness. The PAN stays the same.
///
/// # Standard
/// ISO 9564-1 9.4.2; PCI PIN requirement 3-3.
///
/// # Secrets
/// The PIN exists only within the engine's call; this crate sees the two blocks.
///
/// # Errors
/// [`Error::PinBlock`] for whatever is wrong with the block, in constant time;
/// [`Error::Random`]; [`Error::Algorithm`] unless both keys are AES keys; the engine's.
pub fn translate_format4<E, G>(
    engine: &mut E,
    rng: &mut G,
    from: &Key<PinDecipher, E>,
    block: &EncipheredPinBlock,
    pan: &Pan,
    to: &Key<PinEncipher, E>,
) -> Result<EncipheredPinBlock, Error>
where
    E: TranslatePin,
    G: TryCryptoRng + ?Sized,
{
    for algorithm in [from.attributes(engine).algorithm, to.attributes(engine).algorithm] {
        if !algorithm.is_aes() {
            return Err(Error::Algorithm);
        }
    }
    scrubbed(engine, |engine| {
        let mut random = Zeroizing::new([0; 8]);
        rng.try_fill_bytes(&mut *random).map_err(|_| Error::Random)?;
        let pan_field = Zeroizing::new(pan.format4_field());
        let (from, to) = (from.handle(), to.handle());
        let block = engine.translate_pin(from, &block.0, &pan_field, to, &random);
        block.map_err(Error::engine)?.map(EncipheredPinBlock).ok_or(Error::PinBlock)
    })
}
