//! Enrolments, registrations and their roll-ups, runs, launches, what institutions read.

use sea_orm_migration::prelude::*;

use super::columns::{belongs_to, bigint, boolean, change_number, drop_tables, id, index, integer, nullable, real, references, text, time, unique, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        registrations(schema).await?;
        runs(schema).await?;
        launches(schema).await?;
        shared_between_courses(schema).await?;
        institution_progress(schema).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(schema, &[
            "institution_progress",
            "shared_data",
            "global_objective",
            "journal_aside",
            "launch",
            "run_activity",
            "run",
            "registration_item",
            "registration",
            "enrolment",
        ]).await
    }
}

/// The columns of a roll-up: what a learner reached in a course, or in one item of it.
fn roll_up(table: &mut TableCreateStatement) -> &mut TableCreateStatement {
    table
        .col(text("completion"))
        .col(text("success"))
        .col(nullable(real("progress")))
        .col(nullable(real("scaled")))
        .col(nullable(real("raw")))
        .col(nullable(real("min")))
        .col(nullable(real("max")))
        .col(bigint("hundredths"))
}

async fn registrations(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("enrolment")
                .col(id())
                .col(uuid("person_id"))
                .col(uuid("course_id"))
                .col(text("source"))
                .col(time("enrolled_at"))
                .foreign_key(&mut belongs_to("enrolment", "person_id", "person"))
                .foreign_key(&mut belongs_to("enrolment", "course_id", "course"))
                .to_owned(),
        )
        .await?;
    schema.create_index(unique("enrolment", &["person_id", "course_id"])).await?;
    schema
        .create_table(
            roll_up(
                Table::create().table("registration")
                    .col(id())
                    .col(uuid("person_id"))
                    .col(uuid("course_id"))
                    .col(uuid("course_version_id"))
                    .col(integer("number"))
                    .col(boolean("open"))
                    .col(integer("generation"))
                    .col(text("language"))
                    .col(nullable(text("current_activity")))
                    .col(time("started_at"))
                    .col(time("updated_at"))
                    .col(nullable(time("completed_at"))),
            )
            .foreign_key(&mut belongs_to("registration", "person_id", "person"))
            .foreign_key(&mut belongs_to("registration", "course_id", "course"))
            .foreign_key(&mut references("registration", "course_version_id", "course_version"))
            .to_owned(),
        )
        .await?;
    schema.create_index(unique("registration", &["person_id", "course_id", "number"])).await?;
    schema.create_index(index("registration", &["course_id"])).await?;
    schema
        .create_table(
            roll_up(
                Table::create().table("registration_item")
                    .col(uuid("registration_id"))
                    .col(uuid("aligned_item_id"))
                    .col(time("updated_at")),
            )
            .primary_key(Index::create().col("registration_id").col("aligned_item_id"))
            .foreign_key(&mut belongs_to("registration_item", "registration_id", "registration"))
            .foreign_key(&mut references("registration_item", "aligned_item_id", "aligned_item"))
            .to_owned(),
        )
        .await
}

async fn runs(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("run")
                .col(id())
                .col(uuid("registration_id"))
                .col(uuid("edition_id"))
                .col(uuid("package_id"))
                .col(text("state"))
                .col(time("created_at"))
                .foreign_key(&mut belongs_to("run", "registration_id", "registration"))
                .foreign_key(&mut references("run", "edition_id", "edition"))
                .foreign_key(&mut references("run", "package_id", "package"))
                .to_owned(),
        )
        .await?;
    schema.create_index(unique("run", &["registration_id", "edition_id"])).await?;
    schema
        .create_table(
            Table::create().table("run_activity")
                .col(uuid("run_id"))
                .col(text("activity"))
                .col(text("data"))
                .col(bigint("watched_seconds"))
                .primary_key(Index::create().col("run_id").col("activity"))
                .foreign_key(&mut belongs_to("run_activity", "run_id", "run"))
                .to_owned(),
        )
        .await
}

async fn launches(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("launch")
                .col(id())
                .col(uuid("run_id"))
                .col(integer("generation"))
                .col(text("code_hash").unique_key())
                .col(time("code_expires_at"))
                .col(nullable(time("exchanged_at")))
                .col(bigint("last_number"))
                .col(integer("visit"))
                .col(time("created_at"))
                .foreign_key(&mut belongs_to("launch", "run_id", "run"))
                .to_owned(),
        )
        .await?;
    schema.create_index(index("launch", &["run_id", "generation"])).await?;
    schema
        .create_table(
            Table::create().table("journal_aside")
                .col(id())
                .col(uuid("launch_id"))
                .col(text("commits"))
                .col(time("received_at"))
                .foreign_key(&mut belongs_to("journal_aside", "launch_id", "launch"))
                .to_owned(),
        )
        .await?;
    schema.create_index(index("journal_aside", &["launch_id"])).await
}

/// Objectives and data stores that a learner carries from course to course (SN 3.10.3, RTE 4.3).
async fn shared_between_courses(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("global_objective")
                .col(uuid("person_id"))
                .col(text("scope"))
                .col(text("objective"))
                .col(text("value"))
                .primary_key(Index::create().col("person_id").col("scope").col("objective"))
                .foreign_key(&mut belongs_to("global_objective", "person_id", "person"))
                .to_owned(),
        )
        .await?;
    schema
        .create_table(
            Table::create().table("shared_data")
                .col(uuid("person_id"))
                .col(text("scope"))
                .col(text("target"))
                .col(text("value"))
                .primary_key(Index::create().col("person_id").col("scope").col("target"))
                .foreign_key(&mut belongs_to("shared_data", "person_id", "person"))
                .to_owned(),
        )
        .await
}

/// One row a registration and institution that may see it: the roll-up as it stood while the membership ran.
async fn institution_progress(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            roll_up(
                Table::create().table("institution_progress")
                    .col(uuid("institution_id"))
                    .col(uuid("registration_id"))
                    .col(uuid("person_id"))
                    .col(uuid("course_id"))
                    .col(text("language"))
                    .col(time("started_at"))
                    .col(time("updated_at"))
                    .col(nullable(time("completed_at")))
                    .col(change_number()),
            )
            .primary_key(Index::create().col("institution_id").col("registration_id"))
            .foreign_key(&mut belongs_to("institution_progress", "institution_id", "institution"))
            .foreign_key(&mut belongs_to("institution_progress", "registration_id", "registration"))
            .to_owned(),
        )
        .await?;
    schema.create_index(index("institution_progress", &["registration_id"])).await?;
    schema
        .create_index(unique("institution_progress", &["institution_id", "change_number", "registration_id"]))
        .await?;
    schema.create_index(index("institution_progress", &["institution_id", "updated_at", "change_number"])).await
}
