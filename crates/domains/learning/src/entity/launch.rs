use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "launch")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub run_id: Uuid,
    pub generation: i32,
    pub code_hash: String,
    pub code_expires_at: DateTimeUtc,
    pub exchanged_at: Option<DateTimeUtc>,
    pub last_number: i64,
    pub visit: i32,
    pub reading: Option<String>,
    pub created_at: DateTimeUtc,
    pub mode: String,
}

impl ActiveModelBehavior for ActiveModel {}
