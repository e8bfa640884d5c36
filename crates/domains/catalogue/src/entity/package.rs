use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "package")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub upload_sha256: String,
    pub archive_blob: String,
    pub index_blob: String,
    pub file_name: String,
    pub size: i64,
    pub file_count: i64,
    pub format: String,
    pub edition: String,
    pub title: String,
    pub languages: String,
    pub tree: String,
    pub findings: String,
    pub uploaded_by: Option<Uuid>,
    pub uploaded_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
