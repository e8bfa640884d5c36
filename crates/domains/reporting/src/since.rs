//! Where a list begins that is asked for what happened since a moment. Lists go in the order of changes; without a
//! beginning they would pass by everything that changed before.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use vidik_base::InstitutionId;
use vidik_db::{Sql, stable_below};

/// Up to when the list of an institution's registrations holds every change: `written`, before which all that was written
/// is committed, or earlier where rows are held back still, since a list in the order of changes does not go beyond the
/// oldest transaction that runs. To be asked before the list is.
pub async fn told_through<C: ConnectionTrait>(
    conn: &C,
    institution: InstitutionId,
    written: DateTime<Utc>,
) -> Result<DateTime<Utc>, DbErr> {
    let stable = stable_below(conn).await?;
    // An expression again: for the column PostgreSQL walks along the index of moments, from the first one on.
    let mut sql = Sql::new(
        "SELECT MIN(coalesce(updated_at, updated_at)) AS first FROM institution_progress WHERE institution_id = ",
    );
    sql.value(institution.0).push(" AND change_number >= ").value(stable);
    let held_back = sql.one::<FirstMoment, _>(conn).await?.and_then(|row| row.first);
    Ok(held_back.map_or(written, |first| first.min(written)))
}

/// Rows that institutions read; each table has an index of institution, moment and number of the change.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rows {
    Registrations,
    QuizResults,
}

#[derive(FromQueryResult)]
struct FirstMoment {
    first: Option<DateTime<Utc>>,
}

#[derive(FromQueryResult)]
struct First {
    first: Option<i64>,
}

/// The earliest change among the rows since a moment; none where there are no such rows.
pub(crate) async fn first_change<C: ConnectionTrait>(
    conn: &C,
    rows: Rows,
    institution: InstitutionId,
    since: DateTime<Utc>,
) -> Result<Option<i64>, DbErr> {
    let (table, moment) = match rows {
        Rows::Registrations => ("institution_progress", "updated_at"),
        Rows::QuizResults => ("institution_quiz_result", "submitted_at"),
    };
    // An expression, no column: for a column both databases walk along the index of numbers until a row fits, through
    // all that is older, as soon as they know how many rows there are.
    let mut sql = Sql::new(format!("SELECT MIN(change_number + 0) AS first FROM {table} WHERE institution_id = "));
    sql.value(institution.0).push(" AND ").push(moment).push(" >= ").value(since);
    Ok(sql.one::<First, _>(conn).await?.and_then(|row| row.first))
}
