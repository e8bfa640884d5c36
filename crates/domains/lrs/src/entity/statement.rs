use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "statement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub sequence: Uuid,
    pub id: Uuid,
    pub registration_id: Option<Uuid>,
    pub verb: String,
    pub voided: bool,
    pub occurred_at: DateTimeUtc,
    pub stored_at: DateTimeUtc,
    pub change_number: i64,
    pub payload: String,
}

impl ActiveModelBehavior for ActiveModel {}
