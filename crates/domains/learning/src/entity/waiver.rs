use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "waiver")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub registration_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub item: String,
    pub waived_by: String,
    pub reason: String,
    pub waived_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
