//! Where things are, and what cargo says about the workspace.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use crate::{TaskError, process};

/// The folder of the workspace.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// `cargo`, in the workspace, without what the outer `cargo run` put into the environment for this
/// program: build scripts would see it change and build again.
pub fn cargo<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(root()).args(arguments);
    for (name, _) in std::env::vars_os() {
        let given = name.to_string_lossy();
        if ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_CRATE_", "CARGO_PRIMARY_", "CARGO_BIN_"]
            .iter()
            .any(|prefix| given.starts_with(prefix))
        {
            command.env_remove(&name);
        }
    }
    command
}

/// The answer of `cargo metadata`, as far as it is used.
#[derive(Debug, Deserialize)]
pub struct Metadata {
    pub packages: Vec<Package>,
    pub workspace_members: Vec<String>,
    pub target_directory: PathBuf,
}

/// A package of the workspace or a dependency.
#[derive(Debug, Deserialize)]
pub struct Package {
    pub id: String,
    pub name: String,
    pub version: String,
    /// An SPDX expression.
    pub license: Option<String>,
    pub manifest_path: PathBuf,
    pub dependencies: Vec<Dependency>,
}

/// What a manifest asks for.
#[derive(Debug, Deserialize)]
pub struct Dependency {
    pub name: String,
    /// `None` for ordinary dependencies, else `dev` or `build`.
    pub kind: Option<String>,
}

impl Metadata {
    /// Asks cargo.
    pub fn read() -> Result<Self, TaskError> {
        let text = process::capture(&mut cargo(["metadata", "--format-version", "1"]))?;
        serde_json::from_str(&text)
            .map_err(|error| TaskError::Failed(format!("cannot read what cargo metadata says: {error}")))
    }

    /// The packages of this workspace.
    pub fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| self.workspace_members.contains(&package.id))
    }

    /// The program `vidik` of a profile (`debug`, `release`).
    pub fn program(&self, profile: &str) -> PathBuf {
        self.target_directory.join(profile).join(format!("vidik{}", std::env::consts::EXE_SUFFIX))
    }
}
