use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub institution_id: Uuid,
    pub url: String,
    pub secret: String,
    pub kinds: String,
    pub active: bool,
    pub created_at: DateTimeUtc,
    pub told_change: i64,
    pub told_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
