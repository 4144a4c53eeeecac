//! Key check values.

use ducat_hal::{AesCmac, CheckValue, CheckValueMethod, ErrorKind, Operation, TdeaCmac};
use zeroize::Zeroizing;

use super::SecureElement;
use crate::slots::Slot;

impl CheckValue for SecureElement {
    fn check_value(
        &mut self,
        key: &Slot,
        method: CheckValueMethod,
        value: &mut [u8],
    ) -> Result<(), ErrorKind> {
        if value.is_empty() || value.len() > method.octets() {
            return Err(ErrorKind::DataLength);
        }
        let short = self.slots.get(key)?.attributes.algorithm.has_short_blocks();
        let mut full = Zeroizing::new([0; 16]);
        match (method, full.first_chunk_mut::<8>()) {
            (CheckValueMethod::Legacy, Some(block)) if short => {
                self.tdea(key, Operation::LegacyCheckValue)?.encipher(block)?;
            }
            (CheckValueMethod::Cmac, Some(block)) if short => {
                *block = *self.chained::<TdeaCmac, 8>(key, &[&[0; 8]])?;
            }
            (CheckValueMethod::Legacy, _) => {
                self.cipher(key, Operation::LegacyCheckValue)?.encipher(&mut full)?;
            }
            (CheckValueMethod::Cmac, _) => {
                full = self.chained::<AesCmac, 16>(key, &[&[0; 16]])?;
            }
        }
        value.iter_mut().zip(full.iter()).for_each(|(to, from)| *to = *from);
        Ok(())
    }
}
