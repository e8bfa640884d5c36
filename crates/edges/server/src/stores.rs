//! Opening what everything is kept in.

use vidik_blob::BlobStore;
use vidik_db::{Db, DbOptions, migrate};

use crate::{
    config::Config,
    failure::{Failure, OrFail as _},
};

/// The database, as it is.
pub async fn database(config: &Config) -> Result<Db, Failure> {
    opened(config, DbOptions::default()).await
}

/// The database, brought up to this program's schema.
pub async fn migrated_database(config: &Config) -> Result<Db, Failure> {
    migrated(database(config).await?).await
}

/// The same for a server, which has a SQLite file to itself.
pub async fn served_database(config: &Config) -> Result<Db, Failure> {
    migrated(opened(config, DbOptions { alone: true, ..DbOptions::default() }).await?).await
}

async fn opened(config: &Config, options: DbOptions) -> Result<Db, Failure> {
    Db::connect(&config.database_url, options).await.or_fail("the database of VIDIK_DATABASE_URL cannot be used")
}

async fn migrated(db: Db) -> Result<Db, Failure> {
    migrate::up(&db).await.or_fail("the database could not be migrated; it is as it was before")?;
    Ok(db)
}

/// Where archives are kept.
pub async fn blobs(config: &Config) -> Result<BlobStore, Failure> {
    BlobStore::open(&config.blob_url, config.blob_options.clone())
        .await
        .or_fail("the file store of VIDIK_BLOB_URL cannot be used")
}
