//! Editions that are aligned by more than identifiers, versions that follow one another, the language that is read.

use sea_orm_migration::prelude::*;

use super::columns::{integer, nullable, text, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in added() {
            schema.alter_table(Table::alter().table(table).add_column(column).take()).await?;
        }
        // Until now every activity made an item of its own.
        schema.get_connection().execute_unprepared("UPDATE edition_item SET how = 'identifier'").await?;
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in added().into_iter().rev() {
            let name = column.get_column_name().clone();
            schema.alter_table(Table::alter().table(table).drop_column(Alias::new(name)).take()).await?;
        }
        Ok(())
    }
}

/// Table and column. `how` is absent where an activity stands alone; `alignment` counts how often an edition's was
/// mended; items of one `lineage_id` are the same thing in several versions, and an item without one begins its own.
fn added() -> [(&'static str, ColumnDef); 9] {
    [
        ("edition_item", nullable(text("how"))),
        ("edition", integer("position").default(0).take()),
        ("edition", integer("alignment").default(0).take()),
        ("aligned_item", nullable(uuid("lineage_id"))),
        ("course_version", nullable(uuid("previous_id"))),
        ("course_version", nullable(uuid("created_by"))),
        ("course_version", nullable(text("policy"))),
        ("registration", nullable(text("reading"))),
        ("launch", nullable(text("reading"))),
    ]
}
