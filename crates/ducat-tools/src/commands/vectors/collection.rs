//! A directory with vectors, read.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::PathBuf;

use clap::Args;
use ducat_vectors::file::{Group, Sources, Vector, VectorFile};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::failure::Failure;

/// Most octets of a file. The largest of the collection has under one million.
const MAX_FILE_OCTETS: u64 = 64 << 20;

/// Folders of the collection that hold no vectors.
const NO_VECTORS: [&str; 2] = ["schema", "replay"];

/// The schemas of vectors, sources and quarantine.
pub(super) const SCHEMAS: [&str; 3] =
    ["schema/vectors.schema.json", "schema/sources.schema.json", "schema/quarantine.schema.json"];

const WHERE: &str = "this is the directory `vectors` of ducat: run it beside that, or say where \
    it is with --vectors DIR";

/// Where the collection is.
#[derive(Args)]
pub(super) struct Directory {
    /// Directory with the collection
    #[arg(long = "vectors", value_name = "DIR", default_value = "vectors")]
    path: PathBuf,
}

impl Directory {
    /// The names of all files of vectors, in order, with `/` between folder and file.
    pub(super) fn vector_files(&self) -> Result<Vec<String>, Failure> {
        let missing = |e: io::Error| Failure::read("--vectors", &e).hint(WHERE);
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.path).map_err(missing)? {
            let folder = entry.map_err(missing)?;
            let name = folder.file_name().to_string_lossy().into_owned();
            if !folder.path().is_dir() || NO_VECTORS.contains(&name.as_str()) {
                continue;
            }
            for entry in fs::read_dir(folder.path()).map_err(missing)? {
                let file = entry.map_err(missing)?.file_name();
                let file = file.to_string_lossy();
                if file.ends_with(".json") {
                    names.push(format!("{name}/{file}"));
                }
            }
        }
        names.sort();
        if names.is_empty() {
            return Err(Failure::value("--vectors", "there are no vectors").hint(WHERE));
        }
        Ok(names)
    }

    #[cfg(test)]
    pub(super) fn of_the_repository() -> Self {
        Self { path: PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../vectors")) }
    }

    /// What a file holds.
    pub(super) fn read(&self, name: &str) -> Result<Vec<u8>, Failure> {
        let mut octets = Vec::new();
        File::open(self.path.join(name))
            .and_then(|file| file.take(MAX_FILE_OCTETS + 1).read_to_end(&mut octets))
            .map_err(|e| Failure::read(name, &e).hint(WHERE))?;
        if octets.len() as u64 > MAX_FILE_OCTETS {
            return Err(Failure::value(name, "too long"));
        }
        Ok(octets)
    }

    /// Writes a file.
    pub(super) fn write(&self, name: &str, text: &str) -> Result<(), Failure> {
        write(&self.path.join(name), text)
    }

    /// Where a file is.
    pub(super) fn path_of(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    fn parse<T: DeserializeOwned>(&self, name: &str) -> Result<T, Failure> {
        serde_json::from_slice(&self.read(name)?).map_err(|error| {
            Failure::value(name, error).hint("`ducat vectors lint` finds all that is wrong")
        })
    }

    /// Reads the whole collection.
    pub(super) fn load(&self) -> Result<Collection, Failure> {
        let names = self.vector_files()?;
        let read = |name: String| Ok((self.parse(&name)?, name));
        let files = names.into_iter().map(read).collect::<Result<Vec<_>, Failure>>()?;
        Ok(Collection {
            files: files.into_iter().map(|(file, name)| (name, file)).collect(),
            sources: self.parse("sources.json")?,
            quarantine: self.parse("quarantine.json")?,
        })
    }
}

/// Writes a file.
pub(super) fn write(path: &std::path::Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|e| Failure::write(&e))
}

/// All vectors, and what they refer to.
pub(super) struct Collection {
    pub(super) files: Vec<(String, VectorFile)>,
    pub(super) sources: Sources,
    pub(super) quarantine: Quarantine,
}

impl Collection {
    /// The name of a file.
    pub(super) fn name(&self, file: usize) -> &str {
        self.files.get(file).map_or("", |(name, _)| name)
    }

    /// All vectors in order, each with the number of its file.
    pub(super) fn vectors(&self) -> impl Iterator<Item = (usize, &Group, &Vector)> {
        let files = self.files.iter().enumerate();
        files.flat_map(|(n, (_, file))| file.vectors().map(move |(group, v)| (n, group, v)))
    }
}

/// Published values that are wrong or cannot be used.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Quarantine {
    pub(super) entry_count: usize,
    pub(super) entries: Vec<Entry>,
}

/// One of them.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) what: String,
    pub(super) value: Option<String>,
    pub(super) published_in: String,
    pub(super) disposition: String,
    pub(super) reason: String,
    pub(super) vectors: Vec<String>,
    pub(super) flag: Option<String>,
}
