//! Arguments, files and streams that nobody gives on purpose.

use std::ffi::OsStr;
use std::process::Command;

use crate::harness::{DUCAT, directory, ducat, line, run};

const KSN: &str = "123456789012345600000001";

#[test]
fn no_arguments() {
    let run = line("");
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("Usage: ducat <COMMAND>"));
    for group in ["dukpt", "pin", "mac", "tr31", "components"] {
        assert_eq!(line(group).code, Some(2));
    }
}

#[test]
fn help_and_version_succeed() {
    for asked in ["--help", "-h", "--version", "help", "help dukpt key", "dukpt ksn --help"] {
        let run = line(asked);
        assert_eq!((run.code, &*run.stderr), (Some(0), ""));
        assert!(run.stdout.contains("ducat"));
    }
}

#[test]
fn values_that_are_none() {
    let long = "A".repeat(100_000);
    for value in ["", " ", "@", "@/", "@nowhere", "zz", "0x00", "\u{1F4B3}", "1", &long] {
        let run = ducat(&["kcv", "--key", value]);
        run.fails(if value.starts_with('@') { 4 } else { 3 });
    }
    for value in ["", "123", "1234567890123", "12a4", "\u{661}\u{662}\u{663}\u{664}"] {
        ducat(&["pin", "encode", "--format", "2", "--pin", value]).fails(3);
    }
}

#[cfg(unix)]
#[test]
fn arguments_that_are_not_utf8() {
    use std::os::unix::ffi::OsStrExt;
    let bad = OsStr::from_bytes(b"\xFF\xFE");
    for words in [&["kcv", "--key"][..], &["pin", "encode", "--format", "2", "--pin"]] {
        let mut arguments: Vec<_> = words.iter().map(OsStr::new).collect();
        arguments.push(bad);
        ducat(&arguments).fails(3);
    }
    for words in [&["dukpt", "key", "--usage"][..], &["completions"], &["kcv"], &[]] {
        let mut arguments: Vec<_> = words.iter().map(OsStr::new).collect();
        arguments.push(bad);
        ducat(&arguments).fails(2);
    }
}

#[cfg(unix)]
#[test]
fn endless_sources() {
    ducat(&["kcv", "--key", "@/dev/zero"]).fails(3);
    let mac = "mac generate --algorithm cmac --key 2B7E151628AED2A6ABF7158809CF4F3C";
    line(&format!("{mac} --message-file /dev/zero")).fails(3);
    line(&format!("{mac} --message-file /")).fails(4);
    line(&format!("{mac} --message-file /nowhere")).fails(4);
}

#[test]
fn a_line_that_never_ends() {
    run(&["kcv", "--key", "-"], &[b'A'; 200_000], &[]).fails(3);
}

#[test]
fn a_message_at_the_limit() {
    let limit = ducat_tools::input::MAX_MESSAGE_OCTETS;
    let path = directory("limit").join("message");
    let file = std::fs::File::create(&path).unwrap();
    let mac = ["mac", "generate", "--algorithm", "hmac-sha256", "--key", "00", "--message-file"];
    let arguments = [&mac[..], &[path.to_str().unwrap()]].concat();
    file.set_len(limit as u64).unwrap();
    assert_eq!(ducat(&arguments).code, Some(0));
    file.set_len(limit as u64 + 1).unwrap();
    ducat(&arguments).fails(3);
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn a_reader_that_has_gone_away() {
    for arguments in [&["dukpt", "ksn", "--ksn", KSN][..], &["completions", "bash"], &["--help"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = Command::new(DUCAT).args(arguments).stdout(writer).output().unwrap();
        // Not heard, so not done; but there is nothing to say about it.
        assert_eq!((output.status.code(), &*output.stderr), (Some(4), &b""[..]), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk() {
    for arguments in [&["completions", "bash"][..], &["--help"], &["dukpt", "ksn", "--ksn", KSN]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = Command::new(DUCAT).args(arguments).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(4), "{arguments:?}");
        assert!(String::from_utf8(output.stderr).unwrap().starts_with("ducat: cannot write"));
    }
}

#[test]
fn types_that_a_role_or_parent_has_not() {
    let key = |rest: &str| {
        line(&format!(
            "dukpt key --bdk FEDCBA9876543210F1F1F1F1F1F1F1F1 --ksn 123456789012345600000001 {rest}"
        ))
    };
    for stronger in ["AES-192", "AES-256", "HMAC-192", "HMAC-256"] {
        key(&format!("--usage mac-request --type {stronger}")).fails(3);
    }
    for usage in ["pin", "data-request", "data-both", "key-encryption"] {
        key(&format!("--usage {usage} --type HMAC-128")).fails(3);
    }
    key("").fails(2);
    key("--type AES-128").fails(2);
    key("--type AES-128 --transaction-key").fails(2);
    key("--usage pin --ksn80 0E11111111FFFFFF0000").fails(2);
}

#[test]
fn a_ksn_is_not_taken_for_its_other_form() {
    line("dukpt ksn --ksn 0E11111111FFFFFF0000").fails(3);
    line("dukpt ksn --ksn80 123456789012345600000001").fails(3);
    line("dukpt ksn").fails(2);
}
