use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "aligned_item")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub course_version_id: Uuid,
    pub key: String,
    pub kind: String,
    pub position: i32,
    pub lineage_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
