//! Enrolling on a course.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use thiserror::Error;
use vidik_base::{Clock, CourseId, EnrolmentId, PersonId, Rng, new_id};
use vidik_catalogue::Course;

use crate::entity::enrolment;

/// A person's place on a course.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// Id.
    pub id: EnrolmentId,
    /// Who.
    pub person: PersonId,
    /// On what.
    pub course: CourseId,
    /// Since when.
    pub enrolled_at: DateTime<Utc>,
    /// By which day it is to be completed.
    pub due_on: Option<NaiveDate>,
}

impl From<enrolment::Model> for Enrolment {
    fn from(row: enrolment::Model) -> Self {
        Self {
            id: EnrolmentId(row.id),
            person: PersonId(row.person_id),
            course: CourseId(row.course_id),
            enrolled_at: row.enrolled_at,
            due_on: row.due_on,
        }
    }
}

/// Why somebody cannot enrol.
#[derive(Debug, Error)]
pub enum EnrolError {
    /// The course has no published version.
    #[error("the course is not published")]
    NotPublished,
    /// Only others may enrol people on it.
    #[error("the course is not open for self-enrolment")]
    Closed,
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Who puts somebody on a course.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnrolmentSource {
    /// The person.
    Own,
    /// Somebody who may.
    Staff,
}

/// Enrols a person. Enrolling again changes nothing and gives the same enrolment; the flag says whether it is new.
pub async fn enrol(
    txn: &DatabaseTransaction,
    clock: &dyn Clock,
    rng: &dyn Rng,
    person: PersonId,
    course: &Course,
    source: EnrolmentSource,
) -> Result<(Enrolment, bool), EnrolError> {
    if let Some(existing) = find_enrolment(txn, person, course.id).await? {
        return Ok((existing, false));
    }
    if course.published_version.is_none() {
        return Err(EnrolError::NotPublished);
    }
    if source == EnrolmentSource::Own && !course.self_enrolment {
        return Err(EnrolError::Closed);
    }
    let id: EnrolmentId = new_id(rng);
    let row = enrolment::ActiveModel {
        id: Set(id.0),
        person_id: Set(person.0),
        course_id: Set(course.id.0),
        source: Set(match source {
            EnrolmentSource::Own => "own".to_owned(),
            EnrolmentSource::Staff => "staff".to_owned(),
        }),
        enrolled_at: Set(clock.now()),
        due_on: Set(None),
    };
    Ok((row.insert(txn).await?.into(), true))
}

/// A person's enrolment on a course.
pub async fn find_enrolment<C: ConnectionTrait>(
    conn: &C,
    person: PersonId,
    course: CourseId,
) -> Result<Option<Enrolment>, DbErr> {
    let row = enrolment::Entity::find()
        .filter(enrolment::Column::PersonId.eq(person.0))
        .filter(enrolment::Column::CourseId.eq(course.0))
        .one(conn)
        .await?;
    Ok(row.map(Enrolment::from))
}

/// An enrolment by its id.
pub async fn enrolment<C: ConnectionTrait>(conn: &C, id: EnrolmentId) -> Result<Option<Enrolment>, DbErr> {
    Ok(enrolment::Entity::find_by_id(id.0).one(conn).await?.map(Enrolment::from))
}

/// Says by which day a course is to be completed, or that there is none.
pub async fn set_due_on(txn: &DatabaseTransaction, id: EnrolmentId, due_on: Option<NaiveDate>) -> Result<(), DbErr> {
    enrolment::ActiveModel { id: Set(id.0), due_on: Set(due_on), ..Default::default() }.update(txn).await?;
    Ok(())
}

/// A person's enrolments, newest first; at most a thousand.
pub async fn enrolments_of<C: ConnectionTrait>(conn: &C, person: PersonId) -> Result<Vec<Enrolment>, DbErr> {
    let rows = enrolment::Entity::find()
        .filter(enrolment::Column::PersonId.eq(person.0))
        .order_by_desc(enrolment::Column::EnrolledAt)
        .limit(1_000)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Enrolment::from).collect())
}
