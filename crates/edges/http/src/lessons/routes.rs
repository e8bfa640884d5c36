//! A lesson for a page of the app: an author's preview, a search result that is opened.

use actix_web::{HttpRequest, HttpResponse, get, http::header, web};
use vidik_base::{InterfaceLanguage, LanguageTag, PackageId};
use vidik_catalogue::{Course, editions_of, find_course, newest_version};
use vidik_learning::{find_enrolment, progress_on};

use super::{
    LessonError,
    dto::{LessonDto, LessonQuery},
};
use crate::{
    api_routes::ServiceConfig,
    caller::Caller,
    language,
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(show_lesson);
}

/// A lesson of a course in our own format. Learners read the version that they learn with, authors the newest one.
#[utoipa::path(
    tag = "learning",
    params(
        ("slug" = String, Path, description = "The course"),
        ("lesson" = String, Path, description = "The lesson's id"),
        LessonQuery
    ),
    responses(
        (status = 200, description = "The lesson", body = LessonDto),
        (status = 400, description = "A parameter cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "Programs read no lessons", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "Not enrolled, or the course was made with another tool", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The language is none", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("person")))
)]
#[get("/courses/{slug}/lessons/{lesson}")]
async fn show_lesson(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    path: web::Path<(String, String)>,
    query: web::Query<LessonQuery>,
) -> Result<HttpResponse, Problem> {
    let reading = reading(&request, query.lang.as_deref())?;
    let (slug, lesson) = path.into_inner();
    let package = package_read(&house, &caller, &slug).await?;
    let shown = house.lessons.lesson(&house, package, &lesson, &reading, true).await.map_err(refused)?;
    let mut response = HttpResponse::Ok();
    Ok(response.insert_header((header::CACHE_CONTROL, "private, no-cache")).json(LessonDto::new(&shown.lesson)))
}

/// The language asked for; Serbian without a script is in the one that the browser prefers.
fn reading(request: &HttpRequest, asked: Option<&str>) -> Result<LanguageTag, Problem> {
    let Some(asked) = asked else { return Ok(language::of(request).into()) };
    let tag = LanguageTag::parse(asked).map_err(|_| Problem::new(Code::Invalid).field("/lang", "malformed"))?;
    if tag.as_str() != "sr" {
        return Ok(tag);
    }
    let wish = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Ok(match wish.map(vidik_lang::negotiate) {
        Some(InterfaceLanguage::SrLatn) => InterfaceLanguage::SrLatn.into(),
        _ => InterfaceLanguage::SrCyrl.into(),
    })
}

/// The package that the caller reads the course in.
async fn package_read(house: &House, caller: &Caller, slug: &str) -> Result<PackageId, Problem> {
    let person = caller.person()?.id;
    let conn = house.db.read();
    let course = find_course(conn, slug).await?.ok_or_else(|| Problem::new(Code::NotFound))?;
    let version = if caller.author().is_ok() {
        newest_version(conn, course.id).await?.map(|(version, _)| version)
    } else {
        let published = published(&course)?;
        find_enrolment(conn, person, course.id).await?.ok_or_else(|| Problem::new(Code::NotEnrolled))?;
        progress_on(conn, person, course.id).await?.map(|progress| progress.version).or(Some(published))
    };
    let version = version.ok_or_else(|| Problem::new(Code::NotFound))?;
    let editions = editions_of(conn, version).await.map_err(Problem::internal)?;
    editions.first().map(|edition| edition.package).ok_or_else(|| Problem::new(Code::NotFound))
}

fn published(course: &Course) -> Result<vidik_base::CourseVersionId, Problem> {
    course.published_version.ok_or_else(|| Problem::new(Code::NotFound))
}

pub(crate) fn refused(error: LessonError) -> Problem {
    match error {
        LessonError::Unknown => Problem::new(Code::NotFound),
        LessonError::Foreign => Problem::new(Code::ForeignFormat),
        LessonError::Broken(cause) => Problem::internal(cause),
    }
}
