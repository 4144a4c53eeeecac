//! Where things are, and what the manifests say.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::Program;
use crate::step::Failure;

/// The crates that a firmware links. They have no `std` or `alloc` feature.
pub(crate) const FIRMWARE: [&str; 3] = ["ducat-hal", "ducat", "ducat-soft"];

/// The crates that are both: with `std`, and on core and alloc.
pub(crate) const DUAL: [&str; 2] = ["ducat-sim", "ducat-vectors"];

pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    pub(crate) fn here() -> Self {
        let own = Path::new(env!("CARGO_MANIFEST_DIR"));
        Self { root: own.parent().unwrap_or(own).to_path_buf() }
    }

    pub(crate) fn path(&self, inside: &str) -> PathBuf {
        self.root.join(inside)
    }

    pub(crate) fn read(&self, inside: &str) -> Result<String, Failure> {
        read(&self.path(inside))
    }

    /// Cargo at the root, of the toolchain that was called, with these words.
    ///
    /// By its name and not by the variable `CARGO`: that is one toolchain's own cargo, which
    /// does not know `+toolchain`.
    pub(crate) fn cargo(&self, words: &str) -> Program {
        self.program("cargo").words(words)
    }

    pub(crate) fn program(&self, name: &str) -> Program {
        Program::new(name, &self.root)
    }

    /// Where cargo builds.
    pub(crate) fn target(&self) -> PathBuf {
        // Joined to the root, an absolute path stays what it is.
        self.path(&std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".into()))
    }

    /// The oldest compiler that the workspace promises, as a toolchain's name.
    pub(crate) fn rust_version(&self) -> Result<String, Failure> {
        oldest_compiler(&self.read("Cargo.toml")?)
            .ok_or_else(|| Failure::new("Cargo.toml has no rust-version"))
    }
}

/// `1.89` means 1.89.0: as a toolchain's name it would be the newest 1.89.
fn oldest_compiler(manifest: &str) -> Option<String> {
    let line = manifest.lines().find_map(|line| line.strip_prefix("rust-version"))?;
    let version = line.split('"').nth(1)?;
    let complete = version.split('.').count() >= 3;
    Some(if complete { version.into() } else { format!("{version}.0") })
}

pub(crate) fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::new(format!("{}: {error}", path.display())))
}

/// What is in a folder, in order. The paths begin with `folder`.
pub(crate) fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failure = |error| Failure::new(format!("{}: {error}", folder.display()));
    let entries = fs::read_dir(folder).map_err(failure)?;
    let paths: Result<Vec<PathBuf>, _> = entries.map(|e| e.map(|e| e.path())).collect();
    let mut paths = paths.map_err(failure)?;
    paths.sort();
    Ok(paths)
}

/// `-p` before each name.
pub(crate) fn packages(names: &[&str]) -> String {
    names.iter().map(|name| format!(" -p {name}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_compiler() {
        let found = |line| oldest_compiler(line).ok_or(());
        assert_eq!(found("a = 1\nrust-version = \"1.89\"\n"), Ok("1.89.0".into()));
        assert_eq!(found("rust-version = \"1.89.1\""), Ok("1.89.1".into()));
        assert_eq!(found("version = \"1.0\""), Err(()));
    }
}
