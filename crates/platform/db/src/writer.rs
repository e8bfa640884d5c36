//! SQLite's one writer: drains what is queued into one transaction and answers after its commit.
//!
//! A disk flush costs the same for one write as for a hundred, so writes that arrive while the
//! previous group is being flushed share the next flush. No timer: an idle writer starts at once.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions,
    TransactionTrait as _,
};
use tokio::sync::{mpsc, oneshot};

use crate::sqlite::{Scrubbed, WriterFile};
use crate::work::{Ended, Isolation, Job};

/// The most writes that share one commit; bounds how long the first of them waits.
const GROUP_LIMIT: usize = 256;

/// Writes that may wait in the queue before callers wait for room in it.
const QUEUE_LIMIT: usize = 4 * GROUP_LIMIT;

tokio::task_local! {
    /// Set while a write runs on the writer: a second write started from there would wait for itself.
    static INSIDE_WRITE: ();
}

/// What the writer has done since the database was opened. PostgreSQL counts a group a write.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WriterStatistics {
    /// Transactions committed.
    pub groups: u64,
    /// Writes committed in them.
    pub writes: u64,
    /// Writes that answered an error and were rolled back alone.
    pub refused: u64,
    /// Transactions that could not be committed.
    pub failed_groups: u64,
    /// The most writes that one transaction held.
    pub largest_group: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Counters {
    groups: AtomicU64,
    writes: AtomicU64,
    refused: AtomicU64,
    failed_groups: AtomicU64,
    largest_group: AtomicU64,
    /// When the running transaction began, in nanoseconds since [`ORIGIN`]; 0 while none runs.
    began: AtomicU64,
}

/// What moments are reckoned from: they do not fit into an atomic number otherwise.
static ORIGIN: LazyLock<Instant> = LazyLock::new(Instant::now);

fn moment() -> u64 {
    u64::try_from(ORIGIN.elapsed().as_nanos()).unwrap_or(u64::MAX).max(1)
}

impl Counters {
    fn begin(&self) {
        self.began.store(moment(), Ordering::SeqCst);
    }

    fn end(&self) {
        self.began.store(0, Ordering::SeqCst);
    }

    /// How long the running transaction has run; zero where none does.
    pub(crate) fn running_for(&self) -> Duration {
        match self.began.load(Ordering::SeqCst) {
            0 => Duration::ZERO,
            began => Duration::from_nanos(moment().saturating_sub(began)),
        }
    }

    pub(crate) fn committed(&self, writes: u64) {
        self.groups.fetch_add(1, Ordering::Relaxed);
        self.writes.fetch_add(writes, Ordering::Relaxed);
        self.largest_group.fetch_max(writes, Ordering::Relaxed);
    }

    pub(crate) fn refused(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn failed(&self) {
        self.failed_groups.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn read(&self) -> WriterStatistics {
        WriterStatistics {
            groups: self.groups.load(Ordering::Relaxed),
            writes: self.writes.load(Ordering::Relaxed),
            refused: self.refused.load(Ordering::Relaxed),
            failed_groups: self.failed_groups.load(Ordering::Relaxed),
            largest_group: self.largest_group.load(Ordering::Relaxed),
        }
    }
}

enum Message {
    Write(Box<dyn Job>),
    Scrub { largest: u64, reply: oneshot::Sender<Result<Scrubbed, DbErr>> },
    Close(oneshot::Sender<()>),
}

/// The handle by which writes reach the writer's task.
#[derive(Debug, Clone)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Message>,
}

impl Writer {
    /// Starts the task on the current runtime, which must live as long as the database is used.
    pub(crate) fn start(
        file: WriterFile,
        connection: DatabaseConnection,
        limit: Duration,
        counters: Arc<Counters>,
    ) -> Self {
        let (queue, messages) = mpsc::channel(QUEUE_LIMIT);
        let task = Task { file, connection: Some(connection), limit, counters };
        tokio::spawn(task.serve(messages));
        Self { queue }
    }

    /// Queues a job, waiting for room where the queue is full.
    pub(crate) async fn send(&self, job: Box<dyn Job>) -> Result<(), DbErr> {
        if INSIDE_WRITE.try_with(|()| ()).is_ok() {
            return Err(DbErr::Custom(
                "a write was started inside another write; pass the transaction on instead".to_owned(),
            ));
        }
        self.queue.send(Message::Write(job)).await.map_err(|_closed| closed())
    }

    /// Takes the remains of what was deleted out of the files, between two groups.
    pub(crate) async fn scrub(&self, largest: u64) -> Result<Scrubbed, DbErr> {
        let (reply, answer) = oneshot::channel();
        self.queue.send(Message::Scrub { largest, reply }).await.map_err(|_closed| closed())?;
        answer.await.unwrap_or_else(|_gone| Err(closed()))
    }

    /// Finishes what is queued, refuses what comes later, closes the connection.
    pub(crate) async fn close(&self) {
        let (done, finished) = oneshot::channel();
        if self.queue.send(Message::Close(done)).await.is_ok() {
            let _ = finished.await;
        }
    }

    /// Writes waiting in the queue.
    pub(crate) fn waiting(&self) -> usize {
        self.queue.max_capacity() - self.queue.capacity()
    }
}

pub(crate) fn closed() -> DbErr {
    DbErr::Custom("the database is closed".to_owned())
}

struct Task {
    file: WriterFile,
    /// None after a failed group: the connection's idea of its transaction is not to be trusted then.
    connection: Option<DatabaseConnection>,
    limit: Duration,
    counters: Arc<Counters>,
}

impl Task {
    async fn serve(mut self, mut messages: mpsc::Receiver<Message>) {
        let mut arrived = Vec::with_capacity(GROUP_LIMIT);
        let (mut scrubbing, mut closing) = (Vec::new(), Vec::new());
        while messages.recv_many(&mut arrived, GROUP_LIMIT).await > 0 {
            let mut jobs = Vec::with_capacity(arrived.len());
            for message in arrived.drain(..) {
                match message {
                    Message::Write(job) => jobs.push(job),
                    Message::Scrub { largest, reply } => scrubbing.push((largest, reply)),
                    Message::Close(done) => {
                        messages.close();
                        closing.push(done);
                    }
                }
            }
            while !jobs.is_empty() {
                jobs = self.run_group(jobs).await;
            }
            for (largest, reply) in scrubbing.drain(..) {
                let _ = reply.send(self.file.scrub(largest).await);
            }
        }
        self.disconnect().await;
        for done in closing {
            let _ = done.send(());
        }
    }

    /// Runs jobs in one transaction and answers them; returns those that it did not come to.
    async fn run_group(&mut self, jobs: Vec<Box<dyn Job>>) -> Vec<Box<dyn Job>> {
        self.counters.begin();
        let waiting = self.run_begun(jobs).await;
        self.counters.end();
        waiting
    }

    async fn run_begun(&mut self, jobs: Vec<Box<dyn Job>>) -> Vec<Box<dyn Job>> {
        let transaction = match self.begin().await {
            Ok(transaction) => transaction,
            Err(error) => {
                self.fail(jobs, &error).await;
                return Vec::new();
            }
        };
        let mut waiting = jobs.into_iter();
        let mut done = Vec::with_capacity(waiting.len());
        let mut kept = 0;
        let mut lost = None;
        for mut job in waiting.by_ref() {
            if job.abandoned() {
                continue;
            }
            let step = INSIDE_WRITE.scope((), run_one(&transaction, job.as_mut(), self.limit)).await;
            done.push(job);
            match step {
                Step::Kept => kept += 1,
                Step::Undone => self.counters.refused(),
                Step::EndGroup => {
                    self.counters.refused();
                    break;
                }
                Step::Lost(error) => {
                    lost = Some(error);
                    break;
                }
            }
        }
        let fate = match lost {
            None => transaction.commit().await,
            Some(error) => {
                // It may be gone already (a full disk rolls back by itself); either way it is over.
                let _ = transaction.rollback().await;
                Err(error)
            }
        };
        self.counters.end();
        match fate {
            Ok(()) => {
                self.counters.committed(kept);
                for job in done {
                    job.answer(Ok(()));
                }
            }
            Err(error) => self.fail(done, &error).await,
        }
        waiting.collect()
    }

    async fn begin(&mut self) -> Result<DatabaseTransaction, DbErr> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.file.open().await?,
        };
        self.connection
            .insert(connection)
            .begin_with_options(TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..TransactionOptions::default()
            })
            .await
    }

    async fn fail(&mut self, jobs: Vec<Box<dyn Job>>, error: &DbErr) {
        tracing::error!(%error, writes = jobs.len(), "a group of writes was not committed");
        self.counters.failed();
        for job in jobs {
            job.answer(Err(error.clone()));
        }
        self.disconnect().await;
    }

    async fn disconnect(&mut self) {
        if let Some(connection) = self.connection.take()
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "the writing connection did not close");
        }
    }
}

enum Step {
    Kept,
    Undone,
    /// Commit what there is before anything else is run.
    EndGroup,
    Lost(DbErr),
}

async fn run_one(group: &DatabaseTransaction, job: &mut dyn Job, limit: Duration) -> Step {
    match job.isolation() {
        Isolation::Savepoint => run_in_savepoint(group, job, limit).await,
        Isolation::Plain => run_plain(group, job, limit).await,
    }
}

async fn run_in_savepoint(group: &DatabaseTransaction, job: &mut dyn Job, limit: Duration) -> Step {
    let savepoint = match group.begin().await {
        Ok(savepoint) => savepoint,
        Err(error) => return Step::Lost(error),
    };
    let (ended, step) = match job.run(&savepoint, limit).await {
        Ended::Kept => (savepoint.commit().await, Step::Kept),
        Ended::Refused | Ended::Broke => (savepoint.rollback().await, Step::Undone),
    };
    match ended {
        Ok(()) => step,
        // The savepoint is gone where SQLite rolled everything back by itself (disk full, I/O error).
        Err(error) => Step::Lost(error),
    }
}

async fn run_plain(group: &DatabaseTransaction, job: &mut dyn Job, limit: Duration) -> Step {
    let before = rows_changed(group).await;
    match job.run(group, limit).await {
        Ended::Kept => Step::Kept,
        Ended::Refused if rows_changed(group).await == before => Step::EndGroup,
        Ended::Refused => {
            Step::Lost(DbErr::Custom("a plain write failed after it had written; it needs a savepoint".to_owned()))
        }
        Ended::Broke => Step::Lost(DbErr::Custom("another write of the same group broke off".to_owned())),
    }
}

/// SQLite's count of rows changed on this connection; only builds with assertions look whether plain
/// writes keep their promise, as asking costs what the savepoint would have.
async fn rows_changed(group: &DatabaseTransaction) -> Option<i64> {
    if !cfg!(debug_assertions) {
        return None;
    }
    let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Sqlite, "SELECT total_changes()");
    let row = group.query_one_raw(statement).await.ok()??;
    row.try_get_by_index(0).ok()
}
