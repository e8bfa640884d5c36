use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "statement_attachment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub sequence: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub sha2: String,
}

impl ActiveModelBehavior for ActiveModel {}
