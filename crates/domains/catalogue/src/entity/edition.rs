use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "edition")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub course_version_id: Uuid,
    pub language: String,
    pub package_id: Uuid,
    pub position: i32,
    pub alignment: i32,
    pub transliterate: bool,
}

impl ActiveModelBehavior for ActiveModel {}
