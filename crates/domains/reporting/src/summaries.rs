//! How many stand where: of an institution's people, by course and by learner.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use uuid::Uuid;
use vidik_base::{CourseId, InstitutionId, PersonId};
use vidik_db::Sql;

use crate::enrolments::overdue_places;

/// The numbers at a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overview {
    /// People who belong to the institution today.
    pub members: i64,
    /// People whose progress changed since the moment asked for.
    pub active: i64,
    /// Registrations that are under way.
    pub in_progress: i64,
    /// Registrations that were completed since the moment asked for.
    pub completed: i64,
    /// Places on courses that were due before today and are not completed, begun or not.
    pub overdue: i64,
    /// Registrations that the active people's changes are in.
    pub active_registrations: i64,
}

#[derive(FromQueryResult)]
struct Count {
    count: i64,
}

async fn count<C: ConnectionTrait>(conn: &C, sql: Sql) -> Result<i64, DbErr> {
    Ok(sql.one::<Count, _>(conn).await?.map_or(0, |row| row.count))
}

/// Counts an institution's people and registrations.
pub async fn overview<C: ConnectionTrait>(
    conn: &C,
    institution: InstitutionId,
    today: NaiveDate,
    active_since: DateTime<Utc>,
    completed_since: DateTime<Utc>,
) -> Result<Overview, DbErr> {
    let mut members = Sql::new("SELECT COUNT(DISTINCT person_id) AS count FROM membership WHERE institution_id = ");
    members.value(institution.0).push(" AND starts_on <= ").value(today);
    members.push(" AND (ends_on IS NULL OR ends_on >= ").value(today).push(")");
    let of = |what: &str| {
        let mut sql = Sql::new(format!("SELECT COUNT({what}) AS count FROM institution_progress t"));
        sql.push(" WHERE t.institution_id = ").value(institution.0);
        sql
    };
    let mut active = of("DISTINCT t.person_id");
    active.push(" AND t.updated_at >= ").value(active_since);
    let mut in_progress = of("*");
    in_progress.push(" AND t.completion = 'incomplete'");
    let mut completed = of("*");
    completed.push(" AND t.completion = 'completed' AND t.updated_at >= ").value(completed_since);
    completed.push(" AND t.completed_at >= ").value(completed_since);
    let mut changed = of("*");
    changed.push(" AND t.updated_at >= ").value(active_since);
    Ok(Overview {
        members: count(conn, members).await?,
        active: count(conn, active).await?,
        in_progress: count(conn, in_progress).await?,
        completed: count(conn, completed).await?,
        overdue: overdue_places(conn, institution, today).await?,
        active_registrations: count(conn, changed).await?,
    })
}

/// How many registrations were completed in each span between two moments that follow one another; a span holds its
/// first moment, not its last.
pub async fn completions<C: ConnectionTrait>(
    conn: &C,
    institution: InstitutionId,
    moments: &[DateTime<Utc>],
) -> Result<Vec<i64>, DbErr> {
    #[derive(FromQueryResult)]
    struct Span {
        place: i32,
        count: i64,
    }
    let (Some(first), Some(last)) = (moments.first(), moments.last()) else { return Ok(Vec::new()) };
    let ends = moments.get(1..).unwrap_or_default();
    if ends.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("SELECT CASE");
    for (place, end) in ends.iter().enumerate() {
        sql.push(" WHEN t.completed_at < ").value(*end).push(&format!(" THEN {place}"));
    }
    sql.push(&format!(" ELSE {} END AS place, COUNT(*) AS count FROM institution_progress t", ends.len()));
    // A row changes when it is completed or later: the index by the last change narrows it.
    sql.push(" WHERE t.institution_id = ").value(institution.0).push(" AND t.updated_at >= ").value(*first);
    sql.push(" AND t.completion = 'completed' AND t.completed_at >= ").value(*first).push(" AND t.completed_at < ");
    sql.value(*last).push(" GROUP BY place");
    let mut counts = vec![0; ends.len()];
    for span in sql.all::<Span, _>(conn).await? {
        if let Some(count) = usize::try_from(span.place).ok().and_then(|place| counts.get_mut(place)) {
            *count = span.count;
        }
    }
    Ok(counts)
}

/// How many registrations stand where.
#[derive(Clone, Debug, Default, PartialEq, FromQueryResult)]
pub struct Standing {
    /// All of them.
    pub registrations: i64,
    /// Nothing is known of them yet.
    pub not_started: i64,
    /// Under way.
    pub in_progress: i64,
    /// Gone through.
    pub completed: i64,
    /// Mastered.
    pub passed: i64,
    /// Not mastered.
    pub failed: i64,
    /// Mean of the scaled scores that there are.
    pub mean_score: Option<f64>,
    /// Time spent by all together, in hundredths of a second.
    pub hundredths: i64,
    /// Changed last when.
    pub updated_at: Option<DateTime<Utc>>,
}

const STANDING: &str = "COUNT(*) AS registrations, \
    COUNT(CASE WHEN completion = 'unknown' THEN 1 END) AS not_started, \
    COUNT(CASE WHEN completion = 'incomplete' THEN 1 END) AS in_progress, \
    COUNT(CASE WHEN completion = 'completed' THEN 1 END) AS completed, \
    COUNT(CASE WHEN success = 'passed' THEN 1 END) AS passed, \
    COUNT(CASE WHEN success = 'failed' THEN 1 END) AS failed, \
    AVG(scaled) AS mean_score, CAST(COALESCE(SUM(hundredths), 0) AS BIGINT) AS hundredths, \
    MAX(updated_at) AS updated_at";

/// A course with its learners' standing.
#[derive(Clone, Debug, PartialEq)]
pub struct CourseSummary {
    /// The course.
    pub course: CourseId,
    /// How many stand where.
    pub standing: Standing,
    /// Registrations by tenth of the scaled score: the first counts scores below 0.1, the last from 0.9 on.
    pub scores: [i64; 10],
    /// Registrations by tenth of the progress, the last from 0.9 on.
    pub progress: [i64; 10],
}

/// Registrations on a course that stand the same, in the same tenths of score and progress.
#[derive(FromQueryResult)]
struct Alike {
    course_id: Uuid,
    completion: String,
    success: String,
    score: Option<i32>,
    reached: Option<i32>,
    count: i64,
    scaled: Option<f64>,
    scored: f64,
    hundredths: i64,
    updated_at: DateTime<Utc>,
}

/// Every course that people of the institution have begun, or one of them. One walk through its registrations.
pub async fn course_summaries<C: ConnectionTrait>(
    conn: &C,
    institution: InstitutionId,
    course: Option<CourseId>,
) -> Result<Vec<CourseSummary>, DbErr> {
    let mut sql = Sql::new(format!(
        "SELECT course_id, completion, success, {} AS score, {} AS reached, COUNT(*) AS count, SUM(scaled) AS scaled, \
         CAST(COUNT(scaled) AS DOUBLE PRECISION) AS scored, CAST(COALESCE(SUM(hundredths), 0) AS BIGINT) AS hundredths, \
         MAX(updated_at) AS updated_at FROM institution_progress WHERE institution_id = ",
        tenth("scaled"),
        tenth("progress"),
    ));
    sql.value(institution.0);
    if let Some(course) = course {
        sql.push(" AND course_id = ").value(course.0);
    }
    sql.push(" GROUP BY 1, 2, 3, 4, 5 ORDER BY 1");
    let rows: Vec<Alike> = sql.all(conn).await?;
    Ok(rows.chunk_by(|one, next| one.course_id == next.course_id).filter_map(CourseSummary::of).collect())
}

/// The tenth that a number from 0 to 1 lies in, 0 to 9; nothing where there is no number.
fn tenth(column: &str) -> String {
    let steps = (1..=9_u8).map(|step| format!("WHEN {column} < 0.{step} THEN {}", step - 1));
    format!("CASE WHEN {column} IS NULL THEN NULL {} ELSE 9 END", steps.collect::<Vec<_>>().join(" "))
}

impl CourseSummary {
    /// Put together of all rows of a course; nothing where there are none.
    fn of(rows: &[Alike]) -> Option<Self> {
        let course = CourseId(rows.first()?.course_id);
        let mut summary = Self { course, standing: Standing::default(), scores: [0; 10], progress: [0; 10] };
        for alike in rows {
            summary.standing.add(alike);
            for (tenths, place) in [(&mut summary.scores, alike.score), (&mut summary.progress, alike.reached)] {
                let place = place.and_then(|place| usize::try_from(place).ok());
                if let Some(count) = place.and_then(|place| tenths.get_mut(place)) {
                    *count += alike.count;
                }
            }
        }
        let scored: f64 = rows.iter().map(|alike| alike.scored).sum();
        let total: f64 = rows.iter().filter_map(|alike| alike.scaled).sum();
        summary.standing.mean_score = (scored > 0.0).then(|| total / scored);
        Some(summary)
    }
}

impl Standing {
    fn add(&mut self, alike: &Alike) {
        self.registrations += alike.count;
        match alike.completion.as_str() {
            "unknown" => self.not_started += alike.count,
            "incomplete" => self.in_progress += alike.count,
            "completed" => self.completed += alike.count,
            _ => {}
        }
        match alike.success.as_str() {
            "passed" => self.passed += alike.count,
            "failed" => self.failed += alike.count,
            _ => {}
        }
        self.hundredths += alike.hundredths;
        self.updated_at = self.updated_at.max(Some(alike.updated_at));
    }
}

/// A learner with their standing on all courses.
#[derive(Clone, Debug, PartialEq)]
pub struct LearnerSummary {
    /// The learner.
    pub person: PersonId,
    /// How many of their registrations stand where.
    pub standing: Standing,
}

/// The learners of the institution by id, `limit` of them after `after`.
pub async fn learner_summaries<C: ConnectionTrait>(
    conn: &C,
    institution: InstitutionId,
    after: Option<PersonId>,
    limit: u64,
) -> Result<Vec<LearnerSummary>, DbErr> {
    let mut sql = Sql::new(format!("SELECT person_id, {STANDING} FROM institution_progress WHERE institution_id = "));
    sql.value(institution.0);
    if let Some(after) = after {
        sql.push(" AND person_id > ").value(after.0);
    }
    sql.push(" GROUP BY person_id ORDER BY person_id").limit(limit);
    sql.all(conn).await
}

impl FromQueryResult for LearnerSummary {
    fn from_query_result(row: &sea_orm::QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let person = PersonId(row.try_get(prefix, "person_id")?);
        Ok(Self { person, standing: Standing::from_query_result(row, prefix)? })
    }
}
