//! What one caller of [`Db::write`](crate::Db::write) wants done, with its type erased for the queue.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sea_orm::{DatabaseTransaction, DbErr};
use tokio::sync::oneshot;

/// An async closure over a transaction whose future may move between threads.
///
/// Never implemented by hand: `async move |txn| …` has it. The trait only says what the `AsyncFnOnce`
/// bound beside it cannot yet say, that the future is `Send`.
pub trait Work<'t, T, E>: Send {
    /// What the closure returns when called.
    type Future: Future<Output = Result<T, E>> + Send + 't;

    /// Calls the closure.
    fn start(self, txn: &'t DatabaseTransaction) -> Self::Future;
}

impl<'t, F, Answer, T, E> Work<'t, T, E> for F
where
    F: FnOnce(&'t DatabaseTransaction) -> Answer + Send,
    Answer: Future<Output = Result<T, E>> + Send + 't,
{
    type Future = Answer;

    fn start(self, txn: &'t DatabaseTransaction) -> Answer {
        self(txn)
    }
}

/// How a piece of work ended, before anything was committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// It answered `Ok`: keep what it wrote.
    Kept,
    /// It answered `Err`: its writes are to be undone.
    Refused,
    /// It panicked or ran out of time: nobody knows what it wrote.
    Broke,
}

/// Runs `work`; a panic or a missed deadline becomes an error of this work alone.
pub(crate) async fn run_guarded<T, E, F>(work: F, txn: &DatabaseTransaction, limit: Duration) -> (Ended, Result<T, E>)
where
    F: for<'t> Work<'t, T, E>,
    E: From<DbErr>,
{
    let guarded = AssertUnwindSafe(async { work.start(txn).await }).catch_unwind();
    match tokio::time::timeout(limit, guarded).await {
        Ok(Ok(Ok(value))) => (Ended::Kept, Ok(value)),
        Ok(Ok(Err(error))) => (Ended::Refused, Err(error)),
        Ok(Err(panic)) => {
            let message = panic_message(panic.as_ref());
            tracing::error!(message, "a write panicked and was rolled back");
            (Ended::Broke, Err(broken("the write panicked")))
        }
        Err(_elapsed) => {
            tracing::error!(?limit, "a write took too long and was rolled back");
            (Ended::Broke, Err(broken("the write took too long")))
        }
    }
}

fn broken<E: From<DbErr>>(why: &str) -> E {
    E::from(DbErr::Custom(why.to_owned()))
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> &str {
    if let Some(text) = panic.downcast_ref::<&str>() {
        text
    } else if let Some(text) = panic.downcast_ref::<String>() {
        text
    } else {
        "(no message)"
    }
}

/// Whether a job of the group gets a savepoint of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Isolation {
    /// The job may fail after it wrote: it is rolled back alone.
    Savepoint,
    /// The job promised to fail only where it has written nothing.
    Plain,
}

/// One queued write; lives on the writer's queue until its group is committed.
pub(crate) trait Job: Send {
    /// Whether nobody waits for the answer any more.
    fn abandoned(&self) -> bool;

    fn isolation(&self) -> Isolation;

    /// Does the work and remembers the result; it is not told before the commit.
    fn run<'a>(&'a mut self, txn: &'a DatabaseTransaction, limit: Duration) -> BoxFuture<'a, Ended>;

    /// Tells the caller. `fate` is the error that kept the group from being committed, if any.
    fn answer(self: Box<Self>, fate: Result<(), DbErr>);
}

/// The [`Job`] of one typed closure.
pub(crate) struct Request<F, T, E> {
    pub work: Option<F>,
    pub result: Option<Result<T, E>>,
    pub isolation: Isolation,
    pub reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Job for Request<F, T, E>
where
    F: for<'t> Work<'t, T, E> + 'static,
    T: Send + 'static,
    E: From<DbErr> + Send + 'static,
{
    fn abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    fn isolation(&self) -> Isolation {
        self.isolation
    }

    fn run<'a>(&'a mut self, txn: &'a DatabaseTransaction, limit: Duration) -> BoxFuture<'a, Ended> {
        Box::pin(async move {
            let Some(work) = self.work.take() else {
                return Ended::Refused;
            };
            let (ended, result) = run_guarded(work, txn, limit).await;
            self.result = Some(result);
            ended
        })
    }

    fn answer(self: Box<Self>, fate: Result<(), DbErr>) {
        let answer = match (self.result, fate) {
            // The caller's own error is the better explanation; nothing of it was to be kept.
            (Some(Err(own)), _) => Err(own),
            (_, Err(error)) => Err(E::from(error)),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (None, Ok(())) => Err(broken("the write was never run")),
        };
        // The caller may have gone away meanwhile; what was committed stays committed.
        let _ = self.reply.send(answer);
    }
}
