//! What this machine has, and Debian packages for what it lacks.

use std::path::PathBuf;
use std::process::Command;

use crate::{TaskError, find_program, process};

/// An environment variable that is set and not empty.
#[expect(clippy::disallowed_methods, reason = "xtask is no part of the product; the environment is its input")]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Whether this program runs as root.
pub fn is_root() -> bool {
    process::capture(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// Node's major version must be at least this.
const NODE: u32 = 20;

/// Fails with what to do when Node is missing or too old.
pub fn need_node() -> Result<(), TaskError> {
    let hint =
        || TaskError::Failed(format!("Node {NODE} or later is needed: https://nodejs.org, or your system's package"));
    let version = process::capture(Command::new("node").arg("--version")).map_err(|_| hint())?;
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_some_and(|major| major >= NODE) { Ok(()) } else { Err(hint()) }
}

/// A Chromium that the browser tests can drive: the one that `VIDIK_CHROMIUM` names, or the system's.
pub fn chromium() -> Option<PathBuf> {
    variable("VIDIK_CHROMIUM").map(PathBuf::from).or_else(|| {
        ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]
            .iter()
            .find_map(|name| find_program(name))
    })
}

/// The folder with `initdb` and `pg_ctl`; of several versions, the newest.
pub fn postgres_programs() -> Option<PathBuf> {
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = installed
        .filter_map(|entry| {
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            let programs = entry.path().join("bin");
            programs.join("initdb").is_file().then_some((version, programs))
        })
        .max();
    newest.map(|(_, programs)| programs).or_else(|| Some(find_program("initdb")?.parent()?.to_path_buf()))
}

/// Installs the Debian packages of what is missing, or fails with the line that would.
pub fn need_packages(missing: &[&str]) -> Result<(), TaskError> {
    if missing.is_empty() {
        return Ok(());
    }
    let packages = missing.join(" ");
    if !is_root() || find_program("apt-get").is_none() {
        return Err(TaskError::Failed(format!(
            "{packages} missing: sudo apt-get update && sudo apt-get install -y {packages} (or `cargo xtask test --quick`)"
        )));
    }
    let apt = |arguments: &[&str]| {
        process::run(Command::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive").arg("-qq").args(arguments))
    };
    apt(&["update"])?;
    apt(&[&["install", "-y", "--no-install-recommends"], missing].concat())
}
