//! Key derivation of TDES DUKPT.

use ducat_hal::{ErrorKind, NewKey, Operation, TdeaDerivation, TdeaStep, TdeaVariant};

use crate::engine::Engine;
use crate::key::Handle;
use crate::tdes::dukpt::{self, Parent};
use crate::wipe::wiped;

impl<const MAX: usize> TdeaDerivation for Engine<MAX> {
    fn derive_tdea(
        &mut self,
        parent: &Handle<MAX>,
        step: TdeaStep,
        child: NewKey,
    ) -> Result<Handle<MAX>, ErrorKind> {
        wiped(|| derive(parent, step, child))
    }

    fn derive_tdea_path<I>(
        &mut self,
        parent: &Handle<MAX>,
        registers: I,
        child: NewKey,
    ) -> Result<Option<Handle<MAX>>, ErrorKind>
    where
        I: IntoIterator<Item = [u8; 8]>,
    {
        wiped(|| {
            let mut last: Option<Handle<MAX>> = None;
            for register in registers {
                let parent = last.as_ref().unwrap_or(parent);
                last = Some(derive(parent, TdeaStep::Next(register), child)?);
            }
            Ok(last)
        })
    }

    fn derive_tdea_siblings<I, F>(
        &mut self,
        parent: &Handle<MAX>,
        registers: I,
        child: NewKey,
        mut place: F,
    ) -> Result<(), ErrorKind>
    where
        I: IntoIterator<Item = [u8; 8]>,
        F: FnMut(usize, Handle<MAX>),
    {
        wiped(|| {
            // Which register makes no difference to what is permitted.
            let parent = Parent::new(permitted(parent, TdeaStep::Next([0; 8]), child)?);
            let mut registers = registers.into_iter().enumerate();
            while let Some((position, first)) = registers.next() {
                let mut key = Handle::zero(child)?;
                // Two siblings share a pass.
                if let Some((next, second)) = registers.next() {
                    let mut other = Handle::zero(child)?;
                    let children = [octets_mut(&mut key)?, octets_mut(&mut other)?];
                    parent.two_children([first, second], children);
                    place(position, key);
                    place(next, other);
                } else {
                    parent.child(first, octets_mut(&mut key)?);
                    place(position, key);
                }
            }
            Ok(())
        })
    }
}

fn derive<const MAX: usize>(
    parent: &Handle<MAX>,
    step: TdeaStep,
    child: NewKey,
) -> Result<Handle<MAX>, ErrorKind> {
    let parent = permitted(parent, step, child)?;
    let mut key = Handle::zero(child)?;
    let octets = octets_mut(&mut key)?;
    match step {
        TdeaStep::InitialKey(device) => dukpt::initial_key(parent, device, octets),
        TdeaStep::Next(register) => Parent::new(parent).child(register, octets),
        TdeaStep::Working(variant) => working(parent, variant, octets),
    }
    Ok(key)
}

fn working(parent: &[u8; 16], variant: TdeaVariant, key: &mut [u8; 16]) {
    *key = *parent;
    key.iter_mut().zip(variant.mask().iter().cycle()).for_each(|(octet, mask)| *octet ^= mask);
    if variant.is_one_way() {
        dukpt::data_key(key);
    }
}

/// The octets of a parent, if it may make the child in this step.
fn permitted<const MAX: usize>(
    parent: &Handle<MAX>,
    step: TdeaStep,
    child: NewKey,
) -> Result<&[u8; 16], ErrorKind> {
    let attributes = parent.attributes();
    if !attributes.permits(Operation::Derive) || !step.makes(attributes, child) {
        return Err(ErrorKind::NotPermitted);
    }
    parent.expose_secret().try_into().map_err(|_| ErrorKind::KeyLength)
}

fn octets_mut<const MAX: usize>(key: &mut Handle<MAX>) -> Result<&mut [u8; 16], ErrorKind> {
    key.expose_secret_mut().try_into().map_err(|_| ErrorKind::KeyLength)
}
