use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "registration")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person_id: Uuid,
    pub course_id: Uuid,
    pub course_version_id: Uuid,
    pub number: i32,
    pub open: bool,
    pub generation: i32,
    pub language: String,
    pub reading: Option<String>,
    pub current_activity: Option<String>,
    pub started_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub completed_at: Option<DateTimeUtc>,
    pub completion: String,
    pub success: String,
    pub progress: Option<f64>,
    pub scaled: Option<f64>,
    pub raw: Option<f64>,
    pub min: Option<f64>,
    pub max: Option<f64>,
    pub hundredths: i64,
    pub change_number: i64,
}

impl ActiveModelBehavior for ActiveModel {}
