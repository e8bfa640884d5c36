//! Packages, courses, versions, editions, aligned items.

use sea_orm_migration::prelude::*;

use super::columns::{belongs_to, bigint, boolean, drop_tables, id, index, integer, nullable, references, remembers, text, time, unique, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        packages(schema).await?;
        courses(schema).await?;
        editions(schema).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(schema, &["edition_item", "aligned_item", "edition", "course_version", "course", "package"]).await
    }
}

async fn packages(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("package")
                .col(id())
                .col(text("upload_sha256"))
                .col(text("archive_blob"))
                .col(text("index_blob"))
                .col(text("file_name"))
                .col(bigint("size"))
                .col(bigint("file_count"))
                .col(text("format"))
                .col(text("edition"))
                .col(text("title"))
                .col(text("languages"))
                .col(text("tree"))
                .col(text("findings"))
                .col(nullable(uuid("uploaded_by")))
                .col(time("uploaded_at"))
                .foreign_key(&mut remembers("package", "uploaded_by", "person"))
                .to_owned(),
        )
        .await?;
    schema.create_index(index("package", &["upload_sha256"])).await?;
    schema.create_index(index("package", &["uploaded_at", "id"])).await
}

async fn courses(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("course")
                .col(id())
                .col(text("slug").unique_key())
                .col(text("title"))
                .col(text("summary"))
                .col(text("description"))
                .col(text("outcomes"))
                .col(nullable(integer("duration_minutes")))
                .col(nullable(text("level")))
                .col(text("delivery_mode"))
                .col(boolean("listed"))
                .col(boolean("self_enrolment"))
                .col(integer("motif"))
                .col(integer("palette"))
                .col(nullable(uuid("created_by")))
                .col(time("created_at"))
                .col(time("updated_at"))
                .col(nullable(uuid("published_version_id")))
                .foreign_key(&mut remembers("course", "created_by", "person"))
                .to_owned(),
        )
        .await?;
    schema
        .create_table(
            Table::create().table("course_version")
                .col(id())
                .col(uuid("course_id"))
                .col(integer("number"))
                .col(time("created_at"))
                .col(nullable(time("published_at")))
                .foreign_key(&mut belongs_to("course_version", "course_id", "course"))
                .to_owned(),
        )
        .await?;
    schema.create_index(unique("course_version", &["course_id", "number"])).await
}

async fn editions(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("edition")
                .col(id())
                .col(uuid("course_version_id"))
                .col(text("language"))
                .col(uuid("package_id"))
                .foreign_key(&mut belongs_to("edition", "course_version_id", "course_version"))
                .foreign_key(&mut references("edition", "package_id", "package"))
                .to_owned(),
        )
        .await?;
    schema.create_index(unique("edition", &["course_version_id", "language"])).await?;
    schema.create_index(index("edition", &["package_id"])).await?;
    schema
        .create_table(
            Table::create().table("aligned_item")
                .col(id())
                .col(uuid("course_version_id"))
                .col(text("key"))
                .col(text("kind"))
                .col(integer("position"))
                .foreign_key(&mut belongs_to("aligned_item", "course_version_id", "course_version"))
                .to_owned(),
        )
        .await?;
    schema.create_index(unique("aligned_item", &["course_version_id", "key"])).await?;
    schema
        .create_table(
            Table::create().table("edition_item")
                .col(uuid("edition_id"))
                .col(text("activity"))
                .col(uuid("aligned_item_id"))
                .primary_key(Index::create().col("edition_id").col("activity"))
                .foreign_key(&mut belongs_to("edition_item", "edition_id", "edition"))
                .foreign_key(&mut belongs_to("edition_item", "aligned_item_id", "aligned_item"))
                .to_owned(),
        )
        .await
}
