use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "erasure")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person_id: Option<Uuid>,
    pub subject: Option<String>,
    pub pseudonym: Uuid,
    pub mode: String,
    pub reason: String,
    pub requested_by: Option<Uuid>,
    pub requested_at: DateTimeUtc,
    pub step: i32,
    pub found: String,
    pub finished_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
