//! The engine: derivation, data, PIN blocks and check values.

use core::marker::PhantomData;

use ducat_hal::{
    Block, BlockCipher, CheckValue, CheckValueMethod, DecipherPin, DerivationInput, EncipherPin,
    ErrorKind, ErrorType, KeyAttributes, KeyEngine, LoadKey, NewKey, Operation, TranslatePin,
    blocks,
};
use zeroize::Zeroizing;

use crate::block::Cipher;
use crate::key::Handle;
use crate::mac::cmac;
use crate::wipe::{wipe, wiped};

/// A software key engine for keys of at most `MAX` octets: 16 for AES-128 only, 24, or 32 for
/// everything payments use. HMAC keys may be up to 255 octets long where `MAX` is.
///
/// It has no state. Keys live in their handles.
#[derive(Clone, Copy, Default)]
pub struct Engine<const MAX: usize>(PhantomData<()>);

impl<const MAX: usize> Engine<MAX> {
    /// An engine.
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<const MAX: usize> ErrorType for Engine<MAX> {
    type Error = ErrorKind;
}

impl<const MAX: usize> KeyEngine for Engine<MAX> {
    type Handle = Handle<MAX>;

    fn attributes(&self, key: &Handle<MAX>) -> KeyAttributes {
        key.attributes()
    }

    fn key_octets(&self, key: &Handle<MAX>) -> usize {
        key.expose_secret().len()
    }

    fn derive(
        &mut self,
        parent: &Handle<MAX>,
        input: &DerivationInput,
        child: NewKey,
    ) -> Result<Handle<MAX>, ErrorKind> {
        wiped(|| derive(parent, &Cipher::new(parent, Operation::Derive)?, input, child))
    }

    fn derive_path<I>(
        &mut self,
        parent: &Handle<MAX>,
        path: I,
        child: NewKey,
    ) -> Result<Option<Handle<MAX>>, ErrorKind>
    where
        I: IntoIterator<Item = DerivationInput>,
    {
        wiped(|| {
            let mut last: Option<Handle<MAX>> = None;
            for input in path {
                let parent = last.as_ref().unwrap_or(parent);
                let cipher = Cipher::new(parent, Operation::Derive)?;
                last = Some(derive(parent, &cipher, &input, child)?);
            }
            Ok(last)
        })
    }

    fn derive_siblings<I, F>(
        &mut self,
        parent: &Handle<MAX>,
        inputs: I,
        child: NewKey,
        mut place: F,
    ) -> Result<(), ErrorKind>
    where
        I: IntoIterator<Item = DerivationInput>,
        F: FnMut(usize, Handle<MAX>),
    {
        wiped(|| {
            let cipher = Cipher::new(parent, Operation::Derive)?;
            for (position, input) in inputs.into_iter().enumerate() {
                place(position, derive(parent, &cipher, &input, child)?);
            }
            Ok(())
        })
    }

    #[inline(always)]
    fn scrub(&self) {
        wipe();
    }
}

fn derive<const MAX: usize>(
    parent: &Handle<MAX>,
    cipher: &Cipher<MAX>,
    input: &DerivationInput,
    child: NewKey,
) -> Result<Handle<MAX>, ErrorKind> {
    if !input.makes(parent.attributes(), child) {
        return Err(ErrorKind::NotPermitted);
    }
    let mut key = Handle::zero(child)?;
    if input.blocks().len() < child.octets.div_ceil(16) {
        return Err(ErrorKind::DataLength);
    }
    for (octets, input) in key.expose_secret_mut().chunks_mut(16).zip(input.blocks()) {
        let mut block = Zeroizing::new(*input);
        cipher.encipher(&mut block);
        octets.iter_mut().zip(block.iter()).for_each(|(to, from)| *to = *from);
    }
    Ok(key)
}

impl<const MAX: usize> LoadKey for Engine<MAX> {
    fn load(&mut self, attributes: KeyAttributes, octets: &[u8]) -> Result<Handle<MAX>, ErrorKind> {
        wiped(|| {
            let mut key = Handle::zero(NewKey { attributes, octets: octets.len() })?;
            key.expose_secret_mut().copy_from_slice(octets);
            Ok(key)
        })
    }
}

impl<const MAX: usize> BlockCipher for Engine<MAX> {
    fn encipher_block(&mut self, key: &Handle<MAX>, block: &mut Block) -> Result<(), ErrorKind> {
        wiped(|| {
            Cipher::new(key, Operation::Encipher)?.encipher(block);
            Ok(())
        })
    }

    fn decipher_block(&mut self, key: &Handle<MAX>, block: &mut Block) -> Result<(), ErrorKind> {
        wiped(|| {
            Cipher::new(key, Operation::Decipher)?.decipher(block);
            Ok(())
        })
    }

    fn encipher_cbc(
        &mut self,
        key: &Handle<MAX>,
        iv: &Block,
        data: &mut [Block],
    ) -> Result<(), ErrorKind> {
        wiped(|| {
            let cipher = Cipher::new(key, Operation::Encipher)?;
            blocks::cbc_encipher(cipher.enciphering(), iv, data)
        })
    }

    fn decipher_cbc(
        &mut self,
        key: &Handle<MAX>,
        iv: &Block,
        data: &mut [Block],
    ) -> Result<(), ErrorKind> {
        wiped(|| {
            let cipher = Cipher::new(key, Operation::Decipher)?;
            blocks::cbc_decipher(cipher.deciphering(), iv, data)
        })
    }
}

impl<const MAX: usize> EncipherPin for Engine<MAX> {
    fn encipher_pin(
        &mut self,
        key: &Handle<MAX>,
        pin_field: &Block,
        pan_field: &Block,
    ) -> Result<Block, ErrorKind> {
        wiped(|| {
            let cipher = Cipher::new(key, Operation::EncipherPin)?;
            blocks::encipher_pin(cipher.enciphering(), pin_field, pan_field)
        })
    }
}

impl<const MAX: usize> DecipherPin for Engine<MAX> {
    fn decipher_pin(
        &mut self,
        key: &Handle<MAX>,
        pin_block: &Block,
        pan_field: &Block,
        pin_field: &mut Block,
    ) -> Result<(), ErrorKind> {
        wiped(|| {
            let cipher = Cipher::new(key, Operation::DecipherPin)?;
            blocks::decipher_pin(cipher.deciphering(), pin_block, pan_field, pin_field)
        })
    }
}

impl<const MAX: usize> TranslatePin for Engine<MAX> {
    fn translate_pin(
        &mut self,
        from: &Handle<MAX>,
        pin_block: &Block,
        pan_field: &Block,
        to: &Handle<MAX>,
        random: &[u8; 8],
    ) -> Result<Option<Block>, ErrorKind> {
        wiped(|| {
            let from = Cipher::new(from, Operation::DecipherPin)?;
            let to = Cipher::new(to, Operation::EncipherPin)?;
            let (decipher, encipher) = (from.deciphering(), to.enciphering());
            blocks::translate_pin(decipher, pin_block, pan_field, encipher, random)
        })
    }
}

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
