//! The program as the operator meets it: verbs, exit codes, one line of error; and what our own packages import to.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where it fails")]

mod course_packages;
mod server;
mod verbs;

use std::{
    fs::File,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use zip::{ZipWriter, write::SimpleFileOptions};

/// The folder of our own courses and fixtures.
fn course_packages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../course-packages")
}

/// Packs a folder as an author would.
fn pack(folder: &Path, into: &Path) {
    let mut archive = ZipWriter::new(File::create(into).unwrap());
    for path in files(folder) {
        let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(&std::fs::read(path).unwrap()).unwrap();
    }
    archive.finish().unwrap();
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found.into_iter().flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The program in an empty folder of its own, without settings but these.
fn program(folder: &Path, settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vidik"));
    command.current_dir(folder).env_clear().envs(settings.iter().copied());
    if let Some(path) = option_env!("PATH") {
        command.env("PATH", path);
    }
    command
}

fn run(folder: &Path, verb: &[&str]) -> Output {
    program(folder, &[]).args(verb).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}
