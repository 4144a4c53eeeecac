//! Key blocks of ANSI X9.143, TR-31 and ISO 20038.

mod cipher;
mod derivation;
mod make;
mod open;

use cipher::ProtectionCipher;
use derivation::{Purpose, derive};
use ducat_hal::{
    ClearKeyBlock, ErrorKind, KeyBlockVersion, MakeKeyBlock, Narrowing, OpenKeyBlock, ProtectedKey,
    UnprotectedKey, key_block,
};
use zeroize::Zeroize;

use crate::engine::Engine;
use crate::key::Handle;
use crate::wipe::wiped;

impl<const MAX: usize> OpenKeyBlock for Engine<MAX> {
    fn open_key_block(
        &mut self,
        protection: &Handle<MAX>,
        mut block: ProtectedKey<'_>,
        narrowing: Narrowing,
    ) -> Result<Handle<MAX>, ErrorKind> {
        // A key that passes through a frame leaves a copy there: all of it is below the wipe.
        wiped(|| {
            let opened = open::key(protection, &mut block, narrowing);
            block.payload.zeroize();
            opened
        })
    }
}

impl<const MAX: usize> MakeKeyBlock for Engine<MAX> {
    fn make_key_block(
        &mut self,
        protection: &Handle<MAX>,
        mut block: UnprotectedKey<'_>,
        key: &Handle<MAX>,
    ) -> Result<(), ErrorKind> {
        let octets = key.expose_secret();
        let made = wiped(|| {
            block.check_export(key.attributes(), octets)?;
            make::block(protection, &mut block, octets)
        });
        made.inspect_err(|_| wipe_block(&mut block))
    }
}

impl<const MAX: usize> ClearKeyBlock for Engine<MAX> {
    fn open_clear_key_block(
        &mut self,
        protection: &Handle<MAX>,
        mut block: ProtectedKey<'_>,
        key: &mut [u8],
    ) -> Result<usize, ErrorKind> {
        let opened = if key_block::names_attributes(block.header) {
            Err(ErrorKind::NotPermitted)
        } else {
            wiped(|| open::octets(protection, &mut block, key))
        };
        block.payload.zeroize();
        opened
    }

    fn make_clear_key_block(
        &mut self,
        protection: &Handle<MAX>,
        mut block: UnprotectedKey<'_>,
        key: &[u8],
    ) -> Result<(), ErrorKind> {
        let made = if key_block::names_attributes(block.header) {
            Err(ErrorKind::NotPermitted)
        } else {
            wiped(|| make::block(protection, &mut block, key))
        };
        made.inspect_err(|_| wipe_block(&mut block))
    }
}

fn wipe_block(block: &mut UnprotectedKey<'_>) {
    block.payload.zeroize();
    block.mac.zeroize();
}

/// The ciphers of one block: for encipherment and for the MAC.
fn ciphers<const MAX: usize, C: ProtectionCipher<MAX, N>, const N: usize>(
    version: KeyBlockVersion,
    protection: &Handle<MAX>,
) -> Result<(C, C), ErrorKind> {
    let encipherment = match version {
        KeyBlockVersion::E => Purpose::CounterMode,
        _ => Purpose::Encipherment,
    };
    let enciphering = derive::<MAX, C, N>(version, protection, encipherment)?;
    let authenticating = derive::<MAX, C, N>(version, protection, Purpose::Mac)?;
    Ok((C::expand(&enciphering)?, C::expand(&authenticating)?))
}
