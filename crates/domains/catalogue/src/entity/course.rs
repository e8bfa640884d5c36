use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "course")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub slug: String,
    pub title: String,
    pub summary: String,
    pub description: String,
    pub outcomes: String,
    pub duration_minutes: Option<i32>,
    pub level: Option<String>,
    pub delivery_mode: String,
    pub listed: bool,
    pub self_enrolment: bool,
    pub motif: i32,
    pub palette: i32,
    pub created_by: Option<Uuid>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub published_version_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
