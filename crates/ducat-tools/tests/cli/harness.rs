//! Runs the command.

use std::ffi::OsStr;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

pub(crate) const DUCAT: &str = env!("CARGO_BIN_EXE_ducat");

/// What a run of the command left.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// The line `name: value` of the list.
    pub(crate) fn value(&self, name: &str) -> &str {
        let line = self.stdout.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.unwrap_or_else(|| panic!("no {name} in {:?}, {:?}", self.stdout, self.stderr)).trim()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap()
    }

    /// It ended by itself with this code and, unless all went well, said why.
    pub(crate) fn fails(&self, code: i32) {
        assert_eq!(self.code, Some(code), "{}{}", self.stdout, self.stderr);
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        assert!(self.stderr.starts_with("ducat: "), "{}", self.stderr);
        assert_eq!(self.stdout, "");
    }
}

/// Runs it with these arguments and nothing on standard input.
pub(crate) fn ducat<A: AsRef<OsStr>>(arguments: &[A]) -> Run {
    run(arguments, b"", &[])
}

/// Runs it with arguments that are given as one string.
pub(crate) fn line(arguments: &str) -> Run {
    ducat(&arguments.split_whitespace().collect::<Vec<_>>())
}

/// Runs it with standard input and environment variables.
pub(crate) fn run<A: AsRef<OsStr>>(
    arguments: &[A],
    stdin: &[u8],
    environment: &[(&str, &str)],
) -> Run {
    let mut child = Command::new(DUCAT)
        .args(arguments)
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may end without reading everything.
    let _ = child.stdin.take().unwrap().write_all(stdin);
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A directory of this test alone.
pub(crate) fn directory(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&path).unwrap();
    path
}
