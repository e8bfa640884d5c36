//! Files that have grown too long to be read in one go.

use std::process::Command;

use crate::workspace::root;
use crate::{TaskError, process};

/// Lines that a source file should not exceed.
const MOST: usize = 700;

const SOURCES: [&str; 6] = [".rs", ".ts", ".js", ".mjs", ".svelte", ".css"];

/// Written by programs.
const GENERATED: [&str; 2] = ["/generated/", "schema.d.ts"];

/// `path: n lines`, longest first. Tables, which are data, may be longer.
pub fn long_files() -> Result<Vec<String>, TaskError> {
    let listed = process::capture(Command::new("git").args(["ls-files"]).current_dir(root()))?;
    let mut long: Vec<(usize, &str)> = listed
        .lines()
        .filter(|path| SOURCES.iter().any(|ending| path.ends_with(ending)))
        .filter(|path| !GENERATED.iter().any(|part| path.contains(part)) && !path.contains("table"))
        .filter_map(|path| Some((std::fs::read_to_string(root().join(path)).ok()?.lines().count(), path)))
        .filter(|(lines, _)| *lines > MOST)
        .collect();
    long.sort_unstable_by(|left, right| right.cmp(left));
    Ok(long.into_iter().map(|(lines, path)| format!("{path}: {lines} lines (at most {MOST})")).collect())
}
