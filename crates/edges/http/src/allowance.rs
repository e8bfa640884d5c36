//! How much programs may ask for: so many requests a minute each, told with every answer.

use std::{
    num::NonZeroUsize,
    sync::{Mutex, PoisonError},
};

use actix_web::{
    Error, HttpMessage as _,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderName, HeaderValue},
    middleware::Next,
};
use chrono::{DateTime, Duration, Utc};
use lru::LruCache;

/// Requests of one program within a window.
const REQUESTS: u32 = 600;
/// The window.
const WINDOW: Duration = Duration::minutes(1);

/// Counts the requests of programs, in this server.
#[derive(Debug)]
pub struct Allowances {
    used: Mutex<LruCache<String, Used>>,
}

#[derive(Clone, Copy, Debug)]
struct Used {
    count: u32,
    since: DateTime<Utc>,
}

/// What is left to a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Allowance {
    /// Requests that are left in this window.
    pub left: u32,
    /// Seconds until the next one.
    pub seconds: i64,
    /// Whether this request was one too many.
    pub exceeded: bool,
}

impl Default for Allowances {
    fn default() -> Self {
        Self { used: Mutex::new(LruCache::new(NonZeroUsize::new(10_000).unwrap_or(NonZeroUsize::MIN))) }
    }
}

impl Allowances {
    /// Counts a request.
    pub(crate) fn take(&self, client: &str, now: DateTime<Utc>) -> Allowance {
        let mut all = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let used = all.get_or_insert_mut(client.to_owned(), || Used { count: 0, since: now });
        if now - used.since >= WINDOW || now < used.since {
            *used = Used { count: 0, since: now };
        }
        used.count = used.count.saturating_add(1);
        Allowance {
            left: REQUESTS.saturating_sub(used.count),
            seconds: (used.since + WINDOW - now).num_seconds().max(1),
            exceeded: used.count > REQUESTS,
        }
    }
}

/// Writes what is left into the answer to a program.
pub(crate) async fn shown<B: MessageBody>(request: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<B>, Error> {
    let mut response = next.call(request).await?;
    let allowance = response.request().extensions().get::<Allowance>().copied();
    if let Some(allowance) = allowance {
        let headers = response.headers_mut();
        let told = [
            ("ratelimit-limit", i64::from(REQUESTS)),
            ("ratelimit-remaining", i64::from(allowance.left)),
            ("ratelimit-reset", allowance.seconds),
        ];
        for (name, value) in told {
            headers.insert(HeaderName::from_static(name), HeaderValue::from(value));
        }
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_program_has_its_own_minute() {
        let allowances = Allowances::default();
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        for left in (0..REQUESTS).rev() {
            assert_eq!(allowances.take("one", now), Allowance { left, seconds: 60, exceeded: false });
        }
        let later = now + Duration::seconds(20);
        assert_eq!(allowances.take("one", later), Allowance { left: 0, seconds: 40, exceeded: true });
        assert!(!allowances.take("two", later).exceeded);
        assert!(!allowances.take("one", now + Duration::seconds(60)).exceeded);
    }
}
