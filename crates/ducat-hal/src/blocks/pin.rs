//! PIN blocks of all formats.

use subtle::Choice;
use zeroize::Zeroizing;

use super::{BlockFunction, xor};
use crate::error::ErrorKind;
use crate::pin::{EncipheredPin, NewPinBlock, PanFields};
use crate::pin_field::{self, PinBlockFormat, PinDigits};

/// The cipher of a PIN key, where it is known at run time only.
pub enum PinKey<S, L> {
    /// TDEA, for formats 0 to 3.
    Tdea(S),
    /// AES, for format 4.
    Aes(L),
}

/// Encodes a PIN in format 0, 1, 2 or 3, and enciphers it.
///
/// # Errors
/// `Unsupported` for format 4; the block function's.
pub fn encipher_short_pin<S>(
    cipher: &S,
    pin: &PinDigits,
    new: &NewPinBlock<'_>,
) -> Result<[u8; 8], S::Error>
where
    S: BlockFunction<8, Error: From<ErrorKind>>,
{
    if matches!(new.format, PinBlockFormat::Format4) {
        return Err(ErrorKind::Unsupported.into());
    }
    let mut block = pin_field::encode(new.format, pin, &new.random.fill);
    xor(&mut block, &new.pan.short_for(new.format));
    cipher.encipher(&mut block)?;
    Ok(*block)
}

/// Encodes a PIN in format 4, and enciphers it (ISO 9564-1 9.4.2.3).
///
/// # Errors
/// `Unsupported` for another format; the block function's.
pub fn encipher_long_pin<L>(
    cipher: &L,
    pin: &PinDigits,
    new: &NewPinBlock<'_>,
) -> Result<[u8; 16], L::Error>
where
    L: BlockFunction<16, Error: From<ErrorKind>>,
{
    if !matches!(new.format, PinBlockFormat::Format4) {
        return Err(ErrorKind::Unsupported.into());
    }
    let mut block = Zeroizing::new([0; 16]);
    let field = pin_field::encode(new.format, pin, &new.random.fill);
    let halves = field.iter().chain(&new.random.half);
    block.iter_mut().zip(halves).for_each(|(to, from)| *to = *from);
    cipher.encipher(&mut block)?;
    xor(&mut block, &new.pan.long);
    cipher.encipher(&mut block)?;
    Ok(*block)
}

/// Deciphers a block of format 0, 1, 2 or 3, and decodes it.
///
/// # Errors
/// `Unsupported` for format 4; the block function's.
pub fn decipher_short_pin<S>(
    cipher: &S,
    format: PinBlockFormat,
    block: &[u8; 8],
    pan: &PanFields,
) -> Result<Option<PinDigits>, S::Error>
where
    S: BlockFunction<8, Error: From<ErrorKind>>,
{
    let mut pin = PinDigits::undecided();
    let valid = read_short(cipher, format, block, pan, &mut pin)?;
    Ok(bool::from(valid).then_some(pin))
}

/// Deciphers a block of format 4, and decodes it (ISO 9564-1 9.4.2.4).
///
/// # Errors
/// The block function's.
pub fn decipher_long_pin<L: BlockFunction<16>>(
    cipher: &L,
    block: &[u8; 16],
    pan: &PanFields,
) -> Result<Option<PinDigits>, L::Error> {
    let mut pin = PinDigits::undecided();
    let valid = read_long(cipher, block, pan, &mut pin)?;
    Ok(bool::from(valid).then_some(pin))
}

/// Translates a block from one key and format to another: deciphers, checks, enciphers. `None` if
/// the PIN field is not what its format demands.
///
/// # Errors
/// `Unsupported` if a key is not of its format's cipher; the block functions'.
pub fn translate_pin<S, L, E>(
    from: &PinKey<S, L>,
    block: &EncipheredPin,
    pan: &PanFields,
    to: &PinKey<S, L>,
    new: &NewPinBlock<'_>,
) -> Result<Option<EncipheredPin>, E>
where
    S: BlockFunction<8, Error = E>,
    L: BlockFunction<16, Error = E>,
    E: From<ErrorKind>,
{
    let mut pin = PinDigits::undecided();
    let valid = read(from, block, pan, &mut pin)?;
    let octets = match to {
        PinKey::Tdea(cipher) => {
            EncipheredPin::of_short(new.format, encipher_short_pin(cipher, &pin, new)?)
        }
        PinKey::Aes(cipher) => Some(EncipheredPin::Format4(encipher_long_pin(cipher, &pin, new)?)),
    };
    // Enciphered all the same: the time does not tell.
    Ok(octets.filter(|_| bool::from(valid)))
}

/// Deciphers a block of any format and reads its PIN field, without deciding whether it is one.
pub(super) fn read<S, L, E>(
    key: &PinKey<S, L>,
    block: &EncipheredPin,
    pan: &PanFields,
    pin: &mut PinDigits,
) -> Result<Choice, E>
where
    S: BlockFunction<8, Error = E>,
    L: BlockFunction<16, Error = E>,
    E: From<ErrorKind>,
{
    match (key, block) {
        (PinKey::Aes(cipher), EncipheredPin::Format4(octets)) => {
            read_long(cipher, octets, pan, pin)
        }
        (
            PinKey::Tdea(cipher),
            EncipheredPin::Format0(octets)
            | EncipheredPin::Format1(octets)
            | EncipheredPin::Format2(octets)
            | EncipheredPin::Format3(octets),
        ) => read_short(cipher, block.format(), octets, pan, pin),
        _ => Err(ErrorKind::Unsupported.into()),
    }
}

fn read_short<S>(
    cipher: &S,
    format: PinBlockFormat,
    block: &[u8; 8],
    pan: &PanFields,
    pin: &mut PinDigits,
) -> Result<Choice, S::Error>
where
    S: BlockFunction<8, Error: From<ErrorKind>>,
{
    if matches!(format, PinBlockFormat::Format4) {
        return Err(ErrorKind::Unsupported.into());
    }
    let mut field = Zeroizing::new(*block);
    cipher.decipher(&mut field)?;
    xor(&mut field, &pan.short_for(format));
    Ok(pin_field::read(format, &field, pin))
}

fn read_long<L: BlockFunction<16>>(
    cipher: &L,
    block: &[u8; 16],
    pan: &PanFields,
    pin: &mut PinDigits,
) -> Result<Choice, L::Error> {
    let mut field = Zeroizing::new(*block);
    cipher.decipher(&mut field)?;
    xor(&mut field, &pan.long);
    cipher.decipher(&mut field)?;
    // The second half is random, and not looked at.
    let first_half = field.first_chunk().unwrap_or(&[0; 8]);
    Ok(pin_field::read(PinBlockFormat::Format4, first_half, pin))
}
