//! Connections, transactions, the grouping writer, migrations, test databases.
//!
//! A [`Db`] is one database, SQLite or PostgreSQL, behind the same two doors:
//!
//! ```no_run
//! # use vidik_db::{Db, DbOptions, DatabaseTransaction};
//! # #[derive(Debug)] struct EnrolError;
//! # impl From<vidik_db::DbErr> for EnrolError { fn from(_: vidik_db::DbErr) -> Self { EnrolError } }
//! # async fn enrol(_: &DatabaseTransaction, _: String) -> Result<u32, EnrolError> { Ok(1) }
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let db = Db::connect("sqlite://data/vidik.db", DbOptions::default()).await?;
//! vidik_db::migrate::up(&db).await?;
//!
//! // Reads take any `&impl ConnectionTrait`; outside a transaction that is:
//! let _connection = db.read();
//!
//! // Writes are a transaction each; on SQLite one writer commits many of them together.
//! let slug = "first-steps".to_owned();
//! let enrolment = db.write(async move |txn| enrol(txn, slug).await).await;
//! # let _ = enrolment; Ok(()) }
//! ```
//!
//! Inside a transaction there is no blob, no mail, no HTTP and no password hashing: on SQLite
//! everybody else's write waits for it.

pub mod audit;
mod change;
mod connection;
mod cursor;
pub mod migrate;
pub mod migrations;
mod postgres;
mod sql;
mod sqlite;
#[cfg(feature = "testing")]
pub mod testing;
mod violation;
mod work;
mod writer;

pub use change::{change_number, stable_below};
pub use connection::{Backend, Db, DbOpenError, DbOptions};
pub use cursor::{CursorError, Page, decode_cursor, encode_cursor};
pub use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr};
pub use sql::Sql;
pub use sqlite::Scrubbed;
pub use violation::{UniqueViolation, is_unique_violation, is_unstorable};
pub use work::Work;
pub use writer::WriterStatistics;
