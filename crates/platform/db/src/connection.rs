//! [`Db`]: one database, SQLite or PostgreSQL, to read from and to write to.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::{AccessMode, DatabaseConnection, DatabaseTransaction, DbErr, IsolationLevel, TransactionTrait as _};
use tempfile::TempDir;
use tokio::sync::oneshot;

use crate::postgres::OldestTransaction;
use crate::work::{Ended, Isolation, Request, Work, run_guarded};
use crate::writer::{Counters, Writer, WriterStatistics};
use crate::{Scrubbed, postgres, sqlite};

/// How much a [`Db`] may use. The defaults suit one server.
#[derive(Debug, Clone)]
pub struct DbOptions {
    /// PostgreSQL: the most connections, for reads and writes together. Default 16.
    pub connections: u32,
    /// SQLite: the most connections that read; one more writes. Default 4.
    pub read_connections: u32,
    /// How long a caller waits for a free connection. Default 10 seconds.
    pub acquire_timeout: Duration,
    /// After this long a write is rolled back; on SQLite all others wait for it. Default 30 seconds.
    pub write_timeout: Duration,
    /// SQLite: refuse a file that another `Db` with this option holds, of whatever process. What a server keeps in
    /// memory, and how far its cursors may read, rests on nobody else serving the file. Default `false`.
    pub alone: bool,
}

impl Default for DbOptions {
    fn default() -> Self {
        Self {
            connections: 16,
            read_connections: 4,
            acquire_timeout: Duration::from_secs(10),
            write_timeout: Duration::from_secs(30),
            alone: false,
        }
    }
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum DbOpenError {
    /// The address is neither `sqlite://path` nor `postgres://…`, or is malformed.
    #[error("the database address cannot be used (sqlite://path or postgres://…): {0}")]
    Address(String),
    /// The folder of the database file could not be made.
    #[error("the folder {path} of the database cannot be made: {error}")]
    Folder {
        /// The folder.
        path: String,
        /// What the operating system said.
        #[source]
        error: std::io::Error,
    },
    /// The database did not open.
    #[error("the database cannot be opened: {0}")]
    Open(#[source] DbErr),
    /// SQLite: another server has the file.
    #[error("another server works with {0}; stop that one first, or use PostgreSQL for several")]
    InUse(String),
    /// The PostgreSQL server is older than is supported.
    #[error("PostgreSQL {found} is too old, {needed} or later is needed")]
    TooOld {
        /// The server's major version.
        found: i32,
        /// The oldest major version that will do.
        needed: i32,
    },
}

/// Which database it is, where SQL must differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// A SQLite file.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// One database. Cheap to clone; clones share connections and writer.
#[derive(Clone)]
pub struct Db {
    shared: Arc<Shared>,
}

struct Shared {
    /// SQLite: connections that can only read. PostgreSQL: the pool.
    reads: DatabaseConnection,
    writes: Writes,
    write_timeout: Duration,
    counters: Arc<Counters>,
    oldest: OldestTransaction,
    _folder: Option<Arc<TempDir>>,
}

enum Writes {
    /// SQLite: one task groups the writes of all callers.
    Grouped(Writer),
    /// PostgreSQL: each write takes a connection of the pool.
    Pooled,
}

impl fmt::Debug for Db {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Db").field("backend", &self.backend()).finish_non_exhaustive()
    }
}

impl Db {
    /// Opens `sqlite://path` (relative to the working directory; file and parent folder are made),
    /// `sqlite::memory:` (a file in a temporary folder that goes with the last handle) or
    /// `postgres://…`. Migrates nothing: see [`migrate::up`](crate::migrate::up).
    ///
    /// On SQLite the writer is a task of the runtime that this is called on.
    pub async fn connect(url: &str, options: DbOptions) -> Result<Self, DbOpenError> {
        let counters = Arc::new(Counters::default());
        let (reads, writes, folder) = if url.starts_with("sqlite:") {
            let (file, connection) = sqlite::open(url, &options).await?;
            let writer = Writer::start(file.writer, connection, options.write_timeout, Arc::clone(&counters));
            (file.readers, Writes::Grouped(writer), file.folder)
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            (postgres::open(url, &options).await?, Writes::Pooled, None)
        } else {
            let scheme = url.split(':').next().unwrap_or_default();
            return Err(DbOpenError::Address(format!("unknown scheme {scheme:?}")));
        };
        Ok(Self {
            shared: Arc::new(Shared {
                reads,
                writes,
                write_timeout: options.write_timeout,
                counters,
                oldest: OldestTransaction::default(),
                _folder: folder,
            }),
        })
    }

    /// Which database it is.
    pub fn backend(&self) -> Backend {
        match self.shared.writes {
            Writes::Grouped(_) => Backend::Sqlite,
            Writes::Pooled => Backend::Postgres,
        }
    }

    /// What queries outside a transaction run on. On SQLite it refuses to write.
    pub fn read(&self) -> &DatabaseConnection {
        &self.shared.reads
    }

    /// Several reads that see the same moment. Drop the transaction when done; holding it long keeps
    /// SQLite's log and PostgreSQL's dead rows from being cleared.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction, DbErr> {
        match self.backend() {
            Backend::Sqlite => self.shared.reads.begin().await,
            Backend::Postgres => {
                let (isolation, access) = (IsolationLevel::RepeatableRead, AccessMode::ReadOnly);
                self.shared.reads.begin_with_config(Some(isolation), Some(access)).await
            }
        }
    }

    /// One transaction: committed durably when this answers `Ok`, rolled back when `work` answers `Err`,
    /// panics or takes too long (of which the error is a `DbErr`).
    ///
    /// Parse, check and compute before; change caches and notify after. A caller who goes away before
    /// the answer may find the write done or not done, never half done.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&DatabaseTransaction) -> Result<T, E> + for<'t> Work<'t, T, E> + 'static,
        T: Send + 'static,
        E: From<DbErr> + Send + 'static,
    {
        self.submit(work, Isolation::Savepoint).await
    }

    /// As [`write`](Self::write), without a savepoint of its own on SQLite: for the few hot paths whose
    /// work answers `Err` only before it wrote anything, or from its only writing statement.
    /// Builds with debug assertions fail the whole group where the promise is broken.
    pub async fn write_plain<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&DatabaseTransaction) -> Result<T, E> + for<'t> Work<'t, T, E> + 'static,
        T: Send + 'static,
        E: From<DbErr> + Send + 'static,
    {
        self.submit(work, Isolation::Plain).await
    }

    async fn submit<T, E, F>(&self, work: F, isolation: Isolation) -> Result<T, E>
    where
        F: for<'t> Work<'t, T, E> + 'static,
        T: Send + 'static,
        E: From<DbErr> + Send + 'static,
    {
        let Writes::Grouped(writer) = &self.shared.writes else {
            return self.write_pooled(work).await;
        };
        let (reply, answer) = oneshot::channel();
        let request = Request { work: Some(work), result: None, isolation, reply };
        writer.send(Box::new(request)).await?;
        match answer.await {
            Ok(result) => result,
            Err(_gone) => Err(E::from(DbErr::Custom("the writer stopped".to_owned()))),
        }
    }

    async fn write_pooled<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> Work<'t, T, E>,
        E: From<DbErr>,
    {
        let counters = &self.shared.counters;
        let transaction = self.shared.reads.begin().await?;
        let (ended, result) = run_guarded(work, &transaction, self.shared.write_timeout).await;
        if ended == Ended::Kept {
            match transaction.commit().await {
                Ok(()) => counters.committed(1),
                Err(error) => {
                    counters.failed();
                    return Err(E::from(error));
                }
            }
        } else {
            counters.refused();
            if let Err(error) = transaction.rollback().await {
                tracing::warn!(%error, "a refused write was not rolled back; its connection is dropped");
            }
        }
        result
    }

    /// What the writer has done so far, for metrics.
    pub fn statistics(&self) -> WriterStatistics {
        self.shared.counters.read()
    }

    /// SQLite: writes waiting for the writer. PostgreSQL: always 0.
    pub fn waiting_writes(&self) -> usize {
        match &self.shared.writes {
            Writes::Grouped(writer) => writer.waiting(),
            Writes::Pooled => 0,
        }
    }

    /// How long the oldest transaction has run that may still commit something; zero where none runs. What was
    /// committed before `now - oldest_write` is seen by whoever reads afterwards, where `now` was asked for first and
    /// writers look at the clock within their transaction.
    ///
    /// SQLite: the writer of this process. PostgreSQL: every transaction of this database, readers too; the server is
    /// asked again after a moment, and until then what it said is told with the time that has passed since.
    pub async fn oldest_write(&self) -> Result<Duration, DbErr> {
        match self.backend() {
            Backend::Sqlite => Ok(self.shared.counters.running_for()),
            Backend::Postgres => self.shared.oldest.running_for(&self.shared.reads).await,
        }
    }

    /// SQLite: takes out of the files what is left there of rows that were deleted. The log is emptied, and a file of no
    /// more than `largest` bytes is written anew, while other writes wait: some seconds for 256 MB. A larger one has
    /// free space that was overwritten, and may have remains within pages in use; `VACUUM` takes them when nobody works.
    ///
    /// PostgreSQL: nothing. It takes the space of deleted rows again when it vacuums, by its own rules.
    pub async fn scrub(&self, largest: u64) -> Result<Option<Scrubbed>, DbErr> {
        match &self.shared.writes {
            Writes::Grouped(writer) => writer.scrub(largest).await.map(Some),
            Writes::Pooled => Ok(None),
        }
    }

    /// Finishes the queued writes and closes every connection; later calls answer an error.
    pub async fn close(&self) -> Result<(), DbErr> {
        if let Writes::Grouped(writer) = &self.shared.writes {
            writer.close().await;
        }
        self.shared.reads.close_by_ref().await
    }
}
