use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "forward_log")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub forward_id: Uuid,
    pub at: DateTimeUtc,
    pub statements: i32,
    pub statement_id: Option<Uuid>,
    pub status: Option<i32>,
    pub trouble: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
