//! Where a list begins that is asked for what happened since a moment. Lists go in the order of changes; without a
//! beginning they would pass by everything that changed before.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use vidik_base::InstitutionId;

use crate::sql::Sql;

/// Rows that institutions read; each table has an index of institution, moment and number of the change.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rows {
    Registrations,
    QuizResults,
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
