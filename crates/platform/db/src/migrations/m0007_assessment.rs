//! Attempts at quizzes, their answers, the forms given, and extra time.

use sea_orm_migration::prelude::*;

use super::columns::{belongs_to, bigint, boolean, drop_tables, id, index, integer, nullable, real, text, time, unique, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        forms(schema).await?;
        attempts(schema).await?;
        answers(schema).await?;
        extra_time(schema).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(schema, &["extra_time", "quiz_answer", "quiz_attempt", "quiz_form"]).await
    }
}

/// Which form a learner meets first, decided once and kept: by registration and blueprint.
async fn forms(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("quiz_form")
                .col(uuid("registration_id"))
                .col(text("blueprint"))
                .col(uuid("course_id"))
                .col(text("form"))
                .col(bigint("seed"))
                .col(time("given_at"))
                .primary_key(Index::create().col("registration_id").col("blueprint"))
                .foreign_key(&mut belongs_to("quiz_form", "registration_id", "registration"))
                .foreign_key(&mut belongs_to("quiz_form", "course_id", "course"))
                .to_owned(),
        )
        .await?;
    schema.create_index(index("quiz_form", &["course_id", "blueprint", "form"])).await
}

/// By registration and the quiz's id, which never changes its meaning: languages and versions share the attempts.
async fn attempts(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("quiz_attempt")
                .col(id())
                .col(uuid("registration_id"))
                .col(uuid("person_id"))
                .col(uuid("course_id"))
                .col(uuid("package_id"))
                .col(text("quiz"))
                .col(text("kind"))
                .col(integer("number"))
                .col(nullable(text("form")))
                .col(text("source"))
                .col(text("language"))
                .col(text("paper"))
                .col(time("started_at"))
                .col(nullable(time("deadline")))
                .col(nullable(time("submitted_at")))
                .col(boolean("automatic"))
                .col(real("points"))
                .col(real("max_points"))
                .col(nullable(real("scaled")))
                .col(nullable(boolean("passed")))
                .col(text("topics"))
                .foreign_key(&mut belongs_to("quiz_attempt", "registration_id", "registration"))
                .foreign_key(&mut belongs_to("quiz_attempt", "person_id", "person"))
                .foreign_key(&mut belongs_to("quiz_attempt", "course_id", "course"))
                .foreign_key(&mut belongs_to("quiz_attempt", "package_id", "package"))
                .to_owned(),
        )
        .await?;
    schema.create_index(unique("quiz_attempt", &["registration_id", "quiz", "number"])).await?;
    schema.create_index(index("quiz_attempt", &["course_id", "quiz", "submitted_at"])).await?;
    // The sweep looks for attempts whose time is over.
    schema.create_index(index("quiz_attempt", &["submitted_at", "deadline"])).await
}

async fn answers(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("quiz_answer")
                .col(uuid("attempt_id"))
                .col(text("question"))
                .col(nullable(text("response")))
                .col(boolean("flagged"))
                .col(time("saved_at"))
                .col(text("language"))
                .col(nullable(real("points")))
                .col(nullable(real("max_points")))
                .col(nullable(boolean("correct")))
                .primary_key(Index::create().col("attempt_id").col("question"))
                .foreign_key(&mut belongs_to("quiz_answer", "attempt_id", "quiz_attempt"))
                .to_owned(),
        )
        .await
}

/// How much longer somebody has for every quiz, in percent of the time that others have.
async fn extra_time(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("extra_time")
                .col(uuid("person_id").primary_key())
                .col(integer("percent"))
                .col(time("set_at"))
                .foreign_key(&mut belongs_to("extra_time", "person_id", "person"))
                .to_owned(),
        )
        .await
}
