//! Which octets that a call left depend on the key or the PIN.

use crate::machine::{Call, Machine};
use crate::secrets::Secrets;

/// Octets that depend on a secret, and how deep the call went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Residue {
    pub(crate) stack: usize,
    pub(crate) registers: usize,
    pub(crate) depth: usize,
}

impl Residue {
    pub(crate) const fn octets(self) -> usize {
        self.stack + self.registers
    }
}

/// The calls that were measured, by name.
#[derive(Default)]
pub(crate) struct Report(Vec<(&'static str, Residue)>);

impl Report {
    /// What `all` measures.
    pub(crate) fn of(all: fn(&mut Self)) -> impl Iterator<Item = (&'static str, Residue)> {
        let mut report = Self::default();
        all(&mut report);
        report.0.into_iter()
    }

    /// Measures a call whose result says whether it did what it should.
    pub(crate) fn measure<I, T, E>(
        &mut self,
        name: &'static str,
        prepare: impl Fn(&Secrets) -> I,
        call: Call<I, Result<T, E>>,
    ) {
        self.0.push((name, measure(prepare, call, |result| assert!(result.is_ok(), "{name}"))));
    }
}

/// Makes the same call with three sets of secrets, and once more with the first.
///
/// `prepare` makes the input anew for each run.
pub(crate) fn measure<I, R>(
    prepare: impl Fn(&Secrets) -> I,
    call: Call<I, R>,
    check: impl Fn(&R),
) -> Residue {
    let mut machine = Machine::new();
    let mut run = |secrets| machine.run(prepare(secrets), call, |_, result| check(result));
    let [first, second, third] = &Secrets::ALL;
    // Once for what is found out once: processor features, lazy binding.
    run(first);
    let runs = [run(first), run(first), run(second), run(third)];

    let stack = runs.each_ref().map(|run| run.stack.iter().copied());
    let registers = runs.each_ref().map(|run| run.registers.octets());
    let depth = runs.iter().map(|run| run.depth).max().unwrap_or(0);
    Residue { stack: differing(stack), registers: differing(registers), depth }
}

/// How many octets differ between secrets. Octets that differ between runs with the same secrets
/// would tell nothing, and there are none.
fn differing(runs: [impl Iterator<Item = u8>; 4]) -> usize {
    let [first, again, second, third] = runs;
    let mut count = 0;
    for ((a, same), (b, c)) in first.zip(again).zip(second.zip(third)) {
        assert_eq!(a, same, "the same call with the same secrets leaves other octets");
        count += usize::from(a != b || a != c);
    }
    count
}
