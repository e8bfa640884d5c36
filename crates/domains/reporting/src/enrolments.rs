//! Places on courses of the people who belong to an institution today, begun or not: who is to complete what, by when.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vidik_base::{CourseId, InstitutionId, PersonId};
use vidik_db::Sql;

/// That the learner of an enrolment `e` has completed the course in no attempt.
pub(crate) const NOT_COMPLETED: &str = " AND NOT EXISTS (SELECT 1 FROM registration c WHERE \
    c.person_id = e.person_id AND c.course_id = e.course_id AND c.completion = 'completed')";

/// Goes on with the people who belong to an institution on a day.
pub(crate) fn members(sql: &mut Sql, institution: InstitutionId, today: NaiveDate) {
    sql.push("SELECT m.person_id FROM membership m WHERE m.institution_id = ").value(institution.0);
    sql.push(" AND m.starts_on <= ").value(today).push(" AND (m.ends_on IS NULL OR m.ends_on >= ").value(today);
    sql.push(")");
}

/// Goes on with: that somebody (an expression) belongs to an institution on a day. For few people; of many, ask whether
/// they are among the [`members`].
pub(crate) fn belongs(sql: &mut Sql, person: &str, institution: InstitutionId, today: NaiveDate) {
    sql.push("EXISTS (SELECT 1 FROM membership m WHERE m.institution_id = ").value(institution.0);
    sql.push(" AND m.person_id = ").push(person).push(" AND m.starts_on <= ").value(today);
    sql.push(" AND (m.ends_on IS NULL OR m.ends_on >= ").value(today).push("))");
}

/// Which places.
#[derive(Clone, Debug, Default)]
pub struct EnrolmentFilter {
    /// On this course.
    pub course: Option<CourseId>,
    /// Of these people; nobody's where the list is empty.
    pub people: Option<Vec<PersonId>>,
    /// Only those that were due before today and are not completed.
    pub overdue: bool,
    /// Only those where an attempt was begun, or none was.
    pub begun: Option<bool>,
}

/// A place on a course, with the learner's newest attempt that goes on or was completed, where the institution sees it.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub struct EnrolmentRow {
    /// The enrolment.
    pub enrolment_id: Uuid,
    /// The learner.
    pub person_id: Uuid,
    /// What the institution calls the learner.
    pub external_id: Option<String>,
    /// The course.
    pub course_id: Uuid,
    /// Since when.
    pub enrolled_at: DateTime<Utc>,
    /// To be completed by.
    pub due_on: Option<NaiveDate>,
    /// Whether it was due before today and is not completed.
    pub overdue: bool,
    /// The attempt.
    pub registration_id: Option<Uuid>,
    /// `unknown`, `incomplete`, `completed`.
    pub completion: Option<String>,
    /// `unknown`, `passed`, `failed`.
    pub success: Option<String>,
    /// 0…1.
    pub progress: Option<f64>,
    /// Time spent, in hundredths of a second.
    pub hundredths: Option<i64>,
    /// Changed last when.
    pub updated_at: Option<DateTime<Utc>>,
}

/// Where the next part of a list begins: behind this place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AfterEnrolment {
    /// Its day; the last of all days where none is set.
    pub due_on: NaiveDate,
    /// Its id.
    pub enrolment: Uuid,
}

impl EnrolmentRow {
    /// Its place in the order of the list.
    pub fn place(&self) -> AfterEnrolment {
        AfterEnrolment { due_on: self.due_on.unwrap_or(NO_DAY), enrolment: self.enrolment_id }
    }
}

/// Stands for no day, behind all others; both databases hold it.
const NO_DAY: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// Places, those that are due first at the beginning, `limit` of them.
pub async fn enrolments<C: ConnectionTrait>(
    conn: &C,
    institution: InstitutionId,
    filter: &EnrolmentFilter,
    today: NaiveDate,
    after: Option<AfterEnrolment>,
    limit: u64,
) -> Result<Vec<EnrolmentRow>, DbErr> {
    if filter.people.as_ref().is_some_and(Vec::is_empty) {
        return Ok(Vec::new());
    }
    let mut sql =
        Sql::new("WITH part AS (SELECT e.id, e.person_id, e.course_id, e.enrolled_at, e.due_on, COALESCE(e.due_on, ");
    sql.value(NO_DAY).push(") AS day FROM enrolment e WHERE ");
    if filter.overdue {
        belongs(&mut sql, "e.person_id", institution, today);
    } else {
        sql.push("e.person_id IN (");
        members(&mut sql, institution, today);
        sql.push(")");
    }
    filter.narrow(&mut sql, institution, today);
    if let Some(after) = after {
        sql.push(" AND COALESCE(e.due_on, ").value(NO_DAY).push(") >= ").value(after.due_on);
        sql.push(" AND (COALESCE(e.due_on, ").value(NO_DAY).push(") > ").value(after.due_on);
        sql.push(" OR e.id > ").value(after.enrolment).push(")");
    }
    sql.push(" ORDER BY day, e.id").limit(limit);
    // What belongs to each row is looked up for the rows that are given alone.
    sql.push(
        ") SELECT e.id AS enrolment_id, e.person_id, x.external_id, e.course_id, e.enrolled_at, e.due_on, \
         t.registration_id, t.completion, t.success, t.progress, t.hundredths, t.updated_at, CASE WHEN e.due_on < ",
    );
    sql.value(today).push(NOT_COMPLETED).push(" THEN TRUE ELSE FALSE END AS overdue FROM part e");
    sql.push(" LEFT JOIN institution_person x ON x.person_id = e.person_id AND x.institution_id = ");
    sql.value(institution.0).push(" LEFT JOIN institution_progress t ON t.institution_id = ").value(institution.0);
    sql.push(" AND t.registration_id = ").push(NEWEST_ATTEMPT).push(" ORDER BY e.day, e.id");
    sql.all(conn).await
}

const NEWEST_ATTEMPT: &str = "(SELECT r.id FROM registration r WHERE r.person_id = e.person_id AND \
    r.course_id = e.course_id AND (r.open OR r.completed_at IS NOT NULL) ORDER BY r.number DESC LIMIT 1)";

impl EnrolmentFilter {
    fn narrow(&self, sql: &mut Sql, institution: InstitutionId, today: NaiveDate) {
        if let Some(course) = self.course {
            sql.push(" AND e.course_id = ").value(course.0);
        }
        if let Some(people) = &self.people {
            sql.push(" AND e.person_id IN ").values(people.iter().map(|person| person.0));
        }
        if self.overdue {
            sql.push(" AND e.due_on < ").value(today).push(NOT_COMPLETED);
        }
        if let Some(begun) = self.begun {
            sql.push(if begun { " AND EXISTS (" } else { " AND NOT EXISTS (" });
            sql.push("SELECT 1 FROM institution_progress t WHERE t.institution_id = ").value(institution.0);
            sql.push(" AND t.registration_id = ").push(NEWEST_ATTEMPT).push(")");
        }
    }
}

/// How many places are overdue: begun or not.
pub(crate) async fn overdue_places<C: ConnectionTrait>(
    conn: &C,
    institution: InstitutionId,
    today: NaiveDate,
) -> Result<i64, DbErr> {
    #[derive(FromQueryResult)]
    struct Count {
        count: i64,
    }
    let mut sql = Sql::new("SELECT COUNT(*) AS count FROM enrolment e WHERE e.due_on < ");
    sql.value(today).push(" AND ");
    belongs(&mut sql, "e.person_id", institution, today);
    sql.push(NOT_COMPLETED);
    Ok(sql.one::<Count, _>(conn).await?.map_or(0, |row| row.count))
}
