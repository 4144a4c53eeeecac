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

use super::registers::{COUNT, Registers, is_live};
use super::{InitialKeyId, KeyType, TerminalState, TransactionCounter};
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
        // Counted without a look at the registers: nothing here wipes what it would leave.
        let live = |counter| (0..32).filter(|&number| is_live(counter, number)).count();
        saved_octets(engine, self.key_type, self.counter.map_or(0, live))
    }

    /// Octets that [`save`](Self::save) writes at most, over a whole life.
    pub fn most_saved_octets(engine: &E, key_type: KeyType) -> usize
    where
        E: SealKeys,
    {
        saved_octets(engine, key_type, COUNT)
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
            let mut in_use = self.registers.in_use().map(Key::handle);
            let mut handles = [const { None }; COUNT];
            let mut count = 0;
            for (to, handle) in handles.iter_mut().zip(&mut in_use) {
                *to = Some(handle);
                count += 1;
            }
            // An array of references has no empty value: the first fills it up.
            let first = handles.first().copied().flatten();
            let filled = first.map(|first| handles.map(|handle| handle.unwrap_or(first)));
            let handles = filled.as_ref().and_then(|all| all.get(..count)).unwrap_or(&[]);
            let (context, kind) = (context(header), kind(self.key_type));
            let sealed = engine.seal_keys(sealing.handle(), &context, kind, handles, blob);
            sealed.map_err(Error::engine)?;
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
            let parsed = Self::parse_header(header);
            let is_live = |counter: Option<_>, number| counter.is_some_and(|c| is_live(c, number));
            let live = |counter| (0u32..32).filter(move |&number| is_live(counter, number));
            let count = parsed.as_ref().map_or(0, |state| live(state.counter).count());
            let fits =
                |state: &Self| blob.len() == engine.sealed_octets(kind(state.key_type), count);
            let mut state = match parsed {
                Ok(state) if fits(&state) => state,
                _ => {
                    blob.zeroize();
                    return Err(Error::State);
                }
            };
            let mut handles = [const { None }; COUNT];
            let (handles, _) = handles.split_at_mut(count);
            let context = context(header);
            engine
                .unseal_keys(sealing.handle(), &context, blob, kind(state.key_type), handles)
                .map_err(|error| match ducat_hal::Error::kind(&error) {
                    ducat_hal::ErrorKind::Authentication => Error::State,
                    _ => Error::engine(error),
                })?;
            for (number, handle) in live(state.counter).zip(handles) {
                let handle = handle.take().ok_or(Error::State)?;
                let key = Key::open(engine, handle).map_err(|_| Error::State)?;
                state.registers.put(number, key);
            }
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

fn saved_octets<E: SealKeys>(engine: &E, key_type: KeyType, count: usize) -> usize {
    HEADER.saturating_add(engine.sealed_octets(kind(key_type), count))
}

fn context(header: &[u8; HEADER]) -> [u8; LABEL.len() + HEADER] {
    let mut context = [0; LABEL.len() + HEADER];
    context.iter_mut().zip(LABEL.iter().chain(header)).for_each(|(to, from)| *to = *from);
    context
}
