//! People who are erased, who read whose record, how long things are kept, what people have agreed to.

use sea_orm_migration::prelude::*;

use super::columns::{
    belongs_to, bigint, create_indexes, drop_tables, id, index, integer, nullable, remembers, text, time, uuid,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for column in PSEUDONYMS {
            let column = nullable(uuid(column));
            schema.alter_table(Table::alter().table("audit_log").add_column(column).take()).await?;
        }
        create_indexes(schema, [index("audit_log", &["subject_pseudonym"]), index("audit_log", &["action", "id"])])
            .await?;
        erasures(schema).await?;
        retention(schema).await?;
        consents(schema).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(schema, &["consent", "retention_run", "retention_rule", "erasure_blob", "erasure"]).await?;
        for name in ["audit_log_subject_pseudonym_idx", "audit_log_action_id_idx"] {
            schema.drop_index(Index::drop().name(name).table("audit_log").to_owned()).await?;
        }
        for column in PSEUDONYMS {
            let column = Alias::new(column);
            schema.alter_table(Table::alter().table("audit_log").drop_column(column).take()).await?;
        }
        Ok(())
    }
}

/// What stands for somebody in the audit log who was erased.
const PSEUDONYMS: [&str; 2] = ["actor_pseudonym", "subject_pseudonym"];

/// `person_id` and `subject` say who it is, for as long as it takes: whoever finishes empties them.
async fn erasures(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("erasure")
                .col(id())
                .col(nullable(uuid("person_id")))
                .col(nullable(text("subject")))
                .col(uuid("pseudonym"))
                .col(text("mode"))
                .col(text("reason"))
                .col(nullable(uuid("requested_by")))
                .col(time("requested_at"))
                .col(integer("step"))
                .col(text("found"))
                .col(nullable(time("finished_at")))
                .foreign_key(&mut remembers("erasure", "requested_by", "person"))
                .to_owned(),
        )
        .await?;
    schema.create_index(index("erasure", &["finished_at"])).await?;
    schema
        .create_table(
            Table::create().table("erasure_blob")
                .col(uuid("erasure_id"))
                .col(text("sha2"))
                .col(nullable(text("blob")))
                .primary_key(Index::create().col("erasure_id").col("sha2"))
                .foreign_key(&mut belongs_to("erasure_blob", "erasure_id", "erasure"))
                .to_owned(),
        )
        .await
}

/// A kind without a rule is kept.
async fn retention(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("retention_rule")
                .col(text("kind").primary_key())
                .col(integer("days"))
                .col(time("changed_at"))
                .col(nullable(uuid("changed_by")))
                .foreign_key(&mut remembers("retention_rule", "changed_by", "person"))
                .to_owned(),
        )
        .await?;
    schema
        .create_table(
            Table::create().table("retention_run")
                .col(id())
                .col(text("kind"))
                .col(integer("days"))
                .col(time("begun_at"))
                .col(nullable(time("finished_at")))
                .col(bigint("removed"))
                .to_owned(),
        )
        .await
}

/// Every time that somebody agreed, with the words that they read, and until when it held.
async fn consents(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create().table("consent")
                .col(id())
                .col(uuid("person_id"))
                .col(text("purpose"))
                .col(integer("version"))
                .col(text("language"))
                .col(text("words"))
                .col(time("given_at"))
                .col(nullable(time("withdrawn_at")))
                .foreign_key(&mut belongs_to("consent", "person_id", "person"))
                .to_owned(),
        )
        .await?;
    schema.create_index(index("consent", &["person_id", "purpose"])).await
}
