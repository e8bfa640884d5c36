//! The term base: what a thing is called in each language, in all courses.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use serde::Deserialize;
use thiserror::Error;
use vidik_base::{Clock, LanguageTag, PersonId, Rng, TermId, new_ordered_id};

use crate::entity::term;

/// The words for one thing by language: the first is the one to use, the others are right as well.
pub type TermTexts = BTreeMap<LanguageTag, Vec<String>>;

/// The longest word or phrase, and the longest note, in characters.
const MOST_CHARS: (usize, usize) = (200, 2_000);
/// How many words there may be for one thing in one language.
const MOST_WORDS: usize = 10;

/// An entry of the term base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Id.
    pub id: TermId,
    /// The words by language.
    pub texts: TermTexts,
    /// When to use it, and what not to say.
    pub note: String,
    /// Whether translations are checked for it. Everyday words with many meanings are better left out.
    pub checked: bool,
    /// Counts its changes from 1.
    pub revision: i32,
    /// Who changed it last; nobody where it came with the program.
    pub changed_by: Option<PersonId>,
    /// When.
    pub changed_at: DateTime<Utc>,
}

/// What an author says of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TermWords {
    /// The words by language.
    pub texts: TermTexts,
    /// When to use it.
    #[serde(default)]
    pub note: String,
    /// Whether translations are checked for it.
    #[serde(default = "yes")]
    pub checked: bool,
}

const fn yes() -> bool {
    true
}

/// Why an entry cannot be added, changed or removed.
#[derive(Debug, Error)]
pub enum TermError {
    /// It has no words, or none in some language.
    #[error("an entry has words in at least one language, and in each that it names")]
    NoWords,
    /// Words or note are too long, or too many.
    #[error("an entry has at most 10 words of 200 characters a language, and a note of 2,000")]
    TooLong,
    /// There is none of that id.
    #[error("there is no such entry")]
    Unknown,
    /// Somebody else changed it meanwhile; the revision that stands.
    #[error("somebody else changed it meanwhile")]
    Changed(i32),
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// The whole term base; it has some hundreds of entries.
pub async fn terms<C: ConnectionTrait>(conn: &C) -> Result<Vec<Term>, DbErr> {
    let rows = term::Entity::find().order_by_asc(term::Column::Id).all(conn).await?;
    rows.into_iter().map(read).collect()
}

fn read(row: term::Model) -> Result<Term, DbErr> {
    Ok(Term {
        id: TermId(row.id),
        texts: serde_json::from_str(&row.texts).map_err(|error| DbErr::Custom(error.to_string()))?,
        note: row.note,
        checked: row.checked,
        revision: row.revision,
        changed_by: row.changed_by.map(PersonId),
        changed_at: row.changed_at,
    })
}

/// Adds an entry.
pub async fn add_term<C: ConnectionTrait>(
    txn: &C,
    clock: &dyn Clock,
    rng: &dyn Rng,
    by: Option<PersonId>,
    words: TermWords,
) -> Result<Term, TermError> {
    let words = checked(words)?;
    let id: TermId = new_ordered_id(clock, rng);
    Ok(read(row(id, clock, by, &words, 1).insert(txn).await?)?)
}

fn row(id: TermId, clock: &dyn Clock, by: Option<PersonId>, words: &TermWords, revision: i32) -> term::ActiveModel {
    term::ActiveModel {
        id: Set(id.0),
        texts: Set(serde_json::to_string(&words.texts).unwrap_or_default()),
        note: Set(words.note.clone()),
        checked: Set(words.checked),
        revision: Set(revision),
        changed_by: Set(by.map(|person| person.0)),
        changed_at: Set(clock.now()),
    }
}

/// Changes an entry whose revision is `revision`.
pub async fn change_term<C: ConnectionTrait>(
    txn: &C,
    clock: &dyn Clock,
    by: PersonId,
    (id, revision): (TermId, i32),
    words: TermWords,
) -> Result<Term, TermError> {
    let words = checked(words)?;
    let updated = term::Entity::update_many()
        .set(row(id, clock, Some(by), &words, revision.saturating_add(1)))
        .filter(term::Column::Id.eq(id.0))
        .filter(term::Column::Revision.eq(revision))
        .exec(txn)
        .await?;
    let found = term::Entity::find_by_id(id.0).one(txn).await?.ok_or(TermError::Unknown)?;
    if updated.rows_affected == 1 { Ok(read(found)?) } else { Err(TermError::Changed(found.revision)) }
}

/// Removes an entry.
pub async fn remove_term<C: ConnectionTrait>(txn: &C, id: TermId) -> Result<(), TermError> {
    let removed = term::Entity::delete_by_id(id.0).exec(txn).await?;
    if removed.rows_affected == 1 { Ok(()) } else { Err(TermError::Unknown) }
}

fn checked(words: TermWords) -> Result<TermWords, TermError> {
    let trim = |words: Vec<String>| -> Vec<String> { words.iter().map(|word| word.trim().to_owned()).collect() };
    let texts: TermTexts = words.texts.into_iter().map(|(language, words)| (language, trim(words))).collect();
    let note = words.note.trim().to_owned();
    if texts.is_empty() || texts.values().any(|words| words.is_empty() || words.iter().any(String::is_empty)) {
        return Err(TermError::NoWords);
    }
    let long = |word: &String| word.chars().count() > MOST_CHARS.0;
    if note.chars().count() > MOST_CHARS.1
        || texts.values().any(|words| words.len() > MOST_WORDS || words.iter().any(long))
    {
        return Err(TermError::TooLong);
    }
    Ok(TermWords { texts, note, checked: words.checked })
}

/// The words that the program brings along: those of the Centre, which its interface and its courses use.
const FIRST: &str = include_str!("terms.json");

/// Puts the words that the program brings along into a term base without entries. From then on they are entries like
/// any other: what an author removes does not come back, unless all are removed.
pub async fn fill_term_base<C: ConnectionTrait>(txn: &C, clock: &dyn Clock, rng: &dyn Rng) -> Result<(), TermError> {
    if term::Entity::find().limit(1).one(txn).await?.is_some() {
        return Ok(());
    }
    let first: Vec<TermWords> = serde_json::from_str(FIRST).map_err(|error| DbErr::Custom(error.to_string()))?;
    let mut rows = Vec::new();
    for (words, place) in first.into_iter().zip(0_u16..) {
        // In the file's order, whatever chance gives: the time is the same for all.
        let mut id: uuid::Uuid = new_ordered_id(clock, rng);
        let mut bytes = id.into_bytes();
        if let Some(slot) = bytes.get_mut(6..8) {
            slot.copy_from_slice(&(0x7000 | (place & 0x0fff)).to_be_bytes());
        }
        id = uuid::Uuid::from_bytes(bytes);
        rows.push(row(TermId(id), clock, None, &checked(words)?, 1));
    }
    for chunk in rows.chunks(500) {
        term::Entity::insert_many(chunk.to_vec()).exec_without_returning(txn).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_entries_are_good_in_three_languages() {
        let first: Vec<TermWords> = serde_json::from_str(FIRST).unwrap();
        assert!(first.len() >= 60, "{}", first.len());
        for words in first {
            let told = format!("{:?}", words.texts);
            let tags: Vec<&str> = words.texts.keys().map(LanguageTag::as_str).collect();
            assert_eq!(tags, ["en", "mk", "sr-Cyrl"], "{told}");
            checked(words).unwrap_or_else(|error| panic!("{told}: {error}"));
        }
    }
}
