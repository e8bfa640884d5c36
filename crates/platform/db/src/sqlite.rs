//! How SQLite files are opened: WAL, one writing connection that flushes, several that only read.

use std::path::Path;
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::{DatabaseConnection, DbErr, RuntimeErr, SqlxSqliteConnector};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use tempfile::TempDir;

use crate::connection::{DbOpenError, DbOptions};

/// How long a connection waits for another process's write to end.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// A database file, its writer's settings and its readers.
pub(crate) struct SqliteFile {
    pub writer: WriterFile,
    pub readers: DatabaseConnection,
    /// The folder of `sqlite::memory:`, deleted with the last handle.
    pub folder: Option<Arc<TempDir>>,
}

/// What it takes to open the writing connection, again after a failure.
#[derive(Debug, Clone)]
pub(crate) struct WriterFile {
    options: SqliteConnectOptions,
}

impl WriterFile {
    pub(crate) async fn open(&self) -> Result<DatabaseConnection, DbErr> {
        let pool = SqlitePoolOptions::new()
            .min_connections(1)
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_with(self.options.clone())
            .await
            .map_err(open_error)?;
        Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
    }
}

fn open_error(error: sqlx::Error) -> DbErr {
    DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error)))
}

pub(crate) async fn open(url: &str, options: &DbOptions) -> Result<(SqliteFile, DatabaseConnection), DbOpenError> {
    let (shared, folder) = locate(url).await?;
    let shared =
        shared.foreign_keys(true).busy_timeout(BUSY_TIMEOUT).pragma("temp_store", "MEMORY").disable_statement_logging();
    // FULL: an answer promises that the write survives a power cut.
    let writer = WriterFile {
        options: shared
            .clone()
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .pragma("journal_size_limit", "67108864")
            // What is deleted is overwritten where its page is written anyway.
            .pragma("secure_delete", "FAST")
            .pragma("cache_size", "-8192"),
    };
    // First the writer: it makes the file and turns it to WAL.
    let connection = writer.open().await.map_err(DbOpenError::Open)?;
    let readers = SqlitePoolOptions::new()
        .min_connections(1)
        .max_connections(options.read_connections.max(1))
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(options.acquire_timeout)
        .test_before_acquire(false)
        .connect_with(shared.pragma("query_only", "ON"))
        .await
        .map_err(|error| DbOpenError::Open(open_error(error)))?;
    let file = SqliteFile { writer, readers: SqlxSqliteConnector::from_sqlx_sqlite_pool(readers), folder };
    Ok((file, connection))
}

async fn locate(url: &str) -> Result<(SqliteConnectOptions, Option<Arc<TempDir>>), DbOpenError> {
    if matches!(url, "sqlite::memory:" | "sqlite://:memory:") {
        // Connections to one in-memory database lock each other's tables; a file in a folder of its own
        // behaves as in production.
        let folder = tempfile::Builder::new()
            .prefix("vidik-db-")
            .tempdir()
            .map_err(|error| DbOpenError::Folder { path: "(temporary)".to_owned(), error })?;
        let options = SqliteConnectOptions::new().filename(folder.path().join("memory.db"));
        return Ok((options, Some(Arc::new(folder))));
    }
    let options = SqliteConnectOptions::from_str(url).map_err(|error| DbOpenError::Address(error.to_string()))?;
    let parent = options.get_filename().parent().unwrap_or(Path::new(""));
    if !parent.as_os_str().is_empty() {
        tokio::fs::create_dir_all(parent)
            .await
            .map_err(|error| DbOpenError::Folder { path: parent.display().to_string(), error })?;
    }
    Ok((options, None))
}
