//! The record: xAPI statements in their final shape, and the links by which they are found.

use sea_orm_migration::prelude::*;

use super::columns::{boolean, change_number, drop_tables, index, nullable, text, time, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .create_table(
                Table::create().table("statement")
                    .col(uuid("sequence").primary_key())
                    .col(uuid("id").unique_key())
                    .col(nullable(uuid("registration_id")))
                    .col(text("verb"))
                    .col(boolean("voided"))
                    .col(time("occurred_at"))
                    .col(time("stored_at"))
                    .col(change_number())
                    .col(text("payload"))
                    .to_owned(),
            )
            .await?;
        schema.create_index(index("statement", &["registration_id", "sequence"])).await?;
        schema.create_index(index("statement", &["verb", "sequence"])).await?;
        schema.create_index(index("statement", &["change_number", "sequence"])).await?;
        for (name, column) in
            [("statement_actor", "actor"), ("statement_activity", "activity"), ("statement_target", "target")]
        {
            schema
                .create_table(
                    Table::create().table(name)
                        .col(uuid("sequence"))
                        .col(text(column))
                        .col(text("usage"))
                        .primary_key(Index::create().col(column).col("sequence").col("usage"))
                        .foreign_key(ForeignKey::create()
                                .name(format!("{name}_sequence_fkey"))
                                .from(name, "sequence")
                                .to("statement", "sequence")
                                .on_delete(ForeignKeyAction::Cascade))
                        .to_owned(),
                )
                .await?;
            schema.create_index(index(name, &["sequence"])).await?;
        }
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(schema, &["statement_target", "statement_activity", "statement_actor", "statement"]).await
    }
}
