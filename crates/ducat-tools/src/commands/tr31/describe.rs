//! The fields of a key block, in their own characters and in words.

use ducat::key_block::{
    AsymmetricLife, CertificateFormat, Content, HashFunction, Header, KeyBlock, KeyBlockVersion,
    KeyContext, KeyVersion, OptionalBlock, Pedigree,
};
use ducat_hal::{CheckValueMethod, Exportability};

use crate::output::{Record, Report};

/// The fields of the header that are about the key.
pub(super) fn header(report: Report, header: &Header) -> Report {
    let [v0, v1] = header.key_version().to_ascii().map(char::from);
    let context = char::from(header.key_context().code());
    report
        .coded("version", char::from(header.version().code()), version(header.version()))
        .coded("usage", header.usage(), header.usage().name())
        .coded("algorithm", header.algorithm(), header.algorithm().name())
        .coded("mode_of_use", header.mode_of_use(), header.mode_of_use().name())
        .coded("key_version", format_args!("{v0}{v1}"), key_version(header.key_version()))
        .coded(
            "exportability",
            char::from(header.exportability().code()),
            exportability(header.exportability()),
        )
        .coded("key_context", context, key_context(header.key_context()))
}

/// The optional blocks in their order.
pub(super) fn optional_blocks(report: Report, block: &KeyBlock<'_>) -> Report {
    report.records("optional_blocks", block.optional_blocks().map(optional_block).collect())
}

fn optional_block(block: OptionalBlock<'_>) -> Record {
    let (id, name) = (block.id(), block.id().name());
    let data = String::from_utf8_lossy(block.data()).into_owned();
    let parts = Report::new().text("id", id).text("name", name).text("data", &data);
    let content = block.content();
    let says = content.map_or_else(|| Some("malformed".into()), says);
    let (line, parts) = match says {
        Some(says) => (format!("{data} ({name}: {says})"), parts.text("meaning", says)),
        None => (format!("{data} ({name})"), parts),
    };
    Record { label: format!("optional {id}"), line, parts }
}

/// What the data of an optional block means, where that is more than itself.
fn says(content: Content<'_>) -> Option<String> {
    Some(match content {
        Content::AsymmetricLife(AsymmetricLife::Ephemeral) => "ephemeral".into(),
        Content::AsymmetricLife(AsymmetricLife::Static) => "static".into(),
        Content::TdeaKeySet(_) => "key set of TDES DUKPT".into(),
        Content::BdkId(_) => "AES DUKPT".into(),
        Content::Certificate(CertificateFormat::X509, _) => "X.509".into(),
        Content::Certificate(CertificateFormat::Emv, _) => "EMV".into(),
        Content::CertificateChain(chain) => format!("a chain of {}", chain.count()),
        Content::PermittedDerivations(keys) => format!("{} kinds of key", keys.count()),
        Content::Hash(hash) => hash_name(hash).into(),
        Content::CheckValue(value) => match value.method() {
            CheckValueMethod::Legacy => "encipherment of zeros".into(),
            CheckValueMethod::Cmac => "CMAC".into(),
        },
        Content::Time(time) => time.to_string(),
        Content::Pedigree(pedigree) => match pedigree {
            Pedigree::EqualOrStronger => "always under keys at least as strong".into(),
            Pedigree::Weaker => "once under a weaker key".into(),
            Pedigree::AtQuantumRisk => "once under a key at risk from quantum computers".into(),
            Pedigree::WeakerAndAtQuantumRisk => {
                "once under a weaker key, once under one at risk from quantum computers".into()
            }
        },
        _ => return None,
    })
}

const fn hash_name(hash: HashFunction) -> &'static str {
    match hash {
        HashFunction::Sha1 => "SHA-1",
        HashFunction::Sha224 => "SHA-224",
        HashFunction::Sha256 => "SHA-256",
        HashFunction::Sha384 => "SHA-384",
        HashFunction::Sha512 => "SHA-512",
        HashFunction::Sha512To224 => "SHA-512/224",
        HashFunction::Sha512To256 => "SHA-512/256",
        HashFunction::Sha3To224 => "SHA3-224",
        HashFunction::Sha3To256 => "SHA3-256",
        HashFunction::Sha3To384 => "SHA3-384",
        HashFunction::Sha3To512 => "SHA3-512",
        HashFunction::Shake128 => "SHAKE128",
        HashFunction::Shake256 => "SHAKE256",
    }
}

const fn version(version: KeyBlockVersion) -> &'static str {
    match version {
        KeyBlockVersion::A => "TDES, keys by variants, withdrawn",
        KeyBlockVersion::B => "TDES, derived keys",
        KeyBlockVersion::C => "TDES, keys by variants",
        KeyBlockVersion::D => "AES, CBC mode",
        KeyBlockVersion::E => "AES, counter mode",
    }
}

fn key_version(version: KeyVersion) -> String {
    match version {
        KeyVersion::Unused => "not used".into(),
        KeyVersion::Component(number) => format!("component {}", char::from(number)),
        KeyVersion::Version(_) => "version of the key".into(),
    }
}

const fn exportability(exportability: Exportability) -> &'static str {
    match exportability {
        Exportability::NonExportable => "not exportable",
        Exportability::Exportable => "exportable under a trusted key",
        Exportability::Sensitive => "exportable under other keys too",
    }
}

const fn key_context(context: KeyContext) -> &'static str {
    match context {
        KeyContext::ByWrappingKey => "as the protection key says",
        KeyContext::Storage => "storage",
        KeyContext::Exchange => "exchange",
        KeyContext::Reserved(_) => "reserved",
    }
}
