//! What institutions read of quizzes: a row an attempt that was handed in, while the membership ran.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, DbErr, Statement};
use uuid::Uuid;
use vidik_base::{CourseId, InstitutionId, PersonId};
use vidik_db::change_number;

use crate::Attempt;

const INTO: &str = "INSERT INTO institution_quiz_result (institution_id, attempt_id, person_id, course_id, submitted_at, change_number)";

/// Tells every institution that the learner belonged to on the day on which the attempt was handed in.
pub(crate) async fn tell(txn: &DatabaseTransaction, attempt: &Attempt) -> Result<(), DbErr> {
    let Some(submitted_at) = attempt.submitted_at else { return Ok(()) };
    let number = change_number(txn).await?;
    // The tables of memberships are another domain's; they meet in the schema.
    let sql = format!(
        "{INTO} SELECT DISTINCT institution_id, $1, $2, $3, $4, $5 FROM membership \
         WHERE person_id = $2 AND starts_on <= $6 AND (ends_on IS NULL OR ends_on >= $6) \
         ON CONFLICT (institution_id, attempt_id) DO UPDATE SET submitted_at = excluded.submitted_at, \
         person_id = excluded.person_id, course_id = excluded.course_id, change_number = excluded.change_number"
    );
    let values = told(attempt.id, attempt.person, attempt.course, submitted_at, number);
    let values = values.into_iter().chain([submitted_at.date_naive().into()]);
    txn.execute_raw(Statement::from_sql_and_values(txn.get_database_backend(), sql, values)).await?;
    Ok(())
}

fn told(
    attempt: Uuid,
    person: PersonId,
    course: CourseId,
    submitted_at: DateTime<Utc>,
    number: i64,
) -> [sea_orm::Value; 5] {
    [attempt.into(), person.0.into(), course.0.into(), submitted_at.into(), number.into()]
}

/// Gives an institution what somebody who belongs to it handed in within the membership.
pub async fn admit_results(
    txn: &DatabaseTransaction,
    person: PersonId,
    institution: InstitutionId,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
) -> Result<(), DbErr> {
    let number = change_number(txn).await?;
    let from = starts_on.and_time(chrono::NaiveTime::MIN).and_utc();
    let until = ends_on.and_then(|day| day.succ_opt()).map(|day| day.and_time(chrono::NaiveTime::MIN).and_utc());
    let sql = format!(
        "{INTO} SELECT $1, id, person_id, course_id, submitted_at, $2 FROM quiz_attempt \
         WHERE person_id = $3 AND submitted_at >= $4 AND submitted_at < $5 \
         ON CONFLICT (institution_id, attempt_id) DO NOTHING"
    );
    let values =
        [institution.0.into(), number.into(), person.0.into(), from.into(), until.unwrap_or_else(end_of_time).into()];
    txn.execute_raw(Statement::from_sql_and_values(txn.get_database_backend(), sql, values)).await?;
    Ok(())
}

/// Later than anything that happens, and a time that both databases can tell.
fn end_of_time() -> DateTime<Utc> {
    DateTime::from_timestamp(253_402_300_799, 0).unwrap_or_default()
}
