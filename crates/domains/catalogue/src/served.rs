//! Packages whose files are being served: the index in memory, the archive open for positioned reads.

use std::sync::Arc;

use sea_orm::{ConnectionTrait, DbErr, EntityTrait as _};
use thiserror::Error;
use uuid::Uuid;
use vidik_base::PackageId;
use vidik_blob::{BlobError, BlobHandle, BlobId, BlobStore};
use vidik_package::archive::{ArchiveIndex, IndexError};

use crate::{entity::package, kept::Kept};

/// A package's files: where each lies in the archive, and the archive.
#[derive(Debug)]
pub struct ServedPackage {
    /// From path to bytes.
    pub index: ArchiveIndex,
    /// The normalised archive.
    pub archive: BlobHandle,
}

/// Why a package's files cannot be served.
#[derive(Debug, Error)]
pub enum ServeError {
    /// There is no such package.
    #[error("there is no such package")]
    Unknown,
    /// Its archive or index is gone or cannot be read.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// Its index is damaged.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// A blob's name is damaged.
    #[error("a blob's name in the database is damaged")]
    Name,
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// How many packages are kept.
const KEPT: usize = 128;

/// Keeps the packages that were asked for lately.
#[derive(Debug)]
pub struct ServedPackages {
    kept: Kept<Uuid, Arc<ServedPackage>>,
}

impl Default for ServedPackages {
    fn default() -> Self {
        Self { kept: Kept::new(KEPT) }
    }
}

impl ServedPackages {
    /// The package, from memory where it was asked for lately.
    pub async fn get<C: ConnectionTrait>(
        &self,
        conn: &C,
        blobs: &BlobStore,
        id: PackageId,
    ) -> Result<Arc<ServedPackage>, ServeError> {
        let opened = async || {
            let row = package::Entity::find_by_id(id.0).one(conn).await?.ok_or(ServeError::Unknown)?;
            let name = |text: &str| text.parse::<BlobId>().map_err(|_| ServeError::Name);
            let index = blobs.handle(name(&row.index_blob)?).await?;
            let bytes = index.range(0, index.length()).await?;
            let archive = blobs.handle(name(&row.archive_blob)?).await?;
            Ok((Arc::new(ServedPackage { index: ArchiveIndex::from_bytes(&bytes)?, archive }), 1))
        };
        self.kept.get_or_make(id.0, opened).await
    }
}
