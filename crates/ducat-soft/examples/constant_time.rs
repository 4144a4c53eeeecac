//! Whether time depends on a secret: keys, PINs and clear PIN blocks are marked undefined, and
//! valgrind reports each branch and each address that depends on them.
//!
//! ```text
//! cargo build --release -p ducat-soft --example constant_time
//! valgrind -q target/release/examples/constant_time
//! ```
//!
//! Exit code 0: no call made more decisions on secrets than it declares, one where it may fail,
//! wherever the fault is; and the canaries were caught. 1: not so. 2: not run under valgrind, and
//! nothing was shown. What it does not show: instructions whose own time varies, other back ends
//! than the one that this processor takes under valgrind (which knows no AVX-512), other
//! compilers.

use std::process::ExitCode;

#[cfg(all(target_arch = "x86_64", unix))]
#[path = "constant_time/cases.rs"]
mod cases;
// Not reached from outside yet: the module itself, compiled once more.
#[cfg(all(target_arch = "x86_64", unix))]
#[path = "../src/tdes/mod.rs"]
#[allow(dead_code, unreachable_pub, reason = "one form of it alone is called here")]
mod tdes;
#[cfg(all(target_arch = "x86_64", unix))]
#[path = "constant_time/valgrind.rs"]
#[allow(dead_code, reason = "shared with another example")]
mod valgrind;

#[cfg(all(target_arch = "x86_64", unix))]
fn main() -> ExitCode {
    if !valgrind::is_running() {
        eprintln!("not under valgrind: nothing was shown");
        return ExitCode::from(2);
    }
    if cases::all() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(not(all(target_arch = "x86_64", unix)))]
fn main() -> ExitCode {
    eprintln!("written for x86-64 Unix: nothing was shown");
    ExitCode::from(2)
}
