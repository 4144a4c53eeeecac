//! AES key wrap.

use compat::vec::Vec;
use core::iter;

use ducat::Key;
use ducat::key::role::KeyEncryption;
use ducat_hal::{ErrorKind, KeyWrapMode};
use zeroize::Zeroizing;

use super::{aes_key, hex, operation, output};
use crate::inputs::Inputs;
use crate::outcome::{Failure, Outputs};
use crate::subject::Subject;

pub(super) fn run<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    let operation = operation(inputs, None)?;
    let mode = match inputs.text("mode")? {
        "KW" => KeyWrapMode::Kw,
        "KWP" => KeyWrapMode::Kwp,
        _ => return Err(Failure::UNSUPPORTED),
    };
    match operation {
        "wrap" => {
            let kek: Key<KeyEncryption, S> = aes_key(subject, inputs, "kek")?;
            let plaintext = inputs.octets("plaintext")?;
            let length = mode.wrapped_octets(plaintext.len()).ok_or(Failure::MALFORMED)?;
            let mut wrapped: Vec<u8> = iter::repeat_n(0, length).collect();
            subject.wrap_octets(kek.handle(), mode, &plaintext, &mut wrapped)?;
            Ok(output("ciphertext", hex(&wrapped)))
        }
        "unwrap" => {
            let mut wrapped = Zeroizing::new(inputs.octets("ciphertext")?.to_vec());
            let kek: Key<KeyEncryption, S> = aes_key(subject, inputs, "kek")?;
            let opened = subject.unwrap_octets(kek.handle(), mode, &mut wrapped);
            let opened = opened.map_err(|kind| match kind {
                ErrorKind::Authentication => Failure::verify("key_wrap_invalid"),
                other => Failure::from(other),
            })?;
            Ok(output("plaintext", hex(&opened)))
        }
        _ => Err(Failure::UNSUPPORTED),
    }
}
