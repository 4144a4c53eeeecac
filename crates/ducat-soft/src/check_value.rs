//! Key check values.

use ducat_hal::{CheckValue, CheckValueMethod, ErrorKind, Operation};
use zeroize::Zeroizing;

use crate::block::Cipher;
use crate::engine::Engine;
use crate::key::Handle;
use crate::mac::cmac;
use crate::wipe::wiped;

impl<const MAX: usize> CheckValue for Engine<MAX> {
    fn check_value(
        &mut self,
        key: &Handle<MAX>,
        method: CheckValueMethod,
        value: &mut [u8],
    ) -> Result<(), ErrorKind> {
        if value.is_empty() || value.len() > method.octets() {
            return Err(ErrorKind::DataLength);
        }
        wiped(|| {
            let mut block = Zeroizing::new([0; 16]);
            match method {
                CheckValueMethod::Legacy => {
                    Cipher::new(key, Operation::LegacyCheckValue)?.encipher(&mut block);
                }
                CheckValueMethod::Cmac => cmac(key, &[&[0; 16]], &mut block)?,
            }
            value.iter_mut().zip(block.iter()).for_each(|(to, from)| *to = *from);
            Ok(())
        })
    }
}
