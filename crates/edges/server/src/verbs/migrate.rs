//! `vidik migrate`.

use std::process::ExitCode;

use clap::Args;
use vidik_db::migrate;

use super::say;
use crate::{
    config,
    failure::{Failure, OrFail as _},
    stores,
};

/// Bring the database up to this program, or back, or show how far it is.
#[derive(Debug, Args)]
pub struct Migrate {
    /// Take back the last N migrations, with all data that they hold
    #[arg(long, value_name = "N")]
    down: Option<u32>,
    /// Show what is applied and change nothing
    #[arg(long, conflicts_with = "down")]
    status: bool,
}

pub async fn run(verb: Migrate) -> Result<ExitCode, Failure> {
    let config = config::load()?.config;
    let db = stores::database(&config).await?;
    if verb.status {
        for state in migrate::status(&db).await.or_fail("the database does not say what it has")? {
            say(format!("{} {}", if state.applied { "applied" } else { "missing" }, state.name));
        }
    } else if let Some(steps) = verb.down {
        migrate::down(&db, steps).await.or_fail("the migrations could not be taken back; nothing was changed")?;
    } else {
        migrate::up(&db).await.or_fail("the database could not be migrated; it is as it was before")?;
    }
    db.close().await.or_fail("the database could not be closed")?;
    Ok(ExitCode::SUCCESS)
}
