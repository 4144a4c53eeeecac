//! Inputs by name, read into what an operation takes.
//!
//! Only strings, integers, truth values and short lists of strings are kept, and few of them:
//! whatever else a line holds costs no memory.

use compat::collections::BTreeMap;
use compat::string::String;
use compat::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use zeroize::Zeroizing;

use crate::outcome::Failure;
use crate::watch;

/// Most inputs, and most items of a list. No operation takes as many.
const MOST_ITEMS: usize = 64;

enum Input {
    Text(String),
    Number(u64),
    Truth(bool),
    List(Vec<String>),
    Other,
}

/// The inputs of one question.
pub struct Inputs(BTreeMap<String, Input>);

impl Inputs {
    /// Reads a JSON object. Members that are given twice, and anything else, are refused.
    ///
    /// # Errors
    /// [`Failure::MALFORMED`].
    pub fn parse(json: &str) -> Result<Self, Failure> {
        serde_json::from_str(json).map_err(|_| Failure::MALFORMED)
    }

    fn get(&self, name: &str) -> Result<&Input, Failure> {
        self.0.get(name).ok_or(Failure::MALFORMED)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(crate) fn text(&self, name: &str) -> Result<&str, Failure> {
        match self.get(name)? {
            Input::Text(text) => Ok(text),
            _ => Err(Failure::MALFORMED),
        }
    }

    pub(crate) fn number<N: TryFrom<u64>>(&self, name: &str) -> Result<N, Failure> {
        match self.get(name)? {
            Input::Number(number) => N::try_from(*number).map_err(|_| Failure::MALFORMED),
            _ => Err(Failure::MALFORMED),
        }
    }

    pub(crate) fn number_or<N: TryFrom<u64>>(&self, name: &str, or: N) -> Result<N, Failure> {
        if self.has(name) { self.number(name) } else { Ok(or) }
    }

    pub(crate) fn truth_or(&self, name: &str, or: bool) -> Result<bool, Failure> {
        match self.0.get(name) {
            None => Ok(or),
            Some(Input::Truth(truth)) => Ok(*truth),
            Some(_) => Err(Failure::MALFORMED),
        }
    }

    pub(crate) fn octets(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let octets = octets(self.text(name)?)?;
        watch::input(name, &octets);
        Ok(octets)
    }

    pub(crate) fn array<const N: usize>(&self, name: &str) -> Result<[u8; N], Failure> {
        self.octets(name)?.as_slice().try_into().map_err(|_| Failure::MALFORMED)
    }

    pub(crate) fn list(&self, name: &str) -> Result<&[String], Failure> {
        match self.get(name)? {
            Input::List(items) => Ok(items),
            _ => Err(Failure::MALFORMED),
        }
    }
}

/// Upper-case hex.
pub(crate) fn octets(text: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return Err(Failure::MALFORMED);
    }
    let mut octets = Zeroizing::new(Vec::with_capacity(pairs.len()));
    for &[high, low] in pairs {
        octets.push(nibble(high)? << 4 | nibble(low)?);
    }
    Ok(octets)
}

pub(crate) fn nibble(digit: u8) -> Result<u8, Failure> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'A'..=b'F' => Ok(digit - b'A' + 10),
        _ => Err(Failure::MALFORMED),
    }
}

struct InputsVisitor;

impl<'de> Visitor<'de> for InputsVisitor {
    type Value = Inputs;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Inputs, A::Error> {
        let mut inputs = BTreeMap::new();
        while let Some((name, input)) = map.next_entry::<String, Option<Input>>()? {
            // A null stands for an input that is not given; the operation has to be.
            let input = match input {
                None if name != "op" => continue,
                other => other.unwrap_or(Input::Other),
            };
            if inputs.insert(name, input).is_some() || inputs.len() > MOST_ITEMS {
                return Err(serde::de::Error::custom("given twice, or too many"));
            }
        }
        Ok(Inputs(inputs))
    }
}

impl<'de> Deserialize<'de> for Inputs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InputsVisitor)
    }
}

struct InputVisitor;

impl<'de> Visitor<'de> for InputVisitor {
    type Value = Input;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_str<E>(self, text: &str) -> Result<Input, E> {
        Ok(Input::Text(text.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Input, E> {
        Ok(Input::Number(number))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Input, E> {
        Ok(Input::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Input, E> {
        Ok(Input::Other)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Input, E> {
        Ok(Input::Truth(truth))
    }

    fn visit_unit<E>(self) -> Result<Input, E> {
        Ok(Input::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Input, A::Error> {
        let mut items = Vec::new();
        while items.len() < MOST_ITEMS {
            match seq.next_element::<Item>()? {
                None => return Ok(Input::List(items)),
                Some(Item(Some(text))) => items.push(text),
                Some(Item(None)) => break,
            }
        }
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Input::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Input, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Input::Other)
    }
}

impl<'de> Deserialize<'de> for Input {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(InputVisitor)
    }
}

/// An item of a list: its text, if it is one.
struct Item(Option<String>);

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Input::deserialize(deserializer)? {
            Input::Text(text) => Some(text),
            _ => None,
        }))
    }
}
