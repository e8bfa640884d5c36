//! The wire types of search.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// Words, in any script and with or without diacritics; each finds words that begin with it.
    #[param(max_length = 200, example = "medijacija")]
    pub q: String,
    /// The language to read in; what the browser asks for where absent.
    #[param(example = "sr-Latn")]
    #[expect(dead_code, reason = "read with the request's other wishes")]
    pub lang: Option<String>,
    /// Where the part begins: `next_cursor` of the part before.
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
    /// How many rows at the most.
    #[param(minimum = 1, maximum = 200, example = 20)]
    pub limit: Option<u64>,
}

/// Whether a course was found or a lesson of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HitKind {
    /// What the catalogue says of the course.
    Course,
    /// A lesson, or another activity.
    Lesson,
}

/// The course that a hit belongs to.
#[derive(Debug, Serialize, ToSchema)]
pub struct HitCourse {
    /// Its name in addresses.
    pub slug: String,
    /// Its title, in the reader's language where there is one.
    pub title: String,
    /// The language that the title is in.
    pub title_language: String,
}

/// The lesson that was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct HitLesson {
    /// Its activity.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// A course or a lesson.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchHit {
    /// What it is.
    pub kind: HitKind,
    /// The course.
    pub course: HitCourse,
    /// The lesson; absent where the course itself was found.
    pub lesson: Option<HitLesson>,
    /// The title of what was found.
    pub title: String,
    /// Where the words stand, in the reader's script: text, and `<mark>` around the words.
    #[schema(example = "Pravo na <mark>azil</mark> ima svako")]
    pub snippet_html: String,
    /// The language of title and snippet.
    #[schema(example = "sr-Latn")]
    pub language: String,
    /// The public page to go to.
    #[schema(example = "/sr-Latn/courses/migration-and-development")]
    pub url: String,
}

/// What was found, in parts.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchHits {
    /// This part, best first.
    pub items: Vec<SearchHit>,
    /// Where the next part begins; absent at the end.
    pub next_cursor: Option<String>,
}
