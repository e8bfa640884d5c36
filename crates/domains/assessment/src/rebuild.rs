//! Results of quizzes beside the answers that they were made of, and what institutions read of them.
//!
//! An attempt that was handed in is marked again by the package that it was taken from, which never changes. Where paper
//! gave points by topic alone, those are what there is: the result is held against them, and they cannot be rebuilt.

use std::{collections::HashMap, sync::Arc};

use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Statement,
};
use thiserror::Error;
use uuid::Uuid;
use vidik_base::PackageId;
use vidik_blob::BlobStore;
use vidik_catalogue::ServedPackages;
use vidik_db::Db;

use crate::{
    Attempt, CourseQuizzes, QuizShelf, QuizzesError, SavedAnswer, answers_of,
    entity::quiz_attempt,
    institution_feed,
    submit::{all_marked, by_topic, result_row},
};

/// Attempts that are looked at together.
const TOGETHER: u64 = 400;
/// What sums of points may lose.
const NEARLY: f64 = 1e-9;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RebuiltResults {
    /// Attempts that were handed in.
    pub looked_at: u64,
    /// Those whose result is not what their answers come to.
    pub wrong: Vec<Uuid>,
    /// Those that an institution sees otherwise than they are, or does not see though it may.
    pub told_wrongly: Vec<Uuid>,
    /// Those whose package or quiz cannot be read any more: nothing is known of them.
    pub unreadable: Vec<Uuid>,
}

impl RebuiltResults {
    /// Whether nothing has to be mended.
    pub fn agrees(&self) -> bool {
        self.wrong.is_empty() && self.told_wrongly.is_empty()
    }
}

/// Why results could not be looked at.
#[derive(Debug, Error)]
pub enum RebuildError {
    /// A package cannot be read.
    #[error(transparent)]
    Quizzes(#[from] QuizzesError),
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Compares the results of all attempts with their answers; with `mend`, makes them what the answers come to, and tells
/// institutions anew what they see wrongly. The server may run meanwhile.
pub async fn rebuild_results(db: &Db, blobs: &BlobStore, mend: bool) -> Result<RebuiltResults, RebuildError> {
    let (shelf, packages) = (QuizShelf::default(), ServedPackages::default());
    let (mut found, mut after) = (RebuiltResults::default(), Uuid::nil());
    loop {
        let rows = handed_in(db.read(), after).await?;
        let Some(last) = rows.last().map(|row| row.id) else { return Ok(found) };
        let told_wrongly = told_wrongly(db.read(), &rows).await?;
        found.looked_at += rows.len() as u64;
        for row in rows {
            let quizzes = match shelf.get(db.read(), &packages, blobs, PackageId(row.package_id)).await {
                Ok(quizzes) => quizzes,
                Err(QuizzesError::Database(error)) => return Err(error.into()),
                Err(_) => {
                    found.unreadable.push(row.id);
                    continue;
                }
            };
            let (id, told_wrongly) = (row.id, told_wrongly.contains(&row.id));
            let Some(should) = should_be(db.read(), &quizzes, row).await? else {
                found.unreadable.push(id);
                continue;
            };
            let wrong = should.is_some();
            if wrong {
                found.wrong.push(id);
            }
            if told_wrongly {
                found.told_wrongly.push(id);
            }
            if mend && (wrong || told_wrongly) {
                db.write(async move |txn| put_right(txn, &quizzes, id).await).await?;
            }
        }
        after = last;
    }
}

async fn handed_in<C: ConnectionTrait>(conn: &C, after: Uuid) -> Result<Vec<quiz_attempt::Model>, DbErr> {
    quiz_attempt::Entity::find()
        .filter(quiz_attempt::Column::Id.gt(after))
        .filter(quiz_attempt::Column::SubmittedAt.is_not_null())
        .order_by_asc(quiz_attempt::Column::Id)
        .limit(TOGETHER)
        .all(conn)
        .await
}

/// The result as it should be, where it is not; nothing at all where the package has no such quiz.
async fn should_be<C: ConnectionTrait>(
    conn: &C,
    quizzes: &CourseQuizzes,
    row: quiz_attempt::Model,
) -> Result<Option<Option<quiz_attempt::ActiveModel>>, DbErr> {
    let Some(whole) = quizzes.whole(&row.quiz) else { return Ok(None) };
    let attempt = Attempt::try_from(row.clone())?;
    let Some(submitted_at) = attempt.submitted_at else { return Ok(None) };
    let saved: HashMap<String, SavedAnswer> =
        answers_of(conn, attempt.id).await?.into_iter().map(|saved| (saved.question.clone(), saved)).collect();
    let topics = if attempt.paper.questions.is_empty() {
        attempt.topics.clone()
    } else {
        by_topic(&all_marked(&whole, &attempt, &saved))
    };
    let should = result_row(whole.quiz, &attempt, &topics, submitted_at, row.automatic)?;
    Ok(Some((!says(&should, &row)).then_some(should)))
}

/// Whether a row says this result already.
fn says(should: &quiz_attempt::ActiveModel, row: &quiz_attempt::Model) -> bool {
    let near = |one: f64, other: f64| (one - other).abs() <= NEARLY;
    let points = should.points.try_as_ref().is_some_and(|points| near(*points, row.points));
    let most = should.max_points.try_as_ref().is_some_and(|most| near(*most, row.max_points));
    let scaled = match (should.scaled.try_as_ref().copied().flatten(), row.scaled) {
        (Some(one), Some(other)) => near(one, other),
        (one, other) => one.is_none() && other.is_none(),
    };
    let passed = should.passed.try_as_ref().copied().flatten() == row.passed;
    points && most && scaled && passed && should.topics.try_as_ref() == Some(&row.topics)
}

/// Looks once more, in the transaction that mends.
async fn put_right(txn: &DatabaseTransaction, quizzes: &Arc<CourseQuizzes>, id: Uuid) -> Result<(), DbErr> {
    let found = quiz_attempt::Entity::find_by_id(id).lock_exclusive().one(txn).await?;
    let Some(row) = found else { return Ok(()) };
    let right = match should_be(txn, quizzes, row.clone()).await? {
        Some(Some(should)) => should.update(txn).await?,
        _ => row,
    };
    institution_feed::tell(txn, &Attempt::try_from(right)?).await
}

/// The attempts that an institution does not see as they are, though the learner belonged to it on the day on which they
/// were handed in.
async fn told_wrongly<C: ConnectionTrait>(conn: &C, rows: &[quiz_attempt::Model]) -> Result<Vec<Uuid>, DbErr> {
    let backend = conn.get_database_backend();
    let day = match backend {
        DbBackend::Postgres => "(q.submitted_at AT TIME ZONE 'UTC')::date",
        _ => "substr(q.submitted_at, 1, 10)",
    };
    let places: Vec<String> = (1..=rows.len()).map(|place| format!("${place}")).collect();
    let sql = format!(
        "SELECT DISTINCT q.id FROM quiz_attempt q \
         JOIN membership m ON m.person_id = q.person_id AND m.starts_on <= {day} \
         AND (m.ends_on IS NULL OR m.ends_on >= {day}) \
         LEFT JOIN institution_quiz_result p ON p.attempt_id = q.id AND p.institution_id = m.institution_id \
         WHERE q.id IN ({}) AND (p.attempt_id IS NULL OR p.submitted_at <> q.submitted_at \
         OR p.person_id <> q.person_id OR p.course_id <> q.course_id)",
        places.join(", "),
    );
    let values: Vec<sea_orm::Value> = rows.iter().map(|row| row.id.into()).collect();
    let found = conn.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    found.iter().map(|row| row.try_get_by_index(0)).collect()
}
