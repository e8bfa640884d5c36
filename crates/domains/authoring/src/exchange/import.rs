//! Takes in what a translator sent back: everything, or nothing where something is wrong.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _};
use vidik_base::LanguageTag;

use super::{Row, Sheet, sheet};
use crate::{
    access::{Access, Actor},
    comments::{CommentError, NewComment, comment},
    draft::{Draft, DraftError},
    entity::draft_text,
    history::How,
    review::{ReviewError, set_state},
    state::{Cell, TextState},
    texts::{MOST_CHARS, Write, WriteError, Writer, check_language, is_bad, write_text},
    unit::{Strings, plain_ends},
};

/// Something that is wrong with a row, or that a person should know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The row or line in the file; 0 for the file as a whole.
    pub place: u32,
    /// The unit that the row names.
    pub key: String,
    /// What is wrong: `unknown_unit`, `unknown_text`, `row_twice`, `other_course`, `other_languages`, `not_assigned`,
    /// `control_characters`, `too_long`; `source_changed` and `source_edited` do not keep the file out.
    pub code: &'static str,
    /// Whether nothing is taken in because of it.
    pub is_error: bool,
}

/// What a file brings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// How many texts the file has.
    pub rows: usize,
    /// The units whose words change.
    pub changed: Vec<String>,
    /// The units that are found good.
    pub reviewed: Vec<String>,
    /// How many comments it adds.
    pub comments: usize,
    /// What is wrong, in the file's order.
    pub troubles: Vec<Trouble>,
}

impl Imported {
    /// Whether nothing was taken in.
    pub fn is_refused(&self) -> bool {
        self.troubles.iter().any(|trouble| trouble.is_error)
    }
}

/// Takes a sheet in. Words that changed come in as drafts, and as outdated where the source changed since the file was
/// made; a text that the file says is reviewed, and did not say so before, is reviewed where the actor may say so. What
/// is empty in the file stays as it is. With an error in its troubles, or with `only_look`, nothing is written.
pub async fn import_sheet<C: ConnectionTrait>(
    txn: &C,
    writer: Writer<'_>,
    draft: &Draft,
    (actor, access): (&Actor, &Access),
    (course, sent): (&str, &Sheet),
    only_look: bool,
) -> Result<Imported, ReviewError> {
    let language = &sent.target_language;
    let mut told = Imported { rows: sent.rows.len(), ..Imported::default() };
    let whole = |code| Trouble { place: 0, key: String::new(), code, is_error: true };
    if !sent.course.is_empty() && sent.course != course {
        told.troubles.push(whole("other_course"));
    }
    if sent.source_language != draft.master || *language == draft.master || check_language(draft, language).is_err() {
        told.troubles.push(whole("other_languages"));
        return Ok(told);
    }
    let standing = sheet(txn, draft, course, language).await.map_err(broken)?;
    let known = Known::of(txn, draft, language, &standing).await?;
    let units = checked(&known, sent, access, &mut told);
    if told.is_refused() {
        return Ok(told);
    }
    let mut intake = Intake { writer, draft, actor, access, language, only_look, told };
    for (key, rows) in units {
        intake.unit(txn, &known, key, &rows).await?;
    }
    Ok(intake.told)
}

fn broken(error: DraftError) -> ReviewError {
    match error {
        DraftError::Database(error) => error.into(),
        _ => WriteError::Broken.into(),
    }
}

/// What the working copy has, by unit.
struct Known<'s> {
    units: BTreeMap<&'s str, KnownUnit<'s>>,
}

#[derive(Default)]
struct KnownUnit<'s> {
    /// By path: with words in the source or in the translation.
    rows: BTreeMap<&'s str, &'s Row>,
    revision: i32,
    /// Words of paths that the source has no more stand here, too.
    words: Strings,
}

impl<'s> Known<'s> {
    async fn of<C: ConnectionTrait>(
        txn: &C,
        draft: &Draft,
        language: &LanguageTag,
        standing: &'s Sheet,
    ) -> Result<Self, ReviewError> {
        let mut units: BTreeMap<&str, KnownUnit<'s>> = BTreeMap::new();
        for row in &standing.rows {
            let unit = units.entry(&row.key).or_default();
            unit.rows.insert(&row.path, row);
            if !row.target.is_empty() {
                unit.words.insert(row.path.clone(), row.target.clone());
            }
        }
        let revisions: Vec<(String, i32)> = draft_text::Entity::find()
            .filter(draft_text::Column::CourseId.eq(draft.course.0))
            .filter(draft_text::Column::Language.eq(language.as_str()))
            .select_only()
            .columns([draft_text::Column::Key, draft_text::Column::Revision])
            .into_tuple()
            .all(txn)
            .await?;
        for (key, revision) in revisions {
            if let Some(unit) = units.get_mut(key.as_str()) {
                unit.revision = revision;
            }
        }
        Ok(Self { units })
    }
}

/// The rows by unit, in the file's order within each; what is wrong goes into the troubles.
fn checked<'s>(
    known: &Known<'_>,
    sent: &'s Sheet,
    access: &Access,
    told: &mut Imported,
) -> BTreeMap<&'s str, Vec<&'s Row>> {
    let mut units: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in &sent.rows {
        let mut say = |code, is_error| {
            told.troubles.push(Trouble { place: row.place, key: row.key.clone(), code, is_error });
        };
        let Some(unit) = known.units.get(row.key.as_str()) else {
            say("unknown_unit", true);
            continue;
        };
        let Some(stands) = unit.rows.get(row.path.as_str()) else {
            say("unknown_text", true);
            continue;
        };
        let rows = units.entry(&row.key).or_default();
        if rows.iter().any(|other| other.path == row.path) {
            say("row_twice", true);
            continue;
        }
        if row.target.chars().count() > MOST_CHARS {
            say("too_long", true);
        }
        if row.target.chars().any(is_bad) {
            say("control_characters", true);
        }
        let changes = !row.target.is_empty() && plain_ends(&row.target) != stands.target;
        if changes && !access.writes(&sent.target_language, &row.key) {
            say("not_assigned", true);
        }
        if !row.hash.is_empty() && row.hash != stands.hash {
            say("source_changed", false);
        } else if plain_ends(&row.source) != stands.source {
            say("source_edited", false);
        }
        rows.push(row);
    }
    units
}

struct Intake<'a> {
    writer: Writer<'a>,
    draft: &'a Draft,
    actor: &'a Actor,
    access: &'a Access,
    language: &'a LanguageTag,
    only_look: bool,
    told: Imported,
}

impl Intake<'_> {
    async fn unit<C: ConnectionTrait>(
        &mut self,
        txn: &C,
        known: &Known<'_>,
        key: &str,
        rows: &[&Row],
    ) -> Result<(), ReviewError> {
        let (Some(stands), Some(first)) = (known.units.get(key), rows.first()) else { return Ok(()) };
        let mut words = stands.words.clone();
        words.extend(
            rows.iter().filter(|row| !row.target.is_empty()).map(|row| (row.path.clone(), plain_ends(&row.target))),
        );
        let mut revision = stands.revision;
        let changes = words != stands.words;
        if changes {
            revision = self.write(txn, key, words, revision, &first.hash).await?;
        }
        let raised = rows.iter().all(|row| row.state == Cell::Reviewed && row.was != Cell::Reviewed);
        if raised && revision > 0 && first.hash == stands.rows.values().next().map_or("", |row| row.hash.as_str()) {
            self.review(txn, key, revision).await?;
        }
        let before = stands.rows.values().next().map_or("", |row| row.note.trim());
        let note = first.note.trim();
        if !note.is_empty() && note != before {
            self.comment(txn, key, note).await?;
        }
        Ok(())
    }

    async fn write<C: ConnectionTrait>(
        &mut self,
        txn: &C,
        key: &str,
        strings: Strings,
        revision: i32,
        hash: &str,
    ) -> Result<i32, ReviewError> {
        self.told.changed.push(key.to_owned());
        if self.only_look {
            return Ok(revision.saturating_add(1));
        }
        let write = Write {
            key: key.to_owned(),
            language: self.language.clone(),
            strings,
            source_hash: Some(hash.to_owned()).filter(|hash| !hash.is_empty()),
            revision,
            how: How::Import,
        };
        Ok(write_text(txn, self.writer, self.draft, self.access, write).await?.revision)
    }

    /// Only an author's word counts for what just came in: whoever else wrote a text does not review it.
    async fn review<C: ConnectionTrait>(&mut self, txn: &C, key: &str, revision: i32) -> Result<(), ReviewError> {
        if !self.actor.author {
            return Ok(());
        }
        if !self.only_look {
            let which = (key, self.language, revision);
            let who = (self.actor, self.access);
            match set_state(txn, self.writer, self.draft, who, which, TextState::Reviewed).await {
                Ok(_) => {}
                // A part of it is still missing: it stays a draft.
                Err(ReviewError::Incomplete | ReviewError::Nothing) => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        self.told.reviewed.push(key.to_owned());
        Ok(())
    }

    async fn comment<C: ConnectionTrait>(&mut self, txn: &C, key: &str, note: &str) -> Result<(), ReviewError> {
        self.told.comments += 1;
        if self.only_look {
            return Ok(());
        }
        let words = note.chars().filter(|c| !c.is_control() || *c == '\n').take(4_000).collect();
        let new = NewComment { key: key.to_owned(), language: Some(self.language.clone()), words };
        let Writer { clock, rng, person } = self.writer;
        match comment(txn, clock, rng, self.draft.course, person, new).await {
            Ok(_) | Err(CommentError::BadWords | CommentError::UnknownUnit | CommentError::Unknown) => Ok(()),
            Err(CommentError::Database(error)) => Err(error.into()),
        }
    }
}
