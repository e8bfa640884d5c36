//! Content-addressed files in a folder or an S3 bucket.
//!
//! A blob is written once, whole, and never changes. It is named by a SHA-256: of its bytes
//! ([`BlobStore::keep`]), or of the upload that it was made of ([`BlobStore::keep_as`]). When a call
//! that stores answers, the blob survives a power cut; before that, nobody can see a part of it.
//!
//! ```no_run
//! # async fn example(upload: &[u8]) -> Result<(), Box<dyn std::error::Error>> {
//! use vidik_blob::{BlobOptions, BlobStore};
//!
//! let blobs = BlobStore::open("file://data/blobs", BlobOptions::default()).await?;
//! let mut draft = blobs.draft().await?;
//! draft.append(upload).await?; // once for each piece that arrives
//! let sealed = draft.seal().await?;
//! // Look at sealed.reader()? here; dropping `sealed` leaves nothing behind.
//! let id = blobs.keep(sealed).await?;
//! let bytes = blobs.range(id, 0, 100).await?;
//! # let _ = bytes; Ok(()) }
//! ```
//!
//! Reads are positioned (`pread`), never mapped: a truncated file is an error, not a fault. In front of
//! S3 lies a bounded cache of whole blobs, so that ranges are always read from a local file.

#[cfg(feature = "s3")]
mod bucket;
#[cfg(feature = "s3")]
mod cache;
mod draft;
mod error;
mod folder;
mod handle;
mod id;
mod store;

pub use draft::{Draft, Sealed};
pub use error::{BlobError, BlobOpenError};
pub use handle::BlobHandle;
pub use id::{BlobId, BlobIdError};
pub use store::{BlobEntry, BlobOptions, BlobStore, S3Access};
