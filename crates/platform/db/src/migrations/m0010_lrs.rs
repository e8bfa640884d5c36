//! What the record takes in from outside: credentials, documents, attachments, definitions of activities, and whose
//! people a statement is of.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use super::columns::{
    belongs_to, bigint, boolean, bytes, create_indexes, drop_tables, id, index, nullable, text, time, unique, uuid,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        credentials(schema).await?;
        targets(schema).await?;
        institutions(schema).await?;
        attachments(schema).await?;
        documents(schema).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(schema, &[
            "lrs_document",
            "activity_definition",
            "statement_attachment",
            "attachment",
            "statement_institution",
            "lrs_credential",
        ]).await
    }
}

async fn credentials(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("lrs_credential")
                .col(id())
                .col(text("key").unique_key())
                .col(text("secret_hash"))
                .col(text("name"))
                .col(text("scopes"))
                .col(nullable(uuid("institution_id")))
                .col(time("created_at"))
                .col(nullable(time("last_used_at")))
                .col(nullable(time("revoked_at")))
                .foreign_key(&mut belongs_to("lrs_credential", "institution_id", "institution"))
                .to_owned(),
        )
        .await
}

/// Which statements speak of which, through others too; in place of a table that nothing was written to.
async fn targets(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    drop_tables(schema, &["statement_target"]).await?;
    schema
        .create_table(
            Table::create().table("statement_target")
                .col(uuid("target"))
                .col(uuid("sequence"))
                .col(boolean("direct"))
                .primary_key(Index::create().col("target").col("sequence"))
                .foreign_key(&mut of_statement("statement_target"))
                .to_owned(),
        )
        .await?;
    schema.create_index(index("statement_target", &["sequence"])).await
}

/// Whose people a statement is of: what an institution's credential sees. As it was on the day of the statement.
async fn institutions(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("statement_institution")
                .col(uuid("institution_id"))
                .col(uuid("sequence"))
                .primary_key(Index::create().col("institution_id").col("sequence"))
                .foreign_key(&mut belongs_to("statement_institution", "institution_id", "institution"))
                .foreign_key(&mut of_statement("statement_institution"))
                .to_owned(),
        )
        .await?;
    schema.create_index(index("statement_institution", &["sequence"])).await?;
    let day = match schema.get_database_backend() {
        DbBackend::Postgres => "(s.stored_at AT TIME ZONE 'UTC')::date",
        _ => "substr(s.stored_at, 1, 10)",
    };
    let known = format!(
        "INSERT INTO statement_institution (institution_id, sequence) \
         SELECT DISTINCT m.institution_id, s.sequence FROM statement s \
         JOIN registration r ON r.id = s.registration_id JOIN membership m ON m.person_id = r.person_id \
         WHERE m.starts_on <= {day} AND (m.ends_on IS NULL OR m.ends_on >= {day})"
    );
    schema.get_connection().execute_unprepared(&known).await?;
    Ok(())
}

fn of_statement(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_sequence_fkey"))
        .from(table, "sequence")
        .to("statement", "sequence")
        .on_delete(ForeignKeyAction::Cascade)
        .take()
}

async fn attachments(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("attachment")
                .col(text("sha2").primary_key())
                .col(text("blob"))
                .col(bigint("length"))
                .col(text("content_type"))
                .col(time("stored_at"))
                .to_owned(),
        )
        .await?;
    schema
        .create_table(
            Table::create().table("statement_attachment")
                .col(uuid("sequence"))
                .col(text("sha2"))
                .primary_key(Index::create().col("sequence").col("sha2"))
                .foreign_key(&mut of_statement("statement_attachment"))
                .to_owned(),
        )
        .await?;
    schema.create_index(index("statement_attachment", &["sha2"])).await
}

/// Parts of a key that a document has not (a state without a registration, a profile without an agent) are empty
/// texts, not null: the key is unique with them, too.
async fn documents(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("activity_definition")
                .col(text("activity").primary_key())
                .col(text("definition"))
                .col(time("updated_at"))
                .to_owned(),
        )
        .await?;
    schema
        .create_table(
            Table::create().table("lrs_document")
                .col(id())
                .col(text("kind"))
                .col(text("activity"))
                .col(text("agent"))
                .col(text("registration"))
                .col(text("document"))
                .col(text("content_type"))
                .col(text("etag"))
                .col(bytes("body"))
                .col(time("updated_at"))
                .to_owned(),
        )
        .await?;
    create_indexes(schema, [
        unique("lrs_document", &["kind", "activity", "agent", "registration", "document"]),
        // Erasing a person asks by the agent alone.
        index("lrs_document", &["agent"]),
    ])
    .await
}
