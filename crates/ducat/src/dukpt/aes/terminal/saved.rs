//! The state at rest: a header, and the registers sealed by the engine. No key crosses.
//!
//! ```text
//! 0     version, 01
//! 1     octets of a key: 10, 18 or 20 (16, 24, 32)
//! 2-9   initial key id
//! 10-13 counter of the next transaction, big-endian; 0 when exhausted
//! 14-   the registers in use, from the lowest, as one blob that the engine seals; of none when
//!       exhausted, which authenticates the header all the same
//! ```
//!
//! Which registers are in use follows from the counter. The header is bound to the blob, so that
//! neither can be exchanged. That a saved state is the *newest* one is the store's business: an
//! older one restored would bring used keys back.

use ducat_hal::{Algorithm, KeyEngine, NewKey, SealKeys};
use zeroize::Zeroize;

use super::{InitialKeyId, KeyType, Registers, TerminalState, TransactionCounter};
use crate::dukpt::registers;
use crate::error::Error;
use crate::key::role::{Intermediate, Sealing};
use crate::key::{Key, new_key};
use crate::secret::scrubbed;

const VERSION: u8 = 1;
const HEADER: usize = 14;
const LABEL: &[u8; 18] = b"AES DUKPT terminal";

impl<E: KeyEngine> TerminalState<E> {
    /// Octets that [`save`](Self::save) writes now.
    pub fn saved_octets(&self, engine: &E) -> usize
    where
        E: SealKeys,
    {
        let counter = self.counter.map(TransactionCounter::value);
        saved_octets(engine, self.key_type, counter)
    }

    /// Octets that [`save`](Self::save) writes at most, over a whole life.
    pub fn most_saved_octets(engine: &E, key_type: KeyType) -> usize
    where
        E: SealKeys,
    {
        // At first, all registers are in use.
        saved_octets(engine, key_type, Some(TransactionCounter::FIRST.value()))
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
            let context = context(header);
            self.registers.seal(engine, sealing, &context, kind(self.key_type), blob)?;
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
            let mut state = Self::parse_header(header).inspect_err(|_| blob.zeroize())?;
            let counter = state.counter.map(TransactionCounter::value);
            let (context, kind) = (context(header), kind(state.key_type));
            state.registers = Registers::unseal(engine, sealing, &context, kind, counter, blob)?;
            Ok(state)
        })
    }

    fn header(&self) -> [u8; HEADER] {
        let mut header = [0; HEADER];
        let counter = self.counter.map_or(0, TransactionCounter::value).to_be_bytes();
        let octets = u8::try_from(self.key_type.octets()).unwrap_or(0);
        let fields = [VERSION, octets].into_iter().chain(self.id.0).chain(counter);
        header.iter_mut().zip(fields).for_each(|(to, from)| *to = from);
        header
    }

    fn parse_header(header: &[u8; HEADER]) -> Result<Self, Error> {
        let [VERSION, octets, a, b, c, d, e, f, g, h, counter @ ..] = *header else {
            return Err(Error::State);
        };
        let algorithm = Algorithm::aes(usize::from(octets)).ok_or(Error::State)?;
        let counter = match u32::from_be_bytes(counter) {
            0 => None,
            value => Some(TransactionCounter::new(value).map_err(|_| Error::State)?),
        };
        Ok(Self {
            id: InitialKeyId([a, b, c, d, e, f, g, h]),
            key_type: KeyType::of_aes(algorithm)?,
            counter,
            registers: Registers::empty(),
        })
    }
}

fn kind(key_type: KeyType) -> NewKey {
    new_key::<Intermediate>(key_type.algorithm(), key_type.octets())
}

fn saved_octets<E: SealKeys>(engine: &E, key_type: KeyType, counter: Option<u32>) -> usize {
    HEADER.saturating_add(Registers::sealed_octets(engine, kind(key_type), counter))
}

fn context(header: &[u8; HEADER]) -> [u8; LABEL.len() + HEADER] {
    registers::context(LABEL, header)
}
