//! Packages, courses, versions, editions, aligned items.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, boolean, integer, integer_null, pk_uuid, string, string_null, text, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

use super::columns::{index, references, remembers, table, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        packages(schema).await?;
        courses(schema).await?;
        editions(schema).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for name in ["edition_item", "aligned_item", "edition", "course_version", "course", "package"] {
            schema.drop_table(Table::drop().table(name).to_owned()).await?;
        }
        Ok(())
    }
}

async fn packages(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            table("package")
                .col(pk_uuid("id"))
                .col(string("upload_sha256"))
                .col(string("archive_blob"))
                .col(string("index_blob"))
                .col(string("file_name"))
                .col(big_integer("size"))
                .col(big_integer("file_count"))
                .col(string("format"))
                .col(string("edition"))
                .col(text("title"))
                .col(text("languages"))
                .col(text("tree"))
                .col(text("findings"))
                .col(uuid_null("uploaded_by"))
                .col(timestamp_with_time_zone("uploaded_at"))
                .foreign_key(remembers("package", "uploaded_by", "person"))
                .to_owned(),
        )
        .await?;
    schema.create_index(index("package", &["upload_sha256"])).await?;
    schema.create_index(index("package", &["uploaded_at", "id"])).await
}

async fn courses(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            table("course")
                .col(pk_uuid("id"))
                .col(string("slug").unique_key())
                .col(text("title"))
                .col(text("summary"))
                .col(text("description"))
                .col(text("outcomes"))
                .col(integer_null("duration_minutes"))
                .col(string_null("level"))
                .col(string("delivery_mode"))
                .col(boolean("listed"))
                .col(boolean("self_enrolment"))
                .col(integer("motif"))
                .col(integer("palette"))
                .col(uuid_null("created_by"))
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone("updated_at"))
                .col(uuid_null("published_version_id"))
                .foreign_key(remembers("course", "created_by", "person"))
                .to_owned(),
        )
        .await?;
    schema
        .create_table(
            table("course_version")
                .col(pk_uuid("id"))
                .col(uuid("course_id"))
                .col(integer("number"))
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone_null("published_at"))
                .foreign_key(references("course_version", "course_id", "course"))
                .to_owned(),
        )
        .await?;
    schema.create_index(unique("course_version", &["course_id", "number"])).await
}

async fn editions(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            table("edition")
                .col(pk_uuid("id"))
                .col(uuid("course_version_id"))
                .col(string("language"))
                .col(uuid("package_id"))
                .foreign_key(references("edition", "course_version_id", "course_version"))
                .foreign_key(references("edition", "package_id", "package"))
                .to_owned(),
        )
        .await?;
    schema.create_index(unique("edition", &["course_version_id", "language"])).await?;
    schema.create_index(index("edition", &["package_id"])).await?;
    schema
        .create_table(
            table("aligned_item")
                .col(pk_uuid("id"))
                .col(uuid("course_version_id"))
                .col(string("key"))
                .col(string("kind"))
                .col(integer("position"))
                .foreign_key(references("aligned_item", "course_version_id", "course_version"))
                .to_owned(),
        )
        .await?;
    schema.create_index(unique("aligned_item", &["course_version_id", "key"])).await?;
    schema
        .create_table(
            table("edition_item")
                .col(uuid("edition_id"))
                .col(string("activity"))
                .col(uuid("aligned_item_id"))
                .primary_key(Index::create().col("edition_id").col("activity"))
                .foreign_key(references("edition_item", "edition_id", "edition"))
                .foreign_key(references("edition_item", "aligned_item_id", "aligned_item"))
                .to_owned(),
        )
        .await
}
