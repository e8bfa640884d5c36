//! The texts of all packages read again, and all documents written anew: after a change of what is indexed.

use std::sync::Arc;

use sea_orm::{ColumnTrait as _, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use thiserror::Error;
use uuid::Uuid;
use vidik_base::PackageId;
use vidik_blob::{BlobError, BlobId, BlobStore};
use vidik_db::Db;
use vidik_package::{ArchivedFiles, CourseTree, archive::ArchiveIndex};

use super::{
    index::index_everything,
    texts::{ActivityText, keep_texts, texts_of},
};
use crate::entity::package;

/// Why the index cannot be made anew. What was made before stays.
#[derive(Debug, Error)]
pub enum RebuildError {
    /// An archive could not be read.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// What is stored of a package cannot be read.
    #[error("package {0} cannot be read")]
    Package(Uuid),
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// How much there was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// Packages.
    pub packages: usize,
    /// Courses.
    pub courses: usize,
}

/// Reads every package and indexes every course. Each package is a transaction of its own; the server may run.
pub async fn rebuild(db: &Db, blobs: &BlobStore) -> Result<Rebuilt, RebuildError> {
    let (mut packages, mut after) = (0, Uuid::nil());
    while let Some(row) = next(db, after).await? {
        (after, packages) = (row.id, packages + 1);
        let texts = Arc::new(texts(blobs, &row).await?);
        let id = PackageId(row.id);
        db.write(async move |txn| keep_texts(txn, id, &texts).await).await?;
    }
    let courses = db.write(async move |txn| index_everything(txn).await).await?;
    Ok(Rebuilt { packages, courses })
}

async fn next(db: &Db, after: Uuid) -> Result<Option<package::Model>, DbErr> {
    let rows = package::Entity::find().filter(package::Column::Id.gt(after));
    rows.order_by_asc(package::Column::Id).limit(1).one(db.read()).await
}

async fn texts(blobs: &BlobStore, row: &package::Model) -> Result<Vec<ActivityText>, RebuildError> {
    let broken = || RebuildError::Package(row.id);
    let blob = |name: &str| name.parse::<BlobId>().map_err(|_| broken());
    let index = blobs.handle(blob(&row.index_blob)?).await?;
    let index = ArchiveIndex::from_bytes(&index.range(0, index.length()).await?).map_err(|_| broken())?;
    let archive = blobs.open_local(blob(&row.archive_blob)?).await?.ok_or_else(broken)?;
    let tree: CourseTree = serde_json::from_str(&row.tree).map_err(|_| broken())?;
    let read = move || texts_of(&ArchivedFiles::new(&archive, &index), &tree);
    tokio::task::spawn_blocking(read).await.map_err(|_| broken())
}
