//! Any octets as a line of the protocol. The input is the line; what follows a line feed would
//! be the next one.

use ducat_soft::Engine;
use ducat_vectors::protocol;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// All that an answer may hold. The id is the asker's own text, which need not mean anything.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer<'a> {
    #[serde(borrow)]
    #[expect(dead_code, reason = "it must be there")]
    id: &'a RawValue,
    outputs: Option<Map<String, Value>>,
    error: Option<Refusal>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refusal {
    code: String,
    stage: String,
}

pub fn run(octets: &[u8]) {
    let line = octets.split(|octet| *octet == b'\n').next().unwrap_or(octets);
    // A million keys: right, and too slow to be asked for often.
    if line.windows(13).any(|words| words == b"terminal_life") {
        return;
    }
    let first = answer(line);
    assert_eq!(first, answer(line), "a second answer differs");
    assert!(!first.contains('\n'), "an answer is one line");
    let parsed: Answer = serde_json::from_str(&first).unwrap_or_else(|e| panic!("{e}: {first}"));
    match (parsed.outputs, parsed.error) {
        (Some(_), None) => {}
        (None, Some(Refusal { code, stage })) => {
            assert!(!code.is_empty(), "{first}");
            assert!(["parse", "policy", "compute", "verify"].contains(&stage.as_str()), "{first}");
        }
        _ => panic!("neither outputs nor an error: {first}"),
    }
}

/// The answer to a line.
pub fn answer(line: &[u8]) -> String {
    protocol::answer(&mut Engine::<255>::new(), line)
}
