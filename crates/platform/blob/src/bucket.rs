//! Blobs as objects of an S3 bucket: `prefix/ab/abcd…`, read through the local cache.

use std::path::PathBuf;
use std::sync::Arc;

use futures::{StreamExt as _, TryStreamExt as _};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{ObjectStore as _, ObjectStoreExt as _, PutPayload, WriteMultipart};
use tokio::io::AsyncReadExt as _;
use url::Url;

use crate::cache::Cache;
use crate::error::blocking;
use crate::handle::Handles;
use crate::store::{BlobEntry, BlobOptions, open_folder};
use crate::{BlobError, BlobHandle, BlobId, BlobOpenError, Draft, Sealed};

/// Files up to this size go in one request, larger ones in parts of it.
const PART: usize = 8 * 1024 * 1024;

/// Parts that are sent at the same time.
const PARTS_AT_ONCE: usize = 4;

#[derive(Debug)]
pub(crate) struct Bucket {
    objects: AmazonS3,
    prefix: Path,
    cache: Arc<Cache>,
    handles: Arc<Handles>,
}

impl Bucket {
    pub(crate) async fn open(url: &str, options: &BlobOptions, handles: Arc<Handles>) -> Result<Self, BlobOpenError> {
        let address = Url::parse(url).map_err(|error| BlobOpenError::Address(error.to_string()))?;
        let name = address
            .host_str()
            .filter(|name| !name.is_empty())
            .ok_or_else(|| BlobOpenError::Address("the bucket's name is missing".to_owned()))?;
        let prefix = Path::from_url_path(address.path()).map_err(|error| BlobOpenError::Address(error.to_string()))?;
        Ok(Self { objects: reach(name, options)?, prefix, cache: Arc::new(open_cache(options).await?), handles })
    }

    pub(crate) fn drafts(&self) -> PathBuf {
        self.cache.folder.drafts()
    }

    fn location(&self, id: BlobId) -> Path {
        self.prefix.parts().chain(Path::from(id.path()).parts()).collect()
    }

    /// Uploads a file and moves it into the cache.
    pub(crate) async fn keep(&self, id: BlobId, sealed: Sealed) -> Result<(), BlobError> {
        if !self.exists(id).await? {
            self.upload(&self.location(id), &sealed).await?;
        }
        self.shelve(id, sealed).await
    }

    async fn upload(&self, location: &Path, sealed: &Sealed) -> Result<(), BlobError> {
        let mut file = tokio::fs::File::from_std(sealed.reader()?);
        if sealed.length() <= PART as u64 {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).await?;
            self.objects.put(location, PutPayload::from(bytes)).await?;
            return Ok(());
        }
        // The object appears when the last part has been confirmed, or not at all.
        let parts = self.objects.put_multipart(location).await?;
        let mut parts = WriteMultipart::new_with_chunk_size(parts, PART);
        let mut buffer = vec![0; 1024 * 1024];
        loop {
            let read = match file.read(&mut buffer).await {
                Ok(read) => read,
                Err(error) => {
                    parts.abort().await?;
                    return Err(error.into());
                }
            };
            if read == 0 {
                break;
            }
            parts.wait_for_capacity(PARTS_AT_ONCE).await?;
            parts.write(buffer.get(..read).unwrap_or_default());
        }
        parts.finish().await?;
        Ok(())
    }

    async fn shelve(&self, id: BlobId, sealed: Sealed) -> Result<(), BlobError> {
        let (cache, handles) = (Arc::clone(&self.cache), Arc::clone(&self.handles));
        blocking(move || {
            for gone in cache.add(id, sealed)? {
                handles.forget(gone);
            }
            Ok(())
        })
        .await
    }

    /// The local file of a blob, fetched where it is not cached.
    async fn fetch(&self, id: BlobId) -> Result<PathBuf, BlobError> {
        if let Some(path) = self.cache.find(id) {
            return Ok(path);
        }
        let turn = self.cache.turn(id);
        let waiting = turn.lock().await;
        let fetched = match self.cache.find(id) {
            Some(path) => Ok(path),
            None => self.download(id).await,
        };
        drop(waiting);
        self.cache.turn_over(id);
        fetched
    }

    async fn download(&self, id: BlobId) -> Result<PathBuf, BlobError> {
        let object = match self.objects.get(&self.location(id)).await {
            Ok(object) => object,
            Err(object_store::Error::NotFound { .. }) => return Err(BlobError::Missing(id)),
            Err(error) => return Err(error.into()),
        };
        let length = object.meta.size;
        let drafts = self.drafts();
        let mut draft = blocking(move || Draft::new_in(&drafts)).await?;
        let mut pieces = object.into_stream();
        while let Some(piece) = pieces.next().await {
            draft.append(&piece?).await?;
        }
        if draft.length() != length {
            return Err(BlobError::Truncated(id));
        }
        self.shelve(id, draft.seal().await?).await?;
        Ok(self.cache.folder.path(id))
    }

    /// Opens the local file of a blob with `open`. Where it vanished meanwhile (it was the next to make
    /// room, or somebody cleared the folder) it is fetched once more.
    pub(crate) async fn read<T, F>(&self, id: BlobId, open: F) -> Result<T, BlobError>
    where
        F: Fn(&std::path::Path) -> Result<T, BlobError> + Clone + Send + 'static,
        T: Send + 'static,
    {
        let path = self.fetch(id).await?;
        let first = open.clone();
        match blocking(move || first(&path)).await {
            Err(BlobError::Missing(_)) => {}
            other => return other,
        }
        let cache = Arc::clone(&self.cache);
        blocking(move || Ok(cache.remove(id)?)).await?;
        let path = self.fetch(id).await?;
        blocking(move || open(&path)).await
    }

    pub(crate) async fn handle(&self, id: BlobId) -> Result<BlobHandle, BlobError> {
        let handles = Arc::clone(&self.handles);
        self.read(id, move |path| handles.open(id, path)).await
    }

    pub(crate) async fn exists(&self, id: BlobId) -> Result<bool, BlobError> {
        match self.objects.head(&self.location(id)).await {
            Ok(_found) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    pub(crate) async fn delete(&self, id: BlobId) -> Result<(), BlobError> {
        match self.objects.delete(&self.location(id)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        let cache = Arc::clone(&self.cache);
        blocking(move || Ok(cache.remove(id)?)).await
    }

    pub(crate) async fn list(&self) -> Result<Vec<BlobEntry>, BlobError> {
        let objects = self.objects.list(Some(&self.prefix));
        let found = objects.try_filter_map(async |object| {
            let id = object.location.filename().and_then(|name| name.parse().ok());
            Ok(id.map(|id| BlobEntry { id, length: object.size, modified: object.last_modified.into() }))
        });
        Ok(found.try_collect().await?)
    }
}

fn reach(name: &str, options: &BlobOptions) -> Result<AmazonS3, object_store::Error> {
    let access = &options.s3;
    let mut builder = AmazonS3Builder::from_env().with_bucket_name(name);
    if let Some(endpoint) = &access.endpoint {
        builder = builder.with_endpoint(endpoint);
    }
    if let Some(region) = &access.region {
        builder = builder.with_region(region);
    }
    if let Some((id, secret)) = &access.key {
        builder = builder.with_access_key_id(id).with_secret_access_key(secret);
    }
    if access.allow_http {
        builder = builder.with_allow_http(true);
    }
    builder.build()
}

async fn open_cache(options: &BlobOptions) -> Result<Cache, BlobOpenError> {
    let refused = |error| BlobOpenError::Folder { folder: "(cache)".to_owned(), error };
    let (root, temporary) = if let Some(folder) = &options.cache_folder {
        (folder.clone(), None)
    } else {
        // Made anew and for this user alone: what lies in it is handed out as course content.
        let folder = tempfile::Builder::new().prefix("vidik-blobs-").tempdir().map_err(refused)?;
        (folder.path().to_owned(), Some(folder))
    };
    let folder = open_folder(root).await?;
    Cache::open(folder, options.cache_bytes, temporary).map_err(refused)
}
