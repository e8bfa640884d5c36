//! Record stores elsewhere that statements are forwarded to, how far they have been told, and what came of it.

use sea_orm_migration::prelude::*;

use super::columns::{belongs_to, bigint, boolean, drop_tables, id, index, integer, nullable, text, time, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        forwards(schema).await?;
        log(schema).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(schema, &["forward_log", "forward"]).await
    }
}

/// The queue is a place in the record: it has no length. `secret` is sealed.
async fn forwards(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("forward")
                .col(id())
                .col(text("name"))
                .col(text("url"))
                .col(text("key"))
                .col(text("secret"))
                .col(text("version"))
                .col(nullable(uuid("institution_id")))
                .col(boolean("with_consent"))
                .col(boolean("active"))
                .col(time("created_at"))
                .col(bigint("told_change"))
                .col(uuid("told_sequence"))
                .col(time("next_at"))
                .col(integer("attempts"))
                .col(nullable(integer("status")))
                .col(nullable(text("trouble")))
                .col(nullable(time("taken_at")))
                .col(bigint("taken"))
                .col(bigint("refused"))
                .foreign_key(&mut belongs_to("forward", "institution_id", "institution"))
                .to_owned(),
        )
        .await
}

async fn log(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("forward_log")
                .col(id())
                .col(uuid("forward_id"))
                .col(time("at"))
                .col(integer("statements"))
                .col(nullable(uuid("statement_id")))
                .col(nullable(integer("status")))
                .col(nullable(text("trouble")))
                .foreign_key(&mut belongs_to("forward_log", "forward_id", "forward"))
                .to_owned(),
        )
        .await?;
    schema.create_index(index("forward_log", &["forward_id", "id"])).await
}
