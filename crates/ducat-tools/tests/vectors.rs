//! `ducat vectors`: the collection is in order, passes on every engine and through pipes, and
//! what is wrong is found, whatever a program under test does.

use core::time::Duration;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::Instant;

use serde_json::Value;

const DUCAT: &str = env!("CARGO_BIN_EXE_ducat");

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Ran {
    fn last_line(&self) -> &str {
        self.stdout.lines().last().unwrap_or_default()
    }

    fn ends(&self, code: i32, last_line: &str) {
        assert_eq!(self.code, Some(code), "{}{}", self.stdout, self.stderr);
        assert_eq!(self.last_line(), last_line, "{}", self.stderr);
    }
}

fn vectors<A: AsRef<OsStr>>(directory: &Path, command: &str, arguments: &[A]) -> Ran {
    let output = Command::new(DUCAT)
        .args(["vectors", command, "--vectors"])
        .arg(directory)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(!stderr.contains("panicked"), "{stderr}");
    let stdout = String::from_utf8(output.stdout).unwrap();
    Ran { code: output.status.code(), stdout, stderr }
}

fn on_collection(command: &str, arguments: &[&str]) -> Ran {
    vectors(&repository().join("vectors"), command, arguments)
}

/// How many vectors there are, as `verify` counts them.
fn count() -> usize {
    static COUNT: OnceLock<usize> = OnceLock::new();
    *COUNT.get_or_init(|| passing(&repository().join("vectors")))
}

fn passing(directory: &Path) -> usize {
    let run = vectors(directory, "verify", &["--json"]);
    let all: Value = serde_json::from_str(&run.stdout).unwrap();
    usize::try_from(all["passed"].as_u64().unwrap()).unwrap()
}

/// A copy of the collection that may be spoiled.
struct Copy(PathBuf);

impl Copy {
    fn new(name: &str) -> Self {
        let to = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&to);
        copy(&repository().join("vectors"), &to);
        Self(to)
    }

    fn spoil(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.0.join(name)).unwrap();
        assert!(text.contains(from), "{name}: {from}");
        fs::write(self.0.join(name), text.replacen(from, to, 1)).unwrap();
    }
}

/// The collection without the vector of a terminal's whole life, for programs of which it matters
/// how they behave: an unoptimised one takes half a minute for that vector alone. And how many
/// vectors that leaves.
#[cfg(unix)]
fn without_a_life() -> (&'static Path, usize) {
    static SHORTER: OnceLock<(Copy, usize)> = OnceLock::new();
    let (shorter, left) = SHORTER.get_or_init(|| {
        let copy = Copy::new("without-a-life");
        let path = copy.0.join("tdes-dukpt/terminal.json");
        let mut file: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let groups = file["groups"].as_array_mut().unwrap();
        let before = groups.len();
        groups.retain(|group| group["operation"] != "terminal_life");
        assert_eq!(groups.len(), before - 1);
        file["vectorCount"] = (file["vectorCount"].as_u64().unwrap() - 1).into();
        fs::write(path, file.to_string()).unwrap();
        let left = passing(&copy.0);
        (copy, left)
    });
    (&shorter.0, *left)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn nothing_is_found() {
    let run = on_collection("lint", &[]);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    assert_eq!(run.stdout.lines().count(), 1, "{}", run.stdout);
    let run = on_collection("lint", &["--json"]);
    let found: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(found["findings"], serde_json::json!([]));
    assert_eq!(found["vectors"], count());
}

#[test]
fn what_is_spoiled_is_found() {
    let copy = Copy::new("lint");
    let spoiled = [
        (
            "aes-dukpt/counter.json",
            "\"counter\": 0\n",
            "\"counter\": -1\n",
            "aes-dukpt-next-00000000: /groups/0/",
        ),
        ("aes-dukpt/data.json", "\"vectorCount\": ", "\"vectorCount\": 1", "vectorCount is 1"),
        (
            "aes-dukpt/mac.json",
            "\"flags\": {\n",
            "\"flags\":  {\n",
            "line 6: not as it would be written",
        ),
        ("aes-dukpt/strength.json", "\"title\": \"", "\"title\": \"\u{e9}", "line 3: not ASCII"),
        ("cmac/aes-nist.json", "{\n", "{\n \"schema\": \"x\",\n", "given twice"),
        ("components/aes.json", "\"source\": \"", "\"source\": \"hear", "the source hear"),
        ("hmac/mac.json", "\"groups\"", "groups", "no JSON"),
        ("kcv/aes.json", "\"groups\"", "\"group\"", "\"groups\" is a required property"),
        ("quarantine.json", "\"entryCount\": ", "\"entryCount\": 1", "entryCount is 1"),
        ("quarantine.json", "\"aes-dukpt-update-3tdea\"", "\"nowhere\"", "no vector nowhere"),
        (
            "quarantine.json",
            "\"flag\": \"Seventeen",
            "\"flag\": \"Eighteen",
            "not have the flag Eighteen",
        ),
        (
            "quarantine.json",
            "\"id\": \"counter-0001ffff\"",
            "\"id\": \"initial-key-usage-0009\"",
            "the id is not unique",
        ),
        (
            "sources.json",
            "\"access\": \"purchase\"",
            "\"access\": \"hearsay\"",
            "/sources/x9-24-3/access",
        ),
    ];
    for (file, from, to, _) in spoiled {
        copy.spoil(file, from, to);
    }
    let run = vectors::<&str>(&copy.0, "lint", &[]);
    assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
    for (file, .., what) in spoiled {
        let mut lines = run.stdout.lines();
        assert!(
            lines.any(|line| line.starts_with(&format!("{file}: ")) && line.contains(what)),
            "{file}: {what}: {}",
            run.stdout
        );
    }
    // The other commands do not go on with such files.
    assert_eq!(vectors::<&str>(&copy.0, "verify", &[]).code, Some(3));
    assert_eq!(vectors(&copy.0, "report", &["--check"]).code, Some(3));
}

#[test]
fn a_directory_without_vectors_is_an_error() {
    let nowhere = Path::new(env!("CARGO_TARGET_TMPDIR")).join("nowhere");
    for command in ["lint", "verify", "report"] {
        let run = vectors::<&str>(&nowhere, command, &[]);
        assert_eq!(run.code, Some(4));
        assert!(run.stderr.contains("--vectors DIR"), "{}", run.stderr);
        let run = vectors::<&str>(&repository().join("crates/ducat/src"), command, &[]);
        assert_eq!(run.code, Some(3), "{}", run.stderr);
    }
}

#[test]
fn every_vector_passes() {
    on_collection("verify", &[]).ends(0, &format!("{} passed, 0 failed, 0 not offered", count()));
}

#[test]
fn the_element_says_what_it_lacks() {
    let run = on_collection("verify", &["--engine", "element"]);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    assert!(run.last_line().contains(" 0 failed"));
    for operation in ["  hkdf okm: ", "  hmac mac: ", "  hmac verify: "] {
        assert!(run.stdout.contains(operation), "{}", run.stdout);
    }
    let run = on_collection("verify", &["--engine", "element", "--json"]);
    let run: Value = serde_json::from_str(&run.stdout).unwrap();
    let all = count() as u64;
    assert_eq!(run["passed"].as_u64().unwrap() + run["not_offered"].as_u64().unwrap(), all);
}

#[test]
fn a_wrong_value_fails_by_name() {
    let copy = Copy::new("verify");
    copy.spoil("aes-dukpt/counter.json", "\"next_counter\": 1,\n", "\"next_counter\": 3,\n");
    let run = vectors::<&str>(&copy.0, "verify", &[]);
    run.ends(1, &format!("{} passed, 1 failed, 0 not offered", count() - 1));
    let line = "aes-dukpt/counter.json: aes-dukpt-next-00000000: next_counter: expected 3, got 1";
    assert!(run.stdout.contains(line), "{}", run.stdout);
    assert_eq!(vectors(&copy.0, "report", &["--check"]).code, Some(1));
}

#[test]
fn the_report_is_up_to_date() {
    on_collection("report", &["--check"]).ends(0, &format!("{} passed, 0 failed", count()));
}

#[test]
fn the_report_is_the_same_every_time() {
    let copies = [Copy::new("report-1"), Copy::new("report-2")];
    for copy in &copies {
        fs::remove_file(copy.0.join("AUDIT.md")).unwrap();
        assert_eq!(vectors(&copy.0, "report", &["--check"]).code, Some(4));
        assert_eq!(vectors::<&str>(&copy.0, "report", &[]).code, Some(0));
    }
    let read =
        |name: &str| copies.each_ref().map(|copy| fs::read_to_string(copy.0.join(name)).unwrap());
    let [audit, again] = read("AUDIT.md");
    assert_eq!(audit, again);
    let [page, again] = read("report.html");
    assert_eq!(page, again);

    // The page stands for itself, and has a place for every vector.
    for other in ["src=", "<link", "<script", "@import", "url(", "http-equiv"] {
        assert!(!page.contains(other), "{other}");
    }
    assert_eq!(page.matches("<article id=").count(), count());
    let ids = page.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let mut ids: Vec<&str> = ids.collect();
    ids.sort_unstable();
    assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "an anchor is there twice");
    for link in page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(ids.binary_search(&link).is_ok(), "{link} leads nowhere");
    }

    // The tests that the report names exist.
    let tests = repository().join("crates/ducat-vectors/tests/vectors.rs");
    let tests = fs::read_to_string(tests).unwrap();
    let clauses = audit.split("\n## ").find(|s| s.starts_with("From clauses")).unwrap();
    for name in
        clauses.lines().filter(|l| l.starts_with('|')).flat_map(|l| l.split('`').skip(1).step_by(2))
    {
        assert!(tests.contains(&format!("    {name}: \"")), "{name}");
    }
}

#[test]
fn its_own_protocol() {
    let program = format!("\"{DUCAT}\" run");
    // A whole life of a terminal is among the answers.
    let arguments = ["--implementation", &program, "--strict", "--timeout", "300"];
    let run = on_collection("verify", &arguments);
    run.ends(0, &format!("{} passed, 0 failed, 0 not offered", count()));
}

/// A program under test, and something that is said about it.
#[cfg(unix)]
fn fails(program: &str, said: &str) -> Ran {
    fails_within("2", program, said)
}

#[cfg(unix)]
fn fails_within(seconds: &str, program: &str, said: &str) -> Ran {
    let (directory, _) = without_a_life();
    let arguments = ["--implementation", program, "--timeout", seconds];
    let run = vectors(directory, "verify", &arguments);
    assert_eq!(run.code, Some(1), "{program}: {}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains(said), "{program}: {}", run.stdout);
    run
}

#[cfg(unix)]
#[test]
fn hostile_programs() {
    let none = format!("0 passed, {} failed, 0 not offered", without_a_life().1);
    for (program, said) in [
        ("cat", "the answer has not either outputs or an error"),
        ("true", "no answer: the output of the program ended"),
        ("exit 3", "it ended with exit status: 3"),
        ("kill -9 $$", "SIGKILL"),
        ("no-such-program 2>/dev/null", "it ended with exit status: 127"),
        ("sleep 100 &", "no answer for 2 s: the program was stopped"),
        ("exec >&-; sleep 100", "no answer: the output of the program ended"),
        ("sed s/.*/nonsense/", "the answer is no JSON"),
        ("sed 's/.*/\\xff/'", "the answer is not UTF-8"),
        ("yes '{}'", "it wrote more lines than it was asked"),
        ("head -c 40000000 /dev/zero", "the answer is longer than 16 MiB"),
        ("sed 's/.*/[[[[[[[[/; s/./&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&/g'", "recursion limit"),
    ] {
        fails(program, said).ends(1, &none);
    }
    // Nothing of what a program says reaches the terminal as it is.
    let answers = r#"sed 's/.*"id":"\([^"]*\)".*/{"id":"\1","error":{"code":"\x1b[2J\xc2\x9b"}}/'"#;
    let run = fails(answers, "is no JSON");
    assert!(run.stdout.bytes().all(|octet| matches!(octet, b'\n' | b' '..=b'~')));
}

#[cfg(unix)]
#[test]
fn programs_that_are_almost_right() {
    let (_, all) = without_a_life();
    for (program, said) in [
        (format!("\"{DUCAT}\" run; echo more"), "it wrote more lines than it was asked"),
        (format!("\"{DUCAT}\" run; exit 7"), "it ended with exit status: 7"),
        (format!("\"{DUCAT}\" run; sleep 100"), "its output did not end"),
        (format!("\"{DUCAT}\" run; exec >&-; sleep 100"), "it did not end"),
    ] {
        fails_within("5", &program, said)
            .ends(1, &format!("{all} passed, 0 failed, 0 not offered"));
    }
    let run = fails_within("5", &format!("\"{DUCAT}\" run | head -n 100"), "and all after it, ");
    run.ends(1, &format!("100 passed, {} failed, 0 not offered", all - 100));
}

#[cfg(unix)]
#[test]
fn what_a_program_does_not_offer() {
    // It has everything but HKDF, the refusals of HKDF included.
    let lacks = r#"sed 's/"algorithm":"hkdf"/"algorithm":"none"/'"#;
    let program = format!("{lacks} | \"{DUCAT}\" run");
    let (directory, all) = without_a_life();
    let run = vectors(directory, "verify", &["--implementation", &program]);
    assert_eq!(run.code, Some(0), "{}", run.stdout);
    assert!(run.stdout.contains("Not offered:\n  hkdf okm: 94\n"), "{}", run.stdout);
    let run = vectors(directory, "verify", &["--implementation", &program, "--strict"]);
    run.ends(1, &format!("{} passed, 94 failed, 0 not offered", all - 94));

    // It says that it does not offer what it ought to refuse.
    let lies = r#"sed 's/"error":{[^}]*}/"error":{"code":"unsupported","stage":"parse"}/'"#;
    let run = fails_within("5", &format!("\"{DUCAT}\" run | {lies}"), "got unsupported");
    assert!(run.last_line().ends_with(", 0 not offered"), "{}", run.last_line());

    // It offers nothing at all.
    let program = format!("sed s/algorithm/none/ | \"{DUCAT}\" run | {lies}");
    let run = vectors(directory, "verify", &["--implementation", &program]);
    run.ends(1, &format!("0 passed, 0 failed, {all} not offered"));
}

#[cfg(unix)]
#[test]
fn a_program_that_hangs_is_stopped_with_all_that_it_started() {
    let note = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hangs");
    let program = format!("sleep 100 & echo $! > '{}'; wait; true", note.display());
    let start = Instant::now();
    let run = on_collection("verify", &["--implementation", &program, "--timeout", "1"]);
    assert!(start.elapsed() < Duration::from_secs(10));
    assert_eq!(run.code, Some(1));
    assert!(run.stdout.contains("no answer for 1 s: the program was stopped"), "{}", run.stdout);
    let sleeper = fs::read_to_string(note).unwrap();
    let alive = || {
        // A process that has ended but was not waited for by its new parent yet is not alive.
        let state =
            Command::new("ps").args(["-o", "stat=", "-p", sleeper.trim()]).output().unwrap();
        !state.stdout.is_empty() && !state.stdout.starts_with(b"Z")
    };
    while alive() {
        assert!(start.elapsed() < Duration::from_secs(10), "{sleeper} still runs");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn options_that_exclude_each_other() {
    for arguments in [
        &["--strict"][..],
        &["--timeout", "5"],
        &["--timeout", "0", "--implementation", "x"],
        &["--engine", "soft", "--implementation", "x"],
        &["--engine", "none"],
    ] {
        assert_eq!(on_collection("verify", arguments).code, Some(2), "{arguments:?}");
    }
    assert_eq!(on_collection("report", &["--check", "--html", "x"]).code, Some(2));
}
