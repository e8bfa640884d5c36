//! The working copy of a course.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _,
    QueryFilter as _,
};
use thiserror::Error;
use vidik_base::{Clock, CourseId, LanguageTag, PackageId};
use vidik_db::is_unique_violation;

use crate::{
    entity::{course_draft, draft_text, draft_unit},
    state::TextState,
    unit::{SourceUnit, Strings, is_complete, source_hash},
};

/// A working copy: texts as rows, and the package that everything else is taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Of which course.
    pub course: CourseId,
    /// The package that it was made of.
    pub base: PackageId,
    /// The number of the version that the package was in.
    pub base_version: i32,
    /// The language that all others are translated from.
    pub master: LanguageTag,
    /// The languages that are written, the master first. Serbian Latin is none of them where the Cyrillic is: it is
    /// derived.
    pub languages: Vec<LanguageTag>,
    /// Made when.
    pub made_at: DateTime<Utc>,
    /// When a text changed last.
    pub changed_at: DateTime<Utc>,
}

/// Why a working copy cannot be made or read.
#[derive(Debug, Error)]
pub enum DraftError {
    /// The course has one already.
    #[error("the course has a working copy")]
    Exists,
    /// What is kept of it cannot be read.
    #[error("what is kept of the working copy cannot be read")]
    Broken,
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// What a working copy is made of.
#[derive(Clone, Debug)]
pub struct DraftSource {
    /// Of which course.
    pub course: CourseId,
    /// The package of its newest version.
    pub package: PackageId,
    /// That version's number.
    pub version: i32,
    /// Whether that version is published: so are its texts then.
    pub published: bool,
    /// The language that all others are translated from.
    pub master: LanguageTag,
    /// The languages that the package has.
    pub languages: Vec<LanguageTag>,
    /// Its texts.
    pub units: Vec<SourceUnit>,
}

/// The languages that are written: the master first, and never a script that is derived from another.
pub(crate) fn written(master: &LanguageTag, languages: &[LanguageTag]) -> Vec<LanguageTag> {
    let mut written = vec![master.clone()];
    for language in languages {
        let derived = language.as_str() == "sr-Latn"
            && (master.as_str() == "sr-Cyrl" || languages.iter().any(|other| other.as_str() == "sr-Cyrl"));
        if !derived && !written.contains(language) {
            written.push(language.clone());
        }
    }
    written
}

/// Makes the working copy of a course that has none.
pub async fn make_draft<C: ConnectionTrait>(
    txn: &C,
    clock: &dyn Clock,
    source: &DraftSource,
) -> Result<(), DraftError> {
    if course_draft::Entity::find_by_id(source.course.0).one(txn).await?.is_some() {
        return Err(DraftError::Exists);
    }
    let languages = written(&source.master, &source.languages);
    let row = course_draft::ActiveModel {
        course_id: Set(source.course.0),
        base_package_id: Set(source.package.0),
        base_version: Set(source.version),
        master: Set(source.master.as_str().to_owned()),
        languages: Set(serde_json::to_string(&languages).unwrap_or_default()),
        made_at: Set(clock.now()),
        changed_at: Set(clock.now()),
    };
    match row.insert(txn).await {
        Err(error) if is_unique_violation(&error).is_some() => return Err(DraftError::Exists),
        other => other?,
    };
    let (mut units, mut texts) = (Vec::new(), Vec::new());
    for (unit, position) in source.units.iter().zip(0..) {
        let original = unit.strings_in(&source.master);
        let hash = source_hash(&original);
        units.push(unit_row(source.course, unit, position, &hash));
        for language in &languages {
            let strings = unit.strings_in(language);
            if !strings.is_empty() {
                texts.push(text_row(source, clock, unit, language, &original, &strings, &hash));
            }
        }
    }
    for chunk in units.chunks(500) {
        draft_unit::Entity::insert_many(chunk.to_vec()).exec_without_returning(txn).await?;
    }
    for chunk in texts.chunks(500) {
        draft_text::Entity::insert_many(chunk.to_vec()).exec_without_returning(txn).await?;
    }
    Ok(())
}

fn unit_row(course: CourseId, unit: &SourceUnit, position: i32, hash: &str) -> draft_unit::ActiveModel {
    draft_unit::ActiveModel {
        course_id: Set(course.0),
        key: Set(unit.key.clone()),
        kind: Set(unit.kind.clone()),
        name: Set(unit.name.clone()),
        position: Set(position),
        strings: Set(serde_json::to_string(&unit.forms()).unwrap_or_default()),
        source_hash: Set(hash.to_owned()),
    }
}

fn text_row(
    source: &DraftSource,
    clock: &dyn Clock,
    unit: &SourceUnit,
    language: &LanguageTag,
    original: &Strings,
    strings: &Strings,
    hash: &str,
) -> draft_text::ActiveModel {
    let state = if source.published { TextState::Published } else { TextState::Draft };
    draft_text::ActiveModel {
        course_id: Set(source.course.0),
        key: Set(unit.key.clone()),
        language: Set(language.as_str().to_owned()),
        strings: Set(serde_json::to_string(strings).unwrap_or_default()),
        state: Set(state.as_str().to_owned()),
        source_hash: Set(hash.to_owned()),
        complete: Set(is_complete(original, strings)),
        revision: Set(1),
        changed_by: Set(None),
        changed_at: Set(clock.now()),
    }
}

/// The working copy of a course, where there is one.
pub async fn draft_of<C: ConnectionTrait>(conn: &C, course: CourseId) -> Result<Option<Draft>, DraftError> {
    course_draft::Entity::find_by_id(course.0).one(conn).await?.as_ref().map(read).transpose()
}

fn read(row: &course_draft::Model) -> Result<Draft, DraftError> {
    Ok(Draft {
        course: CourseId(row.course_id),
        base: PackageId(row.base_package_id),
        base_version: row.base_version,
        master: LanguageTag::parse(&row.master).map_err(|_| DraftError::Broken)?,
        languages: serde_json::from_str(&row.languages).map_err(|_| DraftError::Broken)?,
        made_at: row.made_at,
        changed_at: row.changed_at,
    })
}

/// Drops a working copy: the next one is made of the newest version. What became of its texts stays on record.
pub async fn discard_draft<C: ConnectionTrait>(txn: &C, course: CourseId) -> Result<(), DbErr> {
    draft_text::Entity::delete_many().filter(draft_text::Column::CourseId.eq(course.0)).exec(txn).await?;
    draft_unit::Entity::delete_many().filter(draft_unit::Column::CourseId.eq(course.0)).exec(txn).await?;
    course_draft::Entity::delete_by_id(course.0).exec(txn).await?;
    Ok(())
}

/// Notes that something in the working copy changed.
pub(crate) async fn touch<C: ConnectionTrait>(txn: &C, clock: &dyn Clock, course: CourseId) -> Result<(), DbErr> {
    let row =
        course_draft::ActiveModel { course_id: Set(course.0), changed_at: Set(clock.now()), ..Default::default() };
    row.update(txn).await.map(|_| ())
}
