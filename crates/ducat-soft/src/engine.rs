//! The engine: keys, and derivation with AES.

use core::marker::PhantomData;

use ducat_hal::{
    DerivationInput, ErrorKind, ErrorType, KeyAttributes, KeyEngine, LoadKey, NewKey, Operation,
};
use zeroize::Zeroizing;

use crate::block::Cipher;
use crate::key::Handle;
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
