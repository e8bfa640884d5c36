//! The machine's clock and chance: the only place that reads them.

use chrono::{DateTime, SubsecRound as _, Utc};
use vidik_base::{Clock, Rng};

/// The machine's time, cut to milliseconds so that both databases give back what was written.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(3)
    }
}

/// Bytes fit for secrets: a generator of this thread, seeded by the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsRng;

impl Rng for OsRng {
    fn fill(&self, bytes: &mut [u8]) {
        rand::fill(bytes);
    }
}
