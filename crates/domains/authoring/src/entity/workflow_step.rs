use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "workflow_step")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub course_id: Uuid,
    pub action: String,
    pub stage_before: String,
    pub stage_after: String,
    pub comment: String,
    pub taken_by: Option<Uuid>,
    pub taken_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
