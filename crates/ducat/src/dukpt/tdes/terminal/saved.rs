//! The state at rest: a header, and the registers sealed by the engine. No key crosses.
//!
//! ```text
//! 0     version, 01
//! 1-10  key serial number of the next transaction; its counter is 0 when exhausted
//! 11-   the registers in use, from the lowest, as one blob that the engine seals; of none when
//!       exhausted, which authenticates the header all the same
//! ```
//!
//! Which registers are in use follows from the counter. The header is bound to the blob, so that
//! neither can be exchanged. That a saved state is the *newest* one is the store's business: an
//! older one restored would bring used keys back.

use ducat_hal::{KeyEngine, SealKeys};
use zeroize::Zeroize;

use super::super::steps::node_kind;
use super::{InitialKeyId, KeySerialNumber, Registers, TerminalState, TransactionCounter};
use crate::dukpt::registers;
use crate::error::Error;
use crate::key::Key;
use crate::key::role::Sealing;
use crate::secret::scrubbed;

const VERSION: u8 = 1;
const HEADER: usize = 11;
const LABEL: &[u8; 19] = b"TDES DUKPT terminal";

impl<E: KeyEngine> TerminalState<E> {
    /// Octets that [`save`](Self::save) writes now.
    pub fn saved_octets(&self, engine: &E) -> usize
    where
        E: SealKeys,
    {
        saved_octets(engine, self.counter)
    }

    /// Octets that [`save`](Self::save) writes at most, over a whole life.
    pub fn most_saved_octets(engine: &E) -> usize
    where
        E: SealKeys,
    {
        // At first, all registers are in use.
        saved_octets(engine, Some(TransactionCounter::FIRST))
    }

    /// Writes the state, sealed under `sealing`, to the start of `out` and returns its length.
    /// The state goes on being usable.
    ///
    /// # Errors
    /// [`Error::BufferLength`] if `out` is shorter than [`saved_octets`](Self::saved_octets); the
    /// engine's. `out` then holds nothing secret.
    pub fn save(
        &self,
        engine: &mut E,
        sealing: &Key<Sealing, E>,
        out: &mut [u8],
    ) -> Result<usize, Error>
    where
        E: SealKeys,
    {
        scrubbed(engine, |engine| {
            let length = self.saved_octets(engine);
            let out = out.get_mut(..length).ok_or(Error::BufferLength)?;
            let (header, blob) =
                out.split_first_chunk_mut::<HEADER>().ok_or(Error::BufferLength)?;
            *header = self.header();
            self.registers.seal(engine, sealing, &context(header), node_kind(), blob)?;
            Ok(length)
        })
    }

    /// Takes a saved state back. `saved` is opened in place, and its blob is wiped whatever the
    /// outcome: give it a copy.
    ///
    /// # Errors
    /// [`Error::State`] if `saved` is malformed, of another version, or was not sealed under
    /// `sealing` as a whole; the engine's. No key remains.
    pub fn restore(
        engine: &mut E,
        sealing: &Key<Sealing, E>,
        saved: &mut [u8],
    ) -> Result<Self, Error>
    where
        E: SealKeys,
    {
        let (header, blob) = saved.split_first_chunk_mut::<HEADER>().ok_or(Error::State)?;
        scrubbed(engine, |engine| {
            let (id, counter) = parse_header(header).inspect_err(|_| blob.zeroize())?;
            let mut state = Self { id, counter, registers: Registers::empty() };
            let (context, value) = (context(header), counter.map(TransactionCounter::value));
            state.registers =
                Registers::unseal(engine, sealing, &context, node_kind(), value, blob)?;
            Ok(state)
        })
    }

    fn header(&self) -> [u8; HEADER] {
        let next = self.next_key_serial_number().map(KeySerialNumber::to_octets);
        let [a, b, c, d, e, f, g, h, i, j] = next.unwrap_or(self.id.to_octets());
        [VERSION, a, b, c, d, e, f, g, h, i, j]
    }
}

fn parse_header(
    header: &[u8; HEADER],
) -> Result<(InitialKeyId, Option<TransactionCounter>), Error> {
    let [VERSION, next @ ..] = *header else { return Err(Error::State) };
    let id = InitialKeyId::of(next);
    if id.to_octets() == next {
        return Ok((id, None));
    }
    let next = KeySerialNumber::parse(&next).map_err(|_| Error::State)?;
    Ok((id, Some(next.counter())))
}

fn saved_octets<E: SealKeys>(engine: &E, counter: Option<TransactionCounter>) -> usize {
    let counter = counter.map(TransactionCounter::value);
    HEADER.saturating_add(Registers::sealed_octets(engine, node_kind(), counter))
}

fn context(header: &[u8; HEADER]) -> [u8; LABEL.len() + HEADER] {
    registers::context(LABEL, header)
}
