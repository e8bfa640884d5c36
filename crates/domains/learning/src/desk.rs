//! What the verbs of learning stand on.

use std::sync::Arc;

use vidik_base::{Clock, Rng};

/// Time, chance, and the name under which our accounts are known in the record.
#[derive(Clone)]
pub struct Desk {
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where ids, codes and seeds come from.
    pub rng: Arc<dyn Rng>,
    /// The `homePage` of actors, and the stem of activity ids: the app's public address, without a slash at its end.
    pub home_page: String,
}

impl Desk {
    pub(crate) fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.clock.now()
    }
}
