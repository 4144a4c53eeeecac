//! DES and TDEA.

mod bits;
pub(crate) mod dukpt;
mod rounds;
mod sboxes;
mod schedule;
pub(crate) mod sliced;
mod tables;
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
    others: Option<[Schedule; 2]>,
}

impl TdeaKey {
    /// Expands a key of 8, 16 or 24 octets, whose parity bits are ignored; `None` if there is no
    /// key of that length.
    pub(crate) fn new(octets: &[u8]) -> Option<Self> {
        let [first, second, third] = parts(octets)?;
        if octets.len() == size_of::<Block>() {
            return Some(Self { first: Schedule::new(first), others: None });
        }
        Some(Self::of([first, second, third]))
    }

    fn of([first, second, third]: [u64; 3]) -> Self {
        let others = Some([Schedule::new(second), Schedule::new(third)]);
        Self { first: Schedule::new(first), others }
    }

    /// The key whose parts all differ by what DUKPT adds to them.
    fn of_variant(&self) -> Self {
        let others = self.others.as_ref().map(|keys| keys.each_ref().map(Schedule::of_variant));
        Self { first: self.first.of_variant(), others }
    }

    /// Enciphers one block.
    pub(crate) fn encipher(&self, block: &mut Block) {
        encipher_each([self], [block]);
    }

    /// Deciphers one block.
    pub(crate) fn decipher(&self, block: &mut Block) {
        decipher_each([self], [block]);
    }

    fn parts(&self) -> [&Schedule; 3] {
        let first = &self.first;
        self.others.as_ref().map_or([first; 3], |[second, third]| [first, second, third])
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
    if keys.iter().all(|key| key.others.is_none()) {
        run(&mut halves, keys.map(|key| &key.first), direction);
    } else {
        // A single DES key among TDEA keys is three times the same.
        let parts = keys.map(TdeaKey::parts);
        let parts = match direction {
            Direction::Encipher => parts,
            Direction::Decipher => parts.map(|[first, second, third]| [third, second, first]),
        };
        run(&mut halves, parts.map(|[part, _, _]| part), direction);
        run(&mut halves, parts.map(|[_, part, _]| part), direction.reversed());
        run(&mut halves, parts.map(|[_, _, part]| part), direction);
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
