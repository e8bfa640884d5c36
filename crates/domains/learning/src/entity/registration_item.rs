use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "registration_item")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub registration_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub aligned_item_id: Uuid,
    pub updated_at: DateTimeUtc,
    pub completion: String,
    pub success: String,
    pub progress: Option<f64>,
    pub scaled: Option<f64>,
    pub raw: Option<f64>,
    pub min: Option<f64>,
    pub max: Option<f64>,
    pub hundredths: i64,
}

impl ActiveModelBehavior for ActiveModel {}
