//! Previews: an author's look at a package or a version before anybody learns from it. Everything of one is in its row,
//! so that nothing of it is among what learners have reached.

use sea_orm_migration::prelude::*;

use super::columns::{belongs_to, bigint, drop_tables, id, index, integer, nullable, text, time, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .create_table(
                Table::create()
                    .table("preview")
                    .col(id())
                    .col(uuid("person_id"))
                    .col(uuid("package_id"))
                    .col(nullable(uuid("edition_id")))
                    .col(text("language"))
                    .col(text("reading"))
                    .col(text("back"))
                    .col(text("code_hash").unique_key())
                    .col(time("code_expires_at"))
                    .col(nullable(time("exchanged_at")))
                    .col(bigint("last_number"))
                    .col(integer("visit"))
                    .col(text("state"))
                    .col(time("created_at"))
                    .foreign_key(&mut belongs_to("preview", "person_id", "person"))
                    .foreign_key(&mut belongs_to("preview", "package_id", "package"))
                    .foreign_key(&mut belongs_to("preview", "edition_id", "edition"))
                    .to_owned(),
            )
            .await?;
        schema.create_index(index("preview", &["created_at"])).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(schema, &["preview"]).await
    }
}
