//! What was made lately, up to a bound, and what is being made just now.

use std::{
    collections::HashMap,
    fmt,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use lru::LruCache;
use tokio::sync::OnceCell;

/// Keeps what was asked for lately. What many ask for at once, as a class does that opens its lesson, is made once.
pub struct Kept<K: Hash + Eq, V> {
    made: Mutex<Bounded<K, V>>,
    /// Held by those who wait for it.
    coming: Mutex<HashMap<K, Weak<OnceCell<V>>>>,
}

impl<K: Hash + Eq + Clone, V: Clone> Kept<K, V> {
    /// Keeps as much as weighs no more than `bound` together: bytes, or pieces where each weighs one.
    pub fn new(bound: usize) -> Self {
        Self { made: Mutex::new(Bounded::new(bound)), coming: Mutex::default() }
    }

    /// What is kept, or what `making` gives, with its weight. Whoever asks meanwhile waits for it.
    ///
    /// # Errors
    /// What `making` says; then nothing is kept, and the next who waits tries again.
    pub async fn get_or_make<E, F, M>(&self, key: K, making: F) -> Result<V, E>
    where
        F: FnOnce() -> M,
        M: Future<Output = Result<(V, usize), E>>,
    {
        if let Some(made) = locked(&self.made).get(&key) {
            return Ok(made);
        }
        let coming = self.coming(&key);
        let made = coming.get_or_try_init(|| async {
            let (value, weight) = Box::pin(making()).await?;
            locked(&self.made).put(key, value.clone(), weight);
            Ok(value)
        });
        made.await.cloned()
    }

    fn coming(&self, key: &K) -> Arc<OnceCell<V>> {
        let mut coming = locked(&self.coming);
        if let Some(cell) = coming.get(key).and_then(Weak::upgrade) {
            return cell;
        }
        coming.retain(|_, cell| cell.strong_count() > 0);
        let cell = Arc::default();
        coming.insert(key.clone(), Arc::downgrade(&cell));
        cell
    }
}

impl<K: Hash + Eq, V> fmt::Debug for Kept<K, V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Kept").field("weight", &locked(&self.made).weight).finish_non_exhaustive()
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What was used lately, up to a bound.
struct Bounded<K: Hash + Eq, V> {
    kept: LruCache<K, (V, usize)>,
    weight: usize,
    bound: usize,
}

impl<K: Hash + Eq, V: Clone> Bounded<K, V> {
    fn new(bound: usize) -> Self {
        Self { kept: LruCache::unbounded(), weight: 0, bound }
    }

    fn get(&mut self, key: &K) -> Option<V> {
        self.kept.get(key).map(|(value, _)| value.clone())
    }

    fn put(&mut self, key: K, value: V, weight: usize) {
        self.weight += weight;
        if let Some((_, before)) = self.kept.put(key, (value, weight)) {
            self.weight -= before;
        }
        while self.weight > self.bound {
            let Some((_, (_, gone))) = self.kept.pop_lru() else { break };
            self.weight -= gone;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn what_was_not_used_goes_first() {
        let mut kept = Bounded::new(100);
        kept.put("a", 1, 40);
        kept.put("b", 2, 40);
        assert_eq!(kept.get(&"a"), Some(1));
        kept.put("c", 3, 40);
        assert_eq!((kept.get(&"a"), kept.get(&"b"), kept.get(&"c")), (Some(1), None, Some(3)));
        kept.put("a", 4, 60);
        assert_eq!((kept.get(&"a"), kept.weight), (Some(4), 100));
        kept.put("huge", 5, 1_000);
        assert_eq!((kept.get(&"huge"), kept.weight), (None, 0));
    }

    #[tokio::test]
    async fn what_many_ask_for_at_once_is_made_once() {
        let (kept, times) = (Kept::new(100), Cell::new(0));
        let make = |fails: bool| {
            let times = &times;
            move || async move {
                times.set(times.get() + 1);
                tokio::task::yield_now().await;
                if fails { Err("broken") } else { Ok((times.get(), 10)) }
            }
        };
        assert_eq!(kept.get_or_make("lesson", make(true)).await, Err("broken"));
        let ask = || kept.get_or_make("lesson", make(false));
        assert_eq!(tokio::join!(ask(), ask(), ask()), (Ok(2), Ok(2), Ok(2)));
        assert_eq!(kept.get_or_make("lesson", make(true)).await, Ok(2));
        assert_eq!(times.get(), 2);
        assert_eq!(kept.get_or_make("another", make(false)).await, Ok(3));
        assert_eq!(locked(&kept.coming).len(), 1);
    }
}
