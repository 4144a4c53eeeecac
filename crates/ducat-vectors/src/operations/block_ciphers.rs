//! AES, TDEA and DES themselves, as the engine offers them for data.

use ducat_hal::{Algorithm, BlockCipher, KeyAttributes, KeyUsage, ModeOfUse};

use super::{hex, operation, output};
use crate::inputs::Inputs;
use crate::outcome::{Failure, Outputs};
use crate::subject::Subject;

pub(super) fn run<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    match inputs.text("cipher")? {
        "AES" => blocks::<16, S>(subject, inputs, Algorithm::aes),
        "TDES" => blocks::<8, S>(subject, inputs, Algorithm::tdea),
        "DES" => blocks::<8, S>(subject, inputs, |octets| (octets == 8).then_some(Algorithm::Des)),
        _ => Err(Failure::UNSUPPORTED),
    }
}

fn blocks<const N: usize, S: Subject + BlockCipher<N>>(
    subject: &mut S,
    inputs: &Inputs,
    algorithm: impl FnOnce(usize) -> Option<Algorithm>,
) -> Result<Outputs, Failure> {
    let operation = operation(inputs, None)?;
    let (input, result, mode) = match operation {
        "ecb_encrypt" | "cbc_encrypt" => ("plaintext", "ciphertext", ModeOfUse::Encipher),
        "ecb_decrypt" | "cbc_decrypt" => ("ciphertext", "plaintext", ModeOfUse::Decipher),
        _ => return Err(Failure::UNSUPPORTED),
    };
    let mut data = inputs.octets(input)?;
    let (blocks, rest) = data.as_chunks_mut::<N>();
    if blocks.is_empty() || !rest.is_empty() {
        return Err(Failure::MALFORMED);
    }
    let octets = inputs.octets("key")?;
    let algorithm = algorithm(octets.len()).ok_or(Failure::parse("key_length"))?;
    let key = subject.load(KeyAttributes::new(KeyUsage::Data, algorithm, mode), &octets)?;
    match operation {
        "cbc_encrypt" => subject.encipher_cbc(&key, &inputs.array("iv")?, blocks)?,
        "cbc_decrypt" => subject.decipher_cbc(&key, &inputs.array("iv")?, blocks)?,
        "ecb_encrypt" => {
            for block in blocks {
                subject.encipher_block(&key, block)?;
            }
        }
        _ => {
            for block in blocks {
                subject.decipher_block(&key, block)?;
            }
        }
    }
    Ok(output(result, hex(&data)))
}
