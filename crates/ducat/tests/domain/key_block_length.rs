//! The length of a key that is handed out in clear is one that its algorithm has.

use ducat::Error;
use ducat::key_block::{self, Header, KeyBlock, KeyBlockVersion, NewKeyBlock, ParseOptions};
use ducat_hal::UnprotectedKey;

use crate::support::key_blocks::{PERMISSIVE, protection_key};
use crate::support::rng::Prng;
use crate::support::{TestEngine, on_every_engine};

on_every_engine! {
    proprietary_keys_have_lengths_of_their_algorithm
}

fn proprietary_keys_have_lengths_of_their_algorithm<E: TestEngine>() {
    let lengths: [(u8, &[usize]); 4] =
        [(b'A', &[16, 24, 32]), (b'D', &[8]), (b'T', &[8, 16, 24]), (b'H', &[1, 7, 8, 14])];
    for (algorithm, allowed) in lengths {
        for octets in [1, 7, 8, 14] {
            let allowed = allowed.contains(&octets);
            let engine = &mut E::new();
            let kbpk = protection_key(engine, "D", &[7; 16]);
            let header = [b"D008010".as_slice(), &[algorithm], b"N00N0000"].concat();
            let secret = [0x5A; 14];
            let secret = &secret[..octets];

            let parsed = Header::parse(header.as_slice().try_into().unwrap(), ParseOptions::STRICT);
            let new = NewKeyBlock::new(parsed.unwrap());
            let (mut rng, mut out) = (Prng(1), [0; 256]);
            let made =
                key_block::wrap_clear(engine, &mut rng, PERMISSIVE, &kbpk, &new, secret, &mut out);
            assert_eq!(made.map(drop), if allowed { Ok(()) } else { Err(Error::KeyLength) });

            // What a careless peer makes.
            let (mut payload, mut mac) = ([0xC3; 16], [0; 16]);
            let block = UnprotectedKey {
                weak_keys: ducat_hal::WeakKeys::Refuse,
                version: KeyBlockVersion::D,
                header: &header,
                payload: &mut payload,
                mac: &mut mac,
            };
            engine.make_clear_key_block(kbpk.handle(), block, secret).unwrap();
            let hex = |octets: &[u8]| octets.iter().map(|o| format!("{o:02X}")).collect::<String>();
            let made = [header.as_slice(), hex(&payload).as_bytes(), hex(&mac).as_bytes()].concat();
            let block = KeyBlock::parse(&made, ParseOptions::STRICT).unwrap();
            let (mut work, mut key) = ([0; 16], [0; 32]);
            let opened =
                key_block::open_clear(engine, PERMISSIVE, &kbpk, &block, &mut work, &mut key);
            assert_eq!(opened, if allowed { Ok(octets) } else { Err(Error::KeyBlock) });
            let expected = if allowed { secret } else { &[] };
            assert!(key.starts_with(expected) && key[expected.len()..].iter().all(|o| *o == 0));
        }
    }
}
