use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_delivery")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub webhook_id: Uuid,
    pub kind: String,
    pub body: String,
    pub created_at: DateTimeUtc,
    pub next_at: Option<DateTimeUtc>,
    pub attempts: i32,
    pub delivered_at: Option<DateTimeUtc>,
    pub status: Option<i32>,
    pub trouble: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
