//! PIN blocks under keys whose usage is PIN encipherment.
//!
//! Three capabilities, because they are three rights: a terminal enciphers, an issuer deciphers,
//! and who stands between them translates without ever holding a PIN. None of them enciphers
//! arbitrary blocks with a PIN key (PCI PTS POI B12): what goes in is a PIN, and the engine makes
//! the PIN field of it.
//!
//! Formats 0 to 3 have blocks of 8 octets and TDEA keys, format 4 blocks of 16 and AES keys.
//! [`EncipherPin`] and [`DecipherPin`] tell them apart by `OCTETS`, so that a terminal that knows
//! format 4 alone links no TDEA.
//!
//! The PIN is secret, PAN fields are cardholder data, the enciphered block is public.
//!
//! **If you implement them**: [`blocks`](crate::blocks) has each of them over single blocks. An
//! engine that may not release a PIN implements [`TranslatePin`] and leaves [`DecipherPin`] out.
//! **If you call them**: `ducat::pin_block` is the typed form.

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::engine::KeyEngine;
use crate::pin_field::{FILL_NIBBLES, PinBlockFormat, PinDigits};

/// An enciphered PIN block with its format. Public.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EncipheredPin {
    /// A block of format 0, under TDEA.
    Format0([u8; 8]),
    /// A block of format 1, under TDEA.
    Format1([u8; 8]),
    /// A block of format 2, under TDEA: on its way to an IC card.
    Format2([u8; 8]),
    /// A block of format 3, under TDEA.
    Format3([u8; 8]),
    /// A block of format 4, under AES.
    Format4([u8; 16]),
}

impl EncipheredPin {
    /// A block of `format`; `None` unless it has [`format.octets()`](PinBlockFormat::octets).
    pub fn from_octets(format: PinBlockFormat, octets: &[u8]) -> Option<Self> {
        Some(match format {
            PinBlockFormat::Format0 => Self::Format0(octets.try_into().ok()?),
            PinBlockFormat::Format1 => Self::Format1(octets.try_into().ok()?),
            PinBlockFormat::Format2 => Self::Format2(octets.try_into().ok()?),
            PinBlockFormat::Format3 => Self::Format3(octets.try_into().ok()?),
            PinBlockFormat::Format4 => Self::Format4(octets.try_into().ok()?),
        })
    }

    /// A block of a format with 8 octets.
    pub(crate) const fn of_short(format: PinBlockFormat, octets: [u8; 8]) -> Option<Self> {
        Some(match format {
            PinBlockFormat::Format0 => Self::Format0(octets),
            PinBlockFormat::Format1 => Self::Format1(octets),
            PinBlockFormat::Format2 => Self::Format2(octets),
            PinBlockFormat::Format3 => Self::Format3(octets),
            PinBlockFormat::Format4 => return None,
        })
    }

    /// Its format.
    pub const fn format(&self) -> PinBlockFormat {
        match self {
            Self::Format0(_) => PinBlockFormat::Format0,
            Self::Format1(_) => PinBlockFormat::Format1,
            Self::Format2(_) => PinBlockFormat::Format2,
            Self::Format3(_) => PinBlockFormat::Format3,
            Self::Format4(_) => PinBlockFormat::Format4,
        }
    }

    /// The 8 or 16 octets.
    pub const fn as_octets(&self) -> &[u8] {
        match self {
            Self::Format0(octets)
            | Self::Format1(octets)
            | Self::Format2(octets)
            | Self::Format3(octets) => octets,
            Self::Format4(octets) => octets,
        }
    }
}

/// The PAN fields that PIN blocks are bound to. Cardholder data: wiped on drop.
#[derive(Default)]
pub struct PanFields {
    /// The field of formats 0 and 3.
    pub short: [u8; 8],
    /// The field of format 4.
    pub long: [u8; 16],
}

impl PanFields {
    /// The field of a format with blocks of 8 octets: zeros where it is bound to no PAN.
    pub(crate) const fn short_for(&self, format: PinBlockFormat) -> [u8; 8] {
        if format.is_bound_to_pan() { self.short } else { [0; 8] }
    }
}

impl Drop for PanFields {
    fn drop(&mut self) {
        self.short.zeroize();
        self.long.zeroize();
    }
}

impl ZeroizeOnDrop for PanFields {}

/// Randomness of a new PIN block, as much as the longest takes. An engine may take its own
/// instead. Wiped on drop.
#[derive(Default)]
pub struct PinBlockRandom {
    /// Fill nibbles of formats 1 (0 to F) and 3 (A to F), one for each of the 14 places that no
    /// digit takes.
    pub fill: [u8; FILL_NIBBLES],
    /// The random half of format 4.
    pub half: [u8; 8],
}

impl Drop for PinBlockRandom {
    fn drop(&mut self) {
        self.fill.zeroize();
        self.half.zeroize();
    }
}

impl ZeroizeOnDrop for PinBlockRandom {}

/// What a new PIN block will be.
#[derive(Clone, Copy)]
pub struct NewPinBlock<'b> {
    /// Its format.
    pub format: PinBlockFormat,
    /// The fields of the PAN that it is bound to, where the format is.
    pub pan: &'b PanFields,
    /// Its randomness, where the format has any.
    pub random: &'b PinBlockRandom,
}

/// Enciphers PINs into blocks of `OCTETS`: 16, format 4 under AES; or 8, the others under TDEA.
pub trait EncipherPin<const OCTETS: usize = 16>: KeyEngine {
    /// Encodes a PIN as `new` says, and enciphers it.
    ///
    /// # Errors
    /// `NotPermitted` by the key's attributes, `Unsupported` if the format has no blocks of
    /// `OCTETS`, or the key is not of its cipher.
    fn encipher_pin(
        &mut self,
        key: &Self::Handle,
        pin: &PinDigits,
        new: &NewPinBlock<'_>,
    ) -> Result<[u8; OCTETS], Self::Error>;
}

/// Deciphers PINs from blocks of `OCTETS`: the PIN comes out.
pub trait DecipherPin<const OCTETS: usize = 16>: KeyEngine {
    /// Deciphers a PIN block of `format` and checks its PIN field
    /// ([`pin_field::decode`](crate::pin_field::decode)).
    ///
    /// `None` if the PIN field is not what the format demands, whatever is wrong with it; the time
    /// taken does not tell what. A wrong key or PAN usually, **not always**, gives `None`.
    ///
    /// # Errors
    /// As [`EncipherPin::encipher_pin`].
    fn decipher_pin(
        &mut self,
        key: &Self::Handle,
        format: PinBlockFormat,
        block: &[u8; OCTETS],
        pan: &PanFields,
    ) -> Result<Option<PinDigits>, Self::Error>;
}

/// Translates PINs from one key and format to another: the PIN stays inside.
pub trait TranslatePin: KeyEngine {
    /// Deciphers a PIN block under `from`, checks its PIN field
    /// ([`pin_field::decode`](crate::pin_field::decode)), and enciphers the PIN under `to` as
    /// `new` says. Which formats may follow which is the caller's policy.
    ///
    /// `None` if the PIN field is not what its format demands, whatever is wrong with it. The
    /// field is enciphered all the same: the time taken does not tell.
    ///
    /// # Errors
    /// `NotPermitted` by the keys' attributes, `Unsupported` if one is not of its format's cipher.
    fn translate_pin(
        &mut self,
        from: &Self::Handle,
        block: &EncipheredPin,
        pan: &PanFields,
        to: &Self::Handle,
        new: &NewPinBlock<'_>,
    ) -> Result<Option<EncipheredPin>, Self::Error>;
}

impl<const OCTETS: usize, T: EncipherPin<OCTETS> + ?Sized> EncipherPin<OCTETS> for &mut T {
    fn encipher_pin(
        &mut self,
        key: &Self::Handle,
        pin: &PinDigits,
        new: &NewPinBlock<'_>,
    ) -> Result<[u8; OCTETS], Self::Error> {
        T::encipher_pin(self, key, pin, new)
    }
}

impl<const OCTETS: usize, T: DecipherPin<OCTETS> + ?Sized> DecipherPin<OCTETS> for &mut T {
    fn decipher_pin(
        &mut self,
        key: &Self::Handle,
        format: PinBlockFormat,
        block: &[u8; OCTETS],
        pan: &PanFields,
    ) -> Result<Option<PinDigits>, Self::Error> {
        T::decipher_pin(self, key, format, block, pan)
    }
}

impl<T: TranslatePin + ?Sized> TranslatePin for &mut T {
    fn translate_pin(
        &mut self,
        from: &Self::Handle,
        block: &EncipheredPin,
        pan: &PanFields,
        to: &Self::Handle,
        new: &NewPinBlock<'_>,
    ) -> Result<Option<EncipheredPin>, Self::Error> {
        T::translate_pin(self, from, block, pan, to, new)
    }
}
