//! Numbers for change feeds: a reader with a cursor skips no row that was committed late.
//!
//! Every changed row carries the number of the transaction that changed it. A feed answers rows with
//! `cursor < number < stable_below`, ordered by (number, id), and the next cursor is the last row's pair.
//!
//! *SQLite* has one writer, so a counter in the transaction is in commit order. *PostgreSQL* commits
//! in any order: the number is the transaction's id, and below the oldest running one
//! (`pg_snapshot_xmin`) nothing can appear any more. Ids begin anew in another cluster, so a base is
//! added, and raised after a dump was restored ([`align`]).

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement};

/// The column that holds the number in every table of a feed, by convention: [`align`] looks for it.
pub const CHANGE_NUMBER_COLUMN: &str = "change_number";

/// The number for the rows that this transaction changes. One call a write is enough.
/// SQLite: higher with every call. PostgreSQL: the same throughout a transaction.
pub async fn change_number(txn: &DatabaseTransaction) -> Result<i64, DbErr> {
    number(
        txn,
        "UPDATE change_numbers SET value = value + 1 WHERE id = 1 RETURNING value",
        "SELECT value + pg_current_xact_id()::text::bigint FROM change_numbers WHERE id = 1",
    )
    .await
}

/// The bound below which no running or future transaction can commit a number.
/// On PostgreSQL a writing transaction anywhere in the cluster holds it back until it ends.
/// Ask for it before (or in the same snapshot as) the rows that it bounds.
pub async fn stable_below(connection: &impl ConnectionTrait) -> Result<i64, DbErr> {
    number(
        connection,
        "SELECT value + 1 FROM change_numbers WHERE id = 1",
        "SELECT value + pg_snapshot_xmin(pg_current_snapshot())::text::bigint \
         FROM change_numbers WHERE id = 1",
    )
    .await
}

/// PostgreSQL: raises the base where stored numbers reach the numbers to come, as they do after a dump
/// was restored in a younger cluster. Runs with the migrations, under their lock.
pub(crate) async fn align(txn: &DatabaseTransaction) -> Result<(), DbErr> {
    if txn.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let tables = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT quote_ident(table_name) FROM information_schema.columns \
         WHERE table_schema = current_schema() AND column_name = $1",
        [CHANGE_NUMBER_COLUMN.into()],
    );
    let mut highest = 0;
    for row in txn.query_all_raw(tables).await? {
        let table: String = row.try_get_by_index(0)?;
        let sql = format!("SELECT coalesce(max({CHANGE_NUMBER_COLUMN}), 0) FROM {table}");
        highest = highest.max(number(txn, "", &sql).await?);
    }
    let raise = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "UPDATE change_numbers SET value = $1 - pg_current_xact_id()::text::bigint + 1 \
         WHERE id = 1 AND value + pg_current_xact_id()::text::bigint <= $1",
        [highest.into()],
    );
    if txn.execute_raw(raise).await?.rows_affected() > 0 {
        tracing::info!(highest, "change numbers continue above those of a restored dump");
    }
    Ok(())
}

async fn number(connection: &impl ConnectionTrait, sqlite: &str, postgres: &str) -> Result<i64, DbErr> {
    let backend = connection.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => postgres,
        _ => sqlite,
    };
    let row = connection.query_one_raw(Statement::from_string(backend, sql)).await?;
    row.ok_or_else(|| DbErr::RecordNotFound("change_numbers".to_owned()))?.try_get_by_index(0)
}
