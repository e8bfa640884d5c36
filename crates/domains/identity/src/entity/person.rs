use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub email: Option<String>,
    pub username: Option<String>,
    pub staff_number: Option<String>,
    pub given_latin: Option<String>,
    pub family_latin: Option<String>,
    pub given_cyrillic: Option<String>,
    pub family_cyrillic: Option<String>,
    pub password_hash: Option<String>,
    pub language: String,
    pub created_at: DateTimeUtc,
    pub disabled_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
