//! TDES DUKPT as the terminal lives it.

use compat::vec::Vec;

use ducat::Error;
use ducat::dukpt::tdes::TransactionCounter;
use ducat::dukpt::tdes::terminal::TerminalState;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::tdes_dukpt::{initial_key_id, key};
use super::{hex, output};
use crate::inputs::Inputs;
use crate::outcome::{Failure, Outputs};
use crate::subject::Subject;

/// Most transactions in one answer, which is one line.
const MOST_STEPS: u32 = 1 << 16;

fn load<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<TerminalState<S>, Failure> {
    let id = initial_key_id(inputs)?;
    let initial_key = key(subject, inputs, "ipek")?;
    Ok(TerminalState::load_initial_key(subject, initial_key, id)?)
}

type Step = (TransactionCounter, Zeroizing<Vec<u8>>);

/// Counter and transaction key, `None` when the terminal is exhausted.
fn step<S: Subject>(
    subject: &mut S,
    state: &mut TerminalState<S>,
) -> Result<Option<Step>, Failure> {
    match state.generate(subject) {
        Err(Error::Exhausted) => Ok(None),
        Err(error) => Err(error.into()),
        Ok(transaction) => {
            let counter = transaction.key_serial_number().counter();
            let octets = subject.reveal(transaction.key().key().handle())?;
            Ok(Some((counter, octets)))
        }
    }
}

fn steps<S: Subject>(
    subject: &mut S,
    inputs: &Inputs,
    state: &mut TerminalState<S>,
) -> Result<Value, Failure> {
    let steps: u32 = inputs.number("steps")?;
    if steps > MOST_STEPS {
        return Err(Failure::MALFORMED);
    }
    let mut sequence = Vec::new();
    for _ in 0..steps {
        let Some((counter, key)) = step(subject, state)? else { break };
        sequence.push(json!([counter.value(), hex(&key)]));
    }
    Ok(sequence.into())
}

pub(super) fn sequence<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    let mut state = load(subject, inputs)?;
    Ok(output("sequence", steps(subject, inputs, &mut state)?))
}

pub(super) fn sequence_from<S: Subject>(
    subject: &mut S,
    inputs: &Inputs,
) -> Result<Outputs, Failure> {
    let start = TransactionCounter::new(inputs.number("start_counter")?)?;
    let mut state = load(subject, inputs)?;
    state.skip_to(subject, start)?;
    let mut outputs = output("sequence", steps(subject, inputs, &mut state)?);
    outputs.insert("exhausted_after".into(), state.is_exhausted().into());
    Ok(outputs)
}

/// A whole life: how many keys, the counter of the last, and SHA-256 of all of them in order.
pub(super) fn life<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    let mut state = load(subject, inputs)?;
    let (mut count, mut last, mut digest) = (0u32, None, Sha256::new());
    while let Some((counter, key)) = step(subject, &mut state)? {
        count += 1;
        last = Some(counter.value());
        digest.update(&*key);
    }
    let mut outputs = output("count", count);
    outputs.insert("last_counter".into(), last.into());
    outputs.insert("digest".into(), hex(&digest.finalize()).into());
    Ok(outputs)
}
