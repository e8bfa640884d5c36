//! Launches that only look at what was gone through.

use sea_orm_migration::prelude::*;

use super::columns::text;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let mode = text("mode").default("normal").take();
        schema.alter_table(Table::alter().table("launch").add_column(mode).take()).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema.alter_table(Table::alter().table("launch").drop_column(Alias::new("mode")).take()).await
    }
}
