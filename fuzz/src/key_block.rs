//! Any characters as a key block, held against a reader that is written with strings; and what is
//! read is written again. The first octet has the leniencies, the rest is the block. With the
//! highest bit of the first, the length field is made right beforehand.

use ducat::Error;
use ducat::key_block::{
    KeyBlock, KeyLength, Leniency, NewKeyBlock, OptionalBlock, OptionalBlockId, ParseOptions,
};

const LENIENCIES: [Leniency; 6] = [
    Leniency::LowerCaseHex,
    Leniency::LengthInPairs,
    Leniency::UnknownCodes,
    Leniency::ReservedCharacters,
    Leniency::ShortInitialKsn,
    Leniency::FreeOptionalData,
];

pub fn run(octets: &[u8]) {
    let Some((control, block)) = octets.split_first() else { return };
    let mut block = block.to_vec();
    if control & 0x80 != 0 && (16..=9999).contains(&block.len()) {
        let length = format!("{:04}", block.len());
        block[1..5].copy_from_slice(length.as_bytes());
    }
    let given = LENIENCIES.into_iter().enumerate().filter(|(bit, _)| control >> bit & 1 == 1);
    let options = given.fold(ParseOptions::STRICT, |options, (_, l)| options.accepting(l));
    let model = Model::read(&block, *control);
    match (KeyBlock::parse(&block, options), model) {
        (Ok(parsed), Ok(model)) => {
            model.same_as(&parsed);
            written_again(&parsed);
        }
        (Err(error), Err(expected)) => assert_eq!(error, expected),
        (parsed, model) => panic!("{:?}, but {:?}", parsed.err(), model.err()),
    }
    if KeyBlock::parse(&block, ParseOptions::STRICT).is_ok() {
        assert!(KeyBlock::parse(&block, options).is_ok(), "leniency refuses");
    }
}

/// What a block says, in strings.
struct Model {
    optional: Vec<(String, String)>,
    front: usize,
    payload: usize,
}

impl Model {
    fn read(block: &[u8], control: u8) -> Result<Self, Error> {
        let [lower, pairs, unknown, reserved, short_ksn, free] =
            [0, 1, 2, 3, 4, 5].map(|bit| control >> bit & 1 == 1);
        let text = core::str::from_utf8(block).map_err(|_| Error::KeyBlockEncoding)?;
        if !text.chars().all(|c| (' '..='~').contains(&c)) {
            return Err(Error::KeyBlockEncoding);
        }
        if text.len() < 40 || text.len() > 9999 {
            return Err(Error::KeyBlockLength);
        }
        let (cipher_block, mac, multiple) = match &text[..1] {
            "A" | "C" => (8, 8, 8),
            "B" => (8, 16, 8),
            "D" => (16, 32, 16),
            "E" => (16, 32, 1),
            _ => return Err(Error::KeyBlockVersion),
        };
        if text[1..5] != format!("{:04}", text.len()) {
            return Err(Error::KeyBlockLength);
        }
        Self::read_codes(text, unknown, reserved)?;
        let count = &text[12..14];
        if !count.chars().all(|c| c.is_ascii_digit()) {
            return Err(Error::KeyBlockOptional);
        }
        let hex = |digits: &str| {
            let known = |c: char| c.is_ascii_hexdigit() && (lower || !c.is_ascii_lowercase());
            digits.chars().all(known).then(|| usize::from_str_radix(digits, 16).unwrap_or(0))
        };
        let mut optional: Vec<(String, String)> = Vec::new();
        let mut front = 16;
        let count: usize = count.parse().expect("digits");
        for number in 1..=count {
            let (id, data, end) = Self::optional(text, front, pairs, &hex)?;
            let known = free || fits(&id, &data, lower, short_ksn);
            let misplaced = id == "PB" && number < count;
            if misplaced || !known || optional.iter().any(|(other, _)| *other == id) {
                return Err(Error::KeyBlockOptional);
            }
            optional.push((id, data));
            front = end;
        }
        if !(front - 16).is_multiple_of(cipher_block) {
            return Err(Error::KeyBlockOptional);
        }
        let rest = &text[front..];
        let payload = rest.len().checked_sub(mac).ok_or(Error::KeyBlockPayload)?;
        let least = if multiple == 1 { 6 } else { 2 * multiple };
        if payload < least || !payload.is_multiple_of(2 * multiple) {
            return Err(Error::KeyBlockPayload);
        }
        if rest.chars().any(|c| hex(&c.to_string()).is_none()) {
            return Err(Error::KeyBlockEncoding);
        }
        Ok(Self { optional, front, payload: payload / 2 })
    }

    fn read_codes(text: &str, unknown: bool, reserved: bool) -> Result<(), Error> {
        let usages = "B0 B1 B2 B3 C0 D0 D1 D2 D3 E0 E1 E2 E3 E4 E5 E6 E7 I0 K0 K1 K2 K3 K4 M0 M1 \
                      M2 M3 M4 M5 M6 M7 M8 P0 P1 S0 S1 S2 V0 V1 V2 V3 V4 V5";
        let is_digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
        let usage = usages.split(' ').any(|usage| usage == &text[5..7]) || is_digits(&text[5..7]);
        let algorithm = "ADEHIJRST".contains(&text[7..8]) || is_digits(&text[7..8]);
        let mode = "BCDEGNSTVXY".contains(&text[8..9]) || is_digits(&text[8..9]);
        let version = text[9..11].chars().all(|c| c.is_ascii_alphanumeric());
        let export = "ENS".contains(&text[11..12]);
        let context = "012".contains(&text[14..15]) && &text[15..16] == "0";
        let codes = unknown || usage && algorithm && mode;
        if codes && version && export && (reserved || context) {
            Ok(())
        } else {
            Err(Error::KeyBlockHeader)
        }
    }

    fn optional(
        text: &str,
        start: usize,
        pairs: bool,
        hex: &impl Fn(&str) -> Option<usize>,
    ) -> Result<(String, String, usize), Error> {
        let refused = Error::KeyBlockOptional;
        let id = text.get(start..start + 2).ok_or(refused)?;
        if !id.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Err(refused);
        }
        let mut length = text.get(start + 2..start + 4).and_then(hex).ok_or(refused)?;
        let mut form = 4;
        if length == 0 {
            let kind = text.get(start + 4..start + 6).ok_or(refused)?;
            if kind != "04" && !(pairs && kind == "02") {
                return Err(refused);
            }
            length = text.get(start + 6..start + 10).and_then(hex).ok_or(refused)?;
            form = 10;
        }
        if length < form {
            return Err(refused);
        }
        let data = text.get(start + form..start + length).ok_or(refused)?;
        Ok((id.to_string(), data.to_string(), start + length))
    }

    fn same_as(&self, block: &KeyBlock<'_>) {
        let text = |octets: &[u8]| String::from_utf8_lossy(octets).to_string();
        let optional = block.optional_blocks();
        let optional = optional.map(|o| (text(o.id().as_ascii()), text(o.data())));
        assert_eq!(optional.collect::<Vec<_>>(), self.optional);
        assert_eq!(block.payload_octets(), self.payload);
        assert_eq!(block.authenticated().len(), self.front);
    }
}

/// Whether data has the format of its identifier. Those with a structure of their own are checked
/// in their first characters and their length alone, and then left to the library.
fn fits(id: &str, data: &str, lower: bool, short_ksn: bool) -> bool {
    let hex = |text: &str, length: usize| {
        let digit = |c: char| c.is_ascii_hexdigit() && (lower || !c.is_ascii_lowercase());
        text.len() == length && text.chars().all(digit)
    };
    let base64 = |text: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "+/=".contains(c))
    };
    let (method, rest) = data.split_at(data.len().min(2));
    match id {
        "AL" => ["0100", "0101"].contains(&data),
        "BI" => method == "00" && hex(rest, 10) || method == "01" && hex(rest, 8),
        "CT" if method == "02" => chain(rest, lower),
        "CT" => ["00", "01"].contains(&method) && base64(rest),
        "DA" => {
            let whole = !rest.is_empty() && rest.len() % 5 == 0;
            method == "01" && whole && rest.chars().all(|c| c.is_ascii_alphanumeric())
        }
        "HM" => "10 20 21 22 23 24 25 30 31 32 33 40 41".split(' ').any(|hash| hash == data),
        "IK" => hex(data, 16),
        "KC" | "KP" | "PK" => {
            let longest = match method {
                "00" => 6,
                "01" => 10,
                _ => return false,
            };
            (1..=longest / 2).any(|octets| hex(rest, 2 * octets))
        }
        "KS" => hex(data, 20) || short_ksn && hex(data, 16),
        "KV" => data.len() == 4 && data.chars().all(|c| c.is_ascii_alphanumeric()),
        "TC" | "TS" => time(data),
        "WP" => ["000", "001", "002", "003"].contains(&data),
        _ => true,
    }
}

fn chain(mut rest: &str, lower: bool) -> bool {
    if rest.is_empty() {
        return false;
    }
    while !rest.is_empty() {
        let Some((form, after)) = rest.split_at_checked(6) else { return false };
        let digits = &form[2..];
        let known = |c: char| c.is_ascii_hexdigit() && (lower || !c.is_ascii_lowercase());
        if !["00", "01"].contains(&&form[..2]) || !digits.chars().all(known) {
            return false;
        }
        let length = usize::from_str_radix(digits, 16).expect("digits");
        let Some((base64, after)) = after.split_at_checked(length) else { return false };
        let is_base64 = |c: char| c.is_ascii_alphanumeric() || "+/=".contains(c);
        if base64.is_empty() || !base64.chars().all(is_base64) {
            return false;
        }
        rest = after;
    }
    true
}

fn time(data: &str) -> bool {
    let digits: String = match data.len() {
        15 | 17 => data[..data.len() - 1].to_string(),
        20 | 23 => {
            let marks = [(4, '-'), (7, '-'), (10, 'T'), (13, ':'), (16, ':'), (19, '.')];
            let chars: Vec<char> = data.chars().collect();
            let marks = &marks[..if data.len() == 23 { 6 } else { 5 }];
            if marks.iter().any(|(place, mark)| chars[*place] != *mark) {
                return false;
            }
            let kept = chars[..chars.len() - 1].iter().enumerate();
            let is_mark = |place: usize| marks.iter().any(|(other, _)| *other == place);
            kept.filter(|(place, _)| !is_mark(*place)).map(|(_, c)| *c).collect()
        }
        _ => return false,
    };
    if !data.ends_with('Z') || !digits.chars().all(|c| c.is_ascii_digit()) {
        return false;
    }
    let number = |range: core::ops::Range<usize>| digits[range].parse::<u32>().expect("digits");
    let (year, month, day) = (number(0..4), number(4..6), number(6..8));
    let leap = year % 4 == 0 && year % 100 != 0 || year % 400 == 0;
    let days = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let in_month = (1..=12).contains(&month) && (1..=days[month as usize - 1]).contains(&day);
    in_month && number(8..10) < 24 && number(10..12) < 60 && number(12..14) <= 60
}

/// A block with the same header and optional blocks is as long, if its padding is the least.
fn written_again(block: &KeyBlock<'_>) {
    let is_padding = |o: &OptionalBlock<'_>| o.id() == OptionalBlockId::PB;
    let given: Vec<_> = block.optional_blocks().collect();
    let others = given.iter().filter(|o| !is_padding(o));
    let others: Result<Vec<_>, _> = others.map(|o| OptionalBlock::new(o.id(), o.data())).collect();
    let Ok(others) = others else { return };
    let Ok(new) = NewKeyBlock::new(*block.header()).with_optional_blocks(&others) else { return };
    let octets = block.payload_octets() - 2;
    let characters = new.with_key_length(KeyLength::Shown).characters(octets);
    let header = block.header();
    let front: usize = others.iter().map(OptionalBlock::characters).sum();
    let whole = header.version().block_octets();
    let front =
        if front.is_multiple_of(whole) { front } else { (front + 4).next_multiple_of(whole) };
    let expected = 16 + front + 2 * (block.payload_octets() + header.version().mac_octets());
    assert_eq!(characters.ok(), (expected <= 9999).then_some(expected));
}
