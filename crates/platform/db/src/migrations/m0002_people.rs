//! People, institutions, sign-in, machine clients.

use sea_orm_migration::prelude::*;

use super::columns::{belongs_to, date, drop_tables, id, index, nullable, text, time, unique, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        people(schema).await?;
        institutions(schema).await?;
        sign_in(schema).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(schema, &[
            "machine_client",
            "signing_key",
            "refresh_token",
            "refresh_family",
            "institution_coordinator",
            "membership",
            "institution",
            "person_role",
            "sign_in_name",
            "person",
        ]).await
    }
}

async fn people(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("person")
                .col(id())
                .col(nullable(text("email")))
                .col(nullable(text("username")))
                .col(nullable(text("staff_number")))
                .col(nullable(text("given_latin")))
                .col(nullable(text("family_latin")))
                .col(nullable(text("given_cyrillic")))
                .col(nullable(text("family_cyrillic")))
                .col(nullable(text("password_hash")))
                .col(text("language"))
                .col(time("created_at"))
                .col(nullable(time("disabled_at")))
                .to_owned(),
        )
        .await?;
    schema
        .create_table(
            Table::create().table("sign_in_name")
                .col(text("name").primary_key())
                .col(uuid("person_id"))
                .col(text("kind"))
                .foreign_key(&mut belongs_to("sign_in_name", "person_id", "person"))
                .to_owned(),
        )
        .await?;
    schema.create_index(index("sign_in_name", &["person_id"])).await?;
    schema
        .create_table(
            Table::create().table("person_role")
                .col(uuid("person_id"))
                .col(text("role"))
                .primary_key(Index::create().col("person_id").col("role"))
                .foreign_key(&mut belongs_to("person_role", "person_id", "person"))
                .to_owned(),
        )
        .await
}

async fn institutions(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("institution")
                .col(id())
                .col(text("slug").unique_key())
                .col(text("name"))
                .col(time("created_at"))
                .to_owned(),
        )
        .await?;
    schema
        .create_table(
            Table::create().table("membership")
                .col(id())
                .col(uuid("person_id"))
                .col(uuid("institution_id"))
                .col(date("starts_on"))
                .col(nullable(date("ends_on")))
                .foreign_key(&mut belongs_to("membership", "person_id", "person"))
                .foreign_key(&mut belongs_to("membership", "institution_id", "institution"))
                .to_owned(),
        )
        .await?;
    schema.create_index(index("membership", &["person_id"])).await?;
    schema.create_index(index("membership", &["institution_id", "person_id"])).await?;
    schema
        .create_table(
            Table::create().table("institution_coordinator")
                .col(uuid("institution_id"))
                .col(uuid("person_id"))
                .primary_key(Index::create().col("institution_id").col("person_id"))
                .foreign_key(&mut belongs_to("institution_coordinator", "institution_id", "institution"))
                .foreign_key(&mut belongs_to("institution_coordinator", "person_id", "person"))
                .to_owned(),
        )
        .await?;
    schema.create_index(index("institution_coordinator", &["person_id"])).await
}

async fn sign_in(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("refresh_family")
                .col(id())
                .col(uuid("person_id"))
                .col(time("created_at"))
                .col(nullable(time("ended_at")))
                .col(nullable(text("ended_because")))
                .foreign_key(&mut belongs_to("refresh_family", "person_id", "person"))
                .to_owned(),
        )
        .await?;
    schema.create_index(index("refresh_family", &["person_id"])).await?;
    schema
        .create_table(
            Table::create().table("refresh_token")
                .col(text("hash").primary_key())
                .col(uuid("family_id"))
                .col(time("issued_at"))
                .col(time("expires_at"))
                .col(nullable(time("used_at")))
                .foreign_key(&mut belongs_to("refresh_token", "family_id", "refresh_family"))
                .to_owned(),
        )
        .await?;
    schema.create_index(index("refresh_token", &["family_id"])).await?;
    schema
        .create_table(
            Table::create().table("signing_key")
                .col(text("kid").primary_key())
                .col(text("purpose"))
                .col(text("secret"))
                .col(text("public"))
                .col(time("created_at"))
                .col(nullable(time("retired_at")))
                .to_owned(),
        )
        .await?;
    schema
        .create_table(
            Table::create().table("machine_client")
                .col(text("id").primary_key())
                .col(uuid("institution_id"))
                .col(text("secret_hash"))
                .col(text("scopes"))
                .col(time("created_at"))
                .col(nullable(time("expires_at")))
                .col(nullable(time("revoked_at")))
                .foreign_key(&mut belongs_to("machine_client", "institution_id", "institution"))
                .to_owned(),
        )
        .await?;
    schema.create_index(unique("machine_client", &["institution_id", "id"])).await
}
