//! `vidik seed`.

use std::process::ExitCode;

use clap::Args;

use super::say;
use crate::{
    config,
    failure::{Failure, OrFail as _},
    seed, stores,
};

/// Fill an empty installation with the demonstration Centre.
#[derive(Debug, Args)]
pub struct Seed {
    /// Do nothing, and be content, where there are people already
    #[arg(long)]
    if_empty: bool,
}

pub async fn run(verb: Seed) -> Result<ExitCode, Failure> {
    let config = config::load()?.config;
    let db = stores::migrated_database(&config).await?;
    if verb.if_empty && seed::has_people(&db).await? {
        say("there are people already; nothing was seeded");
    } else {
        let blobs = stores::blobs(&config).await?;
        let seeded = seed::seed(&db, &blobs, &config).await?;
        say(seeded.to_string());
    }
    db.close().await.or_fail("the database could not be closed")?;
    Ok(ExitCode::SUCCESS)
}
