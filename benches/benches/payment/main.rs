//! What payments cost with ducat, each operation beside the plain loop over the same ciphers.
//!
//! ```text
//! cargo bench -p ducat-benches
//! cargo bench -p ducat-benches -- --quick
//! ```
//!
//! The plain loop does the same work with the same ciphers (TDES: those of RustCrypto) and nothing
//! else: no wiping, no types, no checks. The table at the end has the fastest run of each, from one process. Before anything
//! is measured, both must come to the same result.

extern crate alloc;

mod cases;
mod plain;
mod table;
/// Not reached from outside yet: the module itself, compiled once more.
#[path = "../../../crates/ducat-soft/src/tdes/mod.rs"]
#[allow(dead_code, unreachable_pub, unused_imports, reason = "one form of it alone is called here")]
mod tdes;
mod tdes_cases;

use core::time::Duration;
use std::time::Instant;

use criterion::Criterion;

use table::Table;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let mut table = Table::default();
    for case in cases::all() {
        let mut group = criterion.benchmark_group(case.name);
        for (column, work) in [("ducat", case.ducat), ("plain", case.plain)] {
            group.bench_function(column, |bencher| {
                bencher.iter_custom(|calls| {
                    let time = work(calls);
                    table.add(case.name, column, time / u32::try_from(calls).unwrap_or(u32::MAX));
                    time
                });
            });
        }
        group.finish();
    }
    criterion.final_summary();
    print!("{table}");
}

/// The time of so many calls of `work`.
fn timed<T>(calls: u64, mut work: impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    for _ in 0..calls {
        core::hint::black_box(work());
    }
    start.elapsed()
}
