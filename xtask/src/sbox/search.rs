//! The search: an output is divided by one input bit after another, until what is left is found
//! on top of what is there.
//!
//! Where input `s` is 0, the output is one function of fewer inputs; where it is 1, another. The
//! first is built without regard to the other half of the inputs, and is `low`; what it has wrong
//! in the other half is built without regard to the first half, and is `correction`. The output is
//! `low ^ (correction & s)`. The half that is built first may also be the other one. Random choices
//! decide what is divided by which bit, and the better of a few is kept. Then, again and again, one
//! or more outputs are taken out and built anew on top of the others.

use super::circuit::{Circuit, Gate, INPUTS};
use super::complete::{Wanted, complete};
use super::random::Random;

/// A circuit and its four outputs.
#[derive(Clone)]
pub(super) struct Found {
    pub(super) circuit: Circuit,
    pub(super) outputs: Vec<usize>,
}

impl Found {
    pub(super) fn gates(&self) -> usize {
        self.circuit.gates().len()
    }

    /// What is compared, less is better: gates, and between equals how many gates follow one
    /// another, because a processor does several at a time.
    pub(super) fn cost(&self) -> (usize, usize) {
        (self.gates(), self.circuit.depth())
    }
}

/// One try: a circuit from nothing, and then better ones, until that stops.
pub(super) fn attempt(tables: &[u64; 4], random: &mut Random) -> Found {
    let mut best = first(tables, random);
    let mut current = best.clone();
    let mut failures = 0;
    while failures < PATIENCE {
        let gates = current.gates();
        let mut kept: Vec<usize> = vec![0, 1, 2, 3];
        random.shuffle(&mut kept);
        kept.truncate(1 + random.below(3));
        // One as good is taken as well: it leads elsewhere.
        failures += 1;
        if let Some(next) = rebuild(tables, &kept, &current, gates, random) {
            if next.gates() < gates {
                failures = 0;
            }
            if next.cost() < best.cost() {
                best = next.clone();
            }
            current = next;
        }
    }
    best
}

/// A circuit from nothing.
pub(super) fn first(tables: &[u64; 4], random: &mut Random) -> Found {
    let nothing = Found { circuit: Circuit::new(), outputs: vec![] };
    // With all the room that there is, there always is one.
    rebuild(tables, &[], &nothing, usize::MAX, random).unwrap_or(nothing)
}

const PATIENCE: usize = 1000;

/// Builds the outputs that are not kept, with at most so many gates in all.
fn rebuild(
    tables: &[u64; 4],
    kept: &[usize],
    from: &Found,
    most: usize,
    random: &mut Random,
) -> Option<Found> {
    let outputs: Vec<usize> = kept.iter().map(|output| from.outputs[*output]).collect();
    let mut circuit = from.circuit.reduced(&outputs).0;
    let mut missing: Vec<usize> = (0..4).filter(|output| !kept.contains(output)).collect();
    random.shuffle(&mut missing);
    for output in missing {
        let wanted = Wanted { table: tables[output], mask: u64::MAX };
        let room = most.saturating_sub(circuit.gates().len());
        circuit = build(&circuit, wanted, 0b11_1111, room, random)?.0;
    }
    let place = |table| circuit.signals().iter().position(|signal| signal == table);
    let outputs: Option<Vec<usize>> = tables.iter().map(place).collect();
    let (circuit, outputs) = circuit.reduced(&outputs?);
    Some(Found { circuit, outputs })
}

/// The circuit with what is wanted on top, in at most `room` gates, and the signal it is.
fn build(
    circuit: &Circuit,
    wanted: Wanted,
    inputs: u8,
    room: usize,
    random: &mut Random,
) -> Option<(Circuit, usize)> {
    let mut complete_one = circuit.clone();
    if let Some(signal) = complete(&mut complete_one, wanted, room) {
        return Some((complete_one, signal));
    }
    if room < 4 {
        return None;
    }
    let mut choices: Vec<(usize, bool)> = (0..6)
        .filter(|input| inputs >> input & 1 == 1)
        .flat_map(|input| [(input, false), (input, true)])
        .collect();
    random.shuffle(&mut choices);
    choices.truncate(BREADTH[inputs.count_ones() as usize]);
    let (mut best, mut room) = (None, room);
    for (input, high_first) in choices {
        let rest = inputs & !(1 << input);
        if let Some(found) = divide(circuit, wanted, (input, high_first), rest, room, random) {
            let added = found.0.gates().len() - circuit.gates().len();
            best = Some(found);
            if added == 0 {
                break;
            }
            room = added - 1;
        }
    }
    best
}

/// How many ways to divide are compared, by the number of inputs that are left to divide by.
const BREADTH: [usize; 7] = [0, 2, 4, 4, 3, 2, 1];

fn divide(
    circuit: &Circuit,
    wanted: Wanted,
    (input, high_first): (usize, bool),
    inputs: u8,
    room: usize,
    random: &mut Random,
) -> Option<(Circuit, usize)> {
    let high = INPUTS[input];
    let (first, second) = if high_first { (high, !high) } else { (!high, high) };
    // Two gates join the halves.
    let room = room.checked_sub(2)?;
    let part = Wanted { mask: wanted.mask & first, ..wanted };
    let (circuit_, low) = build(circuit, part, inputs, room, random)?;
    let room = room.checked_sub(circuit_.gates().len() - circuit.gates().len())?;
    let wrong = wanted.table ^ circuit_.signals()[low];
    let part = Wanted { table: wrong, mask: wanted.mask & second };
    let (mut circuit, correction) = build(&circuit_, part, inputs, room, random)?;
    let there = if high_first {
        circuit.add(Gate::AndNot(correction, input))
    } else {
        circuit.add(Gate::And(correction, input))
    };
    let whole = circuit.add(Gate::Xor(low, there));
    Some((circuit, whole))
}
