//! `cargo xtask bench`.

use crate::workspace::{Metadata, cargo};
use crate::{TaskError, client, process};

/// Builds client, server and bench for release; the bench drives the built server.
pub fn bench(arguments: &[String]) -> Result<(), TaskError> {
    let metadata = Metadata::read()?;
    client::build(&metadata)?;
    process::run(&mut cargo(["build", "--release", "--package", "vidik-server", "--package", "vidik-tests-bench"]))?;
    process::run(
        cargo(["run", "--release", "--quiet", "--package", "vidik-tests-bench", "--"])
            .args(arguments)
            .env("VIDIK_BIN", metadata.program("release")),
    )
}
