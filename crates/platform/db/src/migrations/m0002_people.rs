//! People, institutions, sign-in, machine clients.

use sea_orm_migration::{
    prelude::*,
    schema::{date, date_null, pk_uuid, string, string_null, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid},
};

use super::columns::{index, references, table, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        people(schema).await?;
        institutions(schema).await?;
        sign_in(schema).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for name in [
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
        ] {
            schema.drop_table(Table::drop().table(name).to_owned()).await?;
        }
        Ok(())
    }
}

async fn people(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            table("person")
                .col(pk_uuid("id"))
                .col(string_null("email"))
                .col(string_null("username"))
                .col(string_null("staff_number"))
                .col(string_null("given_latin"))
                .col(string_null("family_latin"))
                .col(string_null("given_cyrillic"))
                .col(string_null("family_cyrillic"))
                .col(string_null("password_hash"))
                .col(string("language"))
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone_null("disabled_at"))
                .to_owned(),
        )
        .await?;
    schema
        .create_table(
            table("sign_in_name")
                .col(string("name").primary_key())
                .col(uuid("person_id"))
                .col(string("kind"))
                .foreign_key(references("sign_in_name", "person_id", "person"))
                .to_owned(),
        )
        .await?;
    schema.create_index(index("sign_in_name", &["person_id"])).await?;
    schema
        .create_table(
            table("person_role")
                .col(uuid("person_id"))
                .col(string("role"))
                .primary_key(Index::create().col("person_id").col("role"))
                .foreign_key(references("person_role", "person_id", "person"))
                .to_owned(),
        )
        .await
}

async fn institutions(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            table("institution")
                .col(pk_uuid("id"))
                .col(string("slug").unique_key())
                .col(text("name"))
                .col(timestamp_with_time_zone("created_at"))
                .to_owned(),
        )
        .await?;
    schema
        .create_table(
            table("membership")
                .col(pk_uuid("id"))
                .col(uuid("person_id"))
                .col(uuid("institution_id"))
                .col(date("starts_on"))
                .col(date_null("ends_on"))
                .foreign_key(references("membership", "person_id", "person"))
                .foreign_key(references("membership", "institution_id", "institution"))
                .to_owned(),
        )
        .await?;
    schema.create_index(index("membership", &["person_id"])).await?;
    schema.create_index(index("membership", &["institution_id", "person_id"])).await?;
    schema
        .create_table(
            table("institution_coordinator")
                .col(uuid("institution_id"))
                .col(uuid("person_id"))
                .primary_key(Index::create().col("institution_id").col("person_id"))
                .foreign_key(references("institution_coordinator", "institution_id", "institution"))
                .foreign_key(references("institution_coordinator", "person_id", "person"))
                .to_owned(),
        )
        .await?;
    schema.create_index(index("institution_coordinator", &["person_id"])).await
}

async fn sign_in(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            table("refresh_family")
                .col(pk_uuid("id"))
                .col(uuid("person_id"))
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone_null("ended_at"))
                .col(string_null("ended_because"))
                .foreign_key(references("refresh_family", "person_id", "person"))
                .to_owned(),
        )
        .await?;
    schema.create_index(index("refresh_family", &["person_id"])).await?;
    schema
        .create_table(
            table("refresh_token")
                .col(string("hash").primary_key())
                .col(uuid("family_id"))
                .col(timestamp_with_time_zone("issued_at"))
                .col(timestamp_with_time_zone("expires_at"))
                .col(timestamp_with_time_zone_null("used_at"))
                .foreign_key(references("refresh_token", "family_id", "refresh_family"))
                .to_owned(),
        )
        .await?;
    schema.create_index(index("refresh_token", &["family_id"])).await?;
    schema
        .create_table(
            table("signing_key")
                .col(string("kid").primary_key())
                .col(string("purpose"))
                .col(text("secret"))
                .col(text("public"))
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone_null("retired_at"))
                .to_owned(),
        )
        .await?;
    schema
        .create_table(
            table("machine_client")
                .col(string("id").primary_key())
                .col(uuid("institution_id"))
                .col(string("secret_hash"))
                .col(text("scopes"))
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone_null("expires_at"))
                .col(timestamp_with_time_zone_null("revoked_at"))
                .foreign_key(references("machine_client", "institution_id", "institution"))
                .to_owned(),
        )
        .await?;
    schema.create_index(unique("machine_client", &["institution_id", "id"])).await
}
