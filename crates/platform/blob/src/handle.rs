//! Open blobs, and positioned reads from them.

use std::fs::File;
use std::io;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use lru::LruCache;

use crate::error::blocking;
use crate::{BlobError, BlobId};

/// Reads up to this many bytes are done where they are asked for: they mostly come from the page cache
/// and cost less than the way to another thread.
const INLINE_READ: u64 = 64 * 1024;

/// An open blob; stays readable though it be deleted meanwhile. Cheap to clone.
#[derive(Debug, Clone)]
pub struct BlobHandle {
    open: Arc<OpenBlob>,
}

#[derive(Debug)]
struct OpenBlob {
    id: BlobId,
    file: File,
    length: u64,
}

impl BlobHandle {
    fn open(id: BlobId, path: &Path) -> Result<Self, BlobError> {
        let file = open_file(id, path)?;
        let length = file.metadata()?.len();
        Ok(Self { open: Arc::new(OpenBlob { id, file, length }) })
    }

    /// The blob's name.
    pub fn id(&self) -> BlobId {
        self.open.id
    }

    /// The blob's length in bytes.
    pub fn length(&self) -> u64 {
        self.open.length
    }

    /// Fills `buffer` from `offset` on, on this thread.
    pub fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> Result<(), BlobError> {
        self.check(offset, buffer.len() as u64)?;
        read_exact_at(&self.open.file, buffer, offset).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => BlobError::Truncated(self.open.id),
            _ => BlobError::Io(error),
        })
    }

    /// `length` bytes from `offset` on; large reads happen off the async threads.
    pub async fn range(&self, offset: u64, length: u64) -> Result<Bytes, BlobError> {
        // Before the buffer is made: the length may come from a request.
        self.check(offset, length)?;
        if length <= INLINE_READ {
            return self.read(offset, length);
        }
        let handle = self.clone();
        blocking(move || handle.read(offset, length)).await
    }

    fn read(&self, offset: u64, length: u64) -> Result<Bytes, BlobError> {
        let length = usize::try_from(length).map_err(io::Error::other)?;
        let mut buffer = vec![0; length];
        self.read_exact_at(&mut buffer, offset)?;
        Ok(Bytes::from(buffer))
    }

    pub(crate) fn check(&self, offset: u64, wanted: u64) -> Result<(), BlobError> {
        match offset.checked_add(wanted) {
            Some(end) if end <= self.open.length => Ok(()),
            _ => Err(BlobError::Range { id: self.open.id, offset, wanted, length: self.open.length }),
        }
    }
}

pub(crate) fn open_file(id: BlobId, path: &Path) -> Result<File, BlobError> {
    File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => BlobError::Missing(id),
        _ => BlobError::Io(error),
    })
}

#[cfg(unix)]
fn read_exact_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut buffer: &mut [u8], mut offset: u64) -> io::Result<()> {
    use std::os::windows::fs::FileExt as _;
    while !buffer.is_empty() {
        let read = file.seek_read(buffer, offset)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        buffer = buffer.get_mut(read..).unwrap_or_default();
        offset += read as u64;
    }
    Ok(())
}

/// The blobs read last, kept open.
#[derive(Debug)]
pub(crate) struct Handles {
    open: Mutex<LruCache<BlobId, BlobHandle>>,
}

impl Handles {
    pub(crate) fn new(limit: NonZeroUsize) -> Self {
        Self { open: Mutex::new(LruCache::new(limit)) }
    }

    pub(crate) fn get(&self, id: BlobId) -> Option<BlobHandle> {
        self.lock().get(&id).cloned()
    }

    /// Opens `path`, or gives what is open already.
    pub(crate) fn open(&self, id: BlobId, path: &Path) -> Result<BlobHandle, BlobError> {
        if let Some(handle) = self.get(id) {
            return Ok(handle);
        }
        let handle = BlobHandle::open(id, path)?;
        self.lock().put(id, handle.clone());
        Ok(handle)
    }

    pub(crate) fn forget(&self, id: BlobId) {
        self.lock().pop(&id);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, LruCache<BlobId, BlobHandle>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
