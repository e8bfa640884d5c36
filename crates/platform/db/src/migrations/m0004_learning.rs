//! Enrolments, registrations and their roll-ups, runs, launches, what institutions read.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, boolean, double_null, integer, pk_uuid, string, string_null, text, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid,
    },
};

use super::columns::{index, references, table, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

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
        for name in [
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
        ] {
            schema.drop_table(Table::drop().table(name).to_owned()).await?;
        }
        Ok(())
    }
}

/// The columns of a roll-up: what a learner reached in a course, or in one item of it.
fn roll_up(table: &mut TableCreateStatement) -> &mut TableCreateStatement {
    table
        .col(string("completion"))
        .col(string("success"))
        .col(double_null("progress"))
        .col(double_null("scaled"))
        .col(double_null("raw"))
        .col(double_null("min"))
        .col(double_null("max"))
        .col(big_integer("hundredths"))
}

async fn registrations(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            table("enrolment")
                .col(pk_uuid("id"))
                .col(uuid("person_id"))
                .col(uuid("course_id"))
                .col(string("source"))
                .col(timestamp_with_time_zone("enrolled_at"))
                .foreign_key(references("enrolment", "person_id", "person"))
                .foreign_key(references("enrolment", "course_id", "course"))
                .to_owned(),
        )
        .await?;
    schema.create_index(unique("enrolment", &["person_id", "course_id"])).await?;
    schema
        .create_table(
            roll_up(
                table("registration")
                    .col(pk_uuid("id"))
                    .col(uuid("person_id"))
                    .col(uuid("course_id"))
                    .col(uuid("course_version_id"))
                    .col(integer("number"))
                    .col(boolean("open"))
                    .col(string("language"))
                    .col(string_null("current_activity"))
                    .col(timestamp_with_time_zone("started_at"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .col(timestamp_with_time_zone_null("completed_at")),
            )
            .foreign_key(references("registration", "person_id", "person"))
            .foreign_key(references("registration", "course_id", "course"))
            .foreign_key(references("registration", "course_version_id", "course_version"))
            .to_owned(),
        )
        .await?;
    schema.create_index(unique("registration", &["person_id", "course_id", "number"])).await?;
    schema.create_index(index("registration", &["course_id"])).await?;
    schema
        .create_table(
            roll_up(
                table("registration_item")
                    .col(uuid("registration_id"))
                    .col(uuid("aligned_item_id"))
                    .col(timestamp_with_time_zone("updated_at")),
            )
            .primary_key(Index::create().col("registration_id").col("aligned_item_id"))
            .foreign_key(references("registration_item", "registration_id", "registration"))
            .foreign_key(references("registration_item", "aligned_item_id", "aligned_item"))
            .to_owned(),
        )
        .await
}

async fn runs(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            table("run")
                .col(pk_uuid("id"))
                .col(uuid("registration_id"))
                .col(uuid("edition_id"))
                .col(uuid("package_id"))
                .col(integer("generation"))
                .col(text("state"))
                .col(timestamp_with_time_zone("created_at"))
                .foreign_key(references("run", "registration_id", "registration"))
                .foreign_key(references("run", "edition_id", "edition"))
                .foreign_key(references("run", "package_id", "package"))
                .to_owned(),
        )
        .await?;
    schema.create_index(unique("run", &["registration_id", "edition_id"])).await?;
    schema
        .create_table(
            table("run_activity")
                .col(uuid("run_id"))
                .col(string("activity"))
                .col(text("data"))
                .col(boolean("suspended"))
                .primary_key(Index::create().col("run_id").col("activity"))
                .foreign_key(references("run_activity", "run_id", "run"))
                .to_owned(),
        )
        .await
}

async fn launches(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            table("launch")
                .col(pk_uuid("id"))
                .col(uuid("run_id"))
                .col(integer("generation"))
                .col(string("code_hash").unique_key())
                .col(timestamp_with_time_zone("code_expires_at"))
                .col(timestamp_with_time_zone_null("exchanged_at"))
                .col(big_integer("last_number"))
                .col(integer("visit"))
                .col(timestamp_with_time_zone("created_at"))
                .foreign_key(references("launch", "run_id", "run"))
                .to_owned(),
        )
        .await?;
    schema.create_index(index("launch", &["run_id", "generation"])).await?;
    schema
        .create_table(
            table("journal_aside")
                .col(pk_uuid("id"))
                .col(uuid("launch_id"))
                .col(text("commits"))
                .col(timestamp_with_time_zone("received_at"))
                .foreign_key(references("journal_aside", "launch_id", "launch"))
                .to_owned(),
        )
        .await?;
    schema.create_index(index("journal_aside", &["launch_id"])).await
}

/// Objectives and data stores that a learner carries from course to course (SN 3.10.3, RTE 4.3).
async fn shared_between_courses(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            table("global_objective")
                .col(uuid("person_id"))
                .col(string("scope"))
                .col(string("objective"))
                .col(text("value"))
                .primary_key(Index::create().col("person_id").col("scope").col("objective"))
                .foreign_key(references("global_objective", "person_id", "person"))
                .to_owned(),
        )
        .await?;
    schema
        .create_table(
            table("shared_data")
                .col(uuid("person_id"))
                .col(string("scope"))
                .col(string("target"))
                .col(text("value"))
                .primary_key(Index::create().col("person_id").col("scope").col("target"))
                .foreign_key(references("shared_data", "person_id", "person"))
                .to_owned(),
        )
        .await
}

/// One row a registration and institution that may see it: the roll-up as it stood while the membership ran.
async fn institution_progress(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            roll_up(
                table("institution_progress")
                    .col(uuid("institution_id"))
                    .col(uuid("registration_id"))
                    .col(uuid("person_id"))
                    .col(uuid("course_id"))
                    .col(string("language"))
                    .col(timestamp_with_time_zone("started_at"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .col(timestamp_with_time_zone_null("completed_at"))
                    .col(big_integer("change_number")),
            )
            .primary_key(Index::create().col("institution_id").col("registration_id"))
            .foreign_key(references("institution_progress", "institution_id", "institution"))
            .foreign_key(references("institution_progress", "registration_id", "registration"))
            .to_owned(),
        )
        .await?;
    schema.create_index(index("institution_progress", &["registration_id"])).await?;
    schema
        .create_index(unique("institution_progress", &["institution_id", "change_number", "registration_id"]))
        .await?;
    schema.create_index(index("institution_progress", &["institution_id", "updated_at", "change_number"])).await
}
