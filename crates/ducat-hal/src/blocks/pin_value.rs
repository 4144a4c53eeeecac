//! The values that PINs are verified by: IBM 3624 offsets and PIN verification values.

use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroizing;

use super::pin::{PinKey, read};
use super::{BlockFunction, decimal};
use crate::error::ErrorKind;
use crate::nibbles;
use crate::pin::{EncipheredPin, PanFields};
use crate::pin_field::{MAX_PIN_DIGITS, PinDigits};
use crate::pin_value::{DecimalTable, PVV_DIGITS, PinMethod};

/// Values of up to as many digits as a PIN, the first of which count.
type Digits = Zeroizing<[u8; MAX_PIN_DIGITS]>;

/// Writes the value of a PIN: as many digits as the PIN has (IBM 3624), or four (PVV).
///
/// # Errors
/// `DataLength` if `value` has another length; the block function's. `value` is then unchanged.
pub fn pin_value<C>(
    key: &C,
    method: &PinMethod<'_>,
    pin: &PinDigits,
    value: &mut [u8],
) -> Result<(), C::Error>
where
    C: BlockFunction<8, Error: From<ErrorKind>>,
{
    if !method.has_value_of(value.len()) || !bool::from(fits(method, pin, value.len())) {
        return Err(ErrorKind::DataLength.into());
    }
    let digits = compute(key, method, pin)?;
    value.iter_mut().zip(digits.iter()).for_each(|(to, from)| *to = *from);
    Ok(())
}

/// As [`pin_value`], of the PIN in a block. Whether the block holds a PIN, for IBM 3624 one of
/// `value.len()` digits; if not, `value` is zeros.
///
/// # Errors
/// `DataLength` if the method has no value of that length; `Unsupported` if the PIN key is not of
/// the format's cipher; the block functions'. `value` is then unchanged.
pub fn pin_value_of_block<S, L, C, E>(
    pin_key: &PinKey<S, L>,
    block: &EncipheredPin,
    pan: &PanFields,
    key: &C,
    method: &PinMethod<'_>,
    value: &mut [u8],
) -> Result<bool, E>
where
    S: BlockFunction<8, Error = E>,
    L: BlockFunction<16, Error = E>,
    C: BlockFunction<8, Error = E>,
    E: From<ErrorKind>,
{
    if !method.has_value_of(value.len()) {
        return Err(ErrorKind::DataLength.into());
    }
    let mut pin = PinDigits::undecided();
    let valid = read(pin_key, block, pan, &mut pin)? & fits(method, &pin, value.len());
    let digits = compute(key, method, &pin)?;
    let valid = bool::from(valid);
    value.iter_mut().zip(digits.iter()).for_each(|(to, from)| *to = if valid { *from } else { 0 });
    Ok(valid)
}

/// Whether a block holds a PIN, and it is the one that `value` was made of.
///
/// # Errors
/// As [`pin_value_of_block`].
pub fn verify_pin<S, L, C, E>(
    pin_key: &PinKey<S, L>,
    block: &EncipheredPin,
    pan: &PanFields,
    key: &C,
    method: &PinMethod<'_>,
    value: &[u8],
) -> Result<bool, E>
where
    S: BlockFunction<8, Error = E>,
    L: BlockFunction<16, Error = E>,
    C: BlockFunction<8, Error = E>,
    E: From<ErrorKind>,
{
    if !method.has_value_of(value.len()) {
        return Err(ErrorKind::DataLength.into());
    }
    let mut pin = PinDigits::undecided();
    let mut matches = read(pin_key, block, pan, &mut pin)? & fits(method, &pin, value.len());
    let digits = compute(key, method, &pin)?;
    for (computed, given) in digits.iter().zip(value) {
        matches &= computed.ct_eq(given);
    }
    Ok(bool::from(matches))
}

/// The PIN that an IBM 3624 offset belongs to; with an offset of zeros, the natural PIN.
///
/// # Errors
/// `DataLength` unless the offset has 4 to 12 digits, 0 to 9; the block function's.
pub fn pin_of_offset<C>(
    key: &C,
    validation_data: &[u8; 8],
    table: &DecimalTable,
    offset: &[u8],
) -> Result<PinDigits, C::Error>
where
    C: BlockFunction<8, Error: From<ErrorKind>>,
{
    let natural = natural(key, validation_data, table)?;
    let mut digits: Digits = Zeroizing::new([0; MAX_PIN_DIGITS]);
    for ((to, natural), offset) in digits.iter_mut().zip(natural.iter()).zip(offset) {
        *to = decimal::add(*natural, *offset);
    }
    let decimal = offset.iter().all(|digit| *digit < 10);
    let digits = digits.get(..offset.len()).filter(|_| decimal).unwrap_or(&[]);
    PinDigits::new(digits.iter().copied()).ok_or_else(|| ErrorKind::DataLength.into())
}

/// Whether the PIN has the length that the method and the length of its value demand.
fn fits(method: &PinMethod<'_>, pin: &PinDigits, octets: usize) -> Choice {
    match method {
        PinMethod::Ibm3624 { .. } => pin.has(octets),
        PinMethod::Pvv { .. } => Choice::from(1),
    }
}

/// The value of whatever stands where a PIN should.
fn compute<C: BlockFunction<8>>(
    key: &C,
    method: &PinMethod<'_>,
    pin: &PinDigits,
) -> Result<Digits, C::Error> {
    let mut value: Digits = Zeroizing::new([0; MAX_PIN_DIGITS]);
    match method {
        PinMethod::Ibm3624 { validation_data, table } => {
            let natural = natural(key, validation_data, table)?;
            let digits = pin.padded().iter().zip(natural.iter());
            value
                .iter_mut()
                .zip(digits)
                .for_each(|(to, (pin, natural))| *to = decimal::subtract(*pin, *natural));
        }
        PinMethod::Pvv { card } => {
            let [first, second, third, fourth, ..] = pin.padded();
            let digits = Zeroizing::new([*first, *second, *third, *fourth]);
            let last: Zeroizing<[u8; 2]> = Zeroizing::new(nibbles::join(&digits));
            let mut block = Zeroizing::new([0; 8]);
            let parameter = card.iter().chain(last.iter());
            block.iter_mut().zip(parameter).for_each(|(to, from)| *to = *from);
            key.encipher(&mut block)?;
            let found = decimal::digits_then_letters::<PVV_DIGITS>(&block);
            value.iter_mut().zip(found.iter()).for_each(|(to, from)| *to = *from);
        }
    }
    Ok(value)
}

/// The natural PIN, sixteen digits of it.
fn natural<C: BlockFunction<8>>(
    key: &C,
    validation_data: &[u8; 8],
    table: &DecimalTable,
) -> Result<Zeroizing<[u8; 16]>, C::Error> {
    let mut block = Zeroizing::new(*validation_data);
    key.encipher(&mut block)?;
    Ok(decimal::by_table(&block, table.digits()))
}
