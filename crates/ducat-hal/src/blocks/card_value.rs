//! Card verification values.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{BlockFunction, decimal, xor};
use crate::card_value::CARD_VALUE_DIGITS;

/// The card verification value of two blocks of card data: the first enciphered with single DES
/// under the left half of the key, the second added, the sum enciphered with TDEA; then digits
/// before letters.
///
/// # Errors
/// The block functions'.
pub fn card_value<D, T>(
    left_half: &D,
    key: &T,
    card: &[[u8; 8]; 2],
) -> Result<[u8; CARD_VALUE_DIGITS], D::Error>
where
    D: BlockFunction<8>,
    T: BlockFunction<8, Error = D::Error>,
{
    compute(left_half, key, card).map(|value| *value)
}

/// Whether `value` is the one of this card data.
///
/// # Errors
/// The block functions'.
pub fn verify_card_value<D, T>(
    left_half: &D,
    key: &T,
    card: &[[u8; 8]; 2],
    value: &[u8; CARD_VALUE_DIGITS],
) -> Result<bool, D::Error>
where
    D: BlockFunction<8>,
    T: BlockFunction<8, Error = D::Error>,
{
    let computed = compute(left_half, key, card)?;
    Ok(computed.ct_eq(value).into())
}

fn compute<D, T>(
    left_half: &D,
    key: &T,
    [first, second]: &[[u8; 8]; 2],
) -> Result<Zeroizing<[u8; CARD_VALUE_DIGITS]>, D::Error>
where
    D: BlockFunction<8>,
    T: BlockFunction<8, Error = D::Error>,
{
    let mut block = Zeroizing::new(*first);
    left_half.encipher(&mut block)?;
    xor(&mut block, second);
    key.encipher(&mut block)?;
    Ok(decimal::digits_then_letters(&block))
}
