//! `cargo xtask bench`.

use std::process::Command;

use crate::workspace::{Metadata, cargo, root};
use crate::{TaskError, client, process};

/// Builds client, server and bench for release; the bench drives the built server.
pub fn bench(arguments: &[String]) -> Result<(), TaskError> {
    let metadata = Metadata::read()?;
    client::build(&metadata)?;
    process::run(&mut cargo(["build", "--release", "--package", "vidik-server", "--package", "vidik-tests-bench"]))?;
    let program = metadata.program("release");
    // Not by `cargo run`: alone, the bench needs fewer features of what both use, and cargo would build that anew.
    let bench = program.with_file_name(format!("vidik-bench{}", std::env::consts::EXE_SUFFIX));
    process::run(Command::new(bench).current_dir(root()).args(arguments).env("VIDIK_BIN", program))
}
