//! What the platform itself keeps: the source of change numbers.

use sea_orm_migration::prelude::*;

use super::columns::{bigint, drop_tables, integer};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One row. SQLite: the last number given. PostgreSQL: what is added to a transaction's id.
        manager
            .create_table(
                Table::create()
                    .table("change_numbers")
                    .col(integer("id").primary_key())
                    .col(bigint("value"))
                    .check(Expr::col("id").eq(1))
                    .take(),
            )
            .await?;
        manager
            .execute(
                Query::insert()
                    .into_table("change_numbers")
                    .columns(["id", "value"])
                    .values_panic([1.into(), 0.into()])
                    .take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["change_numbers"]).await
    }
}
