//! Registrations: of everybody, or those that an institution sees.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use uuid::Uuid;
use vidik_base::{CourseId, InstitutionId, PersonId, RegistrationId};
use vidik_db::{Sql, stable_below};

use crate::{
    After,
    enrolments::{NOT_COMPLETED, belongs},
    since::{Rows, first_change},
};

/// Whose registrations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everybody's.
    Everybody,
    /// Those of an institution's people, as they stood while the membership ran.
    Institution(InstitutionId),
    /// One person's own.
    Person(PersonId),
}

/// Where a registration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Opened, and nothing is known yet.
    NotStarted,
    /// Begun.
    InProgress,
    /// Gone through.
    Completed,
    /// Mastered.
    Passed,
    /// Not mastered.
    Failed,
}

impl Status {
    /// Column and word.
    const fn stored(self) -> (&'static str, &'static str) {
        match self {
            Self::NotStarted => ("completion", "unknown"),
            Self::InProgress => ("completion", "incomplete"),
            Self::Completed => ("completion", "completed"),
            Self::Passed => ("success", "passed"),
            Self::Failed => ("success", "failed"),
        }
    }
}

/// Which of them.
#[derive(Clone, Debug, Default)]
pub struct RegistrationFilter {
    /// On this course.
    pub course: Option<CourseId>,
    /// Of these people; nobody's where the list is empty.
    pub people: Option<Vec<PersonId>>,
    /// That stand so.
    pub status: Option<Status>,
    /// That changed at this moment or later.
    pub updated_since: Option<DateTime<Utc>>,
    /// That were completed at this moment or later.
    pub completed_since: Option<DateTime<Utc>>,
    /// Overdue on this day: due before it, and the learner has not completed the course. Of an institution's people
    /// those count who belong to it on that day.
    pub overdue_on: Option<NaiveDate>,
}

/// In which order, and from where on.
#[derive(Clone, Copy, Debug)]
pub enum Order {
    /// By change: a row that changes meanwhile comes again, none is skipped.
    Changes(Option<After>),
    /// What changed last first, for people who look: a row that changes meanwhile is at the beginning.
    Newest(Option<After>),
    /// By id: each row once, for a table that is written out in one go.
    Ids(Option<Uuid>),
}

/// A row as it is stored; names of people and courses are looked up by the reader.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub struct RegistrationRow {
    /// The registration.
    pub registration_id: Uuid,
    /// The learner.
    pub person_id: Uuid,
    /// What the institution calls the learner.
    pub external_id: Option<String>,
    /// The course.
    pub course_id: Uuid,
    /// Its version.
    pub course_version_id: Uuid,
    /// The version's number.
    pub version: i32,
    /// 1, 2, 3 … a learner and course.
    pub number: i32,
    /// The language last read in.
    pub language: String,
    /// Enrolled when.
    pub enrolled_at: Option<DateTime<Utc>>,
    /// To be completed by.
    pub due_on: Option<NaiveDate>,
    /// Begun when.
    pub started_at: DateTime<Utc>,
    /// Changed when.
    pub updated_at: DateTime<Utc>,
    /// Completed when.
    pub completed_at: Option<DateTime<Utc>>,
    /// Number of the last change.
    pub change_number: i64,
    /// Number of the change that completed it.
    pub completed_change: Option<i64>,
    /// `unknown`, `incomplete`, `completed`.
    pub completion: String,
    /// `unknown`, `passed`, `failed`.
    pub success: String,
    /// 0…1.
    pub progress: Option<f64>,
    /// −1…1.
    pub scaled: Option<f64>,
    /// Points.
    pub raw: Option<f64>,
    /// Least points.
    pub min: Option<f64>,
    /// Most points.
    pub max: Option<f64>,
    /// Time spent, in hundredths of a second.
    pub hundredths: i64,
    /// By whom it was waived: the id of a person, or of an institution's program.
    pub waived_by: Option<String>,
    /// Why.
    pub waived_reason: Option<String>,
    /// Waived when.
    pub waived_at: Option<DateTime<Utc>>,
    /// Whether the registration went on after the institution ceased to see it.
    pub went_on: bool,
}

impl RegistrationRow {
    /// Its place in the order of changes.
    pub const fn place(&self) -> After {
        After { change: self.change_number, registration: self.registration_id }
    }
}

const RESULT: &str = "t.person_id, t.course_id, t.language, t.started_at, t.updated_at, t.completed_at, t.change_number, \
    t.completion, t.success, t.progress, t.scaled, t.raw, t.min, t.max, t.hundredths";

/// Registrations, `limit` of them.
pub async fn registrations<C: ConnectionTrait>(
    conn: &C,
    scope: Scope,
    filter: &RegistrationFilter,
    order: Order,
    limit: u64,
) -> Result<Vec<RegistrationRow>, DbErr> {
    if filter.people.as_ref().is_some_and(Vec::is_empty) {
        return Ok(Vec::new());
    }
    let mut sql = rows_of(scope);
    filter.narrow(&mut sql, scope);
    let id = id_of(scope);
    // One person has a few rows, and few are overdue: they are found first and put in order then, not found by walking
    // through the order.
    let few = filter.people.is_some() || filter.overdue_on.is_some() || matches!(scope, Scope::Person(_));
    let number = if few { "+t.change_number" } else { "t.change_number" };
    let by = match order {
        Order::Ids(after) => {
            if let Some(after) = after {
                sql.push(" AND t.").push(id).push(" > ").value(after);
            }
            "registration_id"
        }
        Order::Changes(after) => {
            let stable = stable_below(conn).await?;
            sql.push(" AND ").push(number).push(" < ").value(stable);
            match after {
                Some(after) => behind(&mut sql, number, id, after),
                None if !filter.begin(&mut sql, conn, scope, number).await? => return Ok(Vec::new()),
                None => {}
            }
            "change_number, registration_id"
        }
        Order::Newest(after) => {
            if let Some(after) = after {
                before(&mut sql, number, id, after);
            }
            if !filter.begin(&mut sql, conn, scope, number).await? {
                return Ok(Vec::new());
            }
            "change_number DESC, registration_id DESC"
        }
    };
    let columns = by.replace("registration_id", &format!("t.{id}")).replace("change_number", number);
    sql.push(" ORDER BY ").push(&columns).limit(limit);
    finish(&mut sql, scope, by);
    sql.all(conn).await
}

/// One registration, as whoever asks sees it.
pub async fn registration<C: ConnectionTrait>(
    conn: &C,
    scope: Scope,
    id: RegistrationId,
) -> Result<Option<RegistrationRow>, DbErr> {
    Ok(registrations_by_id(conn, scope, &[id.0]).await?.into_iter().next())
}

/// Several registrations, as whoever asks sees them, in no order.
pub async fn registrations_by_id<C: ConnectionTrait>(
    conn: &C,
    scope: Scope,
    ids: &[Uuid],
) -> Result<Vec<RegistrationRow>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = rows_of(scope);
    sql.push(" AND t.").push(id_of(scope)).push(" IN ").values(ids.iter().copied());
    finish(&mut sql, scope, "change_number");
    sql.all(conn).await
}

const fn id_of(scope: Scope) -> &'static str {
    match scope {
        Scope::Everybody | Scope::Person(_) => "id",
        Scope::Institution(_) => "registration_id",
    }
}

/// The part that an index answers; what belongs to each row is looked up for the rows that are given alone.
fn rows_of(scope: Scope) -> Sql {
    let mut sql = Sql::new("WITH part AS (SELECT ");
    match scope {
        Scope::Everybody | Scope::Person(_) => {
            sql.push("t.id AS registration_id, ").push(RESULT);
            sql.push(", t.change_number AS completed_change FROM registration t WHERE ");
            match scope {
                Scope::Person(person) => sql.push("t.person_id = ").value(person.0),
                _ => sql.push("1 = 1"),
            };
        }
        Scope::Institution(institution) => {
            sql.push("t.registration_id, ").push(RESULT);
            sql.push(", t.completed_change FROM institution_progress t WHERE t.institution_id = ").value(institution.0);
        }
    }
    sql
}

fn finish(sql: &mut Sql, scope: Scope, by: &str) {
    sql.push(
        ") SELECT part.*, r.course_version_id, r.number, v.number AS version, e.enrolled_at, e.due_on, \
         r.change_number > part.change_number AS went_on, w.waived_by, w.reason AS waived_reason, w.waived_at, ",
    );
    match scope {
        Scope::Everybody | Scope::Person(_) => sql.push("NULL AS external_id"),
        Scope::Institution(_) => sql.push("x.external_id"),
    };
    sql.push(
        " FROM part JOIN registration r ON r.id = part.registration_id \
         JOIN course_version v ON v.id = r.course_version_id \
         LEFT JOIN enrolment e ON e.person_id = part.person_id AND e.course_id = part.course_id \
         LEFT JOIN waiver w ON w.registration_id = part.registration_id AND w.item = '' \
         AND w.waived_at <= part.updated_at",
    );
    if let Scope::Institution(institution) = scope {
        sql.push(" LEFT JOIN institution_person x ON x.person_id = part.person_id AND x.institution_id = ");
        sql.value(institution.0);
    }
    let by: Vec<String> = by.split(", ").map(|column| format!("part.{column}")).collect();
    sql.push(" ORDER BY ").push(&by.join(", "));
}

/// The key is compared as a whole, so that one range of an index serves it.
fn behind(sql: &mut Sql, number: &str, id: &str, after: After) {
    sql.push(" AND ").push(number).push(" >= ").value(after.change);
    sql.push(" AND (").push(number).push(" > ").value(after.change).push(" OR t.").push(id).push(" > ");
    sql.value(after.registration).push(")");
}

/// The same, towards the beginning.
fn before(sql: &mut Sql, number: &str, id: &str, after: After) {
    sql.push(" AND ").push(number).push(" <= ").value(after.change);
    sql.push(" AND (").push(number).push(" < ").value(after.change).push(" OR t.").push(id).push(" < ");
    sql.value(after.registration).push(")");
}

impl RegistrationFilter {
    /// Lets the list begin at the first change that it can hold; false where there is none. What was completed since
    /// changed since.
    async fn begin<C: ConnectionTrait>(
        &self,
        sql: &mut Sql,
        conn: &C,
        scope: Scope,
        number: &str,
    ) -> Result<bool, DbErr> {
        let Some(since) = self.updated_since.max(self.completed_since) else { return Ok(true) };
        let Scope::Institution(institution) = scope else { return Ok(true) };
        let Some(first) = first_change(conn, Rows::Registrations, institution, since).await? else { return Ok(false) };
        sql.push(" AND ").push(number).push(" >= ").value(first);
        Ok(true)
    }

    fn narrow(&self, sql: &mut Sql, scope: Scope) {
        if let Some(course) = self.course {
            sql.push(" AND t.course_id = ").value(course.0);
        }
        if let Some(people) = &self.people {
            sql.push(" AND t.person_id IN ").values(people.iter().map(|person| person.0));
        }
        if let Some((column, word)) = self.status.map(Status::stored) {
            sql.push(" AND t.").push(column).push(" = ").value(word);
        }
        if let Some(since) = self.updated_since {
            sql.push(" AND t.updated_at >= ").value(since);
        }
        if let Some(since) = self.completed_since {
            sql.push(" AND t.completed_at >= ").value(since);
        }
        if let Some(day) = self.overdue_on {
            // Found from the few places that are overdue, not looked for at each registration. CROSS JOIN: SQLite goes
            // through the tables in the order in which they are named.
            sql.push(" AND t.completion <> 'completed' AND t.").push(id_of(scope)).push(" IN (SELECT o.id");
            sql.push(" FROM enrolment e CROSS JOIN registration o WHERE o.person_id = e.person_id");
            sql.push(" AND o.course_id = e.course_id AND e.due_on < ").value(day).push(NOT_COMPLETED).push(")");
            if let Scope::Institution(institution) = scope {
                sql.push(" AND ");
                belongs(sql, "t.person_id", institution, day);
            }
        }
    }
}

/// The institutions that see a registration.
pub async fn seen_by<C: ConnectionTrait>(conn: &C, id: RegistrationId) -> Result<Vec<InstitutionId>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        institution_id: Uuid,
    }
    let mut sql = Sql::new("SELECT institution_id FROM institution_progress WHERE registration_id = ");
    sql.value(id.0);
    Ok(sql.all::<Row, _>(conn).await?.into_iter().map(|row| InstitutionId(row.institution_id)).collect())
}

/// One opening of the player.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub struct Session {
    /// The launch.
    pub id: Uuid,
    /// Opened when.
    pub began_at: DateTime<Utc>,
    /// The language that was read.
    pub language: Option<String>,
}

/// The sessions of a registration, in order; a thousand at the most.
pub async fn sessions<C: ConnectionTrait>(conn: &C, id: RegistrationId) -> Result<Vec<Session>, DbErr> {
    let mut sql = Sql::new(
        "SELECT l.id, l.exchanged_at AS began_at, l.reading AS language FROM launch l JOIN run r ON r.id = l.run_id \
         WHERE l.exchanged_at IS NOT NULL AND r.registration_id = ",
    );
    sql.value(id.0).push(" ORDER BY l.exchanged_at, l.id LIMIT 1000");
    sql.all(conn).await
}
