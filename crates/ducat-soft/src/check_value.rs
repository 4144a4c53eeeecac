//! Key check values.

use ducat_hal::{CheckValue, CheckValueMethod, ErrorKind, Operation, TdeaCmac};
use zeroize::Zeroizing;

use crate::block::{Cipher, tdea};
use crate::chain::{TdeaChain, chained};
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
            let short = key.attributes().algorithm.has_short_blocks();
            match (method, block.first_chunk_mut::<8>()) {
                (CheckValueMethod::Legacy, Some(block)) if short => {
                    tdea(key, Operation::LegacyCheckValue)?.encipher(block);
                }
                (CheckValueMethod::Cmac, Some(block)) if short => {
                    *block = *chained::<TdeaCmac, TdeaChain, MAX, 8>(key, &[&[0; 8]])?;
                }
                (CheckValueMethod::Legacy, _) => {
                    Cipher::new(key, Operation::LegacyCheckValue)?.encipher(&mut block);
                }
                (CheckValueMethod::Cmac, _) => cmac(key, &[&[0; 16]], &mut block)?,
            }
            value.iter_mut().zip(block.iter()).for_each(|(to, from)| *to = *from);
            Ok(())
        })
    }
}
