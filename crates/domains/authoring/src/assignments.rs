//! Who translates what, until when.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _,
    QueryFilter as _, QueryOrder as _,
};
use thiserror::Error;
use vidik_base::{AssignmentId, Clock, CourseId, LanguageTag, PersonId, Rng, new_ordered_id};
use vidik_db::is_unique_violation;

use crate::{
    draft::{Draft, DraftError},
    entity::{draft_unit, translation_assignment},
};

/// A part of a course that somebody translates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Id.
    pub id: AssignmentId,
    /// Of which course.
    pub course: CourseId,
    /// Into which language.
    pub language: LanguageTag,
    /// By whom.
    pub person: PersonId,
    /// Which units; the whole course where absent.
    pub units: Option<BTreeSet<String>>,
    /// Until when.
    pub due_on: Option<NaiveDate>,
    /// Who gave it.
    pub assigned_by: Option<PersonId>,
    /// When.
    pub assigned_at: DateTime<Utc>,
}

impl Assignment {
    /// Whether it holds this unit in this language.
    pub fn covers(&self, language: &LanguageTag, key: &str) -> bool {
        self.language == *language && self.units.as_ref().is_none_or(|units| units.contains(key))
    }
}

impl From<translation_assignment::Model> for Assignment {
    fn from(row: translation_assignment::Model) -> Self {
        Self {
            id: AssignmentId(row.id),
            course: CourseId(row.course_id),
            language: LanguageTag::parse(&row.language).unwrap_or_else(|_| undetermined()),
            person: PersonId(row.person_id),
            // What cannot be read covers nothing, never everything.
            units: row.units.map(|units| serde_json::from_str(&units).unwrap_or_default()),
            due_on: row.due_on,
            assigned_by: row.assigned_by.map(PersonId),
            assigned_at: row.assigned_at,
        }
    }
}

/// No language (RFC 5646, 4.1): nobody writes in it.
fn undetermined() -> LanguageTag {
    LanguageTag::parse("und").unwrap_or_else(|_| unreachable!("`und` is well-formed"))
}

/// A part to be given.
#[derive(Clone, Debug)]
pub struct NewAssignment {
    /// Into which language.
    pub language: LanguageTag,
    /// To whom.
    pub person: PersonId,
    /// Which units; the whole course where absent.
    pub units: Option<BTreeSet<String>>,
    /// Until when.
    pub due_on: Option<NaiveDate>,
}

/// What a part shall be from now on.
#[derive(Clone, Debug, Default)]
pub struct AssignmentChanges {
    /// Which units; the whole course where absent.
    pub units: Option<BTreeSet<String>>,
    /// Until when.
    pub due_on: Option<NaiveDate>,
}

/// Why a part cannot be given, changed or taken back.
#[derive(Debug, Error)]
pub enum AssignmentError {
    /// The person has a part of this course in this language.
    #[error("the person has a part of this course in this language")]
    Exists,
    /// There is none of that id in this course.
    #[error("there is no such assignment")]
    Unknown,
    /// The course is not written in this language.
    #[error("the course is not written in this language")]
    UnknownLanguage,
    /// The course has no such unit.
    #[error("the course has no unit {0}")]
    UnknownUnit(String),
    /// No unit is named.
    #[error("no unit is named")]
    NoUnits,
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<DraftError> for AssignmentError {
    fn from(error: DraftError) -> Self {
        match error {
            DraftError::Database(error) => Self::Database(error),
            other => Self::Database(DbErr::Custom(other.to_string())),
        }
    }
}

/// Gives a part of a course to a translator.
pub async fn assign<C: ConnectionTrait>(
    txn: &C,
    clock: &dyn Clock,
    rng: &dyn Rng,
    draft: &Draft,
    by: PersonId,
    new: NewAssignment,
) -> Result<Assignment, AssignmentError> {
    if !draft.languages.contains(&new.language) {
        return Err(AssignmentError::UnknownLanguage);
    }
    assign_edition(txn, clock, rng, draft.course, by, new).await
}

/// Gives a language of a course whose languages are packages of their own to a translator; it need not have one yet.
pub async fn assign_edition<C: ConnectionTrait>(
    txn: &C,
    clock: &dyn Clock,
    rng: &dyn Rng,
    course: CourseId,
    by: PersonId,
    new: NewAssignment,
) -> Result<Assignment, AssignmentError> {
    check_units(txn, course, new.units.as_ref()).await?;
    let id: AssignmentId = new_ordered_id(clock, rng);
    let row = translation_assignment::ActiveModel {
        id: Set(id.0),
        course_id: Set(course.0),
        language: Set(new.language.as_str().to_owned()),
        person_id: Set(new.person.0),
        units: Set(units_text(new.units.as_ref())),
        due_on: Set(new.due_on),
        assigned_by: Set(Some(by.0)),
        assigned_at: Set(clock.now()),
    };
    match row.insert(txn).await {
        Err(error) if is_unique_violation(&error).is_some() => Err(AssignmentError::Exists),
        Err(error) => Err(error.into()),
        Ok(row) => Ok(row.into()),
    }
}

fn units_text(units: Option<&BTreeSet<String>>) -> Option<String> {
    units.map(|units| serde_json::to_string(units).unwrap_or_default())
}

async fn check_units<C: ConnectionTrait>(
    txn: &C,
    course: CourseId,
    units: Option<&BTreeSet<String>>,
) -> Result<(), AssignmentError> {
    let Some(units) = units else { return Ok(()) };
    if units.is_empty() {
        return Err(AssignmentError::NoUnits);
    }
    let rows = draft_unit::Entity::find().filter(draft_unit::Column::CourseId.eq(course.0)).all(txn).await?;
    let known: BTreeSet<String> = rows.into_iter().map(|row| row.key).collect();
    match units.iter().find(|unit| !known.contains(*unit)) {
        Some(unknown) => Err(AssignmentError::UnknownUnit(unknown.clone())),
        None => Ok(()),
    }
}

/// Changes which units a part has, and until when.
pub async fn change_assignment<C: ConnectionTrait>(
    txn: &C,
    course: CourseId,
    id: AssignmentId,
    changes: AssignmentChanges,
) -> Result<Assignment, AssignmentError> {
    find_assignment(txn, course, id).await?.ok_or(AssignmentError::Unknown)?;
    check_units(txn, course, changes.units.as_ref()).await?;
    let row = translation_assignment::ActiveModel {
        id: Set(id.0),
        units: Set(units_text(changes.units.as_ref())),
        due_on: Set(changes.due_on),
        ..Default::default()
    };
    Ok(row.update(txn).await?.into())
}

/// Takes a part back. What was written stays.
pub async fn withdraw<C: ConnectionTrait>(txn: &C, course: CourseId, id: AssignmentId) -> Result<(), AssignmentError> {
    find_assignment(txn, course, id).await?.ok_or(AssignmentError::Unknown)?;
    translation_assignment::Entity::delete_by_id(id.0).exec(txn).await?;
    Ok(())
}

/// The part of that id, where it is one of this course.
pub async fn find_assignment<C: ConnectionTrait>(
    conn: &C,
    course: CourseId,
    id: AssignmentId,
) -> Result<Option<Assignment>, DbErr> {
    let row = translation_assignment::Entity::find_by_id(id.0).one(conn).await?;
    Ok(row.filter(|row| row.course_id == course.0).map(Assignment::from))
}

/// The parts of a course, the oldest first.
pub async fn assignments_of<C: ConnectionTrait>(conn: &C, course: CourseId) -> Result<Vec<Assignment>, DbErr> {
    let rows = translation_assignment::Entity::find()
        .filter(translation_assignment::Column::CourseId.eq(course.0))
        .order_by_asc(translation_assignment::Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Assignment::from).collect())
}

/// What a person has to translate, in all courses; what is due first comes first, what has no date last.
pub async fn assignments_to<C: ConnectionTrait>(conn: &C, person: PersonId) -> Result<Vec<Assignment>, DbErr> {
    let rows = translation_assignment::Entity::find()
        .filter(translation_assignment::Column::PersonId.eq(person.0))
        .order_by_asc(translation_assignment::Column::Id)
        .all(conn)
        .await?;
    let mut parts: Vec<Assignment> = rows.into_iter().map(Assignment::from).collect();
    parts.sort_by_key(|part| (part.due_on.is_none(), part.due_on));
    Ok(parts)
}
