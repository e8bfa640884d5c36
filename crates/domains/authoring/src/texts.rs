//! The texts of a unit, in all languages, and writing one of them.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _,
    QueryFilter as _, QueryOrder as _, sea_query::Expr,
};
use thiserror::Error;
use vidik_base::{Clock, CourseId, LanguageTag, PersonId, Rng};
use vidik_db::is_unique_violation;

use crate::{
    access::Access,
    draft::{self, Draft},
    entity::{draft_text, draft_unit},
    history::{Entry, How, record},
    state::{Cell, TextState},
    unit::{StringForm, Strings, is_complete, plain_ends, source_hash},
    workflow,
};

/// The longest text, in characters: more than any lesson, less than what a row should hold.
pub(crate) const MOST_CHARS: usize = 200_000;

/// A unit with its texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitTexts {
    /// Names it in its course.
    pub key: String,
    /// What it is.
    pub kind: String,
    /// What people read in a list.
    pub name: String,
    /// Its texts, without their words.
    pub strings: Vec<StringForm>,
    /// Of the words in the master language.
    pub source_hash: String,
    /// By language, the master first; a language in which nothing was ever written is left out.
    pub texts: Vec<Text>,
}

/// A unit in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// In which language.
    pub language: LanguageTag,
    /// The words by path.
    pub strings: Strings,
    /// What is kept of its state.
    pub state: TextState,
    /// What is shown of it.
    pub cell: Cell,
    /// The hash of the source when it was written.
    pub source_hash: String,
    /// Whether it has words wherever the source has.
    pub complete: bool,
    /// Counts its changes from 1; nothing is 0.
    pub revision: i32,
    /// Who changed it last; nobody where it came with the package.
    pub changed_by: Option<PersonId>,
    /// When.
    pub changed_at: DateTime<Utc>,
}

/// Words to be written.
#[derive(Clone, Debug)]
pub struct Write {
    /// Of which unit.
    pub key: String,
    /// In which language.
    pub language: LanguageTag,
    /// All its words by path: what is left out has none from now on.
    pub strings: Strings,
    /// The hash of the source that the writer had before them; the present one where absent.
    pub source_hash: Option<String>,
    /// The revision that the writer had before them; 0 where there was nothing.
    pub revision: i32,
    /// How it comes about.
    pub how: How,
}

/// Why words cannot be written.
#[derive(Debug, Error)]
pub enum WriteError {
    /// The course has no such unit.
    #[error("the course has no such unit")]
    UnknownUnit,
    /// The course is not written in this language.
    #[error("the course is not written in this language")]
    UnknownLanguage,
    /// Serbian Latin is made of the Cyrillic, never written.
    #[error("this script is derived")]
    Derived,
    /// The unit has no text of this path.
    #[error("the unit has no text {0}")]
    UnknownPath(String),
    /// A text is too long.
    #[error("the text {0} is too long")]
    TooLong(String),
    /// A text holds control characters.
    #[error("the text {0} holds control characters")]
    ControlCharacters(String),
    /// The hash is none.
    #[error("a source hash has 64 hexadecimal digits")]
    BadHash,
    /// The master language would have no words.
    #[error("the master language has words")]
    EmptySource,
    /// The writer may not write this unit in this language.
    #[error("this is not assigned to the writer")]
    NotAssigned,
    /// Somebody else wrote meanwhile; the revision that stands.
    #[error("somebody else wrote meanwhile")]
    Changed(i32),
    /// What is kept cannot be read.
    #[error("what is kept of the text cannot be read")]
    Broken,
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Who writes, when, with which ids.
#[derive(Clone, Copy)]
pub struct Writer<'a> {
    /// What time it is.
    pub clock: &'a dyn Clock,
    /// Where ids come from.
    pub rng: &'a dyn Rng,
    /// Who.
    pub person: PersonId,
}

/// A unit in all languages.
pub async fn unit_texts<C: ConnectionTrait>(conn: &C, draft: &Draft, key: &str) -> Result<UnitTexts, WriteError> {
    let unit = find_unit(conn, draft.course, key).await?;
    let rows = draft_text::Entity::find()
        .filter(draft_text::Column::CourseId.eq(draft.course.0))
        .filter(draft_text::Column::Key.eq(key))
        .order_by_asc(draft_text::Column::Language)
        .all(conn)
        .await?;
    let mut texts = rows.into_iter().map(|row| texts_read(row, &unit.source_hash)).collect::<Result<Vec<_>, _>>()?;
    texts.sort_by_key(|text| draft.languages.iter().position(|language| *language == text.language));
    Ok(UnitTexts {
        strings: serde_json::from_str(&unit.strings).map_err(|_| WriteError::Broken)?,
        key: unit.key,
        kind: unit.kind,
        name: unit.name,
        source_hash: unit.source_hash,
        texts,
    })
}

pub(crate) async fn find_unit<C: ConnectionTrait>(
    conn: &C,
    course: CourseId,
    key: &str,
) -> Result<draft_unit::Model, WriteError> {
    let unit = draft_unit::Entity::find_by_id((course.0, key.to_owned())).one(conn).await?;
    unit.ok_or(WriteError::UnknownUnit)
}

pub(crate) async fn find_text<C: ConnectionTrait>(
    conn: &C,
    unit: &draft_unit::Model,
    language: &LanguageTag,
) -> Result<Option<Text>, WriteError> {
    let id = (unit.course_id, unit.key.clone(), language.as_str().to_owned());
    let row = draft_text::Entity::find_by_id(id).one(conn).await?;
    row.map(|row| texts_read(row, &unit.source_hash)).transpose()
}

pub(crate) fn texts_read(row: draft_text::Model, now: &str) -> Result<Text, WriteError> {
    let state = TextState::from_word(&row.state);
    Ok(Text {
        language: LanguageTag::parse(&row.language).map_err(|_| WriteError::Broken)?,
        strings: serde_json::from_str(&row.strings).map_err(|_| WriteError::Broken)?,
        cell: Cell::of(state, &row.source_hash, now),
        state,
        source_hash: row.source_hash,
        complete: row.complete,
        revision: row.revision,
        changed_by: row.changed_by.map(PersonId),
        changed_at: row.changed_at,
    })
}

/// Writes a unit in one language. What was reviewed or published is a draft again; where the master language changes,
/// every translation of the unit shows as outdated from now on. Writing what stands there changes nothing.
pub async fn write_text<C: ConnectionTrait>(
    txn: &C,
    writer: Writer<'_>,
    draft: &Draft,
    access: &Access,
    write: Write,
) -> Result<Text, WriteError> {
    check_language(draft, &write.language)?;
    if !access.writes(&write.language, &write.key) {
        return Err(WriteError::NotAssigned);
    }
    let unit = find_unit(txn, draft.course, &write.key).await?;
    let strings = checked(&unit, &write.strings)?;
    let before = find_text(txn, &unit, &write.language).await?;
    let standing = before.as_ref().map_or(0, |text| text.revision);
    if standing != write.revision {
        return Err(WriteError::Changed(standing));
    }
    let is_master = write.language == draft.master;
    let own_hash = source_hash(&strings);
    let hash = match &write.source_hash {
        _ if is_master => own_hash,
        Some(hash) => checked_hash(hash)?,
        None => unit.source_hash.clone(),
    };
    if let Some(text) = before.as_ref().filter(|text| text.strings == strings && text.source_hash == hash) {
        return Ok(text.clone());
    }
    if is_master && strings.is_empty() {
        return Err(WriteError::EmptySource);
    }
    let complete = is_master || is_complete(&source(txn, &unit, draft).await?, &strings);
    let state = if strings.is_empty() { TextState::None } else { TextState::Draft };
    store(txn, writer, &unit, &write, Kept { strings: &strings, state, hash: &hash, complete }).await?;
    if is_master {
        change_source(txn, &unit, before.as_ref(), &strings, &hash).await?;
    }
    let after =
        find_text(txn, &draft_unit::Model { source_hash: current(&unit, is_master, &hash), ..unit }, &write.language)
            .await?
            .ok_or(WriteError::Broken)?;
    record(
        txn,
        writer,
        Entry { course: draft.course, key: &write.key, how: write.how, before: before.as_ref(), after: &after },
    )
    .await?;
    draft::touch(txn, writer.clock, draft.course).await?;
    workflow::text_changed(txn, writer, draft.course, is_master).await?;
    Ok(after)
}

fn current(unit: &draft_unit::Model, is_master: bool, hash: &str) -> String {
    if is_master { hash.to_owned() } else { unit.source_hash.clone() }
}

/// Refuses a language that the course is not written in.
pub(crate) fn check_language(draft: &Draft, language: &LanguageTag) -> Result<(), WriteError> {
    if draft.languages.contains(language) {
        return Ok(());
    }
    let derived = language.as_str() == "sr-Latn" && draft.languages.iter().any(|other| other.as_str() == "sr-Cyrl");
    Err(if derived { WriteError::Derived } else { WriteError::UnknownLanguage })
}

fn checked(unit: &draft_unit::Model, strings: &Strings) -> Result<Strings, WriteError> {
    let forms: Vec<StringForm> = serde_json::from_str(&unit.strings).map_err(|_| WriteError::Broken)?;
    let mut checked = Strings::new();
    for (path, words) in strings {
        if !forms.iter().any(|form| form.path == *path) {
            return Err(WriteError::UnknownPath(path.clone()));
        }
        let words = plain_ends(words);
        if words.chars().count() > MOST_CHARS {
            return Err(WriteError::TooLong(path.clone()));
        }
        if words.chars().any(is_bad) {
            return Err(WriteError::ControlCharacters(path.clone()));
        }
        if !words.is_empty() {
            checked.insert(path.clone(), words);
        }
    }
    Ok(checked)
}

/// Control characters but for line ends and tabs, and what XML cannot hold.
pub(crate) fn is_bad(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{fffe}' | '\u{ffff}')
}

fn checked_hash(hash: &str) -> Result<String, WriteError> {
    let good = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    if good { Ok(hash.to_owned()) } else { Err(WriteError::BadHash) }
}

/// The words in the master language.
pub(crate) async fn source<C: ConnectionTrait>(
    conn: &C,
    unit: &draft_unit::Model,
    draft: &Draft,
) -> Result<Strings, WriteError> {
    Ok(find_text(conn, unit, &draft.master).await?.map(|text| text.strings).unwrap_or_default())
}

struct Kept<'a> {
    strings: &'a Strings,
    state: TextState,
    hash: &'a str,
    complete: bool,
}

/// Only where the revision is still the one that was read: two who write at once do not overwrite each other.
async fn store<C: ConnectionTrait>(
    txn: &C,
    writer: Writer<'_>,
    unit: &draft_unit::Model,
    write: &Write,
    kept: Kept<'_>,
) -> Result<(), WriteError> {
    let row = draft_text::ActiveModel {
        course_id: Set(unit.course_id),
        key: Set(unit.key.clone()),
        language: Set(write.language.as_str().to_owned()),
        strings: Set(serde_json::to_string(kept.strings).map_err(|_| WriteError::Broken)?),
        state: Set(kept.state.as_str().to_owned()),
        source_hash: Set(kept.hash.to_owned()),
        complete: Set(kept.complete),
        revision: Set(write.revision.saturating_add(1)),
        changed_by: Set(Some(writer.person.0)),
        changed_at: Set(writer.clock.now()),
    };
    if write.revision == 0 {
        return match row.insert(txn).await {
            Err(error) if is_unique_violation(&error).is_some() => Err(WriteError::Changed(1)),
            other => Ok(other.map(|_| ())?),
        };
    }
    let updated = draft_text::Entity::update_many()
        .set(row)
        .filter(draft_text::Column::CourseId.eq(unit.course_id))
        .filter(draft_text::Column::Key.eq(&unit.key))
        .filter(draft_text::Column::Language.eq(write.language.as_str()))
        .filter(draft_text::Column::Revision.eq(write.revision))
        .exec(txn)
        .await?;
    if updated.rows_affected == 1 { Ok(()) } else { Err(WriteError::Changed(write.revision.saturating_add(1))) }
}

/// The unit's hash, its name where that is one of its words, and which translations still have all words.
async fn change_source<C: ConnectionTrait>(
    txn: &C,
    unit: &draft_unit::Model,
    before: Option<&Text>,
    strings: &Strings,
    hash: &str,
) -> Result<(), WriteError> {
    let mut row = draft_unit::ActiveModel {
        course_id: Set(unit.course_id),
        key: Set(unit.key.clone()),
        source_hash: Set(hash.to_owned()),
        ..Default::default()
    };
    if let Some(name) = before.and_then(|before| renamed(&unit.name, &before.strings, strings)) {
        row.name = Set(name);
    }
    row.update(txn).await?;
    let others = draft_text::Entity::find()
        .filter(draft_text::Column::CourseId.eq(unit.course_id))
        .filter(draft_text::Column::Key.eq(&unit.key))
        .all(txn)
        .await?;
    for other in others {
        let words: Strings = serde_json::from_str(&other.strings).map_err(|_| WriteError::Broken)?;
        let complete = is_complete(strings, &words);
        if complete != other.complete {
            draft_text::Entity::update_many()
                .col_expr(draft_text::Column::Complete, Expr::value(complete))
                .filter(draft_text::Column::CourseId.eq(other.course_id))
                .filter(draft_text::Column::Key.eq(&other.key))
                .filter(draft_text::Column::Language.eq(&other.language))
                .exec(txn)
                .await?;
        }
    }
    Ok(())
}

/// The new name of a unit that is called what one of its texts, or the heading of one, says.
fn renamed(name: &str, before: &Strings, after: &Strings) -> Option<String> {
    let heading = |words: &str| words.lines().next().map(|line| line.trim_start_matches('#').trim().to_owned());
    before.iter().find_map(|(path, words)| {
        let now = after.get(path)?;
        let found =
            if words == name { Some(now.clone()) } else { heading(words).filter(|old| old == name).and(heading(now)) };
        found.filter(|now| !now.is_empty())
    })
}
