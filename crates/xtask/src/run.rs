//! `cargo xtask run`: everything from the sources to a serving program.

use std::process::Command;

use crate::workspace::{Metadata, cargo, root};
use crate::{TaskError, client, process};

/// Builds, migrates, seeds an empty database with the demonstration Centre, serves until stopped.
pub fn run(serve: &[String]) -> Result<(), TaskError> {
    let metadata = Metadata::read()?;
    client::build(&metadata)?;
    process::run(&mut cargo(["build", "--release", "--package", "vidik-server"]))?;
    let vidik = || {
        let mut command = Command::new(metadata.program("release"));
        command.current_dir(root());
        command
    };
    process::run(vidik().arg("migrate"))?;
    process::run(vidik().args(["seed", "--if-empty"]))?;
    become_program(vidik().arg("serve").args(serve))
}

/// Hands this process over, so that signals reach the server itself.
#[cfg(unix)]
fn become_program(command: &mut Command) -> Result<(), TaskError> {
    use std::os::unix::process::CommandExt as _;
    Err(TaskError::system("vidik serve")(command.exec()))
}

#[cfg(not(unix))]
fn become_program(command: &mut Command) -> Result<(), TaskError> {
    process::run(command)
}
