//! Working copies and their texts, term base, assignments, the way a course is made.

use sea_orm_migration::prelude::*;

use super::columns::{belongs_to, boolean, create_indexes, date, drop_tables, id, index, integer, nullable, references, remembers, text, time, unique, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        drafts(schema).await?;
        changes(schema).await?;
        translators(schema).await?;
        workflow(schema).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(schema, &[
            "workflow_step",
            "course_workflow",
            "translation_assignment",
            "term",
            "unit_comment",
            "text_change",
            "draft_text",
            "draft_unit",
            "course_draft",
        ]).await
    }
}

async fn drafts(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("course_draft")
                .col(uuid("course_id").primary_key())
                .col(uuid("base_package_id"))
                .col(integer("base_version"))
                .col(text("master"))
                .col(text("languages"))
                .col(time("made_at"))
                .col(time("changed_at"))
                .foreign_key(&mut belongs_to("course_draft", "course_id", "course"))
                .foreign_key(&mut references("course_draft", "base_package_id", "package"))
                .to_owned(),
        )
        .await?;
    schema
        .create_table(
            Table::create().table("draft_unit")
                .col(uuid("course_id"))
                .col(text("key"))
                .col(text("kind"))
                .col(text("name"))
                .col(integer("position"))
                .col(text("strings"))
                .col(text("source_hash"))
                .primary_key(Index::create().col("course_id").col("key"))
                .foreign_key(&mut belongs_to("draft_unit", "course_id", "course"))
                .to_owned(),
        )
        .await?;
    schema
        .create_table(
            Table::create().table("draft_text")
                .col(uuid("course_id"))
                .col(text("key"))
                .col(text("language"))
                .col(text("strings"))
                .col(text("state"))
                .col(text("source_hash"))
                .col(boolean("complete"))
                .col(integer("revision"))
                .col(nullable(uuid("changed_by")))
                .col(time("changed_at"))
                .primary_key(Index::create().col("course_id").col("key").col("language"))
                .foreign_key(&mut belongs_to("draft_text", "course_id", "course"))
                .foreign_key(&mut remembers("draft_text", "changed_by", "person"))
                .to_owned(),
        )
        .await
}

async fn changes(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("text_change")
                .col(id())
                .col(uuid("course_id"))
                .col(text("key"))
                .col(text("language"))
                .col(integer("revision"))
                .col(text("how"))
                .col(nullable(text("before")))
                .col(nullable(text("after")))
                .col(text("state_before"))
                .col(text("state_after"))
                .col(nullable(uuid("changed_by")))
                .col(time("changed_at"))
                .foreign_key(&mut belongs_to("text_change", "course_id", "course"))
                .foreign_key(&mut remembers("text_change", "changed_by", "person"))
                .to_owned(),
        )
        .await?;
    schema
        .create_table(
            Table::create().table("unit_comment")
                .col(id())
                .col(uuid("course_id"))
                .col(text("key"))
                .col(nullable(text("language")))
                .col(text("words"))
                .col(nullable(uuid("written_by")))
                .col(time("written_at"))
                .col(nullable(uuid("settled_by")))
                .col(nullable(time("settled_at")))
                .foreign_key(&mut belongs_to("unit_comment", "course_id", "course"))
                .foreign_key(&mut remembers("unit_comment", "written_by", "person"))
                .foreign_key(&mut remembers("unit_comment", "settled_by", "person"))
                .to_owned(),
        )
        .await?;
    create_indexes(schema, [
        index("text_change", &["course_id", "key", "changed_at"]),
        index("unit_comment", &["course_id", "key"]),
    ]).await
}

async fn translators(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("term")
                .col(id())
                .col(text("texts"))
                .col(text("note"))
                .col(boolean("checked"))
                .col(integer("revision"))
                .col(nullable(uuid("changed_by")))
                .col(time("changed_at"))
                .foreign_key(&mut remembers("term", "changed_by", "person"))
                .to_owned(),
        )
        .await?;
    schema
        .create_table(
            Table::create().table("translation_assignment")
                .col(id())
                .col(uuid("course_id"))
                .col(text("language"))
                .col(uuid("person_id"))
                .col(nullable(text("units")))
                .col(nullable(date("due_on")))
                .col(nullable(uuid("assigned_by")))
                .col(time("assigned_at"))
                .foreign_key(&mut belongs_to("translation_assignment", "course_id", "course"))
                .foreign_key(&mut belongs_to("translation_assignment", "person_id", "person"))
                .foreign_key(&mut remembers("translation_assignment", "assigned_by", "person"))
                .to_owned(),
        )
        .await?;
    create_indexes(schema, [
        unique("translation_assignment", &["course_id", "language", "person_id"]),
        index("translation_assignment", &["person_id"]),
    ]).await
}

async fn workflow(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("course_workflow")
                .col(uuid("course_id").primary_key())
                .col(text("stage"))
                .col(nullable(uuid("approver_institution_id")))
                .col(text("required_languages"))
                .col(nullable(uuid("submitted_by")))
                .col(nullable(uuid("approved_by")))
                .col(nullable(time("approved_at")))
                .col(time("changed_at"))
                .foreign_key(&mut belongs_to("course_workflow", "course_id", "course"))
                .foreign_key(&mut references("course_workflow", "approver_institution_id", "institution"))
                .foreign_key(&mut remembers("course_workflow", "submitted_by", "person"))
                .foreign_key(&mut remembers("course_workflow", "approved_by", "person"))
                .to_owned(),
        )
        .await?;
    schema
        .create_table(
            Table::create().table("workflow_step")
                .col(id())
                .col(uuid("course_id"))
                .col(text("action"))
                .col(text("stage_before"))
                .col(text("stage_after"))
                .col(text("comment"))
                .col(nullable(uuid("taken_by")))
                .col(time("taken_at"))
                .foreign_key(&mut belongs_to("workflow_step", "course_id", "course"))
                .foreign_key(&mut remembers("workflow_step", "taken_by", "person"))
                .to_owned(),
        )
        .await?;
    schema.create_index(index("workflow_step", &["course_id", "taken_at"])).await
}
