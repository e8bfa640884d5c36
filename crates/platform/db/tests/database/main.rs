//! The database through its public door, on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

mod changes;
mod failures;
mod schema;
mod scrub;
mod writes;

use sea_orm::{FromQueryResult, Statement};
use vidik_db::{ConnectionTrait, Db, DbErr};

/// A table of the tests' own.
async fn make_notes(db: &Db) {
    db.write(async move |txn| {
        txn.execute_unprepared(
            "CREATE TABLE notes (id bigint PRIMARY KEY, body text NOT NULL UNIQUE, \
             change_number bigint NOT NULL DEFAULT 0)",
        )
        .await
    })
    .await
    .unwrap();
}

async fn add_note(connection: &impl ConnectionTrait, id: i64, body: &str) -> Result<(), DbErr> {
    add_numbered(connection, id, body, 0).await
}

async fn add_numbered(connection: &impl ConnectionTrait, id: i64, body: &str, change_number: i64) -> Result<(), DbErr> {
    let statement = Statement::from_sql_and_values(
        connection.get_database_backend(),
        "INSERT INTO notes (id, body, change_number) VALUES ($1, $2, $3)",
        [id.into(), body.into(), change_number.into()],
    );
    connection.execute_raw(statement).await.map(|_| ())
}

#[derive(Debug, FromQueryResult)]
struct Note {
    id: i64,
    change_number: i64,
}

/// The ids in the table, in order.
async fn note_ids(db: &Db) -> Vec<i64> {
    notes_between(db.read(), -1, i64::MAX).await.iter().map(|note| note.id).collect()
}

/// Notes with `after < change_number < below`, in the order of a feed.
async fn notes_between(connection: &impl ConnectionTrait, after: i64, below: i64) -> Vec<Note> {
    let statement = Statement::from_sql_and_values(
        connection.get_database_backend(),
        "SELECT id, change_number FROM notes WHERE change_number > $1 AND change_number < $2 \
         ORDER BY change_number, id",
        [after.into(), below.into()],
    );
    Note::find_by_statement(statement).all(connection).await.unwrap()
}
