//! `vidik reindex`: reads the texts of all packages again and makes the search index anew.

use std::process::ExitCode;

use vidik_catalogue::search::rebuild;

use super::say;
use crate::{
    config,
    failure::{Failure, OrFail as _},
    stores,
};

pub async fn run() -> Result<ExitCode, Failure> {
    let config = config::load()?.config;
    let (db, blobs) = (stores::migrated_database(&config).await?, stores::blobs(&config).await?);
    let rebuilt = rebuild(&db, &blobs).await.or_fail("the search index could not be made; what was there stays")?;
    say(format!("{} packages read, {} courses indexed", rebuilt.packages, rebuilt.courses));
    db.close().await.or_fail("the database could not be closed")?;
    Ok(ExitCode::SUCCESS)
}
