//! Sessions of cmi5 units, and what learners reached in them.

use sea_orm_migration::prelude::*;

use super::columns::{belongs_to, boolean, drop_tables, id, index, nullable, real, text, time, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        sessions(schema).await?;
        results(schema).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(schema, &["unit_result", "unit_session"]).await
    }
}

/// One launch of a unit; `progress` is JSON. Secrets are kept as hashes.
async fn sessions(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("unit_session")
                .col(id())
                .col(uuid("registration_id"))
                .col(uuid("run_id"))
                .col(text("activity"))
                .col(text("activity_iri"))
                .col(text("mode"))
                .col(nullable(real("mastery_score")))
                .col(text("fetch_hash").unique_key())
                .col(nullable(time("fetched_at")))
                .col(nullable(text("secret_hash")))
                .col(text("progress"))
                .col(time("launched_at"))
                .col(time("last_at"))
                .col(nullable(time("ended_at")))
                .foreign_key(&mut belongs_to("unit_session", "registration_id", "registration"))
                .foreign_key(&mut belongs_to("unit_session", "run_id", "run"))
                .to_owned(),
        )
        .await?;
    schema.create_index(index("unit_session", &["registration_id"])).await
}

/// By registration and item, in whatever language: what a unit's statements came to (JSON), and whether a block or the
/// course was told to be satisfied.
async fn results(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("unit_result")
                .col(uuid("registration_id"))
                .col(text("item"))
                .col(text("result"))
                .col(boolean("satisfied"))
                .primary_key(Index::create().col("registration_id").col("item"))
                .foreign_key(&mut belongs_to("unit_result", "registration_id", "registration"))
                .to_owned(),
        )
        .await
}
