//! What a PIN block is bound to, and the blocks that translation and verification take.

use ducat_hal::{EncipheredPin, KeyEngine, PanFields};

use super::Format;
use crate::error::Error;
use crate::key::Key;
use crate::key::role::{PinDecipher, PinEncipher};
use crate::pan::Pan;

/// The format of a PIN block, with the PAN where the format binds to one.
#[derive(Clone, Copy)]
pub enum Binding<'p> {
    /// Format 0, to this PAN.
    Format0(&'p Pan),
    /// Format 1, to no PAN.
    Format1,
    /// Format 2, to no PAN.
    Format2,
    /// Format 3, to this PAN.
    Format3(&'p Pan),
    /// Format 4, to this PAN with all its digits, as ISO 9564-1 demands.
    Format4(&'p Pan),
    /// Format 4, to the twelve rightmost digits of this PAN without its check digit. **Not** what
    /// ISO 9564-1 says: for peers that know no other, by agreement with them.
    ///
    /// The documentation of `TranslatePinData` of AWS Payment Cryptography has said, of format 4,
    /// that the service supports blocks "built using legacy PAN length": the twelve rightmost
    /// digits, check digit excluded. It gives no example. The field made here is the one that the
    /// standard has for a number of twelve digits: a zero nibble, the digits, zeros; shorter PANs
    /// are padded with zeros on the left. That the peer lays it out in the same way is
    /// **unverified**: a terminal sample that AWS has published binds format 4 to the whole PAN.
    /// Compare a block with the peer before relying on it.
    Format4TwelveDigits(&'p Pan),
}

impl<'p> Binding<'p> {
    /// The binding of a format that is known at run time, with all digits of the PAN. Formats 1
    /// and 2 leave the PAN aside.
    ///
    /// # Errors
    /// [`Error::Pan`] if the format binds to a PAN and there is none.
    pub fn new(format: Format, pan: Option<&'p Pan>) -> Result<Self, Error> {
        let needed = pan.ok_or(Error::Pan);
        Ok(match format {
            Format::Format0 => Self::Format0(needed?),
            Format::Format1 => Self::Format1,
            Format::Format2 => Self::Format2,
            Format::Format3 => Self::Format3(needed?),
            Format::Format4 => Self::Format4(needed?),
        })
    }

    /// The format.
    pub const fn format(&self) -> Format {
        match self {
            Self::Format0(_) => Format::Format0,
            Self::Format1 => Format::Format1,
            Self::Format2 => Format::Format2,
            Self::Format3(_) => Format::Format3,
            Self::Format4(_) | Self::Format4TwelveDigits(_) => Format::Format4,
        }
    }

    /// The PAN, where the format binds to one.
    pub const fn pan(&self) -> Option<&'p Pan> {
        match *self {
            Self::Format0(pan)
            | Self::Format3(pan)
            | Self::Format4(pan)
            | Self::Format4TwelveDigits(pan) => Some(pan),
            Self::Format1 | Self::Format2 => None,
        }
    }

    pub(crate) fn fields(&self) -> PanFields {
        let mut fields = self.pan().map(Pan::fields).unwrap_or_default();
        if let Self::Format4TwelveDigits(pan) = self {
            fields.long = pan.format4_field_of_12_digits();
        }
        fields
    }
}

/// A PIN block as it came: the key that it is under, and what it is bound to.
pub struct PinSource<'s, E: KeyEngine> {
    /// The key.
    pub key: &'s Key<PinDecipher, E>,
    /// The block.
    pub block: &'s EncipheredPin,
    /// Its format and PAN.
    pub binding: Binding<'s>,
}

impl<E: KeyEngine> PinSource<'_, E> {
    /// The format of block, binding and key.
    ///
    /// # Errors
    /// [`Error::PinBlock`] if the block is of another format than the binding;
    /// [`Error::Algorithm`] unless the key is of the format's cipher.
    pub(crate) fn format(&self, engine: &E) -> Result<Format, Error> {
        let format = self.binding.format();
        if self.block.format() != format {
            return Err(Error::PinBlock);
        }
        if !format.accepts(self.key.attributes(engine).algorithm) {
            return Err(Error::Algorithm);
        }
        Ok(format)
    }
}

/// What a PIN block will become: the key to put it under, and what to bind it to.
pub struct PinTarget<'t, E: KeyEngine> {
    /// The key.
    pub key: &'t Key<PinEncipher, E>,
    /// The new format and PAN.
    pub binding: Binding<'t>,
}
