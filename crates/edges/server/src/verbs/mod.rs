//! What the program can be told to do: a file a verb.

mod check;
mod config;
mod doctor;
mod folder;
mod import;
mod migrate;
mod openapi;
mod pack;
mod preview;
mod rebuild;
mod reindex;
mod seed;
mod serve;
mod user;

use std::{io::Write as _, process::ExitCode};

use clap::{Parser, Subcommand};

use crate::failure::{Failure, OrFail as _};

/// Vidik: courses on a screen, in any of their languages.
///
/// Settings come from a file, vidik.toml where no other is named, and from variables of the environment;
/// `vidik config keys` lists them.
#[derive(Debug, Parser)]
#[command(name = "vidik", version, about)]
pub struct Vidik {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Serve the app and course content until SIGTERM or SIGINT
    Serve,
    /// Bring the database up to this program, or show how far it is
    Migrate(migrate::Migrate),
    /// Fill an empty installation with the demonstration Centre; never where people work
    Seed(seed::Seed),
    /// Say whether a package or a course's folder can be used, and what is wrong with it; ends with 0 when it can, with 1 when it cannot
    Check(check::Check),
    /// Make a package of a course's folder, for this program or for others
    Pack(pack::Pack),
    /// Take in a package and make a course of it
    Import(import::Import),
    /// Read the texts of all packages again and make the search index anew
    Reindex,
    /// Compare what is shown of every attempt with the record, and mend what is behind it; with --check only say so, ending with 1 where they differ
    Rebuild(rebuild::Rebuild),
    /// Add people, set passwords, give roles
    #[command(subcommand)]
    User(user::User),
    /// Print the API's specification as JSON
    Openapi(openapi::OpenApi),
    /// Look at the settings
    #[command(subcommand)]
    Config(config::ConfigVerb),
    /// Look whether everything that the server needs is there, one line a check
    Doctor,
}

/// Does it.
pub fn run(verb: Verb) -> Result<ExitCode, Failure> {
    match verb {
        Verb::Serve => runtime()?.block_on(serve::run()),
        Verb::Migrate(verb) => quietly(migrate::run(verb)),
        Verb::Seed(verb) => quietly(seed::run(verb)),
        Verb::Check(verb) => check::run(&verb),
        Verb::Pack(verb) => pack::run(&verb),
        Verb::Import(verb) => quietly(import::run(verb)),
        Verb::Reindex => quietly(reindex::run()),
        Verb::Rebuild(verb) => quietly(rebuild::run(verb)),
        Verb::User(verb) => quietly(user::run(verb)),
        Verb::Openapi(verb) => openapi::run(&verb),
        Verb::Config(verb) => config::run(&verb),
        Verb::Doctor => quietly(doctor::run()),
    }
}

/// Runs a verb that talks to the database, with only warnings in its log.
fn quietly(work: impl Future<Output = Result<ExitCode, Failure>>) -> Result<ExitCode, Failure> {
    crate::logs::begin_quietly();
    runtime()?.block_on(work)
}

fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().or_fail("no threads could be started")
}

/// Prints a line of a verb's result. A reader who has gone away (`vidik … | head`) is no failure.
fn say(line: impl AsRef<str>) {
    let _ = writeln!(std::io::stdout(), "{}", line.as_ref());
}
