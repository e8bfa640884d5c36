//! What is searched: the texts of packages, and of what is published the documents with their index. Editions that are
//! shown in the reader's script.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use super::columns::{belongs_to, boolean, drop_tables, index, integer, nullable, text, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let mut transliterate = boolean("transliterate").default(false).take();
        schema.alter_table(Table::alter().table("edition").add_column(&mut transliterate).to_owned()).await?;
        schema
            .create_table(
                Table::create().table("package_text")
                    .col(uuid("package_id"))
                    .col(text("activity"))
                    .col(text("language"))
                    .col(text("title"))
                    .col(text("body"))
                    .primary_key(Index::create().col("package_id").col("activity").col("language"))
                    .foreign_key(&mut belongs_to("package_text", "package_id", "package"))
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create().table("search_document")
                    .col(integer("number").auto_increment().primary_key())
                    .col(uuid("course_id"))
                    .col(nullable(uuid("item_id")))
                    .col(nullable(text("activity")))
                    .col(text("language"))
                    .col(integer("position"))
                    .col(text("title"))
                    .col(text("summary"))
                    .col(text("body"))
                    .foreign_key(&mut belongs_to("search_document", "course_id", "course"))
                    .to_owned(),
            )
            .await?;
        schema.create_index(index("search_document", &["course_id"])).await?;
        let connection = schema.get_connection();
        if schema.get_database_backend() == DbBackend::Postgres {
            let column = "ALTER TABLE search_document ADD COLUMN words tsvector NOT NULL DEFAULT ''";
            connection.execute_unprepared(column).await?;
            let index = "CREATE INDEX search_document_words_idx ON search_document USING gin (words)";
            connection.execute_unprepared(index).await?;
        } else {
            // Words come folded, between spaces; the index keeps no text of its own.
            let table = "CREATE VIRTUAL TABLE search_index USING fts5(title, summary, body, content = '', \
                         contentless_delete = 1, tokenize = 'ascii', prefix = '2 3 4')";
            connection.execute_unprepared(table).await?;
        }
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        if schema.get_database_backend() == DbBackend::Sqlite {
            schema.get_connection().execute_unprepared("DROP TABLE search_index").await?;
        }
        drop_tables(schema, &["search_document", "package_text"]).await?;
        schema.alter_table(Table::alter().table("edition").drop_column("transliterate").to_owned()).await
    }
}
