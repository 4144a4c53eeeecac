//! MACs part by part, for messages that are never in memory as a whole.

use ducat_hal::{CurrentAlgorithm, MacAlgorithm, MacPurpose, StreamMac};
use zeroize::Zeroizing;

use super::tag::{Tag, assert_length};
use crate::error::Error;
use crate::key::Key;
use crate::key::role::{Direction, MacGenerate, MacVerify};
use crate::secret::scrubbed;

/// A MAC that is being generated. What it holds is wiped when it is finished or dropped.
///
/// ```
/// use ducat::{Error, Key, TdeaCmac, mac::{self, Generator}};
/// use ducat::key::role::{MacGenerate, Request};
/// use ducat_hal::Algorithm;
///
/// let mut engine = ducat_soft::Engine::<16>::new();
/// let key: Key<MacGenerate<TdeaCmac, Request>, _> =
///     Key::load(&mut engine, Algorithm::Tdea2, b"a sixteen octet!")?;
/// let mut stream = Generator::begin(&mut engine, &key, None)?;
/// stream.update(&mut engine, b"amount=")?;
/// stream.update(&mut engine, b"1000")?;
/// let tag: mac::Tag<8> = stream.finish(&mut engine)?;
/// let at_once: mac::Tag<8> = mac::generate(&mut engine, &key, &[b"amount=1000"])?;
/// assert_eq!(tag.as_octets(), at_once.as_octets());
/// # Ok::<(), Error>(())
/// ```
pub struct Generator<'k, A: CurrentAlgorithm, E: StreamMac<A> + 'k> {
    stream: E::Stream<'k>,
    whole: bool,
}

impl<'k, A: CurrentAlgorithm, E: StreamMac<A> + 'k> Generator<'k, A, E> {
    /// Begins. `octets` is the length of the whole message, which padding method 3 has to know
    /// and the others pass over.
    ///
    /// # Errors
    /// The engine's; `DataLength` if the length is needed and missing.
    pub fn begin<D: Direction>(
        engine: &mut E,
        key: &'k Key<MacGenerate<A, D>, E>,
        octets: Option<u64>,
    ) -> Result<Self, Error> {
        scrubbed(engine, |engine| {
            let stream = engine.begin_mac(key.handle(), MacPurpose::Generate, octets);
            Ok(Self { stream: stream.map_err(Error::engine)?, whole: true })
        })
    }

    /// Takes in the next part of the message.
    ///
    /// # Errors
    /// The engine's; begin anew. [`finish`](Self::finish) then fails.
    pub fn update(&mut self, engine: &mut E, part: &[u8]) -> Result<(), Error> {
        take_in::<A, E>(engine, &mut self.stream, &mut self.whole, part)
    }

    /// Ends: the leftmost `N` octets of the MAC, at least 4, checked when it compiles.
    ///
    /// # Errors
    /// [`Error::Stream`] if a part was not taken in; the engine's; `DataLength` if the message was
    /// not as long as announced.
    pub fn finish<const N: usize>(self, engine: &mut E) -> Result<Tag<N>, Error> {
        const { assert_length::<A, N>() };
        refuse_partial(self.whole)?;
        // Not in a frame of its own: there the stream would leave a copy. What it leaves otherwise
        // is the engine's to wipe.
        let mut octets = Zeroizing::new([0; N]);
        engine.finish_generate(self.stream, &mut *octets).map_err(Error::engine)?;
        Ok(Tag::from_octets(*octets))
    }
}

/// A MAC that is being verified. Nothing of the message is to be believed before
/// [`finish`](Self::finish) says so.
pub struct Verifier<'k, A: MacAlgorithm, E: StreamMac<A> + 'k> {
    stream: E::Stream<'k>,
    whole: bool,
}

impl<'k, A: MacAlgorithm, E: StreamMac<A> + 'k> Verifier<'k, A, E> {
    /// Begins, as [`Generator::begin`].
    ///
    /// # Errors
    /// As there.
    pub fn begin<D: Direction>(
        engine: &mut E,
        key: &'k Key<MacVerify<A, D>, E>,
        octets: Option<u64>,
    ) -> Result<Self, Error> {
        scrubbed(engine, |engine| {
            let stream = engine.begin_mac(key.handle(), MacPurpose::Verify, octets);
            Ok(Self { stream: stream.map_err(Error::engine)?, whole: true })
        })
    }

    /// Takes in the next part of the message.
    ///
    /// # Errors
    /// The engine's; begin anew. [`finish`](Self::finish) then fails.
    pub fn update(&mut self, engine: &mut E, part: &[u8]) -> Result<(), Error> {
        take_in::<A, E>(engine, &mut self.stream, &mut self.whole, part)
    }

    /// Ends, in constant time.
    ///
    /// # Errors
    /// [`Error::Mismatch`] if the tag does not belong to the message; [`Error::Stream`] if a part
    /// was not taken in; the engine's.
    pub fn finish<const N: usize>(self, engine: &mut E, tag: &Tag<N>) -> Result<(), Error> {
        const { assert_length::<A, N>() };
        refuse_partial(self.whole)?;
        // As in `Generator::finish`.
        match engine.finish_verify(self.stream, tag.as_octets()).map_err(Error::engine)? {
            true => Ok(()),
            false => Err(Error::Mismatch),
        }
    }
}

/// Takes in a part. A MAC that lacks one may be that of another message.
fn take_in<'k, A: MacAlgorithm, E: StreamMac<A> + 'k>(
    engine: &mut E,
    stream: &mut E::Stream<'k>,
    whole: &mut bool,
    part: &[u8],
) -> Result<(), Error> {
    refuse_partial(*whole)?;
    scrubbed(engine, |engine| {
        let taken = engine.update_mac(stream, part).map_err(Error::engine);
        *whole = taken.is_ok();
        taken
    })
}

const fn refuse_partial(whole: bool) -> Result<(), Error> {
    if whole { Ok(()) } else { Err(Error::Stream) }
}
