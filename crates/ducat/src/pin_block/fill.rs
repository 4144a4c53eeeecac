//! Random fill nibbles: one octet of randomness each, none of them biased.

use ducat_hal::PinBlockRandom;
use ducat_hal::pin_field::{FILL_NIBBLES, MIN_PIN_DIGITS};
use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::Format;
use crate::error::Error;

/// Octets drawn before a random source counts as broken: a sound one is refused with a
/// probability below 2^-128.
const MAX_DRAWS: usize = 1024;

/// The randomness of a block whose PIN is not known here: the fill nibbles of the shortest PIN, the
/// last ones, whatever the PIN will be.
pub(super) fn random<G: TryCryptoRng + ?Sized>(
    rng: &mut G,
    format: Format,
) -> Result<PinBlockRandom, Error> {
    let mut random = PinBlockRandom::default();
    match format {
        Format::Format0 | Format::Format2 => {}
        Format::Format1 => random.fill = *anything(rng, FILL_NIBBLES - MIN_PIN_DIGITS)?,
        Format::Format3 => random.fill = *letters(rng, FILL_NIBBLES - MIN_PIN_DIGITS)?,
        Format::Format4 => rng.try_fill_bytes(&mut random.half).map_err(|_| Error::Random)?,
    }
    Ok(random)
}

/// Nibbles 0 to F for `count` places, the last ones.
pub(super) fn anything<G: TryCryptoRng + ?Sized>(
    rng: &mut G,
    count: usize,
) -> Result<Zeroizing<[u8; FILL_NIBBLES]>, Error> {
    draw(rng, count, |octet| Some(octet & 0xF))
}

/// Nibbles A to F for `count` places, the last ones. Three bits make a letter; the two of eight
/// values that are none are drawn again, so that no letter is likelier than another.
pub(super) fn letters<G: TryCryptoRng + ?Sized>(
    rng: &mut G,
    count: usize,
) -> Result<Zeroizing<[u8; FILL_NIBBLES]>, Error> {
    draw(rng, count, |octet| Some(0xA + (octet & 7)).filter(|letter| *letter <= 0xF))
}

fn draw<G: TryCryptoRng + ?Sized>(
    rng: &mut G,
    count: usize,
    nibble: impl Fn(u8) -> Option<u8>,
) -> Result<Zeroizing<[u8; FILL_NIBBLES]>, Error> {
    let mut fill = Zeroizing::new([0; FILL_NIBBLES]);
    let mut draws = 0..MAX_DRAWS;
    for to in fill.iter_mut().skip(FILL_NIBBLES.saturating_sub(count)) {
        *to = loop {
            draws.next().ok_or(Error::Random)?;
            let mut octet = Zeroizing::new(0);
            rng.try_fill_bytes(core::slice::from_mut(&mut *octet)).map_err(|_| Error::Random)?;
            if let Some(found) = nibble(*octet) {
                break found;
            }
        };
    }
    Ok(fill)
}

#[cfg(test)]
mod tests {
    use core::convert::Infallible;

    use super::*;

    struct Counting(u8);
    impl rand_core::TryRng for Counting {
        type Error = Infallible;
        fn try_next_u32(&mut self) -> Result<u32, Infallible> {
            unreachable!()
        }
        fn try_next_u64(&mut self) -> Result<u64, Infallible> {
            unreachable!()
        }
        fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
            for d in dst {
                *d = self.0;
                self.0 = self.0.wrapping_add(1);
            }
            Ok(())
        }
    }
    impl TryCryptoRng for Counting {}

    #[test]
    fn every_letter_is_equally_likely() {
        // Over all 256 octets, each letter comes from the same number of them.
        let mut rng = Counting(0);
        let mut seen = [0; 16];
        for _ in 0..96 {
            let fill = letters(&mut rng, 10).unwrap();
            fill.iter().skip(4).for_each(|&n| seen[usize::from(n)] += 1);
        }
        assert_eq!(seen[0xA..], [160; 6]);
        assert_eq!(seen[..0xA], [0; 10]);
    }

    #[test]
    fn a_source_stuck_at_a_refused_value_is_an_error() {
        struct Stuck;
        impl rand_core::TryRng for Stuck {
            type Error = Infallible;
            fn try_next_u32(&mut self) -> Result<u32, Infallible> {
                Ok(u32::MAX)
            }
            fn try_next_u64(&mut self) -> Result<u64, Infallible> {
                Ok(u64::MAX)
            }
            fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
                dst.fill(0xFF);
                Ok(())
            }
        }
        impl TryCryptoRng for Stuck {}
        assert_eq!(letters(&mut Stuck, 10).err(), Some(Error::Random));
        assert!(anything(&mut Stuck, 10).is_ok());
    }
}
