//! No error repeats what was typed, wherever it was typed.

use clap::{Command, CommandFactory};
use ducat_tools::cli::Cli;

use crate::harness::{Run, ducat, run};

/// Not hexadecimal, so that no command takes it for a key; and one that is.
const SECRETS: [&str; 4] = [
    "SECRETZZ0123456789ABCDEF01234567",
    "C0FFEE00C0FFEE11C0FFEE22C0FFEE33",
    "c0ffee00c0ffee11c0ffee22c0ffee33",
    "4929000000006911",
];

fn says_nothing(run: &Run, secret: &str, arguments: &[String]) {
    assert!(matches!(run.code, Some(0..=4)), "{arguments:?}: {:?} {}", run.code, run.stderr);
    let said = run.stderr.to_lowercase();
    assert!(!said.contains("panicked"), "{arguments:?}: {}", run.stderr);
    for start in 0..=secret.len() - 8 {
        let part = secret[start..start + 8].to_lowercase();
        assert!(!said.contains(&part), "{arguments:?}: {}", run.stderr);
    }
}

/// Every command, as the words that call it.
fn commands(command: &Command, words: &[String], visit: &mut dyn FnMut(&Command, &[String])) {
    visit(command, words);
    for sub in command.get_subcommands() {
        let words = [words, &[sub.get_name().to_owned()]].concat();
        commands(sub, &words, visit);
    }
}

#[test]
fn in_every_place_of_every_command() {
    commands(&Cli::command(), &[], &mut |command, words| {
        for secret in SECRETS {
            let mut endings: Vec<Vec<String>> = [
                secret.into(),
                format!("-{secret}"),
                format!("--{secret}"),
                format!("--{secret}={secret}"),
                format!("@{secret}"),
                format!("env:{secret}"),
            ]
            .map(|ending: String| vec![ending])
            .into();
            for option in command.get_arguments().filter_map(|a| a.get_long()) {
                endings.push(vec![format!("--{option}"), secret.into()]);
                endings.push(vec![format!("--{option}={secret}")]);
                endings.push(vec![format!("--{option}{secret}")]);
                endings.push(vec![format!("--{option}"), secret.into(), secret.into()]);
            }
            for ending in endings {
                let arguments = [words, &ending].concat();
                says_nothing(&ducat(&arguments), secret, &arguments);
            }
        }
    });
}

/// Complete command lines: with `#` in place of one value.
const LINES: [&str; 22] = [
    "dukpt initial-key --bdk # --initial-key-id 1234567890123456",
    "dukpt initial-key --bdk FEDCBA9876543210F1F1F1F1F1F1F1F1 --initial-key-id #",
    "dukpt key --initial-key # --ksn 123456789012345600000001 --usage pin",
    "dukpt key --bdk FEDCBA9876543210F1F1F1F1F1F1F1F1 --ksn # --usage pin",
    "dukpt key --bdk FEDCBA9876543210F1F1F1F1F1F1F1F1 --ksn80 # --usage pin",
    "dukpt ksn --ksn #",
    "pin encode --format 0 --pin # --pan 5555555551234567",
    "pin encode --format 0 --pin 1234 --pan #",
    "pin decode --format 0 --block # --pan 5555555551234567",
    "pin encipher --key # --pin 1234 --pan 4111111111111111",
    "mac generate --algorithm cmac --key # --message x",
    "mac verify --algorithm cmac --key 2B7E151628AED2A6ABF7158809CF4F3C --mac # --message x",
    "kcv --key #",
    "pin encipher --format 0 --key # --pin 1234 --pan 4012345678909",
    "dukpt tdes key --bdk # --ksn FFFF9876543210E00000 --usage pin",
    "dukpt tdes initial-key --bdk 0123456789ABCDEFFEDCBA9876543210 --ksn #",
    "tr31 decode --block #",
    "tr31 verify --kbpk # --block B0080P0TE00E000094B420079CC80BA3461F86FE26EFC4A3B8E4FA4C5F5341176EED7B727B8A248F",
    "tr31 unwrap --kbpk DD7515F2BFC17F85CE48F3CA25CB21F6 --block #",
    "tr31 wrap --kbpk # --usage P0 --algorithm A --mode N --key 3F419E1CB7079442AA37474C2EFBF8B8",
    "tr31 wrap --kbpk 88E1AB2A2E3DD38C1FA039A536500CC8 --usage P0 --algorithm A --mode N --key #",
    "components combine --component # --component FEDCBA9876543210F1F1F1F1F1F1F1F1",
];

#[test]
fn as_a_value_that_is_wrong() {
    for line in LINES {
        for secret in SECRETS {
            for value in [secret.into(), format!("{secret}0"), format!("@/nowhere/{secret}")] {
                let arguments: Vec<_> = line.split(' ').map(|w| w.replace('#', &value)).collect();
                says_nothing(&ducat(&arguments), secret, &arguments);
            }
            let wrong = format!("{secret} and more");
            for (value, stdin) in [("-", wrong.as_bytes()), ("env:A_VALUE", b"")] {
                let arguments: Vec<_> = line.split(' ').map(|w| w.replace('#', value)).collect();
                let run = run(&arguments, stdin, &[("A_VALUE", &wrong)]);
                assert_eq!(run.code, Some(3), "{arguments:?}");
                says_nothing(&run, secret, &arguments);
            }
        }
    }
}

#[test]
fn a_wrong_block_has_one_error_for_every_cause() {
    // Control nibble, length, digit, fill.
    let block = ["141234FFFFFFFFFF", "031234FFFFFFFFFF", "04123AFFFFFFFFFF", "041234FFFFFFFFF0"];
    let said = block.map(|block| {
        let run = ducat(&["pin", "decode", "--format", "0", "--block", block, "--pan", "0"]);
        run.fails(3);
        run.stderr
    });
    assert!(said.iter().all(|other| *other == said[0]));
}
