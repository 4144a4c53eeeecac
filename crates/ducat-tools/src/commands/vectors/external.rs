//! Another program, asked over pipes. It may end, hang, or answer anything.

use core::time::Duration;
use std::ffi::OsStr;
use std::io::{BufReader, BufWriter, Write};
use std::process::{ChildStdin, ChildStdout, ExitStatus};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;

use ducat_vectors::judge;

use super::collection::Collection;
use super::progress::Progress;
use super::shell::Program;
use super::verdict::{Judging, Verdict};
use crate::commands::run::{Line, read_line};
use crate::failure::Failure;

/// Answers that wait to be judged. Each may have 16 MiB.
const WAITING: usize = 4;

/// How long a program may take to end after its output has.
const A_MOMENT: Duration = Duration::from_secs(1);

/// How a run ended.
pub(super) struct Run {
    /// One for each vector.
    pub(super) verdicts: Vec<Verdict>,
    /// What was wrong with the program beside its answers.
    pub(super) fault: Option<String>,
}

/// What came from the program's output.
enum Received {
    Answer(Vec<u8>),
    Overlong,
}

/// Asks a program every vector, and waits at most `timeout` for each answer.
pub(super) fn run(
    collection: &Collection,
    command: &OsStr,
    timeout: Duration,
    strict: bool,
) -> Result<Run, Failure> {
    let (mut program, stdin, stdout) =
        Program::start(command).map_err(|e| Failure::read("--implementation", &e))?;
    let questions =
        collection.vectors().map(|(_, group, vector)| judge::question(group, vector)).collect();
    // Neither thread is waited for: a program that is stopped may leave its pipes to others.
    thread::spawn(move || ask(stdin, questions));
    let (sender, answers) = sync_channel(WAITING);
    thread::spawn(move || listen(stdout, &sender));

    let mut judging = Judging::new(collection, strict);
    let fault = match judge_all(collection, &answers, timeout, &mut judging) {
        End::Stopped => None,
        End::Early => ended_badly(program.wait(A_MOMENT)),
        End::Late => match answers.recv_timeout(timeout) {
            Ok(_) => Some("it wrote more lines than it was asked".to_owned()),
            Err(RecvTimeoutError::Timeout) => Some("its output did not end".to_owned()),
            Err(RecvTimeoutError::Disconnected) => match program.wait(timeout) {
                None => Some("it did not end".to_owned()),
                status => ended_badly(status),
            },
        },
    };
    Ok(Run { verdicts: judging.finish(), fault })
}

fn ended_badly(status: Option<ExitStatus>) -> Option<String> {
    let status = status.filter(|status| !status.success())?;
    Some(format!("it ended with {status}"))
}

/// When the output of the program ended.
enum End {
    /// Before the last answer.
    Early,
    /// It did not, and was not waited for any longer.
    Stopped,
    /// Not before the last answer.
    Late,
}

fn judge_all(
    collection: &Collection,
    answers: &Receiver<Received>,
    timeout: Duration,
    judging: &mut Judging<'_>,
) -> End {
    let mut progress = Progress::new();
    let all = collection.vectors().count();
    let mut end = End::Late;
    for (done, (file, ..)) in collection.vectors().enumerate() {
        progress.at(done, all, collection.name(file));
        if !matches!(end, End::Late) {
            judging.answer(Err(Verdict::Unanswered));
            continue;
        }
        match answers.recv_timeout(timeout) {
            Ok(Received::Answer(line)) => match core::str::from_utf8(&line) {
                Ok(line) => judging.answer(Ok(line)),
                Err(_) => failed(judging, "the answer is not UTF-8"),
            },
            Ok(Received::Overlong) => failed(judging, "the answer is longer than 16 MiB"),
            Err(RecvTimeoutError::Disconnected) => {
                end = End::Early;
                failed(judging, "no answer: the output of the program ended");
            }
            Err(RecvTimeoutError::Timeout) => {
                end = End::Stopped;
                let seconds = timeout.as_secs();
                failed(judging, &format!("no answer for {seconds} s: the program was stopped"));
            }
        }
    }
    end
}

fn failed(judging: &mut Judging<'_>, what: &str) {
    judging.answer(Err(Verdict::Failed(what.to_owned())));
}

/// Writes all questions. A program that does not want them says so by its answers.
fn ask(stdin: ChildStdin, questions: Vec<String>) {
    let mut stdin = BufWriter::new(stdin);
    for question in questions {
        if writeln!(stdin, "{question}").is_err() {
            return;
        }
    }
    let _ = stdin.flush();
}

/// Passes on lines of output until it ends or nobody wants more.
fn listen(stdout: ChildStdout, answers: &SyncSender<Received>) {
    let mut stdout = BufReader::new(stdout);
    loop {
        let mut line = Vec::new();
        let received = match read_line(&mut stdout, &mut line) {
            Ok(Line::Whole) => Received::Answer(line),
            Ok(Line::Overlong) => Received::Overlong,
            // An output that cannot be read has ended.
            Ok(Line::End) | Err(_) => return,
        };
        if answers.send(received).is_err() {
            return;
        }
    }
}
