//! DES and TDEA (FIPS 46-3, SP 800-67), and the steps of TDES DUKPT.
//!
//! No table is looked up, and nothing branches, is indexed or is shifted by a key or by data.
//! There are two forms. A block is independent of every other, so both take several at once, each
//! under its own key:
//!
//! - [`rounds`]: all eight S-boxes of a block in one word. For a few blocks, and for firmware. The
//!   time of one on x86-64 is about that of a table form; of two, less than twice as much.
//! - [`sliced`]: a bit of all blocks in one word or a few. For hosts, from a dozen blocks or so:
//!   128 take hardly longer than one does there.
//!
//! Nothing here chooses between them: what a caller does not name is not linked.
//!
//! # Costs
//!
//! On Cortex-M4, [`TdeaKey`] with both directions and the steps of DUKPT take 3.9 KiB of flash at
//! `opt-level = "s"` and 6.6 KiB at 3, 0.5 KiB of it constants. A key takes 400 octets of RAM. The
//! deepest call, a key expanded and used, takes 1.5 KiB of stack, the key included; on x86-64, 1.2
//! KiB. The sliced form, both directions and the permutations of bits from and to blocks included,
//! takes 7.3 KiB on x86-64 with 128 lanes and 5 KiB on Cortex-M4 with 32, at `opt-level = "s"`.
//!
//! # Secrets
//!
//! A [`TdeaKey`] is wiped on drop. All else is in locals: calls belong into
//! [`wiped`](crate::wipe::wiped).

mod bits;
pub(crate) mod dukpt;
mod rounds;
mod sboxes;
mod schedule;
#[allow(dead_code, reason = "it waits for batches of independent transactions")]
pub(crate) mod sliced;
mod tables;
#[allow(dead_code, reason = "as the sliced form")]
pub(crate) mod word;

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;

pub(crate) use rounds::Direction;
use rounds::{Halves, run};
use schedule::Schedule;

/// A block of DES and TDEA.
pub(crate) type Block = [u8; 8];

/// A TDEA key, expanded. One of eight octets is a single DES key.
///
/// # Secrets
/// Wiped on drop.
pub(crate) struct TdeaKey {
    first: Schedule,
    /// Not there under single DES.
    second: Option<Schedule>,
    /// Not there if it is the first.
    third: Option<Schedule>,
}

impl TdeaKey {
    /// Expands a key of 8, 16 or 24 octets, whose parity bits are ignored; `None` if there is no
    /// key of that length.
    pub(crate) fn new(octets: &[u8]) -> Option<Self> {
        let [first, second, third] = parts(octets)?;
        Some(Self {
            first: Schedule::new(first),
            second: (octets.len() > 8).then(|| Schedule::new(second)),
            third: (octets.len() > 16).then(|| Schedule::new(third)),
        })
    }

    fn of_two([first, second]: [u64; 2]) -> Self {
        Self { first: Schedule::new(first), second: Some(Schedule::new(second)), third: None }
    }

    /// The key whose parts all differ by what DUKPT adds to them.
    fn of_variant(&self) -> Self {
        Self {
            first: self.first.of_variant(),
            second: self.second.as_ref().map(Schedule::of_variant),
            third: self.third.as_ref().map(Schedule::of_variant),
        }
    }

    /// Enciphers one block.
    pub(crate) fn encipher(&self, block: &mut Block) {
        encipher_each([self], [block]);
    }

    /// Deciphers one block.
    pub(crate) fn decipher(&self, block: &mut Block) {
        decipher_each([self], [block]);
    }

    /// The second is the first again under single DES, so that it is one of the keys of TDEA.
    fn parts(&self) -> [&Schedule; 3] {
        let first = &self.first;
        [first, self.second.as_ref().unwrap_or(first), self.third.as_ref().unwrap_or(first)]
    }
}

/// Enciphers each block under the key in the same place, all in one pass.
pub(crate) fn encipher_each<const N: usize>(keys: [&TdeaKey; N], blocks: [&mut Block; N]) {
    passes(keys, blocks, Direction::Encipher);
}

/// Deciphers each block under the key in the same place, all in one pass.
pub(crate) fn decipher_each<const N: usize>(keys: [&TdeaKey; N], blocks: [&mut Block; N]) {
    passes(keys, blocks, Direction::Decipher);
}

fn passes<const N: usize>(keys: [&TdeaKey; N], blocks: [&mut Block; N], direction: Direction) {
    let mut halves = blocks.each_ref().map(|block| Halves::permuted(u64::from_be_bytes(**block)));
    let parts = keys.map(TdeaKey::parts);
    let (firsts, seconds) = (parts.map(|[part, _, _]| part), parts.map(|[_, part, _]| part));
    let thirds = parts.map(|[_, _, part]| part);
    let (outer, last) = match direction {
        Direction::Encipher => (&firsts, &thirds),
        Direction::Decipher => (&thirds, &firsts),
    };
    run(&mut halves, outer, direction);
    // Where all are single DES keys, one pass is all. Among TDEA keys, one is three times the same.
    if keys.iter().any(|key| key.second.is_some()) {
        run(&mut halves, &seconds, direction.reversed());
        run(&mut halves, last, direction);
    }
    for (block, halves) in blocks.into_iter().zip(&halves) {
        *block = halves.restored().to_be_bytes();
    }
}

/// The three single DES keys of a key of 8, 16 or 24 octets.
fn parts(octets: &[u8]) -> Option<[u64; 3]> {
    let (parts, []) = octets.as_chunks() else { return None };
    let (first, second, third) = match parts {
        [only] => (only, only, only),
        [first, second] => (first, second, first),
        [first, second, third] => (first, second, third),
        _ => return None,
    };
    Some([first, second, third].map(|part| u64::from_be_bytes(*part)))
}
