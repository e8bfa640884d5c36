use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "retention_run")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub days: i32,
    pub begun_at: DateTimeUtc,
    pub finished_at: Option<DateTimeUtc>,
    pub removed: i64,
}

impl ActiveModelBehavior for ActiveModel {}
