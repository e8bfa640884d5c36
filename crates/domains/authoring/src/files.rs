//! The working copy as files: those of the package that it was made of, with the words of the working copy.

use std::{collections::BTreeMap, sync::Arc};

use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _};
use serde_json::Value;
use thiserror::Error;
use vidik_base::{CourseId, LanguageTag};
use vidik_catalogue::ServedPackage;
use vidik_course::{Course, SetTextError, SourceFiles, is_own_course, read, set_texts};
use vidik_package::{ArchivedFiles, PackageFiles as _};

use crate::{
    draft::{Draft, DraftError},
    entity::draft_text,
    source::Archive,
    unit::{Strings, plain_ends},
};

/// The most that is held in memory at once: a course is packed whole.
const MOST_BYTES: u64 = 1024 * 1024 * 1024;

/// All words of a working copy, by unit and language.
pub type AllStrings = BTreeMap<(String, LanguageTag), Strings>;

/// What of the package's files is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// Everything, to be packed.
    Whole,
    /// Their names alone: enough to show a lesson.
    Names,
}

/// Why a working copy does not become files.
#[derive(Debug, Error)]
pub enum FilesError {
    /// Its package is not in our own format, or cannot be read.
    #[error("the package of the working copy cannot be read")]
    Unreadable,
    /// Together the files are larger than can be packed here.
    #[error("the course is too large to be packed here")]
    TooLarge,
    /// The words do not fit the package.
    #[error("the words do not fit the package: {0}")]
    Words(#[from] SetTextError),
    /// It was broken off.
    #[error("it was broken off: {0}")]
    BrokenOff(String),
}

/// All words of a working copy.
pub async fn all_strings<C: ConnectionTrait>(conn: &C, course: CourseId) -> Result<AllStrings, DraftError> {
    let rows = draft_text::Entity::find().filter(draft_text::Column::CourseId.eq(course.0)).all(conn).await?;
    rows.into_iter()
        .map(|row| {
            let language = LanguageTag::parse(&row.language).map_err(|_| DraftError::Broken)?;
            Ok(((row.key, language), serde_json::from_str(&row.strings).map_err(|_| DraftError::Broken)?))
        })
        .collect()
}

/// The working copy's files, made off the async threads.
pub async fn working_files(
    served: Arc<ServedPackage>,
    draft: &Draft,
    strings: AllStrings,
    media: Media,
) -> Result<SourceFiles, FilesError> {
    let languages = draft.languages.clone();
    let work = move || {
        let archive = Archive(served.archive.clone());
        let packed = ArchivedFiles::new(&archive, &served.index);
        if !is_own_course(&packed) {
            return Err(FilesError::Unreadable);
        }
        let course = read(&packed).0.ok_or(FilesError::Unreadable)?;
        let mut files = taken(&packed, &served, &course.folder, media)?;
        add_languages(&mut files, &course, &languages)?;
        put_words(&mut files, &course, &languages, &strings)?;
        Ok(files)
    };
    tokio::task::spawn_blocking(work).await.map_err(|error| FilesError::BrokenOff(error.to_string()))?
}

fn taken(
    packed: &ArchivedFiles<'_, Archive>,
    served: &ServedPackage,
    folder: &str,
    media: Media,
) -> Result<SourceFiles, FilesError> {
    let is_text = |path: &str| path.rsplit_once('.').is_some_and(|(_, kind)| matches!(kind, "json" | "md" | "svg"));
    let wanted = |path: &str| media == Media::Whole || is_text(path);
    let size: u64 = served.index.iter().filter(|entry| wanted(&entry.path)).map(|entry| entry.length).sum();
    if size > MOST_BYTES {
        return Err(FilesError::TooLarge);
    }
    let mut files = SourceFiles::new();
    for path in packed.paths() {
        let Some(own) = path.strip_prefix(folder) else { continue };
        let bytes =
            if wanted(path) { packed.read(path, usize::MAX).ok_or(FilesError::Unreadable)? } else { Vec::new() };
        files.insert(own, bytes);
    }
    Ok(files)
}

/// Lists the languages in the course's file that were added since.
fn add_languages(files: &mut SourceFiles, course: &Course, languages: &[LanguageTag]) -> Result<(), FilesError> {
    let missing: Vec<&LanguageTag> = languages.iter().filter(|tag| !course.languages.contains(tag)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let bytes = files.get("course.json").ok_or(FilesError::Unreadable)?;
    let mut json: Value = serde_json::from_slice(bytes).map_err(|_| FilesError::Unreadable)?;
    let listed = json.get_mut("languages").and_then(Value::as_array_mut).ok_or(FilesError::Unreadable)?;
    listed.extend(missing.into_iter().map(|tag| Value::from(tag.as_str())));
    files.insert("course.json", serde_json::to_vec_pretty(&json).map_err(|_| FilesError::Unreadable)?);
    Ok(())
}

/// Puts in the words that differ from the package's.
fn put_words(
    files: &mut SourceFiles,
    course: &Course,
    languages: &[LanguageTag],
    strings: &AllStrings,
) -> Result<(), FilesError> {
    let units = course.units();
    let (mut changes, mut gone) = (Vec::new(), Vec::new());
    for unit in &units {
        for language in languages {
            let words = strings.get(&(unit.key.clone(), language.clone()));
            for string in &unit.strings {
                let before = string.texts.get(language).map(|text| plain_ends(text)).unwrap_or_default();
                let after = words.and_then(|words| words.get(&string.path)).map_or("", String::as_str);
                match unit.key.strip_prefix("lesson.") {
                    _ if before == after => {}
                    Some(lesson) if after.is_empty() => gone.push(format!("lessons/{lesson}/{language}.md")),
                    _ => changes.push((unit.key.as_str(), string.path.as_str(), language, after)),
                }
            }
        }
    }
    set_texts(files, changes)?;
    for path in gone {
        files.remove(&path);
    }
    Ok(())
}
