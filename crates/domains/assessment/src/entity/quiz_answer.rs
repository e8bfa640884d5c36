use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "quiz_answer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub attempt_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub question: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub response: Option<String>,
    pub flagged: bool,
    pub saved_at: DateTimeUtc,
    pub language: String,
    pub points: Option<f64>,
    pub max_points: Option<f64>,
    pub correct: Option<bool>,
}

impl ActiveModelBehavior for ActiveModel {}
