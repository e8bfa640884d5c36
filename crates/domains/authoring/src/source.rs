//! What a working copy is made of: the files of a package in our own format.

use std::{io, sync::Arc};

use thiserror::Error;
use vidik_base::{CourseId, PackageId};
use vidik_blob::BlobHandle;
use vidik_catalogue::ServedPackage;
use vidik_course::{Course, Unit, is_own_course, read};
use vidik_package::{ArchivedFiles, archive::ReadAt};

use crate::{
    draft::DraftSource,
    unit::{SourceString, SourceUnit},
};

/// Which package of which course.
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    /// The course.
    pub course: CourseId,
    /// The package of its newest version.
    pub package: PackageId,
    /// That version's number.
    pub version: i32,
    /// Whether that version is published.
    pub published: bool,
}

/// Why a package gives no working copy.
#[derive(Debug, Error)]
pub enum SourceError {
    /// It is not in our own format.
    #[error("the package is not in our own format")]
    Foreign,
    /// Reading it was broken off.
    #[error("reading the package was broken off: {0}")]
    BrokenOff(String),
}

/// The archive, for readers that ask for bytes by place.
pub(crate) struct Archive(pub BlobHandle);

impl ReadAt for Archive {
    fn size(&self) -> io::Result<u64> {
        Ok(self.0.length())
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let left = usize::try_from(self.0.length().saturating_sub(offset)).unwrap_or(usize::MAX);
        let count = left.min(buffer.len());
        let Some(wanted) = buffer.get_mut(..count) else { return Ok(0) };
        self.0.read_exact_at(wanted, offset).map_err(io::Error::other)?;
        Ok(count)
    }
}

/// The course in a package, read off the async threads.
pub async fn read_course(served: Arc<ServedPackage>) -> Result<Course, SourceError> {
    let work = move || {
        let archive = Archive(served.archive.clone());
        let files = ArchivedFiles::new(&archive, &served.index);
        if !is_own_course(&files) {
            return Err(SourceError::Foreign);
        }
        read(&files).0.ok_or(SourceError::Foreign)
    };
    tokio::task::spawn_blocking(work).await.map_err(|error| SourceError::BrokenOff(error.to_string()))?
}

/// What the working copy of a course is made of.
pub async fn draft_source(served: Arc<ServedPackage>, origin: Origin) -> Result<DraftSource, SourceError> {
    let course = read_course(served).await?;
    Ok(DraftSource {
        course: origin.course,
        package: origin.package,
        version: origin.version,
        published: origin.published,
        master: course.master.clone(),
        languages: course.languages.clone(),
        units: course.units().into_iter().map(source_unit).collect(),
    })
}

fn source_unit(unit: Unit) -> SourceUnit {
    let kind = serde_json::to_value(unit.kind).ok();
    let string = |string: vidik_course::UnitString| SourceString {
        path: string.path,
        markdown: string.markdown,
        texts: string.texts,
    };
    SourceUnit {
        key: unit.key,
        kind: kind.and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default(),
        name: unit.name,
        strings: unit.strings.into_iter().map(string).collect(),
    }
}
