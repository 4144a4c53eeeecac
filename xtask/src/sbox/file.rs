//! The file of the circuits: written, and read back.

use super::circuit::{Circuit, Gate};
use super::search::Found;

/// Where it is.
pub(super) const PATH: &str = "crates/ducat-soft/src/tdes/sboxes.rs";

/// The text of the file. `command` is what makes it again.
pub(super) fn write(command: &str, boxes: &[Found]) -> String {
    let gates: Vec<usize> = boxes.iter().map(Found::gates).collect();
    let list = gates.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
    let average = gates.iter().sum::<usize>() as f64 / gates.len() as f64;
    let mut text = format!(
        "//! S1 to S8 as circuits of gates. Do not edit: it is written by\n\
         //!\n\
         //! ```text\n\
         //! {command}\n\
         //! ```\n\
         //!\n\
         //! and checked by `cargo xtask sboxes`. A gate is one of `&`, `|`, `^`, `!` and `& !`;\n\
         //! in the order of the boxes there are {list}: {average} on average.\n\
         \n\
         use super::word::Word;\n"
    );
    for (n, found) in boxes.iter().enumerate() {
        text.push_str(&format!(
            "\n#[inline(always)]\n\
             pub(super) fn s{}<W: Word>([x0, x1, x2, x3, x4, x5]: [W; 6]) -> [W; 4] {{\n",
            n + 1
        ));
        for (n, gate) in found.circuit.gates().iter().enumerate() {
            let n = n + 6;
            text.push_str(&match gate {
                Gate::And(a, b) => format!("    let x{n} = x{a} & x{b};\n"),
                Gate::Or(a, b) => format!("    let x{n} = x{a} | x{b};\n"),
                Gate::Xor(a, b) => format!("    let x{n} = x{a} ^ x{b};\n"),
                Gate::AndNot(a, b) => format!("    let x{n} = x{a} & !x{b};\n"),
                Gate::Not(a) => format!("    let x{n} = !x{a};\n"),
            });
        }
        let outputs: Vec<String> = found.outputs.iter().map(|n| format!("x{n}")).collect();
        text.push_str(&format!("    [{}]\n}}\n", outputs.join(", ")));
    }
    text
}

/// The circuits of such a file, or the line that is not of one.
pub(super) fn read(text: &str) -> Result<Vec<Found>, String> {
    let mut boxes: Vec<Found> = Vec::new();
    for line in text.lines() {
        let wrong = || format!("not a line of a circuit: `{line}`");
        let words: Vec<&str> = line.trim().trim_end_matches(';').split_whitespace().collect();
        match (words.as_slice(), boxes.last_mut()) {
            (["pub(super)", "fn", ..], _) => {
                boxes.push(Found { circuit: Circuit::new(), outputs: vec![] });
            }
            (["let", name, "=", value @ ..], Some(found)) => {
                let known = found.circuit.signals().len();
                let gate = gate(value, known).ok_or_else(wrong)?;
                // A signal of its own, and the next.
                if found.circuit.add(gate) != known || *name != format!("x{known}") {
                    return Err(wrong());
                }
            }
            ([first, ..], Some(found)) if first.starts_with("[x") => {
                let line = line.trim().trim_matches(['[', ']']);
                let known = found.circuit.signals().len();
                let outputs = line.split(", ").map(|name| signal(name, known));
                found.outputs = outputs.collect::<Option<_>>().ok_or_else(wrong)?;
            }
            (["}"] | [] | ["#[inline(always)]"] | ["//!", ..] | ["use", ..], _) => {}
            _ => return Err(wrong()),
        }
    }
    Ok(boxes)
}

fn gate(words: &[&str], known: usize) -> Option<Gate> {
    let signal = |name: &str| signal(name, known);
    Some(match *words {
        [a, "&", b] if b.starts_with('!') => Gate::AndNot(signal(a)?, signal(&b[1..])?),
        [a, "&", b] => Gate::And(signal(a)?, signal(b)?),
        [a, "|", b] => Gate::Or(signal(a)?, signal(b)?),
        [a, "^", b] => Gate::Xor(signal(a)?, signal(b)?),
        [a] => Gate::Not(signal(a.strip_prefix('!')?)?),
        _ => return None,
    })
}

fn signal(name: &str, known: usize) -> Option<usize> {
    name.strip_prefix('x')?.parse().ok().filter(|n| *n < known)
}
