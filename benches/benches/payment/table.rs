//! The fastest run of everything, and how they compare.

use core::fmt;
use core::time::Duration;

/// One row for each case, in the order in which they came.
#[derive(Default)]
pub(crate) struct Table(Vec<Row>);

struct Row {
    case: &'static str,
    ducat: Duration,
    plain: Duration,
}

impl Table {
    /// The time of one call.
    pub(crate) fn add(&mut self, case: &'static str, column: &str, time: Duration) {
        if self.0.last().is_none_or(|row| row.case != case) {
            self.0.push(Row { case, ducat: Duration::MAX, plain: Duration::MAX });
        }
        let Some(row) = self.0.last_mut() else { return };
        let fastest = if column == "ducat" { &mut row.ducat } else { &mut row.plain };
        *fastest = time.min(*fastest);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| fastest run, µs | ducat | plain loop | ratio |")?;
        writeln!(f, "|---|---|---|---|")?;
        // A filter on the command line may leave half a row.
        for Row { case, ducat, plain } in &self.0 {
            if *ducat == Duration::MAX || *plain == Duration::MAX {
                continue;
            }
            let micros = |time: &Duration| time.as_secs_f64() * 1e6;
            let ratio = ducat.as_secs_f64() / plain.as_secs_f64();
            writeln!(f, "| {case} | {:.2} | {:.2} | {ratio:.1} |", micros(ducat), micros(plain))?;
        }
        Ok(())
    }
}
