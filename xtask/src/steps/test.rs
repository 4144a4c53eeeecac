//! All tests.

use crate::step::{Context, Failure, Outcome, Step};

pub(super) const STEP: Step = Step { name: "test", about: "all tests and doctests", run };

fn run(context: &Context) -> Outcome {
    let mut total = Counts::default();
    context.workspace.cargo("test --workspace").run_watched(|line| total.add(line))?;
    let Counts { passed, failed, ignored } = total;
    if passed == 0 {
        return Err(Failure::new("no test was run"));
    }
    println!("\n{passed} passed, {failed} failed, {ignored} skipped");
    Ok(vec![format!("{passed} passed, {failed} failed, {ignored} skipped")])
}

#[derive(Default, Debug, PartialEq)]
struct Counts {
    passed: u32,
    failed: u32,
    ignored: u32,
}

impl Counts {
    /// Adds a line such as `test result: ok. 5 passed; 0 failed; 1 ignored; …`.
    fn add(&mut self, line: &str) {
        let Some((_, counts)) = line.strip_prefix("test result: ").and_then(|l| l.split_once(". "))
        else {
            return;
        };
        for count in counts.split("; ") {
            let Some((number, what)) = count.split_once(' ') else { continue };
            let Ok(number) = number.parse::<u32>() else { continue };
            match what {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.ignored += number,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summary_lines_are_added_up() {
        let mut total = Counts::default();
        total.add("running 3 tests");
        total.add("test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; 3s");
        total.add("test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; finished");
        assert_eq!(total, Counts { passed: 7, failed: 1, ignored: 1 });
    }
}
