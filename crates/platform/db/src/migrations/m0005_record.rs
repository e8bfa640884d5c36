//! The record: xAPI statements in their final shape, and the links by which they are found.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, boolean, pk_uuid, string, text, timestamp_with_time_zone, uuid, uuid_null},
};

use super::columns::{index, references_column, table};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .create_table(
                table("statement")
                    .col(pk_uuid("sequence"))
                    .col(uuid("id").unique_key())
                    .col(uuid_null("registration_id"))
                    .col(string("verb"))
                    .col(boolean("voided"))
                    .col(timestamp_with_time_zone("occurred_at"))
                    .col(timestamp_with_time_zone("stored_at"))
                    .col(big_integer("change_number"))
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
                    table(name)
                        .col(uuid("sequence"))
                        .col(string(column))
                        .col(string("usage"))
                        .primary_key(Index::create().col(column).col("sequence").col("usage"))
                        .foreign_key(references_column(name, "sequence", "statement", "sequence"))
                        .to_owned(),
                )
                .await?;
            schema.create_index(index(name, &["sequence"])).await?;
        }
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for name in ["statement_target", "statement_activity", "statement_actor", "statement"] {
            schema.drop_table(Table::drop().table(name).to_owned()).await?;
        }
        Ok(())
    }
}
