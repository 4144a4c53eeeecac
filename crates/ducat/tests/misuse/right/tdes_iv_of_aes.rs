//! The IV of data under TDEA is one of its blocks.

use ducat::Error;
use ducat::data::{InitializationVector, Padding};
use ducat::dukpt::tdes::terminal::Transaction;
use ducat_hal::{BlockCipher, TdeaDerivation};

fn encipher<E: TdeaDerivation + BlockCipher<8> + BlockCipher<16>>(
    engine: &mut E,
    transaction: &Transaction<E>,
    data: &mut [u8],
) -> Result<(), Error> {
    let iv = InitializationVector::<8>::ZERO;
    let length = data.len();
    transaction.encipher_request_data(engine, &iv, Padding::None, length, data)
}

fn main() {}
