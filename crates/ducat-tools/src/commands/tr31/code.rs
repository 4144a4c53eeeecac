//! Parts of a key block as arguments. None of them is secret, but people paste keys into the wrong
//! place: an error does not repeat what was typed.

use core::str::FromStr;

use ducat::key_block::OptionalBlockId;

/// `N` characters of a header, as they will stand there.
#[derive(Clone, Copy)]
pub(super) struct Code<const N: usize>(pub(super) [u8; N]);

impl<const N: usize> FromStr for Code<N> {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code: [u8; N] = text.as_bytes().try_into().map_err(|_| "wrong length")?;
        let alphanumeric = code.iter().all(u8::is_ascii_alphanumeric);
        if alphanumeric { Ok(Self(code)) } else { Err("neither letters nor digits") }
    }
}

/// `ID=DATA`: an optional block.
#[derive(Clone)]
pub(super) struct OptionalArg {
    pub(super) id: OptionalBlockId,
    pub(super) data: Vec<u8>,
}

impl FromStr for OptionalArg {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (id, data) = text.split_once('=').ok_or("not ID=DATA")?;
        let id = id.as_bytes().try_into().ok().and_then(OptionalBlockId::from_ascii);
        Ok(Self { id: id.ok_or("no identifier")?, data: data.as_bytes().to_vec() })
    }
}
