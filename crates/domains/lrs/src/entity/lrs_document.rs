use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "lrs_document")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub activity: String,
    pub agent: String,
    pub registration: String,
    pub document: String,
    pub content_type: String,
    pub etag: String,
    pub body: Vec<u8>,
    pub updated_at: DateTimeUtc,
    pub institution: String,
}

impl ActiveModelBehavior for ActiveModel {}
