//! `cargo xtask test`: every test, with what it needs.

mod tally;

use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;

use crate::client::{self, npm};
use crate::postgres::Postgres;
use crate::workspace::{Metadata, cargo, root};
use crate::{TaskError, generate, machine, process};

use tally::Tally;

#[derive(Debug, Args)]
pub struct Options {
    /// Leaves out what needs a browser or a database server
    #[arg(long)]
    quick: bool,
    /// Plays the SCORM cases of this folder in the browser, and nothing else
    #[arg(long, value_name = "DIR")]
    scorm_cases: Option<PathBuf>,
}

/// Runs the tests; the last line printed says how many passed and failed.
pub fn test(options: &Options) -> Result<(), TaskError> {
    if let Some(cases) = &options.scorm_cases {
        return scorm_cases(cases);
    }
    machine::need_node()?;
    let metadata = Metadata::read()?;
    let postgres = if options.quick { None } else { Some(browser_and_database()?) };
    let surroundings = Surroundings::new(&metadata, postgres.as_ref());

    let mut tally = Tally::default();
    tally.step("client", || client::build(&metadata));
    let is_built = tally.step("build", || process::run(&mut cargo(["build", "--workspace", "--bins", "--tests"])));
    rust_tests(&surroundings, &mut tally)?;
    client_tests(options, &surroundings, &mut tally)?;
    if is_built {
        tally.step("generated files", || generate::generate(&metadata, true));
    }
    if is_built && !options.quick {
        browser_tests(&surroundings, &mut tally)?;
    }
    drop(postgres);
    tally.report()
}

/// Installs what is missing, and starts the database.
fn browser_and_database() -> Result<Postgres, TaskError> {
    let chromium = machine::chromium().is_none().then_some("chromium");
    let postgresql = machine::postgres_programs().is_none().then_some("postgresql");
    machine::need_packages(&chromium.into_iter().chain(postgresql).collect::<Vec<_>>())?;
    let programs = machine::postgres_programs()
        .ok_or_else(|| TaskError::Failed("PostgreSQL is installed but initdb is not found".to_owned()))?;
    Postgres::start(&programs)
}

/// What the tests are told through the environment.
struct Surroundings {
    variables: Vec<(&'static str, String)>,
}

impl Surroundings {
    fn new(metadata: &Metadata, postgres: Option<&Postgres>) -> Self {
        let mut variables = vec![("VIDIK_BIN", metadata.program("debug").to_string_lossy().into_owned())];
        if let Some(postgres) = postgres {
            variables.push(("VIDIK_TEST_POSTGRES", postgres.address().to_owned()));
        }
        if let Some(chromium) = machine::chromium() {
            variables.push(("VIDIK_CHROMIUM", chromium.to_string_lossy().into_owned()));
        }
        Self { variables }
    }

    fn give_to<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.envs(self.variables.iter().map(|(name, value)| (name, value)))
    }
}

fn rust_tests(surroundings: &Surroundings, tally: &mut Tally) -> Result<(), TaskError> {
    if has_nextest() {
        let mut command = cargo(["nextest", "run", "--workspace", "--no-fail-fast", "--no-tests=pass"]);
        command.args(["--status-level", "fail", "--final-status-level", "fail"]);
        tally.count(surroundings.give_to(&mut command), tally::nextest)?;
        let mut documented = cargo(["test", "--workspace", "--doc", "--no-fail-fast", "--quiet"]);
        return tally.count(surroundings.give_to(&mut documented), tally::cargo_test);
    }
    let mut command = cargo(["test", "--workspace", "--no-fail-fast", "--quiet"]);
    tally.count(surroundings.give_to(&mut command), tally::cargo_test)
}

/// The client's own checks and tests, and the player's.
fn client_tests(options: &Options, surroundings: &Surroundings, tally: &mut Tally) -> Result<(), TaskError> {
    for check in client::scripts(&client::CHECKS)? {
        tally.step(check, || process::run(&mut npm(&["run", "--silent", check])));
    }
    let in_browser = (!options.quick).then_some("test:player:browser");
    let names: Vec<&str> = ["test", "test:player"].into_iter().chain(in_browser).collect();
    for name in client::scripts(&names)? {
        tally.count(surroundings.give_to(&mut npm(&["run", "--silent", name])), tally::vitest)?;
    }
    Ok(())
}

/// Whether nextest is there, or can be installed.
fn has_nextest() -> bool {
    let is_there = || process::succeeds(&mut cargo(["nextest", "--version"]));
    is_there() || (process::run(&mut cargo(["install", "cargo-nextest"])).is_ok() && is_there())
}

fn browser_tests(surroundings: &Surroundings, tally: &mut Tally) -> Result<(), TaskError> {
    let folder = root().join("tests/e2e");
    let mut files = test_files(&folder)?;
    files.sort();
    if files.is_empty() {
        return Ok(());
    }
    let mut command = Command::new("node");
    command.current_dir(root()).args(["--test", "--test-reporter=spec"]).args(files);
    tally.count(surroundings.give_to(&mut command), tally::node)
}

fn test_files(folder: &Path) -> Result<Vec<PathBuf>, TaskError> {
    let entries = std::fs::read_dir(folder).map_err(TaskError::system(folder.display().to_string()))?;
    let files = entries.flatten().map(|entry| entry.path());
    Ok(files.filter(|path| path.to_string_lossy().ends_with(".test.mjs")).collect())
}

/// The cases in the browser. The player of the cases prints its own last line.
fn scorm_cases(cases: &Path) -> Result<(), TaskError> {
    let cases = cases.canonicalize().map_err(TaskError::system(cases.display().to_string()))?;
    machine::need_node()?;
    let chromium = machine::chromium().is_none().then_some("chromium");
    machine::need_packages(&chromium.into_iter().collect::<Vec<_>>())?;
    let metadata = Metadata::read()?;
    client::build(&metadata)?;
    process::run(&mut cargo(["build", "--package", "vidik-server"]))?;
    let surroundings = Surroundings::new(&metadata, None);
    let mut command = Command::new("node");
    command.current_dir(root()).arg("tests/e2e/scorm-cases.mjs").arg(&cases).env("VIDIK_SCORM_CASES", &cases);
    process::run(surroundings.give_to(&mut command))
}
