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
//! format: for devices that encipher it themselves, and for IC cards. Formats 0, 1, 3 and 4 are
//! enciphered and deciphered in one step by the engine, which makes the PIN field. An enciphered
//! block carries its format ([`EncipheredPin`]), and [`translate()`] takes it from any key and format
//! to any other that the [policy](TranslationPolicy) allows.
//!
//! Decoding looks at everything before it decides, in constant time, and knows one error for
//! every cause: control nibble, length, digits or fill. A block deciphered with the wrong PAN or
//! key usually, **not always**, fails: decoding authenticates nothing.

use core::marker::PhantomData;

use ducat_hal::pin_field::{self, FILL_NIBBLES};
use zeroize::Zeroizing;

use crate::error::Error;
use crate::pin::Pin;
use crate::secret::Secret;

mod binding;
mod ciphered;
mod fill;
pub mod format0;
pub mod format1;
pub mod format2;
pub mod format3;
pub mod format4;
mod policy;
mod translate;

pub use binding::{Binding, PinSource, PinTarget};
pub(crate) use ciphered::encipher_tdea;
pub use ducat_hal::EncipheredPin;
#[doc(alias = "PinBlockFormat")]
pub use ducat_hal::PinBlockFormat as Format;
pub use policy::{PanChange, TranslationPolicy};
pub use translate::{translate, translate_format4};

mod sealed {
    pub trait Sealed {}
}

/// One of formats 0 to 3. The set is closed.
pub trait ClearFormat: sealed::Sealed + 'static {
    /// Its number.
    const FORMAT: Format;
}

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
        impl ClearFormat for $name {
            const FORMAT: Format = Format::$name;
        }
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

    /// The block of a PIN, exclusive-or the PAN field.
    fn encode(pin: &Pin, fill: &[u8; FILL_NIBBLES], pan_field: &[u8; 8]) -> Self {
        let mut block = Self::from_octets(&pin_field::encode(F::FORMAT, pin.digits(), fill));
        block.octets.expose_secret_mut().iter_mut().zip(pan_field).for_each(|(b, p)| *b ^= p);
        block
    }

    /// The PIN of a block, the PAN field taken off.
    fn decode(&self, pan_field: &[u8; 8]) -> Result<Pin, Error> {
        let mut field = Zeroizing::new(*self.octets.expose_secret());
        field.iter_mut().zip(pan_field).for_each(|(f, p)| *f ^= p);
        pin_field::decode(F::FORMAT, &field).map(Pin::of).ok_or(Error::PinBlock)
    }
}

/// An enciphered PIN block of format 4, 16 octets. Public.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EncipheredPinBlock(pub [u8; 16]);

impl From<EncipheredPinBlock> for EncipheredPin {
    fn from(EncipheredPinBlock(octets): EncipheredPinBlock) -> Self {
        Self::Format4(octets)
    }
}
