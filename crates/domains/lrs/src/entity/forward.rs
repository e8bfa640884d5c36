use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "forward")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub url: String,
    pub key: String,
    pub secret: String,
    pub version: String,
    pub institution_id: Option<Uuid>,
    pub with_consent: bool,
    pub active: bool,
    pub created_at: DateTimeUtc,
    pub told_change: i64,
    pub told_sequence: Uuid,
    pub next_at: DateTimeUtc,
    pub attempts: i32,
    pub status: Option<i32>,
    pub trouble: Option<String>,
    pub taken_at: Option<DateTimeUtc>,
    pub taken: i64,
    pub refused: i64,
}

impl ActiveModelBehavior for ActiveModel {}
