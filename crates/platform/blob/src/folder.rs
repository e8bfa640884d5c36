//! Blobs as files of a folder: `root/ab/abcd…`, drafts beside them under `root/.drafts`.
//!
//! The folder is read and written directly: an object store's interface has neither open files nor a
//! rename of a file that was written elsewhere.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::store::BlobEntry;
use crate::{BlobError, BlobId, Sealed};

#[derive(Debug, Clone)]
pub(crate) struct Folder {
    root: PathBuf,
}

impl Folder {
    /// Makes the folder where it is missing and clears drafts that an earlier process left.
    pub(crate) fn open(root: PathBuf) -> io::Result<Self> {
        let folder = Self { root };
        let drafts = folder.drafts();
        fs::create_dir_all(&drafts)?;
        for entry in fs::read_dir(&drafts)? {
            let entry = entry?;
            if is_left_over(&entry)
                && let Err(error) = fs::remove_file(entry.path())
            {
                tracing::warn!(%error, path = %entry.path().display(), "an old draft stays");
            }
        }
        Ok(folder)
    }

    pub(crate) fn drafts(&self) -> PathBuf {
        self.root.join(".drafts")
    }

    pub(crate) fn path(&self, id: BlobId) -> PathBuf {
        self.root.join(id.path())
    }

    pub(crate) fn exists(&self, id: BlobId) -> io::Result<bool> {
        self.path(id).try_exists()
    }

    /// Moves a sealed file into its place, durably and all at once; one that is there already stays.
    /// Answers whether it took the place of a damaged one.
    pub(crate) fn keep(&self, id: BlobId, sealed: Sealed) -> Result<bool, BlobError> {
        let path = self.path(id);
        let damaged = match fs::metadata(&path) {
            // The same digest with another length: an upload mends what the disk lost.
            Ok(there) if sealed.id() == id && there.len() != sealed.length() => true,
            Ok(_there) => return Ok(false),
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(error.into()),
        };
        sealed.file.as_file().sync_all()?;
        let drawer = path.parent().unwrap_or(&self.root);
        if !drawer.try_exists()? {
            fs::create_dir_all(drawer)?;
            sync(&self.root)?;
        }
        sealed.file.persist(&path).map_err(|refused| refused.error)?;
        sync(drawer)?;
        Ok(damaged)
    }

    /// Deletes a blob; one that is not there is deleted already.
    pub(crate) fn delete(&self, id: BlobId) -> io::Result<()> {
        match fs::remove_file(self.path(id)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        }
    }

    pub(crate) fn list(&self) -> io::Result<Vec<BlobEntry>> {
        let mut entries = Vec::new();
        for drawer in fs::read_dir(&self.root)? {
            let drawer = drawer?;
            if !drawer.file_type()?.is_dir() {
                continue;
            }
            for file in fs::read_dir(drawer.path())? {
                let file = file?;
                let Some(id) = file.file_name().to_str().and_then(|name| name.parse().ok()) else {
                    continue;
                };
                let metadata = file.metadata()?;
                entries.push(BlobEntry { id, length: metadata.len(), modified: metadata.modified()? });
            }
        }
        Ok(entries)
    }
}

/// Flushes a folder's entries; a rename is durable only then.
fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Drafts older than a day belong to no upload any more; younger ones may be another process's.
fn is_left_over(entry: &fs::DirEntry) -> bool {
    const DAY: std::time::Duration = std::time::Duration::from_hours(24);
    let modified = entry.metadata().and_then(|metadata| metadata.modified());
    modified.is_ok_and(|moment| moment.elapsed().is_ok_and(|age| age > DAY))
}
