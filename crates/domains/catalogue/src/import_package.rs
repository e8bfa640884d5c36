//! Taking in a package: checked whole, normalised once, kept under the SHA-256 of what was uploaded.

use std::{io::BufWriter, sync::Arc};

use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, ConnectionTrait, DbErr};
use thiserror::Error;
use vidik_base::{Clock, PackageId, PersonId, Rng, new_id};
use vidik_blob::{BlobError, BlobId, BlobStore, Sealed};
use vidik_course::read_any;
use vidik_package::{
    ArchivedFiles, CourseTree, Finding, Findings, Format,
    archive::{self, ArchiveError, ArchiveIndex, ReadAt},
    manifest,
};

use crate::{
    entity::package,
    packages::{Package, edition_word},
    search::{ActivityText, keep_texts, texts_of},
};

/// Bounds on what is taken in.
#[derive(Clone, Debug, Default)]
pub struct ImportLimits {
    /// Of the archive.
    pub archive: archive::Limits,
    /// Of the manifest in it.
    pub manifest: manifest::Limits,
}

/// Why a package is not taken in.
#[derive(Debug, Error)]
pub enum ImportError {
    /// It cannot be used; the findings hold at least one error.
    #[error("the package cannot be used")]
    Refused(Findings),
    /// It could not be read, or its archive not be kept.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// The archive could not be read or written.
    #[error("the archive could not be read or written: {0}")]
    Io(#[from] std::io::Error),
    /// The work was broken off.
    #[error("the import was broken off: {0}")]
    BrokenOff(String),
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// A package that was checked; its archive and index are durable, its row is not written yet.
#[derive(Debug)]
pub struct CheckedPackage {
    upload: BlobId,
    index_blob: BlobId,
    size: u64,
    file_count: usize,
    file_name: String,
    tree: Arc<CourseTree>,
    texts: Arc<Vec<ActivityText>>,
    findings: Vec<Finding>,
}

struct Normalised {
    archive: Sealed,
    index: ArchiveIndex,
    tree: CourseTree,
    texts: Vec<ActivityText>,
    findings: Vec<Finding>,
}

/// Checks an uploaded archive, and keeps it in normalised form where it can be used. Nothing is left of one that
/// cannot. An upload that came before is not stored again.
pub async fn check_package(
    blobs: &BlobStore,
    upload: Sealed,
    file_name: &str,
    limits: &ImportLimits,
) -> Result<CheckedPackage, ImportError> {
    let (id, size) = (upload.id(), upload.length());
    let Normalised { archive, index, tree, texts, findings } = normalise(blobs, &upload, limits.clone()).await?;
    drop(upload);
    blobs.keep_as(id, archive).await?;
    let index_blob = blobs.put_bytes(&index.to_bytes()).await?;
    Ok(CheckedPackage {
        upload: id,
        index_blob,
        size,
        file_count: index.len(),
        file_name: file_name.chars().filter(|c| !c.is_control()).take(255).collect(),
        tree: Arc::new(tree),
        texts: Arc::new(texts),
        findings,
    })
}

async fn normalise(blobs: &BlobStore, upload: &Sealed, limits: ImportLimits) -> Result<Normalised, ImportError> {
    let reader = Upload::open(upload.reader()?, &limits)?;
    let draft = blobs.draft().await?;
    let (send, receive) = tokio::sync::oneshot::channel();
    // It is kept under the upload's name, so its own hash is not asked for.
    let written = draft
        .write_as(upload.id(), move |file| {
            let imported = archive::import(&reader, BufWriter::with_capacity(1 << 20, file), &limits.archive)?;
            let _ = send.send((imported, reader, limits));
            Ok::<(), ArchiveError>(())
        })
        .await?;
    let archive = written.map_err(|error| match error {
        ArchiveError::Refused(findings) => ImportError::Refused(findings),
        ArchiveError::Io(error) => ImportError::Io(error),
    })?;
    let (imported, reader, limits) = receive.await.map_err(|error| ImportError::BrokenOff(error.to_string()))?;
    drop(reader);
    let normal = archive.reader()?;
    let read = move || {
        let (tree, findings) = read_any(&normal, &imported.index, &limits.manifest);
        let texts = tree.as_ref().map(|tree| texts_of(&ArchivedFiles::new(&normal, &imported.index), tree));
        (imported, tree, texts.unwrap_or_default(), findings)
    };
    let (imported, tree, texts, found) =
        tokio::task::spawn_blocking(read).await.map_err(|error| ImportError::BrokenOff(error.to_string()))?;
    let mut findings = imported.findings;
    for finding in &found {
        findings.push(finding.clone());
    }
    let Some(tree) = tree else { return Err(ImportError::Refused(findings)) };
    Ok(Normalised { archive, index: imported.index, tree, texts, findings: findings.iter().cloned().collect() })
}

/// What was uploaded, as an archive.
enum Upload {
    /// An archive, or what is to be told to be none.
    Whole(std::fs::File),
    /// A course structure of cmi5 that came without one (cmi5 14.2).
    Structure(Vec<u8>),
}

impl Upload {
    /// Looks at the first bytes. A structure that is larger than a manifest may be is left to be refused.
    fn open(file: std::fs::File, limits: &ImportLimits) -> std::io::Result<Self> {
        let mut start = [0_u8; 64];
        let read = file.fill_at(&mut start, 0)?;
        let size = usize::try_from(file.size()?).unwrap_or(usize::MAX);
        let bare = vidik_cmi5::is_bare_structure(start.get(..read).unwrap_or_default());
        if !bare || size > limits.manifest.xml.bytes {
            return Ok(Self::Whole(file));
        }
        let mut bytes = vec![0_u8; size];
        let read = file.fill_at(&mut bytes, 0)?;
        bytes.truncate(read);
        let files = [(vidik_cmi5::COURSE_STRUCTURE.to_owned(), bytes)].into_iter().collect();
        Ok(Self::Structure(vidik_course::pack(&files)))
    }
}

impl ReadAt for Upload {
    fn size(&self) -> std::io::Result<u64> {
        match self {
            Self::Whole(file) => file.size(),
            Self::Structure(bytes) => bytes.size(),
        }
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> std::io::Result<usize> {
        match self {
            Self::Whole(file) => file.read_at(buffer, offset),
            Self::Structure(bytes) => ReadAt::read_at(bytes, buffer, offset),
        }
    }
}

/// Checks an archive without keeping anything: what `vidik check` does.
pub fn look_at_package(
    file: std::fs::File,
    limits: &ImportLimits,
) -> Result<(Option<CourseTree>, Vec<Finding>), ImportError> {
    let reader = &Upload::open(file, limits)?;
    let checked = match archive::check(reader, &limits.archive) {
        Ok(checked) => checked,
        Err(ArchiveError::Refused(findings)) => return Ok((None, findings.iter().cloned().collect())),
        Err(ArchiveError::Io(error)) => return Err(error.into()),
    };
    let (tree, found) = read_any(reader, &checked.index(), &limits.manifest);
    let findings = checked.findings().iter().chain(found.iter()).cloned().collect();
    Ok((tree, findings))
}

/// Writes the row of a checked package. From now on it can be made a course.
pub async fn add_package<C: ConnectionTrait>(
    txn: &C,
    clock: &dyn Clock,
    rng: &dyn Rng,
    checked: &CheckedPackage,
    uploaded_by: Option<PersonId>,
) -> Result<Package, ImportError> {
    let id: PackageId = new_id(rng);
    let json = |value: Result<String, serde_json::Error>| value.map_err(|error| DbErr::Custom(error.to_string()));
    let title = if checked.tree.title.trim().is_empty() { &checked.file_name } else { &checked.tree.title };
    let row = package::ActiveModel {
        id: Set(id.0),
        upload_sha256: Set(checked.upload.to_string()),
        archive_blob: Set(checked.upload.to_string()),
        index_blob: Set(checked.index_blob.to_string()),
        file_name: Set(checked.file_name.clone()),
        size: Set(i64::try_from(checked.size).unwrap_or(i64::MAX)),
        file_count: Set(i64::try_from(checked.file_count).unwrap_or(i64::MAX)),
        format: Set(format_word(checked.tree.format).to_owned()),
        edition: Set(edition_word(checked.tree.edition).to_owned()),
        title: Set(title.trim().chars().take(300).collect()),
        languages: Set(json(serde_json::to_string(&checked.tree.languages))?),
        tree: Set(json(serde_json::to_string(checked.tree.as_ref()))?),
        findings: Set(json(serde_json::to_string(&checked.findings))?),
        uploaded_by: Set(uploaded_by.map(|person| person.0)),
        uploaded_at: Set(clock.now()),
    };
    let row = row.insert(txn).await?;
    keep_texts(txn, id, &checked.texts).await?;
    Ok(row.into())
}

fn format_word(format: Format) -> &'static str {
    match format {
        Format::Scorm12 => "scorm12",
        Format::Scorm2004 => "scorm2004",
        Format::Cmi5 => "cmi5",
        Format::Native => "native",
    }
}
