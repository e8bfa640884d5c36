//! Columns, keys and indexes as the migrations write them, alike on both databases.
//!
//! | here | in an entity | SQLite | PostgreSQL |
//! | --- | --- | --- | --- |
//! | [`id`], [`uuid`] | `Uuid` | 16 bytes | `uuid` |
//! | [`time`] | `DateTimeUtc` | RFC 3339 text in UTC, sorts as time | `timestamptz` |
//! | [`json`] | `Json` | text | `jsonb` |
//! | [`text`] | `String` | text | `text` |
//! | [`integer`], [`bigint`], [`change_number`] | `i32`, `i64` | integer | `integer`, `bigint` |
//! | [`real`] | `f64` | real | `double precision` |
//! | [`boolean`], [`bytes`] | `bool`, `Vec<u8>` | integer, blob | `boolean`, `bytea` |
//!
//! PostgreSQL keeps microseconds: cut times to them before they are stored, or they come back changed.

use sea_orm_migration::SchemaManager;
use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::sea_query::{
    ColumnDef, ForeignKey, ForeignKeyAction, ForeignKeyCreateStatement, Index, IndexCreateStatement, Table,
};

use crate::change::CHANGE_NUMBER_COLUMN;

/// The primary key `id`, a UUID.
pub fn id() -> ColumnDef {
    uuid("id").primary_key().take()
}

/// A UUID, not null. Every column below is not null but for [`nullable`].
pub fn uuid(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().not_null().take()
}

/// A moment in UTC.
pub fn time(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).timestamp_with_time_zone().not_null().take()
}

/// A day without a time of day.
pub fn date(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).date().not_null().take()
}

/// Text of any length.
pub fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().take()
}

/// JSON; PostgreSQL does not keep spaces and the order of keys: exact JSON goes into [`text`].
pub fn json(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).json_binary().not_null().take()
}

/// 32 bits.
pub fn integer(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().not_null().take()
}

/// 64 bits.
pub fn bigint(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().take()
}

/// A double.
pub fn real(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).double().not_null().take()
}

/// True or false.
pub fn boolean(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().take()
}

/// Bytes.
pub fn bytes(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).blob().not_null().take()
}

/// `change_number`, for tables of a change feed; index it (with the key) as the feed reads it.
pub fn change_number() -> ColumnDef {
    bigint(CHANGE_NUMBER_COLUMN)
}

/// The same column, but it may be null.
pub fn nullable(mut column: ColumnDef) -> ColumnDef {
    column.null().take()
}

/// `table.column` → `to.id`; a row that is referred to cannot be deleted.
pub fn references(table: &'static str, column: &'static str, to: &'static str) -> ForeignKeyCreateStatement {
    foreign_key(table, column, to, ForeignKeyAction::Restrict)
}

/// `table.column` → `to.id`; deleting that row deletes these.
pub fn belongs_to(table: &'static str, column: &'static str, to: &'static str) -> ForeignKeyCreateStatement {
    foreign_key(table, column, to, ForeignKeyAction::Cascade)
}

/// `table.column` → `to.id`; deleting that row leaves these, without it.
pub fn remembers(table: &'static str, column: &'static str, to: &'static str) -> ForeignKeyCreateStatement {
    foreign_key(table, column, to, ForeignKeyAction::SetNull)
}

fn foreign_key(
    table: &'static str,
    column: &'static str,
    to: &'static str,
    on_delete: ForeignKeyAction,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_{column}_fkey"))
        .from(table, column)
        .to(to, "id")
        .on_delete(on_delete)
        .take()
}

/// An index named `{table}_{columns}_idx`.
pub fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("{table}_{}_idx", columns.join("_")));
    over(index, table, columns)
}

/// A unique index named `{table}_{columns}_key`.
pub fn unique(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.unique().name(format!("{table}_{}_key", columns.join("_")));
    over(index, table, columns)
}

fn over(mut index: IndexCreateStatement, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    index.table(table);
    for column in columns {
        index.col(*column);
    }
    index
}

/// Creates these indexes, in order.
pub async fn create_indexes(
    manager: &SchemaManager<'_>,
    indexes: impl IntoIterator<Item = IndexCreateStatement>,
) -> Result<(), DbErr> {
    for index in indexes {
        manager.create_index(index).await?;
    }
    Ok(())
}

/// Drops these tables, in order: those that refer to others first.
pub async fn drop_tables(manager: &SchemaManager<'_>, tables: &[&'static str]) -> Result<(), DbErr> {
    for table in tables {
        manager.drop_table(Table::drop().table(*table).take()).await?;
    }
    Ok(())
}
