//! Answers of the public catalogue, kept until something in it changes.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
    time::{Duration, Instant},
};

use actix_web::web::Bytes;

/// How long an answer stands where other servers may change the catalogue, too.
const STANDS: Duration = Duration::from_secs(2);
/// How many answers are kept.
const MOST: usize = 2_000;

/// An answer, and the tag that tells it from every other.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub body: Bytes,
    pub etag: String,
    since: Instant,
}

/// Answers by what was asked for.
#[derive(Debug, Default)]
pub struct CataloguePages {
    kept: RwLock<HashMap<String, Kept>>,
}

impl CataloguePages {
    /// The answer, where it still stands.
    pub(crate) fn get(&self, key: &str) -> Option<Kept> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        kept.get(key).filter(|kept| kept.since.elapsed() < STANDS).cloned()
    }

    /// Keeps an answer.
    pub(crate) fn keep(&self, key: String, body: Bytes, etag: String) -> Kept {
        let answer = Kept { body, etag, since: Instant::now() };
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.retain(|_, kept| kept.since.elapsed() < STANDS);
        }
        if kept.len() < MOST {
            kept.insert(key, answer.clone());
        }
        answer
    }

    /// Forgets everything: after the catalogue has changed.
    pub(crate) fn forget(&self) {
        self.kept.write().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
