//! The cheapest gates on top of a circuit for a wanted table, up to three of them.

use super::circuit::{Circuit, Gate};

/// A table that matters for some inputs only.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    pub(super) table: u64,
    pub(super) mask: u64,
}

impl Wanted {
    fn is(self, signal: u64) -> bool {
        (signal ^ self.table) & self.mask == 0
    }

    /// What is still wanted where `where_` holds.
    fn within(self, where_: u64) -> Self {
        Self { table: self.table, mask: self.mask & where_ }
    }

    fn covered_by(self, signal: u64) -> bool {
        self.table & !signal & self.mask == 0
    }

    fn covers(self, signal: u64) -> bool {
        signal & !self.table & self.mask == 0
    }

    fn apart_from(self, signal: u64) -> bool {
        self.table & signal & self.mask == 0
    }
}

type Pair = fn(usize, usize) -> Gate;
type Value = fn(u64, u64) -> u64;

const PAIRS: [(Pair, Value); 5] = [
    (Gate::And, |a, b| a & b),
    (Gate::Or, |a, b| a | b),
    (Gate::Xor, |a, b| a ^ b),
    (Gate::AndNot, |a, b| a & !b),
    (|a, b| Gate::AndNot(b, a), |a, b| b & !a),
];

/// Adds at most `most` gates, 3 at the most, and returns the signal that is as wanted.
pub(super) fn complete(circuit: &mut Circuit, wanted: Wanted, most: usize) -> Option<usize> {
    let signals = circuit.signals();
    if let Some(found) = signals.iter().position(|signal| wanted.is(*signal)) {
        return Some(found);
    }
    let gates = (1..=most.min(3)).find_map(|gates| match gates {
        1 => one(signals, wanted).map(|gate| vec![gate]),
        2 => two(signals, wanted),
        _ => three(signals, wanted),
    })?;
    gates.into_iter().map(|gate| circuit.add(gate)).last()
}

fn one(signals: &[u64], wanted: Wanted) -> Option<Gate> {
    for (b, &y) in signals.iter().enumerate() {
        if wanted.is(!y) {
            return Some(Gate::Not(b));
        }
        for (a, &x) in signals[..b].iter().enumerate() {
            if let Some((gate, _)) = PAIRS.iter().find(|(_, value)| wanted.is(value(x, y))) {
                return Some(gate(a, b));
            }
        }
    }
    None
}

/// A gate on top of `value`, a signal that would get the number `number`.
fn on_top(
    signals: &[u64],
    known: &Known,
    wanted: Wanted,
    value: u64,
    number: usize,
) -> Option<Gate> {
    if wanted.is(!value) {
        return Some(Gate::Not(number));
    }
    if let Some(other) = known.find(value ^ wanted.table) {
        return Some(Gate::Xor(number, other));
    }
    let find = |wanted: Wanted| signals.iter().position(|signal| wanted.is(*signal));
    if wanted.covered_by(value) {
        let rest = wanted.within(value);
        if let Some(other) = find(rest) {
            return Some(Gate::And(number, other));
        }
        if let Some(other) = find(Wanted { table: !rest.table, ..rest }) {
            return Some(Gate::AndNot(number, other));
        }
    }
    if wanted.covers(value)
        && let Some(other) = find(wanted.within(!value))
    {
        return Some(Gate::Or(number, other));
    }
    if wanted.apart_from(value)
        && let Some(other) = find(wanted.within(!value))
    {
        return Some(Gate::AndNot(other, number));
    }
    None
}

fn two(signals: &[u64], wanted: Wanted) -> Option<Vec<Gate>> {
    let known = Known::new(signals, wanted.mask);
    for (b, &y) in signals.iter().enumerate() {
        for (a, &x) in signals[..b].iter().enumerate() {
            for (gate, value) in PAIRS {
                let value = value(x, y);
                if let Some(top) = on_top(signals, &known, wanted, value, signals.len()) {
                    return Some(vec![gate(a, b), top]);
                }
            }
        }
    }
    None
}

/// Two gates that a third joins.
fn three(signals: &[u64], wanted: Wanted) -> Option<Vec<Gate>> {
    let mut values = Vec::new();
    for (b, &y) in signals.iter().enumerate() {
        for (a, &x) in signals[..b].iter().enumerate() {
            values.extend(PAIRS.map(|(gate, value)| (value(x, y) & wanted.mask, gate(a, b))));
        }
    }
    values.sort_unstable_by_key(|(value, _)| *value);
    values.dedup_by_key(|(value, _)| *value);
    let tables: Vec<u64> = values.iter().map(|(value, _)| *value).collect();
    let known = Known::new(&tables, wanted.mask);
    let number = signals.len();
    let join = |a: usize, b: usize, top: Pair| {
        Some(vec![values[a].1, values[b].1, top(number, number + 1)])
    };

    let find = |value: u64| known.find((value ^ wanted.table) & wanted.mask);
    if let Some((a, b)) = tables.iter().enumerate().find_map(|(a, v)| Some((a, find(*v)?))) {
        return join(a, b, Gate::Xor);
    }
    let those = |fits: &dyn Fn(u64) -> bool| -> Vec<usize> {
        (0..tables.len()).filter(|n| fits(tables[*n])).take(MOST_PARTNERS).collect()
    };
    let above = those(&|value| wanted.covered_by(value));
    let below = those(&|value| wanted.covers(value));
    let apart = those(&|value| wanted.apart_from(value));
    let partner = |left: &[usize], right: &[usize], value: Value| {
        left.iter().find_map(|a| {
            let b = right.iter().find(|b| wanted.is(value(tables[*a], tables[**b])))?;
            Some((*a, *b))
        })
    };
    if let Some((a, b)) = partner(&above, &above, |a, b| a & b) {
        return join(a, b, Gate::And);
    }
    if let Some((a, b)) = partner(&below, &below, |a, b| a | b) {
        return join(a, b, Gate::Or);
    }
    let (a, b) = partner(&above, &apart, |a, b| a & !b)?;
    join(a, b, Gate::AndNot)
}

/// Beyond these, partners for a gate are not looked for: there are thousands where little matters.
const MOST_PARTNERS: usize = 256;

/// Where a table is found among many, as far as it matters.
struct Known {
    slots: Vec<Option<(u64, usize)>>,
    mask: u64,
}

impl Known {
    fn new(tables: &[u64], mask: u64) -> Self {
        let mut known = Self { slots: vec![None; (4 * tables.len()).next_power_of_two()], mask };
        for (n, table) in tables.iter().enumerate() {
            let slot = known.slot(*table);
            known.slots[slot].get_or_insert((table & mask, n));
        }
        known
    }

    fn find(&self, table: u64) -> Option<usize> {
        self.slots[self.slot(table)].map(|(_, n)| n)
    }

    /// The slot of a table, or an empty one for it.
    fn slot(&self, table: u64) -> usize {
        let table = table & self.mask;
        let mixed = table.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut slot = (mixed >> 40) as usize % self.slots.len();
        while self.slots[slot].is_some_and(|(other, _)| other != table) {
            slot = (slot + 1) % self.slots.len();
        }
        slot
    }
}
