use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "attachment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub sha2: String,
    pub blob: String,
    pub length: i64,
    pub content_type: String,
    pub stored_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
