use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "preview")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person_id: Uuid,
    pub package_id: Uuid,
    pub edition_id: Option<Uuid>,
    pub language: String,
    pub reading: String,
    pub back: String,
    pub code_hash: String,
    pub code_expires_at: DateTimeUtc,
    pub exchanged_at: Option<DateTimeUtc>,
    pub last_number: i64,
    pub visit: i32,
    pub state: String,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
