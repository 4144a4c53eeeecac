//! A program that is started by the shell, and can be stopped with all that it started.

use core::time::Duration;
use std::ffi::OsStr;
use std::io;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Instant;

/// How often to look whether it has ended.
const LOOK: Duration = Duration::from_millis(5);

/// A running program.
pub(super) struct Program {
    child: Child,
    ended: bool,
}

impl Program {
    /// Starts a command of the shell. Its standard error stays ours.
    pub(super) fn start(command: &OsStr) -> io::Result<(Self, ChildStdin, ChildStdout)> {
        let mut child = shell(command).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        match (stdin, stdout) {
            (Some(stdin), Some(stdout)) => Ok((Self { child, ended: false }, stdin, stdout)),
            _ => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    /// Waits for its end, but not for ever.
    pub(super) fn wait(&mut self, timeout: Duration) -> Option<ExitStatus> {
        let start = Instant::now();
        loop {
            if let Ok(Some(status)) = self.child.try_wait() {
                self.ended = true;
                return Some(status);
            }
            if start.elapsed() >= timeout {
                return None;
            }
            thread::sleep(LOOK);
        }
    }
}

/// Whatever is left of it is stopped.
impl Drop for Program {
    fn drop(&mut self) {
        // Once it was waited for, its number may be another's.
        if !self.ended {
            stop_group(self.child.id());
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// The shell, as the leader of a group of its own: a shell that is killed leaves the programs
/// that it started running.
#[cfg(unix)]
fn shell(command: &OsStr) -> Command {
    use std::os::unix::process::CommandExt;
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(command).process_group(0);
    shell
}

#[cfg(unix)]
fn stop_group(leader: u32) {
    let stop = format!("kill -s KILL -- -{leader}");
    let _ = Command::new("sh").arg("-c").arg(stop).stderr(Stdio::null()).status();
}

#[cfg(windows)]
fn shell(command: &OsStr) -> Command {
    use std::os::windows::process::CommandExt;
    let mut shell = Command::new("cmd");
    // The command line goes to the shell as it was typed.
    shell.arg("/C").raw_arg(command);
    shell
}

#[cfg(windows)]
fn stop_group(leader: u32) {
    let leader = leader.to_string();
    let mut stop = Command::new("taskkill");
    stop.args(["/F", "/T", "/PID", &leader]).stdout(Stdio::null()).stderr(Stdio::null());
    let _ = stop.status();
}
