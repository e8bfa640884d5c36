//! A lesson of the working copy as its readers would have it.

use actix_web::{HttpResponse, get, http::header, web};
use vidik_authoring::{FilesError, Media, all_strings, working_files};
use vidik_base::LanguageTag;
use vidik_course::{RenderedLesson, SourceFiles, read, render_lesson_at};

use super::{
    desk::{self, draft_refused, language_tag},
    dto::{PreviewDto, PreviewNotice, PreviewQuery},
};
use crate::{
    api_routes::ServiceConfig,
    caller::Caller,
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(preview);
}

/// A lesson of the working copy in a language and script, as learners would read it. Nothing is recorded.
#[utoipa::path(
    tag = "authoring",
    params(
        ("slug" = String, Path, description = "The course"),
        ("unit" = String, Path, description = "The lesson: `lesson.first-steps`"),
        PreviewQuery,
    ),
    responses(
        (status = 200, description = "The lesson", body = PreviewDto),
        (status = 400, description = "A parameter cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors and translators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is no such lesson, or nothing of the course is assigned to you", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The course has no texts of its own", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A parameter is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("translation")))
)]
#[get("/courses/{slug}/draft/preview/{unit}")]
async fn preview(
    house: web::Data<House>,
    caller: Caller,
    path: web::Path<(String, String)>,
    query: web::Query<PreviewQuery>,
) -> Result<HttpResponse, Problem> {
    let (slug, unit) = path.into_inner();
    let desk = desk::open(&house, &caller, &slug).await?;
    let draft = desk::working_copy(&house, &desk.course).await?;
    let language = match &query.lang {
        Some(tag) => language_tag(tag, "lang")?,
        None => draft.master.clone(),
    };
    let lesson = unit.strip_prefix("lesson.").ok_or_else(|| Problem::new(Code::NotFound))?.to_owned();
    let served = house.packages.get(house.db.read(), &house.blobs, draft.base).await.map_err(Problem::internal)?;
    let strings = all_strings(house.db.read(), draft.course).await.map_err(draft_refused)?;
    let files = working_files(served, &draft, strings, Media::Names).await.map_err(files_refused)?;
    let media = format!("{}/files/{}/", house.settings.content_origin(draft.base), draft.base);
    let shown = rendered(files, lesson, language, media).await?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(described(shown)))
}

async fn rendered(
    files: SourceFiles,
    lesson: String,
    language: LanguageTag,
    media: String,
) -> Result<RenderedLesson, Problem> {
    let work = move || read(&files).0.and_then(|course| render_lesson_at(&course, &lesson, &language, &media));
    let shown = tokio::task::spawn_blocking(work).await.map_err(Problem::internal)?;
    shown.ok_or_else(|| Problem::new(Code::NotFound))
}

fn described(shown: RenderedLesson) -> PreviewDto {
    PreviewDto {
        id: shown.id,
        title: shown.title,
        language: shown.language.to_string(),
        html: shown.html,
        notice: shown.notice.map(|notice| PreviewNotice {
            code: "not_translated".to_owned(),
            wanted: notice.wanted.to_string(),
            shown: notice.shown.to_string(),
        }),
    }
}

pub(super) fn files_refused(error: FilesError) -> Problem {
    match error {
        FilesError::Unreadable => Problem::new(Code::NoWorkingCopy),
        FilesError::TooLarge => Problem::new(Code::CourseTooLarge),
        other => Problem::internal(other),
    }
}
