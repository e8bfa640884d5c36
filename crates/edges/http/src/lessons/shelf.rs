//! Courses of our own format and their rendered lessons, in memory up to a bound.

use std::{
    hash::Hash,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use lru::LruCache;
use vidik_authoring::{SourceError, read_course};
use vidik_base::{LanguageTag, PackageId};
use vidik_catalogue::ServeError;
use vidik_course::{Course, RenderedLesson, render_lesson_at};

use crate::{play::LessonPage, state::House};

/// How many bytes of courses are kept.
const COURSES: usize = 64 * 1024 * 1024;
/// How many bytes of rendered lessons are kept.
const LESSONS: usize = 32 * 1024 * 1024;

/// Why a lesson cannot be shown.
#[derive(Debug)]
pub(crate) enum LessonError {
    /// There is no such package, or no such lesson in it.
    Unknown,
    /// The package is not in our own format.
    Foreign,
    /// It cannot be read.
    Broken(String),
}

/// A lesson as it was rendered.
#[derive(Debug)]
pub(crate) struct Shown {
    /// The lesson.
    pub lesson: RenderedLesson,
    /// The page around it, made with the first request for it.
    pub page: OnceLock<LessonPage>,
}

/// A lesson in a language, with the addresses that its media have.
type Key = (PackageId, String, LanguageTag, bool);

/// Keeps courses and lessons that were asked for lately.
pub struct LessonShelf {
    courses: Mutex<Bounded<PackageId, Arc<Course>>>,
    lessons: Mutex<Bounded<Key, Arc<Shown>>>,
}

impl Default for LessonShelf {
    fn default() -> Self {
        Self { courses: Mutex::new(Bounded::new(COURSES)), lessons: Mutex::new(Bounded::new(LESSONS)) }
    }
}

impl LessonShelf {
    /// The course in a package.
    pub(crate) async fn course(&self, house: &House, package: PackageId) -> Result<Arc<Course>, LessonError> {
        if let Some(kept) = locked(&self.courses).get(&package) {
            return Ok(kept);
        }
        let served = house.packages.get(house.db.read(), &house.blobs, package).await.map_err(|error| match error {
            ServeError::Unknown => LessonError::Unknown,
            other => LessonError::Broken(other.to_string()),
        })?;
        let course = read_course(served).await.map_err(|error| match error {
            SourceError::Foreign => LessonError::Foreign,
            SourceError::BrokenOff(cause) => LessonError::Broken(cause),
        })?;
        let course = Arc::new(course);
        locked(&self.courses).put(package, Arc::clone(&course), course.size());
        Ok(course)
    }

    /// A lesson in a reading language. `outside` gives media the address of the content origin, for a page of the app.
    pub(crate) async fn lesson(
        &self,
        house: &House,
        package: PackageId,
        lesson: &str,
        reading: &LanguageTag,
        outside: bool,
    ) -> Result<Arc<Shown>, LessonError> {
        let key: Key = (package, lesson.to_owned(), reading.clone(), outside);
        if let Some(kept) = locked(&self.lessons).get(&key) {
            return Ok(kept);
        }
        let course = self.course(house, package).await?;
        let origin = if outside { house.settings.content_origin(package) } else { String::new() };
        let files = format!("{origin}/files/{package}/{}", course.folder);
        let (id, language) = (lesson.to_owned(), reading.clone());
        let render = move || render_lesson_at(&course, &id, &language, &files);
        let rendered = tokio::task::spawn_blocking(render)
            .await
            .map_err(|error| LessonError::Broken(error.to_string()))?
            .ok_or(LessonError::Unknown)?;
        // The page is kept beside the lesson, plain or compressed.
        let size = rendered.html.len() * 2 + 1_024;
        let shown = Arc::new(Shown { lesson: rendered, page: OnceLock::new() });
        locked(&self.lessons).put(key, Arc::clone(&shown), size);
        Ok(shown)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What was used lately, up to so many bytes.
struct Bounded<K: Hash + Eq, V> {
    kept: LruCache<K, (V, usize)>,
    bytes: usize,
    bound: usize,
}

impl<K: Hash + Eq, V: Clone> Bounded<K, V> {
    fn new(bound: usize) -> Self {
        Self { kept: LruCache::unbounded(), bytes: 0, bound }
    }

    fn get(&mut self, key: &K) -> Option<V> {
        self.kept.get(key).map(|(value, _)| value.clone())
    }

    fn put(&mut self, key: K, value: V, bytes: usize) {
        self.bytes += bytes;
        if let Some((_, before)) = self.kept.put(key, (value, bytes)) {
            self.bytes -= before;
        }
        while self.bytes > self.bound {
            let Some((_, (_, gone))) = self.kept.pop_lru() else { break };
            self.bytes -= gone;
        }
    }
}

#[cfg(test)]
mod tests {
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
        assert_eq!((kept.get(&"a"), kept.bytes), (Some(4), 100));
        kept.put("huge", 5, 1_000);
        assert_eq!((kept.get(&"huge"), kept.bytes), (None, 0));
    }
}
