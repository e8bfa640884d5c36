//! What can go wrong.

use std::io;

use crate::BlobId;

/// Why a blob could not be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// There is no blob of this name.
    #[error("there is no blob {0}")]
    Missing(BlobId),
    /// The range is not inside the blob.
    #[error("blob {id} has {length} bytes, not {offset}+{wanted}")]
    Range {
        /// The blob.
        id: BlobId,
        /// Where the range begins, in bytes.
        offset: u64,
        /// How many bytes were wanted.
        wanted: u64,
        /// The blob's length in bytes.
        length: u64,
    },
    /// The file is shorter than when it was opened or stored: the store is damaged.
    #[error("blob {0} is truncated")]
    Truncated(BlobId),
    /// The file system refused.
    #[error("the blob store's files: {0}")]
    Io(#[from] io::Error),
    /// The bucket refused or cannot be reached.
    #[cfg(feature = "s3")]
    #[error("the bucket: {0}")]
    Bucket(#[from] object_store::Error),
}

/// Why a store could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum BlobOpenError {
    /// The address is neither `file://folder` nor `s3://bucket/prefix`.
    #[error("the address of the files cannot be used (file://folder or s3://bucket/prefix): {0}")]
    Address(String),
    /// The folder cannot be made or read.
    #[error("the folder {folder} for files cannot be used: {error}")]
    Folder {
        /// The folder.
        folder: String,
        /// What the operating system said.
        #[source]
        error: io::Error,
    },
    /// The settings for the bucket are incomplete.
    #[cfg(feature = "s3")]
    #[error("the bucket cannot be used: {0}")]
    Bucket(#[from] object_store::Error),
}

/// Runs file work on the threads that may wait.
pub(crate) async fn blocking<T, F>(work: F) -> Result<T, BlobError>
where
    F: FnOnce() -> Result<T, BlobError> + Send + 'static,
    T: Send + 'static,
{
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(broken) => Err(BlobError::Io(io::Error::other(broken))),
    }
}
