use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "quiz_form")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub registration_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub blueprint: String,
    pub course_id: Uuid,
    pub form: String,
    pub seed: i64,
    pub given_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
