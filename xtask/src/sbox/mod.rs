//! Searching for circuits of the S-boxes of DES, and checking those that were found.
//!
//! ```text
//! cargo xtask sbox --seconds 600 --seed 1
//! cargo xtask sbox --seed 1 --tries 4,0,2,9,1,7,3,5
//! ```
//!
//! The first tries for so long, with all processors, and writes the best circuits; the second
//! makes the same file again from the seed and the tries that were best, one for each box. A try
//! depends on nothing but the seed, the box and its number.

mod circuit;
mod complete;
mod file;
mod options;
mod random;
mod search;
/// Those of the crate that the circuits are for; values of FIPS 46-3 are tested there.
#[allow(dead_code, reason = "tables of other parts of DES are in it")]
#[path = "../../../crates/ducat-soft/src/tdes/tables.rs"]
mod tables;

use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::fs;
use std::time::Instant;

use crate::step::{Failure, Outcome};
use crate::workspace::Workspace;
use search::Found;

pub(crate) use options::{Effort, Options};

/// Searches, and writes the file.
pub(crate) fn search(workspace: &Workspace, options: &Options) -> Outcome {
    let best = best_of_each(options);
    let tries: Vec<String> = best.iter().map(|(try_, _)| try_.to_string()).collect();
    let command = format!("cargo xtask sbox --seed {} --tries {}", options.seed, tries.join(","));
    let boxes: Vec<Found> = best.into_iter().map(|(_, found)| found).collect();
    verify(&boxes)?;
    let path = workspace.path(file::PATH);
    fs::write(&path, file::write(&command, &boxes))
        .map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
    Ok(vec![command])
}

/// Whether the circuits in the file compute the S-boxes.
pub(crate) fn check(workspace: &Workspace) -> Outcome {
    let boxes = file::read(&workspace.read(file::PATH)?).map_err(Failure::new)?;
    verify(&boxes)?;
    let gates: Vec<String> = boxes.iter().map(|found| found.gates().to_string()).collect();
    Ok(vec![format!("gates: {}", gates.join(", "))])
}

/// For each box the best circuit, and the try that found it.
fn best_of_each(options: &Options) -> Vec<(u64, Found)> {
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let work = || {
        let mut done = Vec::new();
        loop {
            let s_box = next.fetch_add(1, Ordering::Relaxed);
            if s_box >= 8 {
                return done;
            }
            let (try_, found) = match options.effort {
                Effort::Tries(tries) => (tries[s_box], attempt(options.seed, s_box, tries[s_box])),
                Effort::Time(time) => {
                    let share = time * u32::try_from(threads).unwrap_or(1) / 8;
                    best_within(share, options.seed, s_box)
                }
            };
            let (gates, depth) = found.cost();
            println!("S{}: {gates} gates, depth {depth}, try {try_}", s_box + 1);
            done.push((s_box, (try_, found)));
        }
    };
    let mut best: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
    });
    best.sort_by_key(|(s_box, _)| *s_box);
    best.into_iter().map(|(_, best)| best).collect()
}

fn best_within(time: Duration, seed: u64, s_box: usize) -> (u64, Found) {
    let start = Instant::now();
    let mut best = (0, attempt(seed, s_box, 0));
    for try_ in 1.. {
        if start.elapsed() >= time {
            break;
        }
        let found = attempt(seed, s_box, try_);
        if found.cost() < best.1.cost() {
            best = (try_, found);
        }
    }
    best
}

fn attempt(seed: u64, s_box: usize, try_: u64) -> Found {
    search::attempt(&outputs(s_box), &mut random::Random::new(seed, s_box, try_))
}

/// The truth tables of the four outputs, the most significant first.
fn outputs(s_box: usize) -> [u64; 4] {
    let mut outputs = [0; 4];
    for input in 0..64 {
        // The outer bits are the row, the inner four the column.
        let (row, column) = (input >> 4 & 2 | input & 1, input >> 1 & 15);
        let value = u64::from(tables::S_BOXES[s_box][16 * row + column]);
        for (n, output) in outputs.iter_mut().enumerate() {
            *output |= (value >> (3 - n) & 1) << input;
        }
    }
    outputs
}

/// All outputs for all inputs of all boxes.
fn verify(boxes: &[Found]) -> Result<(), Failure> {
    if boxes.len() != 8 {
        return Err(Failure::new(format!("{} S-boxes", boxes.len())));
    }
    for (s_box, found) in boxes.iter().enumerate() {
        let computed: Vec<u64> =
            found.outputs.iter().map(|output| found.circuit.signals()[*output]).collect();
        if computed != outputs(s_box) {
            return Err(Failure::new(format!("this is not S{}", s_box + 1)));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(seed: u64, s_box: usize) -> Found {
        search::first(&outputs(s_box), &mut random::Random::new(seed, s_box, 0))
    }

    #[test]
    fn what_is_written_is_read_and_one_wrong_gate_is_seen() {
        let boxes: Vec<Found> = (0..8).map(|s_box| first(1, s_box)).collect();
        let text = file::write("a command", &boxes);
        let read = file::read(&text).unwrap();
        assert_eq!(verify(&read), Ok(()));
        assert!(read.iter().zip(&boxes).all(|(a, b)| a.circuit.gates() == b.circuit.gates()));
        let (before, after) = text.rsplit_once(" ^ ").unwrap();
        let wrong = file::read(&format!("{before} | {after}"));
        assert!(wrong.is_err() || verify(&wrong.unwrap()).is_err());
        assert!(file::read(&text.replacen("let x6 ", "let x7 ", 1)).is_err());
        assert!(verify(&read[1..]).is_err());
    }

    #[test]
    fn a_try_is_the_same_each_time() {
        assert_eq!(first(1, 0).circuit.gates(), first(1, 0).circuit.gates());
        assert_ne!(first(1, 0).circuit.gates(), first(2, 0).circuit.gates());
    }
}
