use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "unit_session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub registration_id: Uuid,
    pub run_id: Uuid,
    pub activity: String,
    pub activity_iri: String,
    pub mode: String,
    pub mastery_score: Option<f64>,
    pub fetch_hash: String,
    pub fetched_at: Option<DateTimeUtc>,
    pub secret_hash: Option<String>,
    pub progress: String,
    pub launched_at: DateTimeUtc,
    pub last_at: DateTimeUtc,
    pub ended_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
