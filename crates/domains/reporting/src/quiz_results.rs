//! Results of quizzes: a row an attempt that was handed in, as institutions see them.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use uuid::Uuid;
use vidik_base::{CourseId, InstitutionId, PersonId, RegistrationId};
use vidik_db::{Sql, stable_below};

use crate::{
    After, Order,
    since::{Rows, first_change},
};

/// Which results.
#[derive(Clone, Debug, Default)]
pub struct QuizResultFilter {
    /// On this course.
    pub course: Option<CourseId>,
    /// Of these people; nobody's where the list is empty.
    pub people: Option<Vec<PersonId>>,
    /// Of the quiz of this id.
    pub quiz: Option<String>,
    /// Handed in at this moment or later.
    pub since: Option<DateTime<Utc>>,
    /// In this run through a course.
    pub registration: Option<RegistrationId>,
}

/// A result as it is stored.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub struct QuizResultRow {
    /// The attempt.
    pub attempt_id: Uuid,
    /// The run through the course.
    pub registration_id: Uuid,
    /// The learner.
    pub person_id: Uuid,
    /// What the institution calls the learner.
    pub external_id: Option<String>,
    /// The course.
    pub course_id: Uuid,
    /// The package that the questions are from.
    pub package_id: Uuid,
    /// The quiz's id.
    pub quiz: String,
    /// `entry`, `exit`, `lesson` …
    pub kind: String,
    /// 1, 2, 3 … a registration and quiz.
    pub number: i32,
    /// The parallel form, where there are two.
    pub form: Option<String>,
    /// `online` or `paper`.
    pub source: String,
    /// The language that it was read in last.
    pub language: String,
    /// Begun when.
    pub started_at: DateTime<Utc>,
    /// Handed in when.
    pub submitted_at: DateTime<Utc>,
    /// Whether time ran out.
    pub automatic: bool,
    /// Points reached.
    pub points: f64,
    /// Points that could be had.
    pub max_points: f64,
    /// Share of the points; nothing where nothing is marked.
    pub scaled: Option<f64>,
    /// Passed or not, where there is a pass mark.
    pub passed: Option<bool>,
    /// Points by topic, as JSON.
    pub topics: String,
    /// Number of the last change.
    pub change_number: i64,
}

impl QuizResultRow {
    /// Its place in the order of changes.
    pub const fn place(&self) -> After {
        After { change: self.change_number, registration: self.attempt_id }
    }
}

const ROWS: &str = "SELECT t.attempt_id, t.person_id, t.course_id, t.submitted_at, t.change_number, q.registration_id, \
    q.package_id, q.quiz, q.kind, q.number, q.form, q.source, q.language, q.started_at, q.automatic, q.points, \
    q.max_points, q.scaled, q.passed, q.topics, x.external_id \
    FROM institution_quiz_result t JOIN quiz_attempt q ON q.id = t.attempt_id \
    LEFT JOIN institution_person x ON x.institution_id = t.institution_id AND x.person_id = t.person_id \
    WHERE t.institution_id = ";

/// What somebody handed in themselves, newest first: `limit` of it before an attempt.
pub async fn own_quiz_results<C: ConnectionTrait>(
    conn: &C,
    person: PersonId,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<QuizResultRow>, DbErr> {
    let mut sql = Sql::new(
        "SELECT q.id AS attempt_id, q.person_id, q.course_id, q.submitted_at, q.registration_id, q.package_id, q.quiz, \
         q.kind, q.number, q.form, q.source, q.language, q.started_at, q.automatic, q.points, q.max_points, q.scaled, \
         q.passed, q.topics, NULL AS external_id, CAST(0 AS BIGINT) AS change_number FROM quiz_attempt q \
         WHERE q.submitted_at IS NOT NULL AND q.person_id = ",
    );
    sql.value(person.0);
    if let Some(before) = before {
        sql.push(" AND q.id < ").value(before);
    }
    sql.push(" ORDER BY q.id DESC").limit(limit);
    sql.all(conn).await
}

/// Several results by attempt, in no order.
pub async fn quiz_results_by_id<C: ConnectionTrait>(
    conn: &C,
    institution: InstitutionId,
    ids: &[Uuid],
) -> Result<Vec<QuizResultRow>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(ROWS);
    sql.value(institution.0).push(" AND t.attempt_id IN ").values(ids.iter().copied());
    sql.all(conn).await
}

/// Results, `limit` of them.
pub async fn quiz_results<C: ConnectionTrait>(
    conn: &C,
    institution: InstitutionId,
    filter: &QuizResultFilter,
    order: Order,
    limit: u64,
) -> Result<Vec<QuizResultRow>, DbErr> {
    if filter.people.as_ref().is_some_and(Vec::is_empty) {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(ROWS);
    sql.value(institution.0);
    if let Some(course) = filter.course {
        sql.push(" AND t.course_id = ").value(course.0);
    }
    if let Some(people) = &filter.people {
        sql.push(" AND t.person_id IN ").values(people.iter().map(|person| person.0));
    }
    if let Some(quiz) = &filter.quiz {
        sql.push(" AND q.quiz = ").value(quiz.as_str());
    }
    if let Some(since) = filter.since {
        sql.push(" AND t.submitted_at >= ").value(since);
        if !matches!(order, Order::Ids(_)) {
            let first = first_change(conn, Rows::QuizResults, institution, since).await?;
            let Some(first) = first else { return Ok(Vec::new()) };
            sql.push(" AND t.change_number >= ").value(first);
        }
    }
    if let Some(registration) = filter.registration {
        sql.push(" AND q.registration_id = ").value(registration.0);
    }
    let by = match order {
        Order::Ids(after) => {
            if let Some(after) = after {
                sql.push(" AND t.attempt_id > ").value(after);
            }
            "t.attempt_id"
        }
        Order::Changes(after) => {
            sql.push(" AND t.change_number < ").value(stable_below(conn).await?);
            if let Some(after) = after {
                sql.push(" AND t.change_number >= ").value(after.change);
                sql.push(" AND (t.change_number > ").value(after.change).push(" OR t.attempt_id > ");
                sql.value(after.registration).push(")");
            }
            "t.change_number, t.attempt_id"
        }
        Order::Newest(after) => {
            if let Some(after) = after {
                sql.push(" AND t.change_number <= ").value(after.change);
                sql.push(" AND (t.change_number < ").value(after.change).push(" OR t.attempt_id < ");
                sql.value(after.registration).push(")");
            }
            "t.change_number DESC, t.attempt_id DESC"
        }
    };
    sql.push(" ORDER BY ").push(by).limit(limit);
    sql.all(conn).await
}
