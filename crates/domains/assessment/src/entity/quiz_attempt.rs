use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "quiz_attempt")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub registration_id: Uuid,
    pub person_id: Uuid,
    pub course_id: Uuid,
    pub package_id: Uuid,
    pub quiz: String,
    pub kind: String,
    pub number: i32,
    pub form: Option<String>,
    pub source: String,
    pub language: String,
    #[sea_orm(column_type = "Text")]
    pub paper: String,
    pub started_at: DateTimeUtc,
    pub deadline: Option<DateTimeUtc>,
    pub submitted_at: Option<DateTimeUtc>,
    pub automatic: bool,
    pub points: f64,
    pub max_points: f64,
    pub scaled: Option<f64>,
    pub passed: Option<bool>,
    #[sea_orm(column_type = "Text")]
    pub topics: String,
}

impl ActiveModelBehavior for ActiveModel {}
