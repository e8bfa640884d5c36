//! The project's own commands: `cargo xtask run | test | check | gen | bench`.
//!
//! They need Rust and Node 20 or later. What else a command uses it sets up where it may, and otherwise
//! prints the one line that would.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

mod bench;
mod check;
mod client;
mod generate;
mod machine;
mod postgres;
mod process;
mod run;
mod test;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What a command can fail with: one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    /// Something is missing or wrong; the text says what would help.
    #[error("{0}")]
    Failed(String),
    /// A file or a program could not be reached.
    #[error("{what}: {cause}")]
    System { what: String, cause: std::io::Error },
    /// The command reported its findings itself.
    #[error("{0}")]
    Findings(String),
}

impl TaskError {
    /// For `map_err`: what was being done when the system refused.
    pub(crate) fn system(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |cause| Self::System { what, cause }
    }
}

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "The project's own commands", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Builds client and server (release), migrates, seeds the demonstration on first start, serves
    Run {
        /// What goes to `vidik serve`
        #[arg(last = true)]
        serve: Vec<String>,
    },
    /// Runs every test, on both databases and in the browser
    Test(test::Options),
    /// Checks format, lints, arrows between crates, licences, file sizes
    Check,
    /// Writes the generated files: API specification, error list, client types, element table
    Gen {
        /// Writes nothing; fails when a file is not what would be written
        #[arg(long)]
        check: bool,
    },
    /// Builds for release and runs the bench
    Bench {
        /// What goes to the bench
        #[arg(last = true)]
        bench: Vec<String>,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Run { serve } => run::run(&serve),
        Command::Test(options) => test::test(&options),
        Command::Check => check::check(),
        Command::Gen { check } => generate::command(check),
        Command::Bench { bench } => bench::bench(&bench),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(TaskError::Findings(summary)) => {
            println!("{summary}");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::from(2)
        }
    }
}

/// The first folder of `PATH` that has this program.
fn find_program(name: &str) -> Option<PathBuf> {
    let path = machine::variable("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
