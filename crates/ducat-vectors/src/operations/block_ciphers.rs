//! AES itself, as the engine offers it for data.

use ducat::Key;
use ducat::key::role::{BothWays, DataDecipher, DataEncipher};
use ducat_hal::Block;

use super::{aes_key, hex, only_aes, operation, output};
use crate::inputs::Inputs;
use crate::outcome::{Failure, Outputs};
use crate::subject::Subject;

pub(super) fn run<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    let operation = operation(inputs, None)?;
    let (input, result) = match operation {
        "ecb_encrypt" | "cbc_encrypt" => ("plaintext", "ciphertext"),
        "ecb_decrypt" => ("ciphertext", "plaintext"),
        _ => return Err(Failure::UNSUPPORTED),
    };
    only_aes(inputs, "cipher")?;
    let mut data = inputs.octets(input)?;
    let (blocks, rest): (&mut [Block], _) = data.as_chunks_mut();
    if blocks.is_empty() || !rest.is_empty() {
        return Err(Failure::MALFORMED);
    }
    if operation == "ecb_decrypt" {
        let key: Key<DataDecipher<BothWays>, S> = aes_key(subject, inputs, "key")?;
        for block in blocks {
            subject.decipher_block(key.handle(), block)?;
        }
    } else {
        let key: Key<DataEncipher<BothWays>, S> = aes_key(subject, inputs, "key")?;
        if operation == "cbc_encrypt" {
            subject.encipher_cbc(key.handle(), &inputs.array("iv")?, blocks)?;
        } else {
            for block in blocks {
                subject.encipher_block(key.handle(), block)?;
            }
        }
    }
    Ok(output(result, hex(&data)))
}
