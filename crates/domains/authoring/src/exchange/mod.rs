//! Texts out to translators and in again, without loss: XLIFF 2.1 for their tools, a spreadsheet for everybody else.

mod blocks;
mod import;
mod xliff_read;
mod xliff_write;
mod xlsx_read;
mod xlsx_write;

use std::collections::HashMap;

use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use thiserror::Error;
use vidik_base::LanguageTag;

pub use import::{Imported, Trouble, import_sheet};
pub use xliff_read::read_xliff;
pub use xliff_write::write_xliff;
pub use xlsx_read::read_xlsx;
pub use xlsx_write::write_xlsx;

use crate::{
    draft::{Draft, DraftError},
    entity::{draft_text, draft_unit, unit_comment},
    files::all_strings,
    state::{Cell, TextState},
    unit::StringForm,
};

/// The texts of a course in two languages, one a row, in the course's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The course's name in addresses.
    pub course: String,
    /// From which language.
    pub source_language: LanguageTag,
    /// Into which.
    pub target_language: LanguageTag,
    /// The texts.
    pub rows: Vec<Row>,
}

/// A text in two languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Where it stands in the file: a line or a row, from 1; 0 where it comes from no file.
    pub place: u32,
    /// Its unit.
    pub key: String,
    /// Its path in the unit.
    pub path: String,
    /// What people call the unit; not read back.
    pub name: String,
    /// Whether it is Markdown; not read back.
    pub markdown: bool,
    /// The words in the source language.
    pub source: String,
    /// The words in the target language; none where nothing is written.
    pub target: String,
    /// How far the unit is.
    pub state: Cell,
    /// How far it was when the file was made.
    pub was: Cell,
    /// The hash of the unit's source when the file was made.
    pub hash: String,
    /// What was said about it and is open, one comment a line.
    pub note: String,
}

/// Why a file cannot be read at all.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SheetError {
    /// It is no such file, or damaged.
    #[error("the file cannot be read: {0}")]
    Unreadable(String),
    /// It holds more than a course has.
    #[error("the file holds too much")]
    TooLarge,
    /// It does not say which languages it is in.
    #[error("the file does not say its languages")]
    NoLanguages,
}

/// The texts of a working copy, from its master into one language; of some units where they are named.
pub async fn sheet<C: ConnectionTrait>(
    conn: &C,
    draft: &Draft,
    course: &str,
    language: &LanguageTag,
) -> Result<Sheet, DraftError> {
    let units = draft_unit::Entity::find()
        .filter(draft_unit::Column::CourseId.eq(draft.course.0))
        .order_by_asc(draft_unit::Column::Position)
        .all(conn)
        .await?;
    let words = all_strings(conn, draft.course).await?;
    let (states, notes) = (states(conn, draft, language).await?, notes(conn, draft, language).await?);
    let mut rows = Vec::new();
    for unit in units {
        let forms: Vec<StringForm> = serde_json::from_str(&unit.strings).map_err(|_| DraftError::Broken)?;
        let state = states.get(&unit.key).map_or(Cell::None, |(state, hash)| Cell::of(*state, hash, &unit.source_hash));
        let of = |language: &LanguageTag, path: &str| {
            words
                .get(&(unit.key.clone(), language.clone()))
                .and_then(|words| words.get(path))
                .cloned()
                .unwrap_or_default()
        };
        for form in forms {
            let (source, target) = (of(&draft.master, &form.path), of(language, &form.path));
            if source.is_empty() && target.is_empty() {
                continue;
            }
            rows.push(Row {
                place: 0,
                key: unit.key.clone(),
                path: form.path,
                name: unit.name.clone(),
                markdown: form.markdown,
                source,
                target,
                state,
                was: state,
                hash: unit.source_hash.clone(),
                note: notes.get(&unit.key).cloned().unwrap_or_default(),
            });
        }
    }
    Ok(Sheet {
        course: course.to_owned(),
        source_language: draft.master.clone(),
        target_language: language.clone(),
        rows,
    })
}

async fn states<C: ConnectionTrait>(
    conn: &C,
    draft: &Draft,
    language: &LanguageTag,
) -> Result<HashMap<String, (TextState, String)>, DbErr> {
    let rows = draft_text::Entity::find()
        .filter(draft_text::Column::CourseId.eq(draft.course.0))
        .filter(draft_text::Column::Language.eq(language.as_str()))
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.key, (TextState::from_word(&row.state), row.source_hash))).collect())
}

/// The open comments on each unit that are about this language or about all, one a line.
async fn notes<C: ConnectionTrait>(
    conn: &C,
    draft: &Draft,
    language: &LanguageTag,
) -> Result<HashMap<String, String>, DbErr> {
    let rows = unit_comment::Entity::find()
        .filter(unit_comment::Column::CourseId.eq(draft.course.0))
        .filter(unit_comment::Column::SettledAt.is_null())
        .order_by_asc(unit_comment::Column::Id)
        .all(conn)
        .await?;
    let mut notes: HashMap<String, String> = HashMap::new();
    for row in rows {
        if row.language.as_deref().is_none_or(|about| about == language.as_str()) {
            let note = notes.entry(row.key).or_default();
            if !note.is_empty() {
                note.push('\n');
            }
            note.push_str(&row.words.lines().collect::<Vec<_>>().join(" "));
        }
    }
    Ok(notes)
}
