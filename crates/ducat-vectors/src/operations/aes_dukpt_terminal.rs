//! AES DUKPT as the terminal lives it.

use compat::vec::Vec;

use ducat::Error;
use ducat::dukpt::aes::TransactionCounter;
use ducat::dukpt::aes::terminal::TerminalState;
use serde_json::{Value, json};

use super::aes_dukpt::initial_key_id;
use super::{aes_key, hex, output};
use crate::inputs::Inputs;
use crate::outcome::{Failure, Outputs};
use crate::subject::Subject;

/// Most transactions in one answer, which is one line.
const MOST_STEPS: u32 = 1 << 16;

fn load<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<TerminalState<S>, Failure> {
    let initial_key = aes_key(subject, inputs, "initial_key")?;
    Ok(TerminalState::load_initial_key(subject, initial_key, initial_key_id(inputs)?)?)
}

/// Counter and transaction key, `None` when the terminal is exhausted.
fn step<S: Subject>(
    subject: &mut S,
    state: &mut TerminalState<S>,
) -> Result<Option<(u32, Value)>, Failure> {
    match state.generate(subject) {
        Err(Error::Exhausted) => Ok(None),
        Err(error) => Err(error.into()),
        Ok(transaction) => {
            let counter = transaction.key_serial_number().counter().value();
            let octets = subject.reveal(transaction.key().key().handle())?;
            Ok(Some((counter, hex(&octets).into())))
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
        sequence.push(json!([counter, key]));
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

/// What each register holds after loading: the key of the counter with its bit alone.
pub(super) fn registers<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    let mut state = load(subject, inputs)?;
    let first = state.next_key_serial_number().map(|ksn| ksn.counter().value());
    let mut registers = Vec::new();
    for bit in 0..32 {
        state.skip_to(subject, TransactionCounter::new(1 << bit)?)?;
        let (_, key) = step(subject, &mut state)?.ok_or(Error::Exhausted)?;
        registers.push(key);
    }
    let mut outputs = output("registers", registers);
    outputs.insert("counter".into(), first.into());
    Ok(outputs)
}
