//! Key blocks: published ones, and those that are made here.

use crate::harness::{Run, ducat, line, run};

/// TR-31:2018 A.7, X9.143:2021 8, ISO 20038:2017 B: protection key, block, key.
const PUBLISHED: [[&str; 3]; 6] = [
    [
        "89E88CF7931444F334BD7547FC3F380C",
        "A0072P0TE00E0000F5161ED902807AF26F1D62263644BD24192FDB3193C730301CEE8701",
        "F039121BEC83D26B169BDCD5B22AAF8F",
    ],
    [
        "DD7515F2BFC17F85CE48F3CA25CB21F6",
        "B0080P0TE00E000094B420079CC80BA3461F86FE26EFC4A3B8E4FA4C5F5341176EED7B727B8A248E",
        "3F419E1CB7079442AA37474C2EFBF8B8",
    ],
    [
        "B8ED59E0A279A295E9F5ED7944FD06B9",
        "C0096B0TX12S0100KS1800604B120F9292800000BFB9B689CB567E66FC3FEE5AD5F52161FC6545B9D609890\
         15D02155C",
        "EDB380DD340BC2620247D445F5B8D678",
    ],
    [
        "88E1AB2A2E3DD38C1FA039A536500CC8A87AB9D62DC92C01058FA79F44657DE6",
        "D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA\
         05F7425509593D03A457DC34",
        "3F419E1CB7079442AA37474C2EFBF8B8",
    ],
    [
        "88E1AB2A2E3DD38C1FA039A536500CC8A87AB9D62DC92C01058FA79F44657DE6",
        "D0144P0AE00E00002C77FA3F4A553BED6E88AE5C172A4166E3D4ACA8E2AC71C158A476FAC12C13C3829DE55D\
         3AB54C48F4C4FEF7AC75E90FC47F1B77E7B19A73ED46E64410082557",
        "3F419E1CB7079442AA37474C2EFBF8B8",
    ],
    [
        "3235362D62697420414553207772617070696E67202849534F20323030333829",
        "E0084B0TV16N0000B2AE5E26BBA7F246E84D5EA24167E208A6B66EF2E27E55A52DB52F0AEACB94C57547",
        "777261707065642033444553206B6579",
    ],
];

const KBPK: &str = "88E1AB2A2E3DD38C1FA039A536500CC8";
const KEY: &str = "3F419E1CB7079442AA37474C2EFBF8B8";

fn verify(kbpk: &str, block: &str, rest: &str) -> Run {
    line(&format!("tr31 verify --kbpk {kbpk} --block {block} {rest}"))
}

fn unwrap(kbpk: &str, block: &str, rest: &str) -> Run {
    line(&format!("tr31 unwrap --kbpk {kbpk} --block {block} {rest}"))
}

/// A key block of `KEY` under `KBPK`, and what it was asked to say.
fn wrap(rest: &str) -> Run {
    line(&format!("tr31 wrap --kbpk {KBPK} {rest}"))
}

#[test]
fn published_blocks() {
    for [kbpk, block, key] in PUBLISHED {
        // The standards' own example of version E is a base derivation key that verifies.
        let allow = if block.starts_with('E') { "--allow any-combination" } else { "" };
        let run = verify(kbpk, block, allow);
        assert_eq!((run.code, run.value("holds")), (Some(0), "yes"), "{block}");
        let hidden = unwrap(kbpk, block, allow);
        assert!(!hidden.stdout.contains(key));
        assert_eq!(hidden.value("key kcv"), run.value("key kcv"));
        assert_eq!(hidden.value("kbpk kcv"), run.value("kbpk kcv"));
        let shown = unwrap(kbpk, block, &format!("{allow} --show-key"));
        assert_eq!(shown.value("key"), key);
        let cipher = if block.contains("P0A") { "aes" } else { "tdes" };
        let kcv = line(&format!("kcv --key {key} --cipher {cipher}"));
        assert_eq!(shown.value("key kcv"), kcv.value("kcv"));
    }
}

#[test]
fn a_changed_block_does_not_hold() {
    let [kbpk, block, _] = PUBLISHED[3];
    let other = PUBLISHED[5][0];
    let mut said = vec![unwrap(other, block, "")];
    // Usage, exportability, payload, MAC.
    for (place, character) in [(5, "K"), (11, "N"), (20, "0"), (111, "5")] {
        let mut changed = String::from(block);
        changed.replace_range(place..=place, character);
        assert_ne!(changed, block);
        let run = verify(kbpk, &changed, "");
        assert_eq!((run.code, run.value("holds")), (Some(1), "no"), "{place}");
        assert!(!run.stdout.contains("key kcv"));
        said.push(unwrap(kbpk, &changed, "--show-key"));
    }
    assert_eq!(verify(other, block, "").code, Some(1));
    for run in &said {
        run.fails(1);
        assert_eq!(run.stderr, said[0].stderr);
    }
}

#[test]
fn fields() {
    let block = "A0112P0TE12E0200KS1400604B120F929280PB047A1BB737854CD7AF58A8A1E4506A942277EDA76EBA6B\
                 A228AF62ADDA3AD8799E8B2C8CD7";
    let run = line(&format!("tr31 decode --block {block}"));
    // An initial key serial number of 16 digits is not the standard's.
    assert_eq!(run.code, Some(1));
    assert_eq!(run.value("usage"), "P0 (PIN encryption)");
    assert_eq!(run.value("key version"), "12 (version of the key)");
    assert_eq!(run.value("optional KS"), "00604B120F929280 (initial key serial number)");
    assert_eq!(run.value("optional PB"), "(padding)");
    assert_eq!(run.value("payload octets"), "32");
    assert_eq!(run.value("accept 1"), "short-initial-ksn");
    let json = line(&format!("tr31 decode --json --block {block}")).json();
    assert_eq!(json["usage"], serde_json::json!({"code": "P0", "meaning": "PIN encryption"}));
    assert_eq!(json["optional_blocks"][0]["id"], "KS");
    assert_eq!(json["optional_blocks"][1]["data"], "");
    assert_eq!((&json["length"], &json["standard"]), (&112.into(), &false.into()));
    assert_eq!(json["accept"], serde_json::json!(["short-initial-ksn"]));
    let kbpk = "B8ED59E0A279A295E9F5ED7944FD06B9";
    let refused = verify(kbpk, block, "");
    refused.fails(3);
    assert!(refused.stderr.contains("--accept short-initial-ksn"), "{}", refused.stderr);
    assert_eq!(verify(kbpk, block, "--accept short-initial-ksn").code, Some(0));
}

#[test]
fn what_the_standard_refuses_is_named() {
    let [kbpk, block, _] = PUBLISHED[3];
    let lower = [&block[..80], &block[80..].to_lowercase()].concat();
    let run = line(&format!("tr31 decode --block {lower}"));
    assert_eq!((run.code, run.value("standard")), (Some(1), "no"));
    assert_eq!(run.value("reason"), "invalid characters in a key block");
    assert_eq!(run.value("accept 1"), "lower-case-hex");
    verify(kbpk, &lower, "").fails(3);
    assert_eq!(verify(kbpk, &lower, "--accept lower-case-hex").value("holds"), "yes");
    // Two at once.
    let both = lower.replacen("P0AE", "ZZAE", 1);
    let run = line(&format!("tr31 decode --block {both}"));
    assert_eq!(run.value("accept 1"), "lower-case-hex");
    assert_eq!(run.value("accept 2"), "unknown-codes");
    assert_eq!(run.value("allow 1"), "any-combination");
    // Nothing helps.
    let run = line(&format!("tr31 decode --block {}", &block[..110]));
    run.fails(3);
    assert!(run.stderr.contains("it has 110 characters and says 112"), "{}", run.stderr);
    for malformed in ["", "D", &block.replacen('D', "X", 1), &"D0000".repeat(4000)] {
        ducat(&["tr31", "decode", "--block", malformed]).fails(3);
    }
}

#[test]
fn what_the_policy_refuses_is_named() {
    // payShield: a base derivation key of mode N.
    let kbpk = "41".repeat(32);
    let block = "D0112B0TN00N000037DB9B046B7B0048785690759580ABC3B9842AB4BB7717B49E92528E575785D8123\
                 559376A2553B27BE94F054F4E971C";
    let refused = verify(&kbpk, block, "");
    refused.fails(3);
    assert!(refused.stderr.contains("it takes --allow no-restriction\n"), "{}", refused.stderr);
    assert_eq!(verify(&kbpk, block, "--allow no-restriction").code, Some(0));
    let decoded = line(&format!("tr31 decode --block {block}"));
    assert_eq!((decoded.code, decoded.value("allow 1")), (Some(0), "no-restriction"));

    let weak = wrap(&format!("--usage D0 --algorithm A --mode N --key {KEY}{KEY}"));
    weak.fails(3);
    let needed = "it takes --allow weaker-protection --allow no-restriction\n";
    assert!(weak.stderr.contains(needed), "{}", weak.stderr);
    let old = format!("--version C --usage P0 --algorithm T --mode E --key {KEY}");
    let run = wrap(&old);
    run.fails(3);
    assert!(run.stderr.contains("it takes --allow make-versions-a-and-c\n"), "{}", run.stderr);
    let run = wrap(&format!("{old} --allow make-versions-a-and-c"));
    assert_eq!(verify(KBPK, run.value("key block"), "").code, Some(0));
}

#[test]
fn blocks_of_every_version_open_again() {
    for (version, algorithm, hidden, shown) in
        [("B", "T", 96, 80), ("D", "A", 144, 112), ("E", "A", 116, 84), ("D", "T", 112, 112)]
    {
        let header = format!(
            "--version {version} --usage P0 --algorithm {algorithm} --mode D --key {KEY} \
             --key-version c7 --exportability S --context 1 --allow components"
        );
        for (more, characters) in [("", hidden), (" --no-length-obfuscation", shown)] {
            let run = wrap(&format!("{header}{more}"));
            let block = run.value("key block");
            assert_eq!(block.len(), characters, "{block}");
            let opened = unwrap(KBPK, block, "--show-key --allow components");
            assert_eq!(opened.value("key"), KEY);
            assert_eq!(opened.value("mode of use"), "D (decrypt only)");
            assert_eq!(opened.value("key version"), "c7 (component 7)");
            assert_eq!(opened.value("exportability"), "S (exportable under other keys too)");
            assert_eq!(opened.value("key context"), "1 (storage)");
            assert_eq!(opened.value("key kcv"), run.value("key kcv"));
            // Version E has nothing random where nothing is filled.
            let again = wrap(&format!("{header}{more}"));
            assert_eq!(block == again.value("key block"), characters == 84);
        }
    }
}

#[test]
fn optional_blocks() {
    let header = format!("--usage B1 --algorithm A --mode X --key {KEY}");
    let run = wrap(&format!(
        "{header} --optional IK=1234567890123456 --optional LB=till --optional \
         TS=2020-08-18T22:12:18Z"
    ));
    let block = run.value("key block");
    let decoded = line(&format!("tr31 decode --block {block}"));
    assert_eq!(decoded.value("optional IK"), "1234567890123456 (initial key identifier)");
    assert_eq!(decoded.value("optional LB"), "till (label)");
    assert!(decoded.value("optional TS").ends_with("(time stamp: 2020-08-18T22:12:18Z)"));
    assert_eq!(unwrap(KBPK, block, "").value("optional LB"), "till (label)");
    // Malformed, repeated, and padding, which is added where it is needed.
    for bad in ["IK=12", "LB=a --optional LB=b", "PB=0000", "KC=00FF", "IK=zz"] {
        wrap(&format!("{header} --optional {bad}")).fails(3);
    }
    for bad in ["IK", "=12", "IKK=12", "..=1"] {
        wrap(&format!("{header} --optional {bad}")).fails(2);
    }
}

#[test]
fn check_values_in_a_block_are_compared() {
    let header = format!("--usage P0 --algorithm A --mode E --key {KEY}");
    let run = wrap(&format!("{header} --check-values"));
    let block = run.value("key block");
    let verified = verify(KBPK, block, "");
    assert_eq!(verified.value("check value kc"), "matches");
    assert_eq!(verified.value("check value kp"), "matches");
    let decoded = line(&format!("tr31 decode --block {block}"));
    assert!(decoded.value("optional KC").starts_with(&format!("01{}", run.value("key kcv"))));
    assert!(decoded.value("optional KP").starts_with(&format!("01{}", run.value("kbpk kcv"))));
    for wrong in ["KC=0108793E25AC", "KP=0100000000"] {
        let run = wrap(&format!("{header} --optional {wrong}"));
        run.fails(3);
        assert!(run.stderr.contains("--allow ignore-check-values"));
        let run = wrap(&format!("{header} --optional {wrong} --allow ignore-check-values"));
        let block = run.value("key block");
        let verified = verify(KBPK, block, "");
        assert_eq!((verified.code, verified.value("holds")), (Some(1), "no"), "{wrong}");
        let ignored = verify(KBPK, block, "--allow ignore-check-values");
        assert_eq!(ignored.code, Some(0));
        assert!(ignored.stdout.contains("not compared"));
    }
}

#[test]
fn keys_that_no_engine_holds() {
    let key = "5A".repeat(300);
    let header = format!("--usage S0 --algorithm R --mode S --key {key}");
    let run = wrap(&header);
    assert!(run.value("key kcv").starts_with("none"));
    let opened = unwrap(KBPK, run.value("key block"), "--show-key");
    assert_eq!((opened.value("key"), opened.value("key octets")), (&*key, "300"));
    wrap(&format!("{header} --check-values")).fails(2);
}

#[test]
fn hmac_keys() {
    let header = format!("--usage M7 --algorithm H --mode G --optional HM=21 --key {KEY}AB");
    let run = wrap(&header);
    // 136 bits under 128.
    run.fails(3);
    let run = wrap(&format!("{header} --allow weaker-protection"));
    let block = run.value("key block");
    let opened = unwrap(KBPK, block, "--show-key --allow weaker-protection");
    assert_eq!(opened.value("key"), format!("{KEY}AB"));
    assert_eq!(opened.value("optional HM"), "21 (hash of HMAC: SHA-256)");
    assert!(opened.value("key kcv").starts_with("none"));
}

#[test]
fn keys_of_wrong_lengths() {
    let header = "--usage P0 --algorithm A --mode E --key";
    for bad in ["", "00", &KEY[..30], &format!("{KEY}00"), "zz"] {
        let arguments: Vec<&str> =
            format!("tr31 wrap --kbpk {KBPK} {header}").leak().split(' ').chain([bad]).collect();
        ducat(&arguments).fails(3);
    }
    let [_, block, _] = PUBLISHED[3];
    for bad in ["00", &KEY[..30], &format!("{KEY}00")] {
        verify(bad, block, "").fails(3);
    }
    // 32 octets are AES alone.
    let [kbpk, ..] = PUBLISHED[3];
    verify(kbpk, PUBLISHED[1][1], "").fails(3);
}

#[test]
fn the_protection_key_comes_first_from_standard_input() {
    let [kbpk, block, _] = PUBLISHED[1];
    let arguments = ["tr31", "verify", "--block", "-", "--kbpk", "-"];
    let run = run(&arguments, format!("{kbpk}\n{block}\n").as_bytes(), &[]);
    assert_eq!(run.value("holds"), "yes");
}
