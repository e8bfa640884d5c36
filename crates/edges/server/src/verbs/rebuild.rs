//! `vidik rebuild`: holds everything that people read of results against what it is made of; `--check` changes nothing.

use std::{fmt::Display, process::ExitCode};

use clap::Args;
use vidik_assessment::rebuild_results;
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
    let (db, blobs) = (stores::migrated_database(&config).await?, stores::blobs(&config).await?);
    let attempts = rebuild(&db, !verb.check).await.or_fail("the record could not be read")?;
    let results = rebuild_results(&db, &blobs, !verb.check).await.or_fail("results of quizzes could not be read")?;
    tell("attempt", "behind the record or its own lessons", &attempts.behind);
    tell("attempt", "has an item behind the record", &attempts.items_behind);
    tell("attempt", "has a unit that is not what its statements tell", &attempts.units_wrong);
    tell("attempt", "told wrongly to institutions", &attempts.told_wrongly);
    tell("quiz attempt", "is not what its answers come to", &results.wrong);
    tell("quiz attempt", "told wrongly to institutions", &results.told_wrongly);
    tell("quiz attempt", "cannot be marked again: its package cannot be read", &results.unreadable);
    let done = if verb.check { "to be mended" } else { "mended" };
    say(format!(
        "{} attempts: {} behind the record, {} with items and {} with units behind it, {} told wrongly to institutions, \
         {done}; {} with results that were carried over and that the record tells of elsewhere",
        attempts.looked_at,
        attempts.behind.len(),
        attempts.items_behind.len(),
        attempts.units_wrong.len(),
        attempts.told_wrongly.len(),
        attempts.ahead.len(),
    ));
    say(format!(
        "{} results of quizzes: {} wrong, {} told wrongly to institutions, {done}; {} that cannot be marked again",
        results.looked_at,
        results.wrong.len(),
        results.told_wrongly.len(),
        results.unreadable.len(),
    ));
    db.close().await.or_fail("the database could not be closed")?;
    let agree = attempts.agrees() && results.agrees();
    Ok(if agree || !verb.check { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn tell(what: &str, words: &str, which: &[impl Display]) {
    for one in which {
        say(format!("{what} {one}: {words}"));
    }
}
