//! `cargo xtask check`: what is looked at without running the product.

mod arrows;
mod licences;
mod sizes;

use crate::client::{self, npm};
use crate::workspace::{Metadata, cargo};
use crate::{TaskError, process};

/// Runs every check, and fails when one has a finding.
pub fn check() -> Result<(), TaskError> {
    let metadata = Metadata::read()?;
    let mut failed = Vec::new();
    let mut note = |name: &'static str, findings: Result<Vec<String>, TaskError>| match findings {
        Ok(findings) if findings.is_empty() => println!("{name}: ok"),
        Ok(findings) => {
            for finding in findings {
                println!("{name}: {finding}");
            }
            failed.push(name);
        }
        Err(error) => {
            println!("{name}: {error}");
            failed.push(name);
        }
    };
    let quiet = |done: Result<(), TaskError>| done.map(|()| Vec::new());
    note("arrows", Ok(arrows::forbidden(&metadata)));
    note("licences", licences::forbidden(&metadata));
    note("format", quiet(process::run(&mut cargo(["fmt", "--all", "--check"]))));
    note("lints", quiet(process::run(&mut cargo(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))));
    note("client", quiet(client_checks()));
    // Long files are reported, not refused: a reader judges.
    for long in sizes::long_files()? {
        println!("size: {long}");
    }
    if failed.is_empty() { Ok(()) } else { Err(TaskError::Findings(format!("failed: {}", failed.join(", ")))) }
}

/// Types and lints of the client and the player.
fn client_checks() -> Result<(), TaskError> {
    client::install()?;
    client::scripts(&client::CHECKS)?
        .into_iter()
        .try_for_each(|name| process::run(&mut npm(&["run", "--silent", name])))
}
