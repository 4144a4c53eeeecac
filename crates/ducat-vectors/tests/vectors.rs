//! Every vector, by file, on three engines. A failure names the vector's id.

extern crate alloc;

use alloc::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use ducat_sim::SecureElement;
use ducat_soft::Engine;
use ducat_vectors::file::{Expect, Group, Sources, Vector, VectorFile};
use ducat_vectors::{Outputs, Subject, judge, lint, protocol};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors")
}

fn read(name: &str) -> VectorFile {
    let text = fs::read_to_string(root().join(name)).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Runs a file, and returns what went wrong. `lacks` tells what an engine does not have.
fn failures<S: Subject>(
    engine: &str,
    subject: &mut S,
    file: &VectorFile,
    lacks: impl Fn(&Group, &Vector) -> bool,
) -> Vec<String> {
    let mut wrong = Vec::new();
    for (group, vector) in file.vectors() {
        let answer = protocol::answer(subject, judge::question(group, vector).as_bytes());
        let verdict = if lacks(group, vector) {
            let refused = answer.contains("\"error\"");
            if refused { Ok(()) } else { Err(format!("{engine} was not expected to answer")) }
        } else {
            judge::judge(vector, &answer)
        };
        if let Err(what) = verdict {
            wrong.push(format!("{} ({engine}): {what}", vector.id));
        }
    }
    wrong
}

/// Longer HMAC keys than the engine holds, by themselves or in a key block.
fn hmac_key_over_32(group: &Group, vector: &Vector) -> bool {
    let text = |map: &Outputs, name: &str| {
        map.get(name).and_then(|value| value.as_str()).map(str::to_owned).unwrap_or_default()
    };
    let input = |name| text(&vector.inputs, name);
    let key = match &vector.expect {
        Expect::Accept { outputs } if group.operation == "unwrap" => text(outputs, "key"),
        _ => input("key"),
    };
    let header = input("header") + &input("key_block");
    let is_hmac = match group.algorithm.as_str() {
        "hmac" => true,
        "tr31" => header.get(7..8).is_some_and(|letter| "HIJ".contains(letter)),
        _ => false,
    };
    is_hmac && key.len() > 64
}

/// The secure element has SHA-256 only, and gives out no octets that HKDF would make.
fn not_in_the_element(group: &Group, vector: &Vector) -> bool {
    let hash = vector.inputs.get("hash").and_then(|hash| hash.as_str());
    match group.algorithm.as_str() {
        "hkdf" => true,
        "hmac" => hash != Some("sha256"),
        _ => false,
    }
}

fn run(name: &str) {
    let file = read(name);
    let mut wrong = failures("soft, 255 octets", &mut Engine::<255>::new(), &file, |_, _| false);
    wrong.extend(failures("soft, 32 octets", &mut Engine::<32>::new(), &file, hmac_key_over_32));
    let mut element = SecureElement::new(40);
    wrong.extend(failures("secure element", &mut element, &file, not_in_the_element));
    assert_eq!(element.slots_in_use(), 0, "{name}: the element kept keys");
    assert!(wrong.is_empty(), "{name}:\n{}", wrong.join("\n"));
}

macro_rules! vector_files {
    ($($test:ident: $file:literal;)*) => {
        const FILES: &[&str] = &[$($file),*];
        $(
            #[test]
            fn $test() {
                run($file);
            }
        )*
    };
}

vector_files! {
    aes_dukpt_counter: "aes-dukpt/counter.json";
    aes_dukpt_data: "aes-dukpt/data.json";
    aes_dukpt_derivation_data: "aes-dukpt/derivation-data.json";
    aes_dukpt_initial_key: "aes-dukpt/initial-key.json";
    aes_dukpt_ksn_80_bit: "aes-dukpt/ksn-80-bit.json";
    aes_dukpt_mac: "aes-dukpt/mac.json";
    aes_dukpt_pin_format_4: "aes-dukpt/pin-format-4.json";
    aes_dukpt_strength: "aes-dukpt/strength.json";
    aes_dukpt_terminal: "aes-dukpt/terminal.json";
    aes_dukpt_transaction_key: "aes-dukpt/transaction-key.json";
    aes_dukpt_update_key: "aes-dukpt/update-key.json";
    aes_dukpt_working_key_aes128: "aes-dukpt/working-key-aes128.json";
    aes_dukpt_working_key_aes192: "aes-dukpt/working-key-aes192.json";
    aes_dukpt_working_key_aes256: "aes-dukpt/working-key-aes256.json";
    aes_keywrap_kw: "aes-keywrap/kw.json";
    aes_keywrap_kwp: "aes-keywrap/kwp.json";
    block_cipher_aes: "block-cipher/aes.json";
    block_cipher_des: "block-cipher/des.json";
    block_cipher_tdes: "block-cipher/tdes.json";
    card_cvv: "card/cvv.json";
    card_ibm3624: "card/ibm3624.json";
    card_pvv: "card/pvv.json";
    cmac_aes_edges: "cmac/aes-edges.json";
    cmac_aes_nist: "cmac/aes-nist.json";
    cmac_aes_wycheproof: "cmac/aes-wycheproof.json";
    cmac_tdes: "cmac/tdes.json";
    components_aes: "components/aes.json";
    components_tdes: "components/tdes.json";
    hkdf_rfc5869: "hkdf/rfc5869.json";
    hkdf_sha256_wycheproof: "hkdf/sha256-wycheproof.json";
    hkdf_sha512_botan: "hkdf/sha512-botan.json";
    hmac_mac: "hmac/mac.json";
    hmac_sha1_wycheproof: "hmac/sha1-wycheproof.json";
    hmac_sha224_verify: "hmac/sha224-verify.json";
    hmac_sha256_wycheproof: "hmac/sha256-wycheproof.json";
    hmac_sha384_wycheproof: "hmac/sha384-wycheproof.json";
    hmac_sha512_wycheproof: "hmac/sha512-wycheproof.json";
    iso9797_mac_algorithm_1: "iso9797-mac/algorithm-1.json";
    iso9797_mac_algorithm_3: "iso9797-mac/algorithm-3.json";
    kcv_aes: "kcv/aes.json";
    kcv_tdes: "kcv/tdes.json";
    key_block_optional_blocks: "key-block/optional-blocks.json";
    key_block_refused: "key-block/refused.json";
    key_block_version_a: "key-block/version-a.json";
    key_block_version_b: "key-block/version-b.json";
    key_block_version_c: "key-block/version-c.json";
    key_block_version_d: "key-block/version-d.json";
    key_block_version_e: "key-block/version-e.json";
    pin_block_format_0: "pin-block/format-0.json";
    pin_block_format_1: "pin-block/format-1.json";
    pin_block_format_2: "pin-block/format-2.json";
    pin_block_format_3: "pin-block/format-3.json";
    pin_block_format_4: "pin-block/format-4.json";
    pin_block_translate_tdes: "pin-block/translate-tdes.json";
    pin_block_translate: "pin-block/translate.json";
    tdes_dukpt_cmac: "tdes-dukpt/cmac.json";
    tdes_dukpt_counter: "tdes-dukpt/counter.json";
    tdes_dukpt_data: "tdes-dukpt/data.json";
    tdes_dukpt_initial_key: "tdes-dukpt/initial-key.json";
    tdes_dukpt_pin: "tdes-dukpt/pin.json";
    tdes_dukpt_retail_mac: "tdes-dukpt/retail-mac.json";
    tdes_dukpt_terminal: "tdes-dukpt/terminal.json";
    tdes_dukpt_transaction_key: "tdes-dukpt/transaction-key.json";
    tdes_dukpt_variants: "tdes-dukpt/variants.json";
}

#[test]
fn every_file_has_its_test() {
    let mut found = Vec::new();
    for folder in fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().path()) {
        if !folder.is_dir() || folder.ends_with("schema") || folder.ends_with("replay") {
            continue;
        }
        for file in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = file.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
            found.push(name);
        }
    }
    found.sort();
    assert_eq!(found, FILES);
}

/// What the protocol offers is what its description lists, and some vector asks each of it. Every
/// word of the sources is tried as an operation: one that is none is `unsupported` whatever the
/// inputs, and one that is lacks most of its own here.
#[test]
fn every_operation_is_described_and_asked() {
    let mut described = BTreeSet::new();
    let mut algorithm = "";
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    let (_, table) = text.split_once("| algorithm | op | inputs | outputs |\n|---").unwrap();
    for line in table.lines().skip(1).take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = line.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        algorithm = if cells[1].is_empty() { algorithm } else { cells[1] };
        described.insert((algorithm.to_string(), cells[2].to_string()));
    }
    assert!(described.len() > 50, "{described:?}");

    let mut asked = BTreeSet::new();
    for file in FILES.iter().map(|name| read(name)) {
        for (group, vector) in file.vectors() {
            if matches!(vector.expect, Expect::Accept { .. }) {
                asked.insert((group.algorithm.clone(), group.operation.clone()));
            }
        }
    }
    assert_eq!(asked, described);

    let mut words = BTreeSet::new();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/operations");
    for source in fs::read_dir(sources).unwrap().map(|entry| entry.unwrap().path()) {
        let text = fs::read_to_string(source).unwrap();
        words.extend(text.split('"').skip(1).step_by(2).map(str::to_string));
    }
    assert!(described.iter().all(|(_, operation)| words.contains(operation)));
    let engine = &mut Engine::<32>::new();
    let mut offered = BTreeSet::new();
    for algorithm in described.iter().map(|(algorithm, _)| algorithm).collect::<BTreeSet<_>>() {
        for word in &words {
            let question = serde_json::json!({
                "algorithm": algorithm, "id": "",
                "inputs": {
                    "op": word, "cipher": "AES", "hash": "sha256", "mode": "KW",
                    "key": "00112233445566778899AABBCCDDEEFF", "message": "",
                },
            });
            let answer = protocol::answer(engine, question.to_string().as_bytes());
            if !answer.contains("unsupported") {
                offered.insert((algorithm.clone(), word.clone()));
            }
        }
    }
    assert_eq!(offered, described);
}

#[test]
fn the_linter_finds_nothing() {
    let files: Vec<_> = FILES.iter().map(|name| ((*name).to_string(), read(name))).collect();
    let findings = lint::check(&files, &sources());
    assert!(findings.is_empty(), "{findings:#?}");
}

fn sources() -> Sources {
    serde_json::from_str(&fs::read_to_string(root().join("sources.json")).unwrap()).unwrap()
}

/// A linter that finds nothing must be able to find something.
#[test]
fn the_linter_finds_what_is_wrong() {
    let spoil = |spoil: fn(&mut Vec<(String, VectorFile)>)| {
        let mut files = vec![
            ("a".to_string(), read("aes-dukpt/initial-key.json")),
            ("b".to_string(), read("kcv/aes.json")),
        ];
        assert_eq!(lint::check(&files, &sources()), []);
        spoil(&mut files);
        lint::check(&files, &sources()).into_iter().map(|f| f.what).collect::<Vec<_>>().join("\n")
    };
    assert!(spoil(|f| f[0].1.vector_count += 1).contains("vectorCount"));
    assert!(
        spoil(|f| f[0].1.groups[0].vectors[0].id = f[1].1.groups[0].vectors[0].id.clone())
            .contains("not unique")
    );
    assert!(
        spoil(|f| f[0].1.groups[0].vectors[0].flags.push("Nonsense".into()))
            .contains("not explained")
    );
    assert!(
        spoil(|f| f[0].1.groups[0].vectors[0].provenance.source = "hearsay".into())
            .contains("hearsay")
    );
    assert!(
        spoil(|f| f[0].1.groups[0].vectors[0].clause.push("ISO 0 1".into()))
            .contains("cites no document")
    );
    assert!(
        spoil(|f| {
            let rejects = |v: &&mut Vector| v.differs_from.is_some();
            let mut all = f[0].1.groups.iter_mut().flat_map(|g| g.vectors.iter_mut());
            all.find(rejects).unwrap().differs_from = None;
        })
        .contains("does not say what it differs from")
    );
    assert!(
        spoil(|f| {
            let rejects = |v: &&mut Vector| v.differs_from.is_some();
            let mut all = f[0].1.groups.iter_mut().flat_map(|g| g.vectors.iter_mut());
            all.find(rejects).unwrap().inputs.insert("extra".into(), 1.into());
        })
        .contains("differ")
    );
}

/// An engine that is wrong must be caught, and by the vector's id.
#[test]
fn a_wrong_answer_is_a_failure() {
    let mut file = read("kcv/aes.json");
    let vector = &mut file.groups[0].vectors[0];
    let id = vector.id.clone();
    vector.inputs.insert("key".into(), "00112233445566778899AABBCCDDEEFE".into());
    let wrong = failures("soft", &mut Engine::<32>::new(), &file, |_, _| false);
    assert!(wrong.iter().any(|what| what.starts_with(&id)), "{wrong:?}");
}
