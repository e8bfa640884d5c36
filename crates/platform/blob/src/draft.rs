//! Files on their way in: written to the side, sealed, then kept or dropped.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use crate::error::blocking;
use crate::{BlobError, BlobId};

/// Pieces are gathered to this size before they go to the disk.
const GATHER: usize = 1024 * 1024;

/// A file being written beside the store. Dropping it deletes it.
#[derive(Debug)]
pub struct Draft {
    file: NamedTempFile,
    hash: Sha256,
    gathered: Vec<u8>,
    length: u64,
}

/// A finished file: its name is known, it is not in the store yet. Dropping it deletes it.
#[derive(Debug)]
pub struct Sealed {
    pub(crate) file: NamedTempFile,
    id: BlobId,
    length: u64,
}

impl Draft {
    pub(crate) fn new_in(folder: &Path) -> Result<Self, BlobError> {
        Ok(Self {
            file: tempfile::Builder::new().prefix("draft-").tempfile_in(folder)?,
            hash: Sha256::new(),
            gathered: Vec::new(),
            length: 0,
        })
    }

    /// Adds bytes at the end.
    pub async fn append(&mut self, piece: &[u8]) -> Result<(), BlobError> {
        self.gathered.extend_from_slice(piece);
        self.length += piece.len() as u64;
        if self.gathered.len() >= GATHER {
            self.flush().await?;
        }
        Ok(())
    }

    /// Bytes so far.
    pub fn length(&self) -> u64 {
        self.length
    }

    async fn flush(&mut self) -> Result<(), BlobError> {
        let mut file = self.file.as_file().try_clone()?;
        let mut hash = std::mem::take(&mut self.hash);
        let mut gathered = std::mem::take(&mut self.gathered);
        (self.hash, self.gathered) = blocking(move || {
            file.write_all(&gathered)?;
            hash.update(&gathered);
            gathered.clear();
            Ok((hash, gathered))
        })
        .await?;
        Ok(())
    }

    /// Ends the file: its bytes and their SHA-256 are settled.
    pub async fn seal(mut self) -> Result<Sealed, BlobError> {
        self.flush().await?;
        Ok(Sealed { file: self.file, id: BlobId::from_digest(self.hash.finalize().into()), length: self.length })
    }

    /// Lets `write` fill the file its own way (in any order, with seeks) on a thread that may wait, and
    /// seals it. What was appended before is at the file's beginning.
    pub async fn write_with<E, F>(mut self, write: F) -> Result<Result<Sealed, E>, BlobError>
    where
        F: FnOnce(&mut File) -> Result<(), E> + Send + 'static,
        E: Send + 'static,
    {
        self.flush().await?;
        blocking(move || {
            let file = self.file.as_file_mut();
            if let Err(error) = write(file) {
                return Ok(Err(error));
            }
            let (id, length) = digest(file)?;
            Ok(Ok(Sealed { file: self.file, id, length }))
        })
        .await
    }

    /// As [`Draft::write_with`], for a file whose name is settled before it is written: its bytes are not read again.
    pub async fn write_as<E, F>(mut self, id: BlobId, write: F) -> Result<Result<Sealed, E>, BlobError>
    where
        F: FnOnce(&mut File) -> Result<(), E> + Send + 'static,
        E: Send + 'static,
    {
        self.flush().await?;
        blocking(move || {
            let file = self.file.as_file_mut();
            if let Err(error) = write(file) {
                return Ok(Err(error));
            }
            let length = file.metadata()?.len();
            Ok(Ok(Sealed { file: self.file, id, length }))
        })
        .await
    }
}

impl Sealed {
    /// The SHA-256 of its bytes, or the name that it was written under.
    pub fn id(&self) -> BlobId {
        self.id
    }

    /// Its length in bytes.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The file, opened anew for reading.
    pub fn reader(&self) -> io::Result<File> {
        self.file.reopen()
    }
}

fn digest(file: &mut File) -> io::Result<(BlobId, u64)> {
    file.seek(SeekFrom::Start(0))?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; GATHER];
    let mut length = 0;
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hash.update(buffer.get(..read).unwrap_or_default());
        length += read as u64;
    }
    Ok((BlobId::from_digest(hash.finalize().into()), length))
}
