//! A lesson on the wire.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vidik_base::LanguageTag;
use vidik_course::RenderedLesson;

/// The language that a lesson is asked for in.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LessonQuery {
    /// BCP 47 tag; `Accept-Language` counts where it is absent. `sr` alone is Serbian in the script of the browser.
    #[param(example = "sr-Latn")]
    pub lang: Option<String>,
}

/// A lesson in the language that its reader gets.
#[derive(Debug, Serialize, ToSchema)]
pub struct LessonDto {
    /// Its id, the same in all languages.
    #[schema(example = "what-is-migration")]
    pub id: String,
    /// Title.
    pub title: String,
    /// The language that it is shown in, script included.
    #[schema(example = "sr-Latn")]
    pub language: String,
    /// One `<article lang>`: sanitised, without scripts; media lie on the content origin.
    pub html: String,
    /// Where it is not shown in the language that was asked for; the article says so as well.
    pub notice: Option<LessonNoticeDto>,
}

/// Why a lesson is in another language.
#[derive(Debug, Serialize, ToSchema)]
pub struct LessonNoticeDto {
    /// `not_translated`.
    #[schema(example = "not_translated")]
    pub code: &'static str,
    /// Asked for.
    #[schema(example = "mk")]
    pub wanted: String,
    /// Shown.
    #[schema(example = "en")]
    pub shown: String,
}

impl LessonDto {
    pub(super) fn new(lesson: &RenderedLesson) -> Self {
        let word = LanguageTag::to_string;
        let notice = lesson.notice.as_ref().map(|notice| LessonNoticeDto {
            code: "not_translated",
            wanted: word(&notice.wanted),
            shown: word(&notice.shown),
        });
        Self {
            id: lesson.id.clone(),
            title: lesson.title.clone(),
            language: word(&lesson.language),
            html: lesson.html.clone(),
            notice,
        }
    }
}
