//! Whole blobs of a bucket on the local disk, the least recently used going first.

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lru::LruCache;
use tempfile::TempDir;

use crate::folder::Folder;
use crate::{BlobError, BlobId, Sealed};

#[derive(Debug)]
pub(crate) struct Cache {
    pub(crate) folder: Folder,
    limit: u64,
    shelves: Mutex<Shelves>,
    /// Blobs on their way from the bucket: a second reader waits for the first one's fetch.
    fetching: Mutex<HashMap<BlobId, Arc<tokio::sync::Mutex<()>>>>,
    _temporary: Option<TempDir>,
}

#[derive(Debug)]
struct Shelves {
    lengths: LruCache<BlobId, u64>,
    total: u64,
}

impl Cache {
    /// Takes over what an earlier process left in the folder.
    pub(crate) fn open(folder: Folder, limit: u64, temporary: Option<TempDir>) -> io::Result<Self> {
        let mut found = folder.list()?;
        found.sort_by_key(|entry| entry.modified);
        let mut lengths = LruCache::unbounded();
        let mut total = 0;
        for entry in found {
            total += entry.length;
            lengths.put(entry.id, entry.length);
        }
        let cache = Self {
            folder,
            limit,
            shelves: Mutex::new(Shelves { lengths, total }),
            fetching: Mutex::default(),
            _temporary: temporary,
        };
        cache.evict()?;
        Ok(cache)
    }

    /// The file of a cached blob.
    pub(crate) fn find(&self, id: BlobId) -> Option<PathBuf> {
        self.shelves().lengths.get(&id).is_some().then(|| self.folder.path(id))
    }

    /// Adds a file, then makes room; gives the blobs that had to go.
    pub(crate) fn add(&self, id: BlobId, sealed: Sealed) -> Result<Vec<BlobId>, BlobError> {
        let length = sealed.length();
        self.folder.keep(id, sealed)?;
        let mut shelves = self.shelves();
        let before = shelves.lengths.put(id, length).unwrap_or(0);
        shelves.total = shelves.total - before + length;
        drop(shelves);
        Ok(self.evict()?)
    }

    pub(crate) fn remove(&self, id: BlobId) -> io::Result<()> {
        let mut shelves = self.shelves();
        if let Some(length) = shelves.lengths.pop(&id) {
            shelves.total -= length;
        }
        drop(shelves);
        self.folder.delete(id)
    }

    fn evict(&self) -> io::Result<Vec<BlobId>> {
        let mut gone = Vec::new();
        let mut shelves = self.shelves();
        // The newest stays, however large: somebody is about to read it.
        while shelves.total > self.limit && shelves.lengths.len() > 1 {
            let Some((id, length)) = shelves.lengths.pop_lru() else {
                break;
            };
            shelves.total -= length;
            self.folder.delete(id)?;
            gone.push(id);
        }
        Ok(gone)
    }

    /// The lock under which a blob is fetched.
    pub(crate) fn turn(&self, id: BlobId) -> Arc<tokio::sync::Mutex<()>> {
        Arc::clone(self.fetching().entry(id).or_default())
    }

    /// Forgets the lock when nobody waits for it any more.
    pub(crate) fn turn_over(&self, id: BlobId) {
        let mut fetching = self.fetching();
        if fetching.get(&id).is_some_and(|turn| Arc::strong_count(turn) <= 2) {
            fetching.remove(&id);
        }
    }

    fn shelves(&self) -> MutexGuard<'_, Shelves> {
        self.shelves.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fetching(&self) -> MutexGuard<'_, HashMap<BlobId, Arc<tokio::sync::Mutex<()>>>> {
        self.fetching.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
