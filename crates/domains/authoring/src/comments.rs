//! What people say about the texts of a unit.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use thiserror::Error;
use vidik_base::{Clock, CommentId, CourseId, LanguageTag, PersonId, Rng, new_ordered_id};

use crate::entity::{draft_unit, unit_comment};

/// The longest comment, in characters.
const MOST_CHARS: usize = 4_000;

/// Something that somebody said about a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Id.
    pub id: CommentId,
    /// About which unit.
    pub key: String,
    /// About one language, or about the unit.
    pub language: Option<LanguageTag>,
    /// What was said.
    pub words: String,
    /// By whom.
    pub written_by: Option<PersonId>,
    /// When.
    pub written_at: DateTime<Utc>,
    /// Who said that it is settled.
    pub settled_by: Option<PersonId>,
    /// When it was settled; open where absent.
    pub settled_at: Option<DateTime<Utc>>,
}

impl From<unit_comment::Model> for Comment {
    fn from(row: unit_comment::Model) -> Self {
        Self {
            id: CommentId(row.id),
            key: row.key,
            language: row.language.and_then(|tag| LanguageTag::parse(&tag).ok()),
            words: row.words,
            written_by: row.written_by.map(PersonId),
            written_at: row.written_at,
            settled_by: row.settled_by.map(PersonId),
            settled_at: row.settled_at,
        }
    }
}

/// A comment to be written.
#[derive(Clone, Debug)]
pub struct NewComment {
    /// About which unit.
    pub key: String,
    /// About one language, or about the unit.
    pub language: Option<LanguageTag>,
    /// What is said.
    pub words: String,
}

/// Why a comment cannot be written or settled.
#[derive(Debug, Error)]
pub enum CommentError {
    /// The course has no such unit.
    #[error("the course has no such unit")]
    UnknownUnit,
    /// There is none of that id in this course.
    #[error("there is no such comment")]
    Unknown,
    /// It says nothing, or too much.
    #[error("a comment has 1 to 4,000 characters")]
    BadWords,
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Writes a comment.
pub async fn comment<C: ConnectionTrait>(
    txn: &C,
    clock: &dyn Clock,
    rng: &dyn Rng,
    course: CourseId,
    by: PersonId,
    new: NewComment,
) -> Result<Comment, CommentError> {
    let words = new.words.trim();
    if words.is_empty() || words.chars().count() > MOST_CHARS {
        return Err(CommentError::BadWords);
    }
    let unit = draft_unit::Entity::find_by_id((course.0, new.key.clone())).one(txn).await?;
    unit.ok_or(CommentError::UnknownUnit)?;
    let id: CommentId = new_ordered_id(clock, rng);
    let row = unit_comment::ActiveModel {
        id: Set(id.0),
        course_id: Set(course.0),
        key: Set(new.key),
        language: Set(new.language.map(|tag| tag.as_str().to_owned())),
        words: Set(words.to_owned()),
        written_by: Set(Some(by.0)),
        written_at: Set(clock.now()),
        settled_by: Set(None),
        settled_at: Set(None),
    };
    Ok(row.insert(txn).await?.into())
}

/// Says that what a comment asked for is done. Settling what is settled changes nothing.
pub async fn settle<C: ConnectionTrait>(
    txn: &C,
    clock: &dyn Clock,
    course: CourseId,
    key: &str,
    id: CommentId,
    by: PersonId,
) -> Result<Comment, CommentError> {
    let row = unit_comment::Entity::find_by_id(id.0).one(txn).await?;
    let row = row.filter(|row| row.course_id == course.0 && row.key == key).ok_or(CommentError::Unknown)?;
    if row.settled_at.is_some() {
        return Ok(row.into());
    }
    let row = unit_comment::ActiveModel {
        id: Set(id.0),
        settled_by: Set(Some(by.0)),
        settled_at: Set(Some(clock.now())),
        ..Default::default()
    };
    Ok(row.update(txn).await?.into())
}

/// What was said about a unit, in order.
pub async fn comments_of<C: ConnectionTrait>(conn: &C, course: CourseId, key: &str) -> Result<Vec<Comment>, DbErr> {
    let rows = unit_comment::Entity::find()
        .filter(unit_comment::Column::CourseId.eq(course.0))
        .filter(unit_comment::Column::Key.eq(key))
        .order_by_asc(unit_comment::Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Comment::from).collect())
}

/// How many open comments each unit has; units without any are left out.
pub(crate) async fn open_comments<C: ConnectionTrait>(
    conn: &C,
    course: CourseId,
) -> Result<HashMap<String, u32>, DbErr> {
    let rows: Vec<(String, i64)> = unit_comment::Entity::find()
        .filter(unit_comment::Column::CourseId.eq(course.0))
        .filter(unit_comment::Column::SettledAt.is_null())
        .select_only()
        .column(unit_comment::Column::Key)
        .column_as(unit_comment::Column::Id.count(), "n")
        .group_by(unit_comment::Column::Key)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|(key, n)| (key, u32::try_from(n).unwrap_or(u32::MAX))).collect())
}
