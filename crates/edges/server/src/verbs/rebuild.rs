//! `vidik rebuild`: holds the roll-ups of all attempts against the record; `--check` changes nothing.

use std::process::ExitCode;

use clap::Args;
use vidik_learning::rebuild;

use super::say;
use crate::{
    config,
    failure::{Failure, OrFail as _},
    stores,
};

/// What is done.
#[derive(Debug, Args)]
pub struct Rebuild {
    /// Only say whether they agree.
    #[arg(long)]
    check: bool,
}

pub async fn run(verb: Rebuild) -> Result<ExitCode, Failure> {
    let config = config::load()?.config;
    let db = stores::migrated_database(&config).await?;
    let found = rebuild(&db, !verb.check).await.or_fail("the record could not be read")?;
    for (words, registrations) in [("behind the record", &found.behind), ("told wrongly", &found.told_wrongly)] {
        for registration in registrations {
            say(format!("{registration}: {words}"));
        }
    }
    let done = if verb.check { "to be mended" } else { "mended" };
    say(format!(
        "{} attempts: {} behind the record and {} told wrongly to institutions, {done}; {} with results that were \
         carried over and that the record tells of elsewhere",
        found.looked_at,
        found.behind.len(),
        found.told_wrongly.len(),
        found.ahead.len(),
    ));
    db.close().await.or_fail("the database could not be closed")?;
    Ok(if found.agrees() || !verb.check { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
