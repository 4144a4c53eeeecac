//! Runs steps in order, up to the first that fails, and says how long each took.

use std::process::ExitCode;
use std::time::Instant;

use crate::step::{Context, Step};

struct Done {
    name: &'static str,
    seconds: f64,
    passed: bool,
    remarks: Vec<String>,
}

pub(crate) fn run(steps: &[Step], context: &Context) -> ExitCode {
    let mut done = Vec::new();
    for step in steps {
        println!("\n== {}: {}", step.name, step.about);
        let start = Instant::now();
        let outcome = (step.run)(context);
        let passed = outcome.is_ok();
        let remarks = outcome.unwrap_or_else(|failure| vec![failure.to_string()]);
        done.push(Done {
            name: step.name,
            seconds: start.elapsed().as_secs_f64(),
            passed,
            remarks,
        });
        if !passed {
            break;
        }
    }
    summarise(steps, &done)
}

fn summarise(steps: &[Step], done: &[Done]) -> ExitCode {
    println!("\n== summary");
    for step in done {
        let verdict = if step.passed { "ok" } else { "FAILED" };
        println!("{:13} {:7.1} s  {verdict}", step.name, step.seconds);
        for remark in &step.remarks {
            println!("{:26}{remark}", "");
        }
    }
    for step in steps.iter().skip(done.len()) {
        println!("{:13}       - s  not run", step.name);
    }
    println!("{:13} {:7.1} s", "in all", done.iter().map(|step| step.seconds).sum::<f64>());
    if done.iter().all(|step| step.passed) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
