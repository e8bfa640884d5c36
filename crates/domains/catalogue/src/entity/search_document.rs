use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "search_document")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub number: i32,
    pub course_id: Uuid,
    pub item_id: Option<Uuid>,
    pub activity: Option<String>,
    pub language: String,
    pub position: i32,
    pub title: String,
    pub summary: String,
    pub body: String,
}

impl ActiveModelBehavior for ActiveModel {}
