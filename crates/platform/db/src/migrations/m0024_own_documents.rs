//! What programs of an institution keep of an activity and say of it is the institution's own. What is overdue is found
//! by its day.

use sea_orm_migration::prelude::*;

use super::columns::{belongs_to, drop_tables, id, index, text, time, unique, uuid};

const DOCUMENT: &str = "lrs_document";
const KEY: [&str; 5] = ["kind", "activity", "agent", "registration", "document"];
const OWN_KEY: &str = "lrs_document_key";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        // Empty where it is nobody's own: the key is unique with it, too.
        let mut institution = text("institution").default("").take();
        schema.alter_table(Table::alter().table(DOCUMENT).add_column(&mut institution).take()).await?;
        let mut key = Index::create().unique().name(OWN_KEY).table(DOCUMENT).take();
        for column in KEY.into_iter().chain(["institution"]) {
            key.col(column);
        }
        schema.create_index(key).await?;
        schema.drop_index(Index::drop().name(format!("{DOCUMENT}_{}_key", KEY.join("_"))).table(DOCUMENT).to_owned()).await?;
        schema.create_index(index("enrolment", &["due_on"])).await?;
        definitions(schema).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(schema, &["institution_definition"]).await?;
        schema.drop_index(Index::drop().name("enrolment_due_on_idx").table("enrolment").to_owned()).await?;
        let own = format!("DELETE FROM {DOCUMENT} WHERE institution <> ''");
        schema.get_connection().execute_unprepared(&own).await?;
        schema.create_index(unique(DOCUMENT, &KEY)).await?;
        schema.drop_index(Index::drop().name(OWN_KEY).table(DOCUMENT).to_owned()).await?;
        schema.alter_table(Table::alter().table(DOCUMENT).drop_column("institution").take()).await
    }
}

async fn definitions(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("institution_definition")
                .col(id())
                .col(uuid("institution_id"))
                .col(text("activity"))
                .col(text("definition"))
                .col(time("updated_at"))
                .foreign_key(&mut belongs_to("institution_definition", "institution_id", "institution"))
                .to_owned(),
        )
        .await?;
    schema.create_index(unique("institution_definition", &["institution_id", "activity"])).await
}
