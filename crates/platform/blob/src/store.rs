//! [`BlobStore`]: one store, in a folder or in a bucket.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt as _};

#[cfg(feature = "s3")]
use crate::bucket::Bucket;
use crate::error::blocking;
use crate::folder::Folder;
use crate::handle::{Handles, open_file};
use crate::{BlobError, BlobHandle, BlobId, BlobOpenError, Draft, Sealed};

/// The pieces that [`BlobStore::stream`] gives, in bytes.
const PIECE: u64 = 256 * 1024;

/// How a store is used. The defaults suit one server.
#[derive(Debug, Clone)]
pub struct BlobOptions {
    /// Blobs that are kept open, at the most. Default 256.
    pub open_files: NonZeroUsize,
    /// S3: where whole blobs are cached; a temporary folder of this process where it is not set.
    pub cache_folder: Option<PathBuf>,
    /// S3: bytes that the cache may take; one larger blob is let in alone. Default 8 GiB.
    pub cache_bytes: u64,
    /// S3: how the bucket is reached, where the customary `AWS_…` variables do not say it.
    pub s3: S3Access,
}

impl Default for BlobOptions {
    fn default() -> Self {
        Self {
            open_files: NonZeroUsize::new(256).unwrap_or(NonZeroUsize::MIN),
            cache_folder: None,
            cache_bytes: 8 << 30,
            s3: S3Access::default(),
        }
    }
}

/// How a bucket is reached. What is not set is taken from `AWS_ENDPOINT`, `AWS_REGION`,
/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and the machine's role.
#[derive(Clone, Default)]
pub struct S3Access {
    /// For stores that are not Amazon's, as `https://minio.example`.
    pub endpoint: Option<String>,
    /// As `eu-central-1`.
    pub region: Option<String>,
    /// The key's id and its secret.
    pub key: Option<(String, String)>,
    /// Whether `http://` will do for the endpoint.
    pub allow_http: bool,
}

impl std::fmt::Debug for S3Access {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("S3Access")
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

/// What [`BlobStore::list`] says of each blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobEntry {
    /// Its name.
    pub id: BlobId,
    /// Its length in bytes.
    pub length: u64,
    /// When it was stored.
    pub modified: SystemTime,
}

/// A store of blobs. Cheap to clone; clones share open files and cache.
#[derive(Debug, Clone)]
pub struct BlobStore {
    place: Arc<Place>,
    handles: Arc<Handles>,
}

#[derive(Debug)]
enum Place {
    Folder(Folder),
    #[cfg(feature = "s3")]
    Bucket(Box<Bucket>),
}

impl BlobStore {
    /// Opens `file://folder` (relative to the working directory, made where it is missing;
    /// `file:///folder` is absolute) or `s3://bucket/prefix`.
    pub async fn open(url: &str, options: BlobOptions) -> Result<Self, BlobOpenError> {
        let handles = Arc::new(Handles::new(options.open_files));
        let place = if let Some(path) = url.strip_prefix("file://") {
            Place::Folder(open_folder(PathBuf::from(path)).await?)
        } else if url.starts_with("s3://") {
            open_bucket(url, &options, &handles).await?
        } else {
            let scheme = url.split(':').next().unwrap_or_default();
            return Err(BlobOpenError::Address(format!("unknown scheme {scheme:?}")));
        };
        Ok(Self { place: Arc::new(place), handles })
    }

    /// Begins a file, on the store's own disk where it is a folder.
    pub async fn draft(&self) -> Result<Draft, BlobError> {
        let folder = match self.place.as_ref() {
            Place::Folder(folder) => folder.drafts(),
            #[cfg(feature = "s3")]
            Place::Bucket(bucket) => bucket.drafts(),
        };
        blocking(move || Draft::new_in(&folder)).await
    }

    /// Stores a sealed file under its own SHA-256.
    pub async fn keep(&self, sealed: Sealed) -> Result<BlobId, BlobError> {
        let id = sealed.id();
        self.keep_as(id, sealed).await?;
        Ok(id)
    }

    /// Stores a sealed file under another name, the SHA-256 of what it was made of. Whoever comes first
    /// decides the bytes: the making must give the same for the same upload.
    pub async fn keep_as(&self, id: BlobId, sealed: Sealed) -> Result<(), BlobError> {
        match self.place.as_ref() {
            Place::Folder(folder) => {
                let folder = folder.clone();
                if blocking(move || folder.keep(id, sealed)).await? {
                    self.handles.forget(id);
                }
                Ok(())
            }
            #[cfg(feature = "s3")]
            Place::Bucket(bucket) => bucket.keep(id, sealed).await,
        }
    }

    /// Stores bytes that are in memory.
    pub async fn put_bytes(&self, bytes: &[u8]) -> Result<BlobId, BlobError> {
        let mut draft = self.draft().await?;
        draft.append(bytes).await?;
        self.keep(draft.seal().await?).await
    }

    /// The blob, open for positioned reads; from S3 it is fetched first where it is not cached.
    pub async fn handle(&self, id: BlobId) -> Result<BlobHandle, BlobError> {
        if let Some(handle) = self.handles.get(id) {
            return Ok(handle);
        }
        match self.place.as_ref() {
            Place::Folder(folder) => {
                let (path, handles) = (folder.path(id), Arc::clone(&self.handles));
                blocking(move || handles.open(id, &path)).await
            }
            #[cfg(feature = "s3")]
            Place::Bucket(bucket) => bucket.handle(id).await,
        }
    }

    /// `length` bytes from `offset` on.
    pub async fn range(&self, id: BlobId, offset: u64, length: u64) -> Result<Bytes, BlobError> {
        self.handle(id).await?.range(offset, length).await
    }

    /// The same bytes piece by piece, for what is too large to hold.
    pub async fn stream(
        &self,
        id: BlobId,
        offset: u64,
        length: u64,
    ) -> Result<BoxStream<'static, Result<Bytes, BlobError>>, BlobError> {
        let handle = self.handle(id).await?;
        // A range outside the blob is an answer, not the end of one that has begun.
        handle.check(offset, length)?;
        let pieces = stream::try_unfold((offset, length), move |(offset, left)| {
            let handle = handle.clone();
            async move {
                let take = left.min(PIECE);
                if take == 0 {
                    return Ok(None);
                }
                let piece = handle.range(offset, take).await?;
                Ok(Some((piece, (offset + take, left - take))))
            }
        });
        Ok(pieces.boxed())
    }

    /// The whole blob as a file of the operating system; `None` where there is no such blob.
    pub async fn open_local(&self, id: BlobId) -> Result<Option<std::fs::File>, BlobError> {
        let opened = match self.place.as_ref() {
            Place::Folder(folder) => {
                let path = folder.path(id);
                blocking(move || open_file(id, &path)).await
            }
            #[cfg(feature = "s3")]
            Place::Bucket(bucket) => bucket.read(id, move |path| open_file(id, path)).await,
        };
        match opened {
            Ok(file) => Ok(Some(file)),
            Err(BlobError::Missing(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether there is a blob of this name.
    pub async fn exists(&self, id: BlobId) -> Result<bool, BlobError> {
        match self.place.as_ref() {
            Place::Folder(folder) => {
                let folder = folder.clone();
                blocking(move || Ok(folder.exists(id)?)).await
            }
            #[cfg(feature = "s3")]
            Place::Bucket(bucket) => bucket.exists(id).await,
        }
    }

    /// Deletes a blob; one that is not there is deleted already. Open handles go on reading.
    pub async fn delete(&self, id: BlobId) -> Result<(), BlobError> {
        self.handles.forget(id);
        match self.place.as_ref() {
            Place::Folder(folder) => {
                let folder = folder.clone();
                blocking(move || Ok(folder.delete(id)?)).await
            }
            #[cfg(feature = "s3")]
            Place::Bucket(bucket) => bucket.delete(id).await,
        }
    }

    /// Every blob, in no order.
    pub async fn list(&self) -> Result<Vec<BlobEntry>, BlobError> {
        match self.place.as_ref() {
            Place::Folder(folder) => {
                let folder = folder.clone();
                blocking(move || Ok(folder.list()?)).await
            }
            #[cfg(feature = "s3")]
            Place::Bucket(bucket) => bucket.list().await,
        }
    }
}

pub(crate) async fn open_folder(root: PathBuf) -> Result<Folder, BlobOpenError> {
    let folder = root.display().to_string();
    blocking(move || Ok(Folder::open(root)?)).await.map_err(|error| BlobOpenError::Folder {
        folder,
        error: match error {
            BlobError::Io(error) => error,
            other => std::io::Error::other(other),
        },
    })
}

#[cfg(feature = "s3")]
async fn open_bucket(url: &str, options: &BlobOptions, handles: &Arc<Handles>) -> Result<Place, BlobOpenError> {
    let bucket = Bucket::open(url, options, Arc::clone(handles)).await?;
    Ok(Place::Bucket(Box::new(bucket)))
}

#[cfg(not(feature = "s3"))]
#[expect(clippy::unused_async, reason = "the other build waits for the bucket")]
async fn open_bucket(_url: &str, _options: &BlobOptions, _handles: &Arc<Handles>) -> Result<Place, BlobOpenError> {
    Err(BlobOpenError::Address("this program was built without S3".to_owned()))
}
