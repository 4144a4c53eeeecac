//! Key check values.

use ducat_hal::{CheckValue, CheckValueMethod, ErrorKind, Operation};
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
        let full = match method {
            CheckValueMethod::Legacy => {
                let mut block = [0; 16];
                self.cipher(key, Operation::LegacyCheckValue)?.encipher(&mut block)?;
                Zeroizing::new(block.to_vec())
            }
            CheckValueMethod::Cmac => self.cmac(key, &[&[0; 16]])?,
        };
        value.iter_mut().zip(full.iter()).for_each(|(to, from)| *to = *from);
        Ok(())
    }
}
