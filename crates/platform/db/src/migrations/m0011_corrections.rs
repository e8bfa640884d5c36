//! What people of the Centre change by hand, and the traces of attempts that are looked into.

use sea_orm_migration::prelude::*;

use super::columns::{
    belongs_to, bigint, boolean, create_indexes, drop_tables, id, index, nullable, remembers, text, time, uuid,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let traced = boolean("traced").default(false).take();
        schema.alter_table(Table::alter().table("run").add_column(traced).take()).await?;
        run_trace(schema).await?;
        audit_log(schema).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(schema, &["audit_log", "run_trace"]).await?;
        schema.alter_table(Table::alter().table("run").drop_column(Alias::new("traced")).take()).await
    }
}

/// The last steps of a run that is traced, each with the processes that it went through, as JSON.
async fn run_trace(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("run_trace")
                .col(uuid("run_id"))
                .col(bigint("number"))
                .col(time("at"))
                .col(text("event"))
                .col(text("steps"))
                .primary_key(Index::create().col("run_id").col("number"))
                .foreign_key(&mut belongs_to("run_trace", "run_id", "run"))
                .to_owned(),
        )
        .await
}

/// Who changed what, of whom, and why. `before` and `after` are JSON. A row outlives the people that it names.
async fn audit_log(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("audit_log")
                .col(id())
                .col(time("at"))
                .col(nullable(uuid("actor_id")))
                .col(nullable(uuid("subject_id")))
                .col(text("action"))
                .col(text("kind"))
                .col(uuid("object_id"))
                .col(nullable(text("part")))
                .col(text("reason"))
                .col(text("before"))
                .col(text("after"))
                .foreign_key(&mut remembers("audit_log", "actor_id", "person"))
                .foreign_key(&mut remembers("audit_log", "subject_id", "person"))
                .to_owned(),
        )
        .await?;
    create_indexes(schema, [
        index("audit_log", &["object_id"]),
        index("audit_log", &["subject_id"]),
        index("audit_log", &["actor_id"]),
    ])
    .await
}
