//! What somebody reads their own record by.

use sea_orm_migration::prelude::*;

use super::columns::index;

const TABLE: &str = "quiz_attempt";
const COLUMNS: &[&str] = &["person_id", "id"];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema.create_index(index(TABLE, COLUMNS)).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let name = format!("{TABLE}_{}_idx", COLUMNS.join("_"));
        schema.drop_index(Index::drop().name(name).table(TABLE).to_owned()).await
    }
}
