//! The form of key blocks: everything that is not as it must be is refused, and for the reason
//! that it should be.

use ducat::Error;
use ducat::dukpt::aes::InitialKeyId;
use ducat::key_block::{
    Content, Header, KeyBlock, KeyContext, KeyVersion, Leniency, OptionalBlockId, ParseOptions,
};
use proptest::prelude::*;

use crate::support::check;
use crate::support::key_blocks::{PUBLISHED, with_true_length};

const STRICT: ParseOptions = ParseOptions::STRICT;
const PLAIN: &str =
    "B0080P0TE00E000094B420079CC80BA3461F86FE26EFC4A3B8E4FA4C5F5341176EED7B727B8A248E";

fn parse(block: &str) -> Result<KeyBlock<'_>, Error> {
    KeyBlock::parse(block.as_bytes(), STRICT)
}

/// A version B block with these optional blocks, and a count of them.
fn with_optional(optional: &str, count: &str) -> String {
    with_true_length(&format!("{}{count}00{optional}{}", &PLAIN[..12], &PLAIN[16..]))
}

/// The same, with padding up to whole blocks, and counted right.
fn padded(optional: &str, count: usize) -> String {
    let missing = (8 - optional.len() % 8) % 8;
    let (padding, count) = match missing {
        0 => (String::new(), count),
        missing => {
            let length = if missing < 4 { missing + 8 } else { missing };
            (format!("PB{length:02X}{}", "z".repeat(length - 4)), count + 1)
        }
    };
    with_optional(&format!("{optional}{padding}"), &format!("{count:02}"))
}

fn replaced(block: &str, place: usize, by: &str) -> String {
    format!("{}{by}{}", &block[..place], &block[place + by.len()..])
}

#[test]
fn published_blocks_have_the_form() {
    for published in PUBLISHED {
        let block = parse(published.block).unwrap();
        let payload = 2 + published.key.len() / 2 + published.padding.len() / 2;
        assert_eq!(block.payload_octets(), payload, "{}", published.block);
        assert!(published.block.as_bytes().starts_with(block.authenticated()));
    }
}

#[test]
fn what_a_header_says() {
    let block = parse(PUBLISHED[9].block).unwrap();
    let header = block.header();
    assert_eq!(header.version().code(), b'D');
    assert_eq!(header.usage().to_string(), "M6");
    assert_eq!(header.usage().name(), "MAC, ISO 9797-1:2011 algorithm 5 (CMAC)");
    assert_eq!(header.algorithm().name(), "AES");
    assert_eq!(header.mode_of_use().name(), "generate only");
    assert_eq!(header.key_version(), KeyVersion::Version(*b"12"));
    assert_eq!(header.exportability().code(), b'S');
    assert_eq!(header.key_context(), KeyContext::ByWrappingKey);
    let ids: Vec<String> = block.optional_blocks().map(|o| o.id().to_string()).collect();
    assert_eq!(ids, ["LB", "TS", "PB"]);
    let label = block.optional_block(OptionalBlockId::LB).unwrap();
    assert_eq!(label.content(), Some(Content::Label(b"label with spaces")));
    let time = block.optional_block(OptionalBlockId::TS).unwrap();
    let Some(Content::Time(time)) = time.content() else { panic!("a time") };
    assert_eq!(time.to_string(), "2020-08-18T22:12:18Z");
    assert_eq!(block.optional_block(OptionalBlockId::KC), None);
}

#[test]
fn every_truncation_is_refused() {
    for published in PUBLISHED {
        for length in 0..published.block.len() {
            let cut = &published.block[..length];
            assert_eq!(parse(cut).err(), Some(Error::KeyBlockLength), "{cut}");
            // And if the length is made to fit, it is not a longer key that appears.
            if length >= 5
                && let Ok(block) = parse(&with_true_length(cut))
            {
                assert!(block.payload_octets() * 2 < length);
            }
        }
    }
}

#[test]
fn every_unprintable_octet_is_refused() {
    for place in 0..PLAIN.len() {
        for octet in (0..=0x1F).chain(0x7F..=0xFF) {
            let mut block = PLAIN.as_bytes().to_vec();
            block[place] = octet;
            let refused = KeyBlock::parse(&block, ParseOptions::LENIENT).err();
            assert_eq!(refused, Some(Error::KeyBlockEncoding));
        }
    }
}

/// What may stand at each place of a header, written out.
fn expected_at(place: usize, c: u8) -> Result<(), Error> {
    let known = |ok: bool, error| if ok { Ok(()) } else { Err(error) };
    let usages: &[u8] = match c {
        b'P' => b"01",
        b'B' | b'S' | b'V' | b'E' | b'M' | b'K' | b'C' | b'D' | b'I' => b"0",
        _ => b"",
    };
    match place {
        0 => known(b"ABC".contains(&c), Error::KeyBlockVersion),
        1..=4 => known(PLAIN.as_bytes()[place] == c, Error::KeyBlockLength),
        5 => known(usages.contains(&b'0') || c.is_ascii_digit(), Error::KeyBlockHeader),
        6 => known(b"01".contains(&c), Error::KeyBlockHeader),
        7 => known(b"ADEHIJRST0123456789".contains(&c), Error::KeyBlockHeader),
        8 => known(b"BCDEGNSTVXY0123456789".contains(&c), Error::KeyBlockHeader),
        9 => known(c.is_ascii_alphanumeric(), Error::KeyBlockHeader),
        10 => known(c.is_ascii_alphanumeric(), Error::KeyBlockHeader),
        11 => known(b"ENS".contains(&c), Error::KeyBlockHeader),
        // Any number of optional blocks but none runs into the payload and beyond.
        12 | 13 => known(c == b'0', Error::KeyBlockOptional),
        14 => known(b"012".contains(&c), Error::KeyBlockHeader),
        15 => known(c == b'0', Error::KeyBlockHeader),
        _ => known(b"0123456789ABCDEF".contains(&c), Error::KeyBlockEncoding),
    }
}

#[test]
fn every_character_at_every_place() {
    for place in 0..PLAIN.len() {
        for c in 0x20..=0x7E {
            let mut block = PLAIN.as_bytes().to_vec();
            block[place] = c;
            let mut expected = expected_at(place, c);
            if place == 0 && matches!(c, b'D' | b'E') {
                // What follows has a length that a block of AES can have.
                expected = Ok(());
            }
            if place == 0 && matches!(c, b'A' | b'C') {
                // Their MAC is shorter, and what is left is not whole blocks.
                expected = Err(Error::KeyBlockPayload);
            }
            let got = KeyBlock::parse(&block, STRICT).map(drop);
            assert_eq!(got, expected, "{}", String::from_utf8_lossy(&block));
        }
    }
}

#[test]
fn key_versions() {
    let version = |characters: &str| {
        let block = replaced(PLAIN, 9, characters);
        parse(&block).map(|block| block.header().key_version())
    };
    assert_eq!(version("00"), Ok(KeyVersion::Unused));
    assert_eq!(version("c3"), Ok(KeyVersion::Component(b'3')));
    assert_eq!(version("C3"), Ok(KeyVersion::Version(*b"C3")));
    assert_eq!(version("01"), Ok(KeyVersion::Version(*b"01")));
    assert_eq!(version("c "), Err(Error::KeyBlockHeader));
    assert_eq!(version("-1"), Err(Error::KeyBlockHeader));
}

#[test]
fn optional_blocks_that_are_accepted() {
    for (optional, count) in [
        ("KS1800604B120F9292800000", 1),
        ("LB04", 1),
        ("LB05x", 1),
        ("LB0C  ~~  !!", 1),
        ("LB04WP070030108ABCDzZ08ABCD", 4),
        ("FL08  ~!", 1),
        ("KV08A1b2", 1),
        ("LB0004000E1234", 1),
        ("LB0004000A", 1),
        ("IK141234567890123456", 1),
        ("AL080101", 1),
        ("HM0621", 1),
        ("BI0E0112345678", 1),
        ("BI1000FFFF987654", 1),
        ("KC0A00A1B2", 1),
        ("KC0800A1", 1),
        ("KP1001AABBCCDDEE", 1),
        ("PK0C00AABBCC", 1),
        ("DA1001P0AEEM6AGN", 1),
        ("CT0A00TUlJ", 1),
        ("CT0A01+/==", 1),
        ("CT1A02000004TUlJ010006ABCDEF", 0),
        ("CT1C02000004TUlJ010006ABCDEF", 1),
        ("TS1320200818221218Z", 1),
        ("TC1B2020-08-18T22:12:18.00ZTS182020-08-18T22:12:18Z", 2),
    ] {
        let block = padded(optional, count);
        if count == 0 {
            assert_eq!(parse(&block).err(), Some(Error::KeyBlockOptional), "{optional}");
            continue;
        }
        let parsed = parse(&block).map_err(|error| panic!("{block}: {error}")).unwrap();
        assert!(parsed.optional_blocks().all(|o| o.content().is_some()), "{optional}");
        let written: usize = parsed.optional_blocks().map(|o| o.characters()).sum();
        let long_form = if optional.starts_with("LB0004") { 6 } else { 0 };
        assert_eq!(written + long_form + 16, parsed.authenticated().len(), "{optional}");
    }
    // Padding that is longer than it has to be, and of nothing.
    for (optional, count) in [("LB04PB04", "02"), ("LB08aaaaPB08zzzz", "02"), ("PB08zzzz", "01")] {
        assert!(parse(&with_optional(optional, count)).is_ok());
    }
}

#[test]
fn optional_blocks_that_are_refused() {
    for (optional, count) in [
        ("LB05xPB0Bzzzzzzz", "01"), // one of them counted
        ("LB05xPB0Bzzzzzzz", "03"), // one too many counted
        ("LB05xPB0Azzzzzz", "02"),  // not a multiple
        ("PB04LB04", "02"),         // padding first
        ("PB04PB04", "02"),         // twice
        ("LB03xxxx", "01"),         // shorter than its own form
        ("LB00xxxx", "01"),         // a length of no length
        ("LBFFxxxx", "01"),         // beyond the end
        ("LB0004FFFFxxxxxx", "01"),
    ] {
        let refused = parse(&with_optional(optional, count)).err();
        assert_eq!(refused, Some(Error::KeyBlockOptional), "{optional}");
    }
    for (optional, count) in [
        ("LB04LB04", 2), // twice
        ("LB08aaaaWP07003LB08bbbb", 3),
        ("LB0003008x", 1),
        ("LB00050000Fxxxxx", 1),
        ("LB000400091234", 1), // shorter than the long form
        ("LB0002000E1234", 1), // lengths in pairs
        ("LB0axxxxxx", 1),     // lower case
        ("L 08aaaa", 1),       // identifiers
        ("?!08aaaa", 1),
        ("KS1800604B120F929280000G", 1), // data against its format
        ("KS1400604B120F929280", 1),
        ("IK0C12345678", 1),
        ("IK14123456789012345x", 1),
        ("AL080102", 1),
        ("AL080001", 1),
        ("HM0699", 1),
        ("HM0821 1", 1),
        ("BI0E0212345678", 1),
        ("BI100112345678AB", 1),
        ("KC0802A1", 1),
        ("KC0700A", 1),
        ("KC0E00A1B2C3D4", 1),
        ("KP1201AABBCCDDEEFF", 1),
        ("KP070AB", 1),
        ("KP0601", 1),
        ("PK0C00AABB C", 1),
        ("DA1002P0AEEM6AGN", 1),
        ("DA0F01P0AEEM6AG", 1),
        ("DA0B01P0A-E", 1),
        ("DA0601", 1),
        ("CT0A03TUlJ", 1),
        ("CT0A00TU?J", 1),
        ("CT0600", 1),
        ("CT0602", 1),
        ("CT1202000005TUlJ", 1),
        ("CT1202020004TUlJ", 1),
        ("CT130200000400000", 1),
        ("KV08A1b ", 1),
        ("WP08003 ", 1),
        ("WP07004", 1),
        ("WP07103", 1),
        ("TS1320201318221218Z", 1),
        ("TC142020081822121800", 1),
    ] {
        let refused = parse(&padded(optional, count)).err();
        assert_eq!(refused, Some(Error::KeyBlockOptional), "{optional}");
    }
}

#[test]
fn each_leniency_lets_one_thing_pass() {
    use Leniency as L;
    let long_in_pairs = padded("LB0002000E1234", 1);
    let short_ksn = padded("KS1400604B120F929280", 1);
    let free = with_optional("WP08zzzz", "01");
    let cases = [
        (L::LowerCaseHex, replaced(PLAIN, 70, "a")),
        (L::LowerCaseHex, padded("LB0axxxxxx", 1)),
        (L::LowerCaseHex, with_optional("KP1001aABBCCDDEE", "01")),
        (L::LengthInPairs, long_in_pairs),
        (L::UnknownCodes, replaced(PLAIN, 5, "Q9")),
        (L::UnknownCodes, replaced(PLAIN, 7, "?")),
        (L::UnknownCodes, replaced(PLAIN, 8, "z")),
        (L::ReservedCharacters, replaced(PLAIN, 14, "3")),
        (L::ReservedCharacters, replaced(PLAIN, 15, "1")),
        (L::ShortInitialKsn, short_ksn),
        (L::FreeOptionalData, free),
    ];
    let all = [
        L::LowerCaseHex,
        L::LengthInPairs,
        L::UnknownCodes,
        L::ReservedCharacters,
        L::ShortInitialKsn,
        L::FreeOptionalData,
    ];
    for (needed, block) in &cases {
        for leniency in all {
            let passes = KeyBlock::parse(block.as_bytes(), STRICT.accepting(leniency)).is_ok();
            let is_data = *needed == L::ShortInitialKsn || block.contains("aABB");
            let also = is_data && leniency == L::FreeOptionalData;
            assert_eq!(passes, leniency == *needed || also, "{leniency:?} {block}");
        }
        assert!(KeyBlock::parse(block.as_bytes(), ParseOptions::LENIENT).is_ok());
    }
    let everything = all.into_iter().fold(STRICT, ParseOptions::accepting);
    assert_eq!(everything, ParseOptions::LENIENT);
}

#[test]
fn contents_are_values() {
    let block = padded("IK141234567890123456", 1);
    let block = parse(&block).unwrap();
    let id = block.optional_block(OptionalBlockId::IK).unwrap().content();
    let expected = InitialKeyId(0x1234_5678_9012_3456u64.to_be_bytes());
    assert_eq!(id, Some(Content::InitialKeyId(expected)));

    let block = with_optional("DA1001P0AEEM6AGN", "01");
    let Some(Content::PermittedDerivations(list)) =
        parse(&block).unwrap().optional_blocks().next().unwrap().content()
    else {
        panic!("a list")
    };
    let usages: Vec<_> = list.map(|derivation| derivation.usage).collect();
    assert_eq!(usages, [*b"P0", *b"M6"]);

    let block = padded("CT1A02000004TUlJ010004QUJD", 1);
    let block = parse(&block).unwrap();
    let Some(Content::CertificateChain(chain)) = block.optional_blocks().next().unwrap().content()
    else {
        panic!("a chain")
    };
    assert_eq!(chain.map(|(_, base64)| base64).collect::<Vec<_>>(), [b"TUlJ", b"QUJD"]);
}

#[test]
fn anything_at_all() {
    let lengths = prop_oneof![0..200usize, 9990..10010usize];
    let octets = lengths.prop_flat_map(|length| prop::collection::vec(0x20..0x7Fu8, length));
    check(256, (octets, any::<bool>()), |(mut octets, with_length)| {
        if with_length && octets.len() > 16 {
            let length = format!("{:04}", octets.len());
            octets[0] = b'A' + octets[0] % 5;
            octets[1..5].copy_from_slice(&length.as_bytes()[..4]);
            octets[5..16].copy_from_slice(b"P0AE00E0200");
        }
        if let Ok(block) = KeyBlock::parse(&octets, ParseOptions::LENIENT) {
            prop_assert!(block.optional_blocks().count() <= 99);
        }
        Ok(())
    });
}

#[test]
fn headers_alone() {
    let header = Header::parse(b"X0080P0TE00E0000", STRICT);
    assert_eq!(header, Err(Error::KeyBlockVersion));
    let header = Header::parse(b"D????K1AB01NXX20", STRICT).unwrap();
    assert_eq!(header.key_context(), KeyContext::Exchange);
    assert_eq!(header.attributes(17), None);
    assert!(header.attributes(32).is_some());
}
