//! Time and chance come from outside, so that whatever uses them can be repeated.

use std::sync::Mutex;

use chrono::{DateTime, Utc};
use uuid::{Builder, Uuid};

/// Where the time comes from. The server has the machine's; tests have one that stands still.
pub trait Clock: Send + Sync {
    /// The present moment, UTC.
    fn now(&self) -> DateTime<Utc>;
}

/// Where randomness comes from: secrets and ids.
pub trait Rng: Send + Sync {
    /// Fills `bytes` with random bytes fit for secrets.
    fn fill(&self, bytes: &mut [u8]);
}

/// A random id (UUID version 4).
pub fn new_id<T: From<Uuid>>(rng: &dyn Rng) -> T {
    let mut bytes = [0_u8; 16];
    rng.fill(&mut bytes);
    T::from(Builder::from_random_bytes(bytes).into_uuid())
}

/// An id that sorts by the time it was given (UUID version 7).
pub fn new_ordered_id<T: From<Uuid>>(clock: &dyn Clock, rng: &dyn Rng) -> T {
    let mut bytes = [0_u8; 10];
    rng.fill(&mut bytes);
    let millis = u64::try_from(clock.now().timestamp_millis()).unwrap_or(0);
    T::from(Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid())
}

/// A clock that shows what it was set to. For tests.
#[derive(Debug)]
pub struct FixedClock(Mutex<DateTime<Utc>>);

impl FixedClock {
    /// A clock that stands at `now`.
    pub const fn new(now: DateTime<Utc>) -> Self {
        Self(Mutex::new(now))
    }

    /// Moves the hands by `by`.
    pub fn advance(&self, by: chrono::Duration) {
        let mut now = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *now += by;
    }
}

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// A repeatable source of bytes (`SplitMix64`). For tests and seeded demonstrations, never for secrets.
#[derive(Debug)]
pub struct SeededRng(Mutex<u64>);

impl SeededRng {
    /// Begins at `seed`.
    pub const fn new(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }
}

impl Rng for SeededRng {
    fn fill(&self, bytes: &mut [u8]) {
        let mut state = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for chunk in bytes.chunks_mut(8) {
            *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = *state;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^= z >> 31;
            for (byte, from) in chunk.iter_mut().zip(z.to_le_bytes()) {
                *byte = from;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordered_ids_sort_by_time() {
        let clock = FixedClock::new(DateTime::from_timestamp(1_700_000_000, 0).unwrap());
        let rng = SeededRng::new(7);
        let earlier: Uuid = new_ordered_id(&clock, &rng);
        clock.advance(chrono::Duration::milliseconds(2));
        let later: Uuid = new_ordered_id(&clock, &rng);
        assert!(earlier < later);
        assert_eq!(later.get_version_num(), 7);
        assert_eq!(new_id::<Uuid>(&rng).get_version_num(), 4);
    }
}
