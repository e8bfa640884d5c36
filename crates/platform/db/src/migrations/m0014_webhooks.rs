//! Messages to institutions' own systems, and answers that are kept for requests that are sent again.

use sea_orm_migration::prelude::*;

use super::columns::{belongs_to, bigint, boolean, create_indexes, drop_tables, id, index, integer, nullable, text, time, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        webhooks(schema).await?;
        deliveries(schema).await?;
        kept_answers(schema).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(schema, &["kept_answer", "webhook_delivery", "webhook"]).await
    }
}

/// Where an institution is told of changes, and how far it has been told.
async fn webhooks(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("webhook")
                .col(id())
                .col(uuid("institution_id"))
                .col(text("url"))
                .col(text("secret"))
                .col(text("kinds"))
                .col(boolean("active"))
                .col(time("created_at"))
                .col(bigint("told_change"))
                .col(uuid("told_id"))
                .foreign_key(&mut belongs_to("webhook", "institution_id", "institution"))
                .to_owned(),
        )
        .await?;
    schema.create_index(index("webhook", &["institution_id"])).await
}

async fn deliveries(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("webhook_delivery")
                .col(id())
                .col(uuid("webhook_id"))
                .col(text("kind"))
                .col(text("body"))
                .col(time("created_at"))
                .col(nullable(time("next_at")))
                .col(integer("attempts"))
                .col(nullable(time("delivered_at")))
                .col(nullable(integer("status")))
                .col(nullable(text("trouble")))
                .foreign_key(&mut belongs_to("webhook_delivery", "webhook_id", "webhook"))
                .to_owned(),
        )
        .await?;
    create_indexes(schema, [index("webhook_delivery", &["next_at"]), index("webhook_delivery", &["webhook_id", "id"])])
        .await
}

/// By institution and the key that came with the request.
async fn kept_answers(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("kept_answer")
                .col(uuid("institution_id"))
                .col(text("key"))
                .col(text("request"))
                .col(integer("status"))
                .col(text("body"))
                .col(time("created_at"))
                .primary_key(Index::create().col("institution_id").col("key"))
                .foreign_key(&mut belongs_to("kept_answer", "institution_id", "institution"))
                .to_owned(),
        )
        .await?;
    schema.create_index(index("kept_answer", &["created_at"])).await
}
