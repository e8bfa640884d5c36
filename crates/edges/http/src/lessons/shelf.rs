//! Courses of our own format and their rendered lessons, in memory up to a bound.

use std::sync::{Arc, OnceLock};

use vidik_authoring::{SourceError, read_course};
use vidik_base::{LanguageTag, PackageId};
use vidik_catalogue::{Kept, ServeError};
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
    courses: Kept<PackageId, Arc<Course>>,
    lessons: Kept<Key, Arc<Shown>>,
}

impl Default for LessonShelf {
    fn default() -> Self {
        Self { courses: Kept::new(COURSES), lessons: Kept::new(LESSONS) }
    }
}

impl LessonShelf {
    /// The course in a package.
    pub(crate) async fn course(&self, house: &House, package: PackageId) -> Result<Arc<Course>, LessonError> {
        let read = async || {
            let served =
                house.packages.get(house.db.read(), &house.blobs, package).await.map_err(|error| match error {
                    ServeError::Unknown => LessonError::Unknown,
                    other => LessonError::Broken(other.to_string()),
                })?;
            let course = read_course(served).await.map_err(|error| match error {
                SourceError::Foreign => LessonError::Foreign,
                SourceError::BrokenOff(cause) => LessonError::Broken(cause),
            })?;
            let size = course.size();
            Ok((Arc::new(course), size))
        };
        self.courses.get_or_make(package, read).await
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
        let rendered = async || {
            let course = self.course(house, package).await?;
            let origin = if outside { house.settings.content_origin(package) } else { String::new() };
            let files = format!("{origin}/files/{package}/{}", course.folder);
            let (id, language) = (lesson.to_owned(), reading.clone());
            let render = move || render_lesson_at(&course, &id, &language, &files);
            let lesson = tokio::task::spawn_blocking(render)
                .await
                .map_err(|error| LessonError::Broken(error.to_string()))?
                .ok_or(LessonError::Unknown)?;
            // The page is kept beside the lesson, plain or compressed.
            let size = lesson.html.len() * 2 + 1_024;
            Ok((Arc::new(Shown { lesson, page: OnceLock::new() }), size))
        };
        self.lessons.get_or_make((package, lesson.to_owned(), reading.clone(), outside), rendered).await
    }
}
