//! How SQLite files are opened: WAL, one writing connection that flushes, several that only read.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend, DbErr, RuntimeErr, SqlxSqliteConnector, Statement};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use tempfile::TempDir;

use crate::connection::{DbOpenError, DbOptions};

/// How long a connection waits for another process's write to end.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How often it is looked whether another server has ended, and after which time again.
const TRIES: u32 = 30;
const TRY_AGAIN: Duration = Duration::from_millis(100);

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
    /// Says that the file is served, until the writer ends.
    _served: Option<Arc<File>>,
}

/// What [`Db::scrub`](crate::Db::scrub) has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scrubbed {
    /// Whether the file was written anew; it was too large otherwise.
    pub rewritten: bool,
    /// Whether the log beside the file was emptied; somebody reads from it otherwise.
    pub log_emptied: bool,
}

impl WriterFile {
    pub(crate) async fn open(&self) -> Result<DatabaseConnection, DbErr> {
        self.open_with(self.options.clone()).await
    }

    /// Overwriting what is deleted does not reach copies that `SQLite` leaves in the gaps of pages when it distributes
    /// their rows anew; VACUUM does. The log holds pages as they were until it is emptied.
    pub(crate) async fn scrub(&self, largest: u64) -> Result<Scrubbed, DbErr> {
        // On a disk: what VACUUM puts together would not fit into memory.
        let connection = self.open_with(self.options.clone().pragma("temp_store", "FILE")).await?;
        let done = async {
            let size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
            let rewritten = u64::try_from(number(&connection, size).await?).is_ok_and(|size| size <= largest);
            if rewritten {
                connection.execute_unprepared("VACUUM").await?;
            }
            Ok(Scrubbed { rewritten, log_emptied: empty_log(&connection).await? })
        };
        let done = done.await;
        connection.close().await?;
        done
    }

    async fn open_with(&self, options: SqliteConnectOptions) -> Result<DatabaseConnection, DbErr> {
        let pool = SqlitePoolOptions::new()
            .min_connections(1)
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_with(options)
            .await
            .map_err(open_error)?;
        Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
    }
}

/// Moves the log into the file and cuts it off. Who reads an older state holds it up: a few short tries, since all writes
/// wait meanwhile.
async fn empty_log(connection: &DatabaseConnection) -> Result<bool, DbErr> {
    connection.execute_unprepared("PRAGMA busy_timeout = 200").await?;
    for _ in 0..10 {
        if number(connection, "PRAGMA wal_checkpoint(TRUNCATE)").await? == 0 {
            return Ok(true);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(false)
}

/// The number in the first column of the only row.
async fn number(connection: &DatabaseConnection, sql: &str) -> Result<i64, DbErr> {
    let row = connection.query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await?;
    row.ok_or_else(|| DbErr::RecordNotFound(sql.to_owned()))?.try_get_by_index(0)
}

fn open_error(error: sqlx::Error) -> DbErr {
    DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error)))
}

pub(crate) async fn open(url: &str, options: &DbOptions) -> Result<(SqliteFile, DatabaseConnection), DbOpenError> {
    let (shared, folder) = locate(url).await?;
    let served = if options.alone { mark_served(shared.get_filename()).await? } else { None };
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
            // What is deleted is overwritten, pages that become free as well: FAST would leave those as they are, and
            // nearly all of them are taken again within the same transaction.
            .pragma("secure_delete", "ON")
            .pragma("cache_size", "-8192"),
        _served: served.map(Arc::new),
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

/// Locks a file beside the database for as long as it is open here; the database's own locks end with every
/// transaction. Where the file system has no locks, or no place for the file, nothing is known.
async fn mark_served(database: &Path) -> Result<Option<File>, DbOpenError> {
    let mut path = database.as_os_str().to_owned();
    path.push("-serving");
    let Ok(file) = tokio::fs::File::create(&path).await else { return Ok(None) };
    let file = file.into_std().await;
    for _ in 0..=TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(Some(file)),
            // The one before may be about to end.
            Err(TryLockError::WouldBlock) => tokio::time::sleep(TRY_AGAIN).await,
            Err(TryLockError::Error(error)) => {
                tracing::warn!(%error, "whether another server works with the database cannot be seen");
                return Ok(None);
            }
        }
    }
    Err(DbOpenError::InUse(database.display().to_string()))
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
