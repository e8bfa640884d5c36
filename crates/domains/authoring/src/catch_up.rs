//! Brings a working copy up to the course's newest version, when a package was uploaded beside it.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _,
};
use thiserror::Error;
use vidik_base::LanguageTag;

use crate::{
    draft::{Draft, DraftSource, written},
    entity::{course_draft, draft_text, draft_unit},
    history::{Entry, How, record},
    merge::{Merged, merge},
    state::TextState,
    texts::{Text, Writer, texts_read},
    unit::{SourceUnit, Strings, is_complete, source_hash},
    workflow,
};

/// What became of the texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaughtUp {
    /// The version that the working copy is made of now.
    pub version: i32,
    /// How many texts came from the newer version.
    pub taken: usize,
    /// How many texts that were changed in the working copy stand as they were.
    pub kept: usize,
    /// Units that the newer version brought.
    pub added: Vec<String>,
    /// Units that the newer version has no more.
    pub removed: Vec<String>,
    /// Texts that were changed on both sides: unit and language. The working copy's words stand, the newer version's
    /// are in the history.
    pub clashes: Vec<(String, LanguageTag)>,
}

/// Why a working copy cannot be brought up to date.
#[derive(Debug, Error)]
pub enum CatchUpError {
    /// The newer version is written in another master language.
    #[error("the newer version has another master language")]
    OtherMaster,
    /// Somebody wrote meanwhile.
    #[error("somebody wrote meanwhile")]
    Changed,
    /// What is kept of the working copy cannot be read.
    #[error("what is kept of the working copy cannot be read")]
    Broken,
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Puts together what the newer version and the working copy changed since the version that both were made of. Words
/// that only one side changed are taken from there; where both did, the working copy's stand and the newer version's
/// are kept in the history. A translation whose source changes shows as outdated. `base` and `newest` are the sources
/// of the draft's version and of the course's newest.
pub async fn catch_up<C: ConnectionTrait>(
    txn: &C,
    writer: Writer<'_>,
    draft: &Draft,
    base: &DraftSource,
    newest: &DraftSource,
) -> Result<CaughtUp, CatchUpError> {
    if newest.master != draft.master {
        return Err(CatchUpError::OtherMaster);
    }
    let mut languages = written(&newest.master, &newest.languages);
    languages.extend(draft.languages.iter().filter(|language| !newest.languages.contains(language)).cloned());
    let mut seen = BTreeSet::new();
    languages.retain(|language| seen.insert(language.clone()));
    lock(txn, writer, draft, newest, &languages).await?;
    let mut work = Work {
        txn,
        writer,
        draft,
        base: base.units.iter().map(|unit| (unit.key.as_str(), unit)).collect(),
        texts: standing(txn, draft).await?,
        state: if newest.published { TextState::Published } else { TextState::Draft },
        told: CaughtUp { version: newest.version, ..CaughtUp::default() },
        master_changed: false,
    };
    let units = draft_unit::Entity::find().filter(draft_unit::Column::CourseId.eq(draft.course.0)).all(txn).await?;
    let mut had: BTreeMap<String, draft_unit::Model> = units.into_iter().map(|unit| (unit.key.clone(), unit)).collect();
    for (unit, position) in newest.units.iter().zip(0..) {
        let before = had.remove(&unit.key);
        work.unit(unit, position, before, &languages).await?;
    }
    for key in had.into_keys() {
        work.remove(&key).await?;
        work.told.removed.push(key);
    }
    let Work { told, master_changed, .. } = work;
    if told != (CaughtUp { version: newest.version, kept: told.kept, ..CaughtUp::default() }) {
        workflow::text_changed(txn, writer, draft.course, master_changed).await?;
    }
    Ok(told)
}

/// The first write: whoever writes to the working copy at the same time comes before or after, never in the middle.
async fn lock<C: ConnectionTrait>(
    txn: &C,
    writer: Writer<'_>,
    draft: &Draft,
    newest: &DraftSource,
    languages: &[LanguageTag],
) -> Result<(), CatchUpError> {
    let row = course_draft::ActiveModel {
        base_package_id: Set(newest.package.0),
        base_version: Set(newest.version),
        languages: Set(serde_json::to_string(languages).map_err(|_| CatchUpError::Broken)?),
        changed_at: Set(writer.clock.now()),
        ..Default::default()
    };
    let updated = course_draft::Entity::update_many()
        .set(row)
        .filter(course_draft::Column::CourseId.eq(draft.course.0))
        .filter(course_draft::Column::BaseVersion.eq(draft.base_version))
        .filter(course_draft::Column::ChangedAt.eq(draft.changed_at))
        .exec(txn)
        .await?;
    if updated.rows_affected == 1 { Ok(()) } else { Err(CatchUpError::Changed) }
}

type Standing = BTreeMap<(String, LanguageTag), Text>;

async fn standing<C: ConnectionTrait>(txn: &C, draft: &Draft) -> Result<Standing, CatchUpError> {
    let rows = draft_text::Entity::find().filter(draft_text::Column::CourseId.eq(draft.course.0)).all(txn).await?;
    rows.into_iter()
        .map(|row| {
            let key = row.key.clone();
            let text = texts_read(row, "").map_err(|_| CatchUpError::Broken)?;
            Ok(((key, text.language.clone()), text))
        })
        .collect()
}

struct Work<'a, C> {
    txn: &'a C,
    writer: Writer<'a>,
    draft: &'a Draft,
    base: BTreeMap<&'a str, &'a SourceUnit>,
    texts: Standing,
    /// Of words that are as the newer version has them.
    state: TextState,
    told: CaughtUp,
    master_changed: bool,
}

impl<C: ConnectionTrait> Work<'_, C> {
    async fn unit(
        &mut self,
        unit: &SourceUnit,
        position: i32,
        before: Option<draft_unit::Model>,
        languages: &[LanguageTag],
    ) -> Result<(), CatchUpError> {
        let places: Vec<&str> = unit.strings.iter().map(|string| string.path.as_str()).collect();
        let original = self.merged(unit, &self.draft.master, &places);
        let hash = source_hash(&original.strings);
        if before.as_ref().is_some_and(|before| before.source_hash != hash) {
            self.master_changed = true;
        }
        let row = draft_unit::Model {
            course_id: self.draft.course.0,
            key: unit.key.clone(),
            kind: unit.kind.clone(),
            name: unit.name.clone(),
            position,
            strings: serde_json::to_string(&unit.forms()).map_err(|_| CatchUpError::Broken)?,
            source_hash: hash.clone(),
        };
        match before {
            None => {
                self.told.added.push(unit.key.clone());
                row.into_active_model().insert(self.txn).await?;
            }
            Some(before) if before != row => {
                row.into_active_model().reset_all().update(self.txn).await?;
            }
            Some(_) => {}
        }
        for language in languages {
            let merged =
                if *language == self.draft.master { original.clone() } else { self.merged(unit, language, &places) };
            self.text(unit, language, merged, &original.strings, &hash).await?;
        }
        Ok(())
    }

    fn merged(&self, unit: &SourceUnit, language: &LanguageTag, places: &[&str]) -> Merged {
        let was = self.base.get(unit.key.as_str()).map(|base| base.strings_in(language)).unwrap_or_default();
        let own = self.texts.get(&(unit.key.clone(), language.clone()));
        let own = own.map(|text| text.strings.clone()).unwrap_or_default();
        merge(&was, &unit.strings_in(language), &own, places)
    }

    /// One text in one language: written where its words, its state or what it was translated from become others.
    async fn text(
        &mut self,
        unit: &SourceUnit,
        language: &LanguageTag,
        merged: Merged,
        original: &Strings,
        hash: &str,
    ) -> Result<(), CatchUpError> {
        let theirs = unit.strings_in(language);
        let before = self.texts.get(&(unit.key.clone(), language.clone())).cloned();
        let is_master = *language == self.draft.master;
        let complete = is_master || is_complete(original, &merged.strings);
        let Some(before) = before else {
            if merged.strings.is_empty() {
                return Ok(());
            }
            self.told.taken += 1;
            let after = self.becomes(language, merged.strings, self.state, hash.to_owned(), complete, 1);
            return self.write(&unit.key, None, &after).await;
        };
        let as_theirs = merged.strings == theirs;
        let unchanged = merged.strings == before.strings;
        let state = match () {
            () if merged.strings.is_empty() => TextState::None,
            () if unchanged => before.state,
            () if as_theirs => self.state,
            () => TextState::Draft,
        };
        // Words that came with the newer version were translated from its source; others from what they were.
        let came = as_theirs && !unchanged;
        let hash = match () {
            () if is_master => hash.to_owned(),
            () if came => source_hash(&unit.strings_in(&self.draft.master)),
            () => before.source_hash.clone(),
        };
        if merged.clash {
            self.told.clashes.push((unit.key.clone(), language.clone()));
            // What the newer version says, written down as the words before: nothing is lost.
            let other = Text { strings: theirs, revision: before.revision, ..before.clone() };
            self.note(&unit.key, Some(&other), &before).await?;
        } else if unchanged && self.changed_since_base(unit, language, &before.strings) {
            self.told.kept += 1;
        }
        if unchanged && hash == before.source_hash && complete == before.complete {
            return Ok(());
        }
        if !unchanged {
            self.told.taken += 1;
        }
        let after = self.becomes(language, merged.strings, state, hash, complete, before.revision.saturating_add(1));
        self.write(&unit.key, Some(&before), &after).await
    }

    fn changed_since_base(&self, unit: &SourceUnit, language: &LanguageTag, own: &Strings) -> bool {
        self.base.get(unit.key.as_str()).is_none_or(|base| base.strings_in(language) != *own)
    }

    fn becomes(
        &self,
        language: &LanguageTag,
        strings: Strings,
        state: TextState,
        source_hash: String,
        complete: bool,
        revision: i32,
    ) -> Text {
        Text {
            language: language.clone(),
            cell: crate::Cell::of(state, &source_hash, &source_hash),
            strings,
            state,
            source_hash,
            complete,
            revision,
            changed_by: Some(self.writer.person),
            changed_at: self.writer.clock.now(),
        }
    }

    async fn write(&self, key: &str, before: Option<&Text>, after: &Text) -> Result<(), CatchUpError> {
        let row = draft_text::Model {
            course_id: self.draft.course.0,
            key: key.to_owned(),
            language: after.language.as_str().to_owned(),
            strings: serde_json::to_string(&after.strings).map_err(|_| CatchUpError::Broken)?,
            state: after.state.as_str().to_owned(),
            source_hash: after.source_hash.clone(),
            complete: after.complete,
            revision: after.revision,
            changed_by: after.changed_by.map(|person| person.0),
            changed_at: after.changed_at,
        };
        if before.is_some() {
            row.into_active_model().reset_all().update(self.txn).await?;
        } else {
            row.into_active_model().insert(self.txn).await?;
        }
        if before.is_none_or(|before| before.strings != after.strings) {
            self.note(key, before, after).await?;
        }
        Ok(())
    }

    async fn note(&self, key: &str, before: Option<&Text>, after: &Text) -> Result<(), CatchUpError> {
        let entry = Entry { course: self.draft.course, key, how: How::CatchUp, before, after };
        Ok(record(self.txn, self.writer, entry).await?)
    }

    async fn remove(&self, key: &str) -> Result<(), CatchUpError> {
        let course = self.draft.course.0;
        draft_text::Entity::delete_many()
            .filter(draft_text::Column::CourseId.eq(course))
            .filter(draft_text::Column::Key.eq(key))
            .exec(self.txn)
            .await?;
        draft_unit::Entity::delete_by_id((course, key.to_owned())).exec(self.txn).await?;
        Ok(())
    }
}
