//! Every way to give a value.

use std::fs;

use crate::harness::{directory, ducat, run};

const KEY: &str = "FA36E44278DB3AB5F298F9F7DA8F1F88";
const KCV: &str = "D77F007724";

fn kcv(value: &str, stdin: &[u8]) -> String {
    run(&["kcv", "--key", value], stdin, &[("A_KEY", KEY)]).value("kcv").to_owned()
}

#[test]
fn digits_of_either_case_with_spaces() {
    assert_eq!(kcv(KEY, b""), KCV);
    assert_eq!(kcv(&KEY.to_lowercase(), b""), KCV);
    assert_eq!(kcv(" FA36E442 78DB3AB5\tF298F9F7 DA8F1F88\n", b""), KCV);
}

#[test]
fn a_file() {
    let directory = directory("a_file");
    for (name, content) in
        [("bare", KEY.into()), ("line", format!("{KEY}\n")), ("dos", format!(" {KEY}\r\n\r\n"))]
    {
        let path = directory.join(name);
        fs::write(&path, content).unwrap();
        assert_eq!(kcv(&format!("@{}", path.display()), b""), KCV);
    }
}

#[cfg(unix)]
#[test]
fn a_file_whose_name_is_not_utf8() {
    use std::ffi::{OsStr, OsString};
    use std::os::unix::ffi::OsStrExt;
    let path = directory("not_utf8").join(OsStr::from_bytes(b"\xFFkey"));
    fs::write(&path, KEY).unwrap();
    let mut value = OsString::from("@");
    value.push(&path);
    let run = ducat(&[OsStr::new("kcv"), OsStr::new("--key"), &value]);
    assert_eq!(run.value("kcv"), KCV);
}

#[test]
fn the_environment() {
    assert_eq!(kcv("env:A_KEY", b""), KCV);
    for missing in ["env:NO_SUCH_VARIABLE", "env:", "env:A=B"] {
        ducat(&["kcv", "--key", missing]).fails(3);
    }
}

#[test]
fn a_line_of_standard_input() {
    assert_eq!(kcv("-", KEY.as_bytes()), KCV);
    assert_eq!(kcv("-", format!("{KEY}\r\nanother line").as_bytes()), KCV);
    run(&["kcv", "--key", "-"], b"", &[]).fails(3);
}

#[test]
fn lines_in_the_order_of_the_help() {
    // The order on the command line does not count.
    let arguments = ["pin", "decipher", "--pan", "-", "--block", "-", "--key", "-"];
    let lines = "AF8CB133A78F8DC2D1359F18527593FB\nA912150391AB65A67E52883D81CE2D15\n\
                 4111111111111111\n";
    assert_eq!(run(&arguments, lines.as_bytes(), &[]).value("pin"), "1234");
    run(&arguments, &lines.as_bytes()[..70], &[]).fails(3);
}

#[test]
fn components_each_on_a_line() {
    let lines = b"012059D4FB5A4DF2B20D4330BD8F8D91\nD4A4EA7108011D3FE380F106C855AFE1\n";
    let run = run(&["components", "combine", "--component", "-", "--component", "-"], lines, &[]);
    assert_eq!(run.value("key kcv"), "6FC2FD5BF0");
}

#[test]
fn a_message_from_everywhere() {
    // SP 800-38B, 16 octets; they are not UTF-8.
    let message = 0x6BC1BEE22E409F96E93D7E117393172A_u128.to_be_bytes();
    let mac = "070A16B46B4D4144F79BDD9DD04A287C";
    let key = "2B7E151628AED2A6ABF7158809CF4F3C";
    let generate = |rest: &[&str], key: &str, stdin: &[u8]| {
        let command = ["mac", "generate", "--algorithm", "cmac", "--key", key];
        run(&[&command, rest].concat(), stdin, &[]).value("mac").to_owned()
    };
    let path = directory("a_message").join("message");
    fs::write(&path, message).unwrap();
    assert_eq!(generate(&["--message-file", path.to_str().unwrap()], key, b""), mac);
    assert_eq!(generate(&[], key, &message), mac);
    assert_eq!(generate(&["--message-file", "-"], key, &message), mac);
    assert_eq!(generate(&["--message-hex", "6BC1BEE2 2E409F96 E93D7E11 7393172A"], key, b""), mac);
    // The key's line first, then the message.
    let both = [key.as_bytes(), b"\n", &message].concat();
    assert_eq!(generate(&[], "-", &both), mac);
    assert_eq!(
        generate(
            &["--message-hex", "-"],
            "-",
            format!("{key}\n6BC1BEE22E409F96E93D7E117393172A").as_bytes()
        ),
        mac
    );
}

#[cfg(unix)]
#[test]
fn a_message_in_an_argument_may_be_any_octets() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let message = 0x6BC1BEE22E409F96E93D7E117393172A_u128.to_be_bytes();
    let mut arguments: Vec<&OsStr> =
        "mac generate --algorithm cmac --key 2B7E151628AED2A6ABF7158809CF4F3C --message"
            .split(' ')
            .map(OsStr::new)
            .collect();
    arguments.push(OsStr::from_bytes(&message));
    assert_eq!(ducat(&arguments).value("mac"), "070A16B46B4D4144F79BDD9DD04A287C");
}
