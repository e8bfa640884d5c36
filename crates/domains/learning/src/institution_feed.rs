//! What institutions read: a row a registration and institution, written while the membership runs.
//!
//! When a membership has ended, its row is left as it was on the last day: the institution sees what fell within.

use chrono::{NaiveDate, NaiveTime};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait as _, DatabaseTransaction, DbErr, EntityTrait as _,
    QueryFilter as _, Statement,
};
use vidik_base::{InstitutionId, PersonId};
use vidik_db::change_number;

use crate::entity::{institution_progress, registration};

/// Writes the registration's roll-up into the rows of every institution that the learner belongs to today.
pub(crate) async fn tell(
    txn: &DatabaseTransaction,
    row: &registration::Model,
    change_number: i64,
) -> Result<(), DbErr> {
    // Parameters by number: SQLite and PostgreSQL both take them.
    const SQL: &str = "INSERT INTO institution_progress (institution_id, registration_id, person_id, course_id, language, \
        started_at, updated_at, completed_at, change_number, completion, success, progress, scaled, raw, min, max, \
        hundredths, completed_change) \
        SELECT DISTINCT institution_id, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $18 \
        FROM membership WHERE person_id = $2 AND starts_on <= $17 AND (ends_on IS NULL OR ends_on >= $17) \
        ON CONFLICT (institution_id, registration_id) DO UPDATE SET person_id = excluded.person_id, \
        course_id = excluded.course_id, language = excluded.language, started_at = excluded.started_at, updated_at = excluded.updated_at, completed_at = excluded.completed_at, \
        change_number = excluded.change_number, completion = excluded.completion, success = excluded.success, \
        progress = excluded.progress, scaled = excluded.scaled, raw = excluded.raw, min = excluded.min, \
        max = excluded.max, hundredths = excluded.hundredths, \
        completed_change = COALESCE(institution_progress.completed_change, excluded.completed_change)";
    let values = [
        row.id.into(),
        row.person_id.into(),
        row.course_id.into(),
        row.language.clone().into(),
        row.started_at.into(),
        row.updated_at.into(),
        row.completed_at.into(),
        change_number.into(),
        row.completion.clone().into(),
        row.success.clone().into(),
        row.progress.into(),
        row.scaled.into(),
        row.raw.into(),
        row.min.into(),
        row.max.into(),
        row.hundredths.into(),
        row.updated_at.date_naive().into(),
        row.completed_at.map(|_| change_number).into(),
    ];
    txn.execute_raw(Statement::from_sql_and_values(txn.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// Gives an institution the registrations of somebody who belongs to it from now on: those that went on, or were
/// begun, within the membership.
pub async fn admit(
    txn: &DatabaseTransaction,
    person: PersonId,
    institution: InstitutionId,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
) -> Result<(), DbErr> {
    use registration::Column;
    let from = starts_on.and_time(NaiveTime::MIN).and_utc();
    let mut query =
        registration::Entity::find().filter(Column::PersonId.eq(person.0)).filter(Column::UpdatedAt.gte(from));
    if let Some(end) = ends_on.and_then(|day| day.succ_opt()) {
        query = query.filter(Column::UpdatedAt.lt(end.and_time(NaiveTime::MIN).and_utc()));
    }
    for row in query.all(txn).await? {
        let number = change_number(txn).await?;
        let seen = institution_progress::ActiveModel {
            institution_id: Set(institution.0),
            registration_id: Set(row.id),
            person_id: Set(row.person_id),
            course_id: Set(row.course_id),
            language: Set(row.language),
            started_at: Set(row.started_at),
            updated_at: Set(row.updated_at),
            completed_at: Set(row.completed_at),
            change_number: Set(number),
            completion: Set(row.completion),
            success: Set(row.success),
            progress: Set(row.progress),
            scaled: Set(row.scaled),
            raw: Set(row.raw),
            min: Set(row.min),
            max: Set(row.max),
            hundredths: Set(row.hundredths),
            completed_change: Set(row.completed_at.map(|_| number)),
        };
        let keys = [institution_progress::Column::InstitutionId, institution_progress::Column::RegistrationId];
        institution_progress::Entity::insert(seen).on_conflict_do_nothing_on(keys).exec(txn).await?;
    }
    Ok(())
}
