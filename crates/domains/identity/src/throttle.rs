//! Slows down guessing: failures count, successes do not.

use std::{num::NonZeroUsize, sync::Mutex};

use chrono::{DateTime, Duration, Utc};
use lru::LruCache;

/// Failures of one name from one address before it has to wait.
const FAILURES_A_NAME: u32 = 5;
/// Failures of one address, whatever the names, before it has to wait.
const FAILURES_AN_ADDRESS: u32 = 50;
/// How long a failure counts.
const WINDOW: Duration = Duration::minutes(15);

/// Counts failed sign-ins by (name, address) and by address, for a quarter of an hour each.
/// A stranger's failures from elsewhere never lock the owner of a name out.
#[derive(Debug)]
pub struct SignInThrottle {
    failures: Mutex<LruCache<String, Failures>>,
}

#[derive(Clone, Copy, Debug)]
struct Failures {
    count: u32,
    since: DateTime<Utc>,
}

impl Default for SignInThrottle {
    fn default() -> Self {
        Self { failures: Mutex::new(LruCache::new(NonZeroUsize::new(20_000).unwrap_or(NonZeroUsize::MIN))) }
    }
}

impl SignInThrottle {
    /// How long this name from this address has to wait; nothing when it may try.
    pub fn wait(&self, name: &str, address: &str, now: DateTime<Utc>) -> Option<Duration> {
        let mut failures = self.failures.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut wait = |key: &str, limit: u32| {
            let seen = failures.get(key)?;
            let left = seen.since + WINDOW - now;
            (seen.count >= limit && left > Duration::zero()).then_some(left)
        };
        wait(&pair(name, address), FAILURES_A_NAME).or_else(|| wait(address, FAILURES_AN_ADDRESS))
    }

    /// Notes a failure.
    pub fn failed(&self, name: &str, address: &str, now: DateTime<Utc>) {
        let mut failures = self.failures.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for key in [pair(name, address), address.to_owned()] {
            let seen = failures.get_or_insert_mut(key, || Failures { count: 0, since: now });
            if now - seen.since > WINDOW {
                *seen = Failures { count: 0, since: now };
            }
            seen.count = seen.count.saturating_add(1);
        }
    }

    /// Forgets the failures of a name that has now come in.
    pub fn succeeded(&self, name: &str, address: &str) {
        self.failures.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop(&pair(name, address));
    }
}

fn pair(name: &str, address: &str) -> String {
    format!("{address}\n{}", crate::model::folded(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_wait_and_successes_do_not() {
        let throttle = SignInThrottle::default();
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        for _ in 0..100 {
            throttle.succeeded("a@b.test", "10.0.0.1");
            assert_eq!(throttle.wait("a@b.test", "10.0.0.1", now), None);
        }
        for _ in 0..FAILURES_A_NAME {
            assert_eq!(throttle.wait("a@b.test", "10.0.0.1", now), None);
            throttle.failed("A@b.test ", "10.0.0.1", now);
        }
        assert!(throttle.wait("a@b.test", "10.0.0.1", now).is_some());
        assert_eq!(throttle.wait("a@b.test", "10.0.0.2", now), None, "the owner elsewhere is not locked out");
        assert_eq!(throttle.wait("a@b.test", "10.0.0.1", now + Duration::minutes(16)), None);
    }
}
