use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "run")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub registration_id: Uuid,
    pub edition_id: Uuid,
    pub package_id: Uuid,
    pub state: String,
    pub created_at: DateTimeUtc,
    pub traced: bool,
}

impl ActiveModelBehavior for ActiveModel {}
