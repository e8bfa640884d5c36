//! The web client: its packages, its builds.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use crate::workspace::{Metadata, root};
use crate::{TaskError, machine, process};

/// The folder of the client.
pub fn folder() -> PathBuf {
    root().join("web-client")
}

/// `npm` in the client's folder.
pub fn npm(arguments: &[&str]) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(folder()).args(arguments);
    command
}

/// Those of these scripts that the client has.
pub fn scripts<'a>(names: &[&'a str]) -> Result<Vec<&'a str>, TaskError> {
    #[derive(Deserialize)]
    struct Package {
        scripts: BTreeMap<String, String>,
    }
    let text = std::fs::read_to_string(folder().join("package.json")).map_err(TaskError::system("web-client"))?;
    let package: Package = serde_json::from_str(&text)
        .map_err(|error| TaskError::Failed(format!("web-client/package.json cannot be read: {error}")))?;
    Ok(names.iter().copied().filter(|name| package.scripts.contains_key(*name)).collect())
}

/// What looks at the client's code without running it.
pub const CHECKS: [&str; 2] = ["check", "check:player"];

/// Installs the client's packages where they are not those of the lock file.
pub fn install() -> Result<(), TaskError> {
    machine::need_node()?;
    let wanted = Lock::read(&folder().join("package-lock.json"))
        .ok_or_else(|| TaskError::Failed("web-client/package-lock.json cannot be read".to_owned()))?;
    let installed = Lock::read(&folder().join("node_modules/.package-lock.json"));
    if installed.is_some_and(|installed| wanted.is_installed_as(&installed)) {
        return Ok(());
    }
    process::run(&mut npm(&["ci", "--no-audit", "--no-fund"]))
}

/// Installs, and builds the client and the player where a source has changed since.
pub fn build(metadata: &Metadata) -> Result<(), TaskError> {
    install()?;
    for (script, output, stamp) in [("build", "build", "client"), ("build:player", "player/dist", "player")] {
        let stamp = metadata.target_directory.join("xtask").join(format!("{stamp}.stamp"));
        let sources = fingerprint()?;
        let is_current = std::fs::read_to_string(&stamp).is_ok_and(|built| built == sources);
        if is_current && folder().join(output).is_dir() {
            continue;
        }
        process::run(&mut npm(&["run", "--silent", script]))?;
        if let Some(parent) = stamp.parent() {
            std::fs::create_dir_all(parent).map_err(TaskError::system("target/xtask"))?;
        }
        // A build may write generated sources: what it leaves is what it was made of.
        std::fs::write(&stamp, fingerprint()?).map_err(TaskError::system("target/xtask"))?;
    }
    Ok(())
}

/// Names and contents of everything that the client is built from. Not times: every build writes some
/// generated sources anew.
fn fingerprint() -> Result<String, TaskError> {
    const NOT_SOURCES: [&str; 5] = ["node_modules", ".svelte-kit", "build", "dist", "tests"];
    let mut files = BTreeMap::new();
    let mut folders = vec![folder()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).map_err(TaskError::system(folder.display().to_string()))?;
        for entry in entries.flatten() {
            let path = entry.path();
            if path.is_dir() && !NOT_SOURCES.iter().any(|other| entry.file_name() == *other) {
                folders.push(path);
            } else if let Ok(content) = std::fs::read(&path) {
                files.insert(path, content);
            }
        }
    }
    let mut hasher = DefaultHasher::new();
    files.hash(&mut hasher);
    Ok(format!("{:016x}", hasher.finish()))
}

/// A package lock of npm, as far as it is compared.
#[derive(Debug, Deserialize)]
pub struct Lock {
    pub packages: BTreeMap<String, LockedPackage>,
}

/// One installed package.
#[derive(Debug, Deserialize)]
pub struct LockedPackage {
    pub version: Option<String>,
    /// An SPDX expression.
    pub license: Option<String>,
    /// Left out where the platform does not fit.
    #[serde(default)]
    pub optional: bool,
}

impl Lock {
    /// `None` when the file is missing or is no lock file.
    pub fn read(file: &Path) -> Option<Self> {
        serde_json::from_str(&std::fs::read_to_string(file).ok()?).ok()
    }

    fn is_installed_as(&self, installed: &Self) -> bool {
        // The key "" is the client itself.
        let wanted_is_there = self.packages.iter().filter(|(path, _)| !path.is_empty()).all(|(path, package)| {
            match installed.packages.get(path) {
                Some(found) => found.version == package.version,
                None => package.optional,
            }
        });
        wanted_is_there && installed.packages.keys().all(|path| self.packages.contains_key(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock(text: &str) -> Lock {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn packages_are_stale_when_they_differ_from_the_lock() {
        let wanted = lock(
            r#"{"packages": {"": {"version": "1.0.0"}, "node_modules/a": {"version": "1.0.0"},
                "node_modules/b": {"version": "2.0.0", "optional": true}}}"#,
        );
        let same = r#"{"packages": {"node_modules/a": {"version": "1.0.0"}}}"#;
        let older = r#"{"packages": {"node_modules/a": {"version": "0.9.0"}}}"#;
        let more = r#"{"packages": {"node_modules/a": {"version": "1.0.0"}, "node_modules/c": {"version": "1.0.0"}}}"#;
        assert!(wanted.is_installed_as(&lock(same)));
        assert!(!wanted.is_installed_as(&lock(older)));
        assert!(!wanted.is_installed_as(&lock(more)));
        assert!(!wanted.is_installed_as(&lock(r#"{"packages": {}}"#)));
    }
}
