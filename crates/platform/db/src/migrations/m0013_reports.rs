//! What reports are read by: numbers of changes, indexes of lists, results of quizzes by institution, external ids,
//! what was deleted.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use super::columns::{belongs_to, bigint, change_number, create_indexes, date, drop_tables, index, nullable, text, time, unique, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for (table, mut column) in added() {
            schema.alter_table(Table::alter().table(table).add_column(&mut column).take()).await?;
        }
        quiz_results(schema).await?;
        external_ids(schema).await?;
        deletions(schema).await?;
        create_indexes(schema, lists()).await?;
        for sql in BACKWARDS {
            schema.get_connection().execute_unprepared(sql).await?;
        }
        let triggers = if schema.get_database_backend() == DbBackend::Postgres { postgres() } else { sqlite() };
        for sql in triggers {
            schema.get_connection().execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let connection = schema.get_connection();
        let on_postgres = schema.get_database_backend() == DbBackend::Postgres;
        for (table, ..) in WATCHED {
            let of = if on_postgres { format!(" ON {table}") } else { String::new() };
            connection.execute_unprepared(&format!("DROP TRIGGER {table}_deleted{of}")).await?;
        }
        if on_postgres {
            connection.execute_unprepared("DROP FUNCTION institution_row_deleted()").await?;
        }
        for (table, columns) in LISTS {
            let name = format!("{table}_{}_idx", columns.join("_"));
            schema.drop_index(Index::drop().name(name).table(*table).to_owned()).await?;
        }
        drop_tables(schema, &["institution_deletion", "institution_person", "institution_quiz_result"]).await?;
        for (table, column) in added().into_iter().rev() {
            let name = column.get_column_name().clone();
            schema.alter_table(Table::alter().table(table).drop_column(Alias::new(name)).take()).await?;
        }
        Ok(())
    }
}

/// Table and column. `completed_change` is the change with which a row became complete.
fn added() -> [(&'static str, ColumnDef); 4] {
    [
        ("registration", change_number().default(0).take()),
        ("institution_progress", nullable(bigint("completed_change"))),
        ("membership", change_number().default(0).take()),
        ("enrolment", nullable(date("due_on"))),
    ]
}

/// What lists of registrations are filtered by, each with the order that they come in.
const LISTS: &[(&str, &[&str])] = &[
    ("registration", &["change_number", "id"]),
    ("registration", &["course_id", "change_number", "id"]),
    ("registration", &["completion", "change_number", "id"]),
    ("registration", &["success", "change_number", "id"]),
    ("institution_progress", &["institution_id", "course_id", "change_number", "registration_id"]),
    ("institution_progress", &["institution_id", "completion", "change_number", "registration_id"]),
    ("institution_progress", &["institution_id", "success", "change_number", "registration_id"]),
    ("institution_progress", &["institution_id", "person_id"]),
    ("membership", &["institution_id", "change_number", "id"]),
];

fn lists() -> impl Iterator<Item = IndexCreateStatement> {
    LISTS.iter().map(|(table, columns)| index(table, columns))
}

/// A handed-in attempt at a quiz, for every institution that the learner belonged to on that day.
async fn quiz_results(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("institution_quiz_result")
                .col(uuid("institution_id"))
                .col(uuid("attempt_id"))
                .col(uuid("person_id"))
                .col(uuid("course_id"))
                .col(time("submitted_at"))
                .col(change_number())
                .primary_key(Index::create().col("institution_id").col("attempt_id"))
                .foreign_key(&mut belongs_to("institution_quiz_result", "institution_id", "institution"))
                .foreign_key(&mut belongs_to("institution_quiz_result", "attempt_id", "quiz_attempt"))
                .to_owned(),
        )
        .await?;
    create_indexes(schema, [
        index("institution_quiz_result", &["attempt_id"]),
        unique("institution_quiz_result", &["institution_id", "change_number", "attempt_id"]),
        index("institution_quiz_result", &["institution_id", "submitted_at", "change_number"]),
        index("institution_quiz_result", &["institution_id", "person_id"]),
    ])
    .await
}

/// By which name an institution knows a person in its own systems.
async fn external_ids(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("institution_person")
                .col(uuid("institution_id"))
                .col(text("external_id"))
                .col(uuid("person_id"))
                .col(time("created_at"))
                .primary_key(Index::create().col("institution_id").col("external_id"))
                .foreign_key(&mut belongs_to("institution_person", "institution_id", "institution"))
                .foreign_key(&mut belongs_to("institution_person", "person_id", "person"))
                .to_owned(),
        )
        .await?;
    create_indexes(schema, [
        unique("institution_person", &["institution_id", "person_id"]),
        index("institution_person", &["external_id"]),
        index("institution_person", &["person_id"]),
    ])
    .await
}

/// What an institution could read and now cannot, whoever deleted it and whatever it hung on.
async fn deletions(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("institution_deletion")
                .col(uuid("institution_id"))
                .col(change_number())
                .col(uuid("subject_id"))
                .col(text("kind"))
                .primary_key(Index::create().col("institution_id").col("change_number").col("subject_id"))
                .to_owned(),
        )
        .await
}

/// What was there before.
const BACKWARDS: [&str; 3] = [
    "UPDATE registration SET change_number = COALESCE((SELECT MAX(change_number) FROM institution_progress \
     WHERE registration_id = registration.id), 0)",
    "UPDATE institution_progress SET completed_change = change_number WHERE completed_at IS NOT NULL",
    "INSERT INTO institution_quiz_result (institution_id, attempt_id, person_id, course_id, submitted_at, change_number) \
     SELECT DISTINCT m.institution_id, q.id, q.person_id, q.course_id, q.submitted_at, 0 \
     FROM quiz_attempt q JOIN membership m ON m.person_id = q.person_id \
     WHERE q.submitted_at IS NOT NULL AND m.starts_on <= DATE(q.submitted_at) \
     AND (m.ends_on IS NULL OR m.ends_on >= DATE(q.submitted_at))",
];

/// Table, kind of its rows, column that names one.
const WATCHED: [(&str, &str, &str); 3] = [
    ("institution_progress", "registration", "registration_id"),
    ("institution_quiz_result", "quiz_result", "attempt_id"),
    ("membership", "membership", "id"),
];

/// Rows go by cascades too, which only a trigger sees.
fn sqlite() -> Vec<String> {
    let trigger = |(table, kind, column): (&str, &str, &str)| {
        format!(
            "CREATE TRIGGER {table}_deleted AFTER DELETE ON {table} BEGIN \
             UPDATE change_numbers SET value = value + 1 WHERE id = 1; \
             INSERT INTO institution_deletion (institution_id, change_number, subject_id, kind) \
             SELECT OLD.institution_id, value, OLD.{column}, '{kind}' FROM change_numbers WHERE id = 1; END"
        )
    };
    WATCHED.into_iter().map(trigger).collect()
}

fn postgres() -> Vec<String> {
    let function = "CREATE FUNCTION institution_row_deleted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
        INSERT INTO institution_deletion (institution_id, change_number, subject_id, kind) \
        SELECT OLD.institution_id, value + pg_current_xact_id()::text::bigint, \
        (to_jsonb(OLD) ->> TG_ARGV[1])::uuid, TG_ARGV[0] FROM change_numbers WHERE id = 1; \
        RETURN OLD; END $$";
    let trigger = |(table, kind, column): (&str, &str, &str)| {
        format!(
            "CREATE TRIGGER {table}_deleted AFTER DELETE ON {table} FOR EACH ROW \
             EXECUTE FUNCTION institution_row_deleted('{kind}', '{column}')"
        )
    };
    std::iter::once(function.to_owned()).chain(WATCHED.into_iter().map(trigger)).collect()
}
