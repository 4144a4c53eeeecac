//! PIN blocks of ISO 9564-1: formats 0, 1, 2, 3 and 4.
//!
//! | module | format | bound to the PAN | fill | cipher |
//! |---|---|---|---|---|
//! | [`format0`] | 0 | yes | F | TDEA |
//! | [`format1`] | 1 | no | random | TDEA |
//! | [`format2`] | 2, to an IC card only | no | F | |
//! | [`format3`] | 3 | yes | random A to F | TDEA |
//! | [`format4`] | 4 | yes, between two encipherments | A, then random | AES |
//!
//! Formats 0 to 3 are encoded to and decoded from a [`ClearPinBlock`], whose type names the
//! format. Format 4 has no clear block: it is enciphered and deciphered in one step.
//!
//! Decoding looks at everything before it decides, in constant time, and knows one error for
//! every cause: control nibble, length, digits or fill. A block deciphered with the wrong PAN or
//! key usually, **not always**, fails: decoding authenticates nothing.

use core::marker::PhantomData;

use crate::secret::Secret;

mod field;
mod fill;
pub mod format0;
pub mod format1;
pub mod format2;
pub mod format3;
pub mod format4;
pub(crate) mod nibbles;
mod translate;

pub use translate::{Format, PanChange, TranslationPolicy, translate_format4};

mod sealed {
    pub trait Sealed {}
}

/// One of formats 0 to 3. The set is closed.
pub trait ClearFormat: sealed::Sealed + 'static {}

/// Format 0: bound to the PAN, fill F.
pub enum Format0 {}
/// Format 1: not bound to a PAN, random fill.
pub enum Format1 {}
/// Format 2: for submission to an IC card, fill F.
pub enum Format2 {}
/// Format 3: bound to the PAN, random fill A to F.
pub enum Format3 {}

macro_rules! clear_formats {
    ($($name:ident)*) => {$(
        impl sealed::Sealed for $name {}
        impl ClearFormat for $name {}
    )*};
}
clear_formats!(Format0 Format1 Format2 Format3);

/// A clear PIN block of format `F`, 8 octets. As secret as the PIN; wiped on drop.
///
/// Blocks of different formats do not mix:
/// ```compile_fail,E0308
/// use ducat::{Error, Pan, Pin, pin_block::*};
/// fn f(block: &ClearPinBlock<Format2>, pan: &Pan) -> Result<Pin, Error> {
///     format0::decode(block, pan)
/// }
/// ```
/// ```
/// use ducat::{Error, Pan, Pin, pin_block::*};
/// fn f(block: &ClearPinBlock<Format0>, pan: &Pan) -> Result<Pin, Error> {
///     format0::decode(block, pan)
/// }
/// ```
pub struct ClearPinBlock<F: ClearFormat> {
    octets: Secret<8>,
    format: PhantomData<fn() -> F>,
}

impl<F: ClearFormat> ClearPinBlock<F> {
    /// Takes 8 octets for a block of format `F`. Nothing is checked before decoding.
    ///
    /// # Secrets
    /// The caller wipes `octets`.
    pub fn from_octets(octets: &[u8; 8]) -> Self {
        let mut block = Self { octets: Secret::zero(), format: PhantomData };
        *block.octets.expose_secret_mut() = *octets;
        block
    }

    /// The 8 octets, for the one who must have them.
    pub const fn expose_secret(&self) -> &[u8; 8] {
        self.octets.expose_secret()
    }

    /// The block of 16 nibbles, exclusive-or the PAN field.
    fn from_nibbles(nibbles: &[u8; 16], pan_field: &[u8; 8]) -> Self {
        let mut block = Self { octets: Secret::zero(), format: PhantomData };
        *block.octets.expose_secret_mut() = nibbles::join(nibbles);
        block.octets.expose_secret_mut().iter_mut().zip(pan_field).for_each(|(b, p)| *b ^= p);
        block
    }

    /// The 16 nibbles of the PIN field, the PAN field taken off.
    fn to_nibbles(&self, pan_field: &[u8; 8]) -> zeroize::Zeroizing<[u8; 16]> {
        let mut octets = zeroize::Zeroizing::new(*self.octets.expose_secret());
        octets.iter_mut().zip(pan_field).for_each(|(o, p)| *o ^= p);
        zeroize::Zeroizing::new(nibbles::split(&octets))
    }
}

/// An enciphered PIN block of format 4, 16 octets. Public.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EncipheredPinBlock(pub [u8; 16]);
