//! What need not be done: a whole registration, or units of one.

use sea_orm_migration::prelude::*;

use super::columns::{belongs_to, drop_tables, text, time, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// `item` is the aligned item of a unit, or empty for the whole registration; `waived_by` is the id of a person or
    /// of an institution's program.
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .create_table(
                Table::create().table("waiver")
                    .col(uuid("registration_id"))
                    .col(text("item"))
                    .col(text("waived_by"))
                    .col(text("reason"))
                    .col(time("waived_at"))
                    .primary_key(Index::create().col("registration_id").col("item"))
                    .foreign_key(&mut belongs_to("waiver", "registration_id", "registration"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(schema, &["waiver"]).await
    }
}
