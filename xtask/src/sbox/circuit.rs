//! Circuits of gates with one or two inputs, as truth tables: bit n of a table is the value for
//! input n.

/// What an input bit is for each of the 64 inputs; the first is the most significant.
pub(super) const INPUTS: [u64; 6] = [
    0xFFFF_FFFF_0000_0000,
    0xFFFF_0000_FFFF_0000,
    0xFF00_FF00_FF00_FF00,
    0xF0F0_F0F0_F0F0_F0F0,
    0xCCCC_CCCC_CCCC_CCCC,
    0xAAAA_AAAA_AAAA_AAAA,
];

/// A gate. Its inputs are numbers of signals: the six inputs, then the gates in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gate {
    And(usize, usize),
    Or(usize, usize),
    Xor(usize, usize),
    /// The first and not the second: one instruction wherever there are vectors, and on ARM.
    AndNot(usize, usize),
    Not(usize),
}

impl Gate {
    fn value(self, signals: &[u64]) -> u64 {
        match self {
            Self::And(a, b) => signals[a] & signals[b],
            Self::Or(a, b) => signals[a] | signals[b],
            Self::Xor(a, b) => signals[a] ^ signals[b],
            Self::AndNot(a, b) => signals[a] & !signals[b],
            Self::Not(a) => !signals[a],
        }
    }

    pub(super) fn inputs(self) -> [usize; 2] {
        match self {
            Self::And(a, b) | Self::Or(a, b) | Self::Xor(a, b) | Self::AndNot(a, b) => [a, b],
            Self::Not(a) => [a, a],
        }
    }

    fn renumbered(self, number: &[usize]) -> Self {
        match self {
            Self::And(a, b) => Self::And(number[a], number[b]),
            Self::Or(a, b) => Self::Or(number[a], number[b]),
            Self::Xor(a, b) => Self::Xor(number[a], number[b]),
            Self::AndNot(a, b) => Self::AndNot(number[a], number[b]),
            Self::Not(a) => Self::Not(number[a]),
        }
    }
}

/// Gates and what they compute. What is counted: each gate is one.
#[derive(Clone)]
pub(super) struct Circuit {
    gates: Vec<Gate>,
    /// The truth tables of the inputs and of the gates.
    signals: Vec<u64>,
}

impl Circuit {
    pub(super) fn new() -> Self {
        Self { gates: Vec::new(), signals: INPUTS.to_vec() }
    }

    pub(super) fn gates(&self) -> &[Gate] {
        &self.gates
    }

    pub(super) fn signals(&self) -> &[u64] {
        &self.signals
    }

    /// How many gates the longest path goes through.
    pub(super) fn depth(&self) -> usize {
        let mut depths = vec![0; INPUTS.len()];
        for gate in &self.gates {
            let [a, b] = gate.inputs();
            depths.push(1 + depths[a].max(depths[b]));
        }
        depths.into_iter().max().unwrap_or(0)
    }

    /// The number of the new signal, or of one that is the same already.
    pub(super) fn add(&mut self, gate: Gate) -> usize {
        let value = gate.value(&self.signals);
        if let Some(same) = self.signals.iter().position(|signal| *signal == value) {
            return same;
        }
        self.gates.push(gate);
        self.signals.push(value);
        self.signals.len() - 1
    }

    /// The circuit of these outputs alone, and where they are in it.
    pub(super) fn reduced(&self, outputs: &[usize]) -> (Self, Vec<usize>) {
        let mut needed = vec![false; self.signals.len()];
        outputs.iter().for_each(|output| needed[*output] = true);
        for (n, gate) in self.gates.iter().enumerate().rev() {
            if needed[n + 6] {
                gate.inputs().into_iter().for_each(|input| needed[input] = true);
            }
        }
        let mut reduced = Self::new();
        let mut number: Vec<usize> = (0..6).collect();
        for (n, gate) in self.gates.iter().enumerate() {
            let gate = gate.renumbered(&number);
            number.push(if needed[n + 6] { reduced.add(gate) } else { usize::MAX });
        }
        let outputs = outputs.iter().map(|output| number[*output]).collect();
        (reduced, outputs)
    }
}
