//! Routes of courses.

use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::header::{self, EntityTag},
    patch, post, web,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use vidik_base::{InterfaceLanguage, PackageId};
use vidik_catalogue::{
    Course, CourseError, CourseFilter, NewCourse, change_course, courses, create_course, editions_of, editions_of_all,
    find_course, newest_version, version_number,
};
use vidik_learning::{DeleteCourseError, delete_course, find_enrolment, outline, progress_on};
use vidik_package::Format;

use super::{
    dto::{CourseDetail, CourseList, CourseQuery, CourseTextsDto, LanguageQuery, NewCourseDto, summary},
    kept_pages::Kept,
};
use crate::{
    api_routes::ServiceConfig,
    body::Object,
    caller::Caller,
    known::is_known,
    language,
    learning::{ProgressDto, activity_node, edition_played, told_progress},
    lists::{ListQuery, cut},
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
    texts,
};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list_courses)
        .service(create_draft)
        .service(show_course)
        .service(update_course)
        .service(remove_course);
}

/// The catalogue, in the reader's language, by slug.
#[utoipa::path(
    tag = "catalogue",
    params(CourseQuery),
    responses(
        (status = 200, description = "Courses", body = CourseList, headers(("ETag" = String, description = "Changes with the answer"))),
        (status = 304, description = "What `If-None-Match` names still stands"),
        (status = 400, description = "A parameter cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "The token is not good, or drafts were asked for without one", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "Drafts are for authors", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The limit is out of range", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("public"))),
    security((), ("bearer" = []))
)]
#[get("/courses")]
async fn list_courses(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    query: web::Query<CourseQuery>,
) -> Result<HttpResponse, Problem> {
    let query = query.into_inner();
    let language = language::of(&request);
    if query.drafts == Some(true) {
        caller.author()?;
        let body = listed(&house, CourseFilter::Everything, query, language).await?;
        return Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(body));
    }
    let key = format!("list {language} {:?} {:?}", query.limit, query.cursor);
    if let Some(kept) = house.catalogue_pages.get(&key) {
        return Ok(answer(&request, &kept, language));
    }
    let body = listed(&house, CourseFilter::Public, query, language).await?;
    Ok(answer(&request, &keep(&house, key, &body)?, language))
}

async fn listed(
    house: &House,
    filter: CourseFilter,
    query: CourseQuery,
    language: InterfaceLanguage,
) -> Result<CourseList, Problem> {
    let list = ListQuery { cursor: query.cursor, limit: query.limit };
    let (limit, after) = (list.limit()?, list.after::<String>()?);
    let conn = house.db.read();
    let rows = courses(conn, filter, after.as_deref(), limit + 1).await?;
    let page = cut(rows, limit, |course| course.slug.clone())?;
    let versions: Vec<_> = page.items.iter().filter_map(|course| course.published_version).collect();
    let editions = editions_of_all(conn, &versions).await.map_err(Problem::internal)?;
    let items = page.items.iter().map(|course| {
        let editions = course.published_version.and_then(|version| editions.get(&version));
        summary(course, editions.map(Vec::as_slice).unwrap_or_default(), language)
    });
    Ok(CourseList { items: items.collect(), next_cursor: page.next_cursor })
}

/// One course, with its outline. Says more to somebody signed in: whether they are enrolled, and how far they are.
#[utoipa::path(
    tag = "catalogue",
    params(("slug" = String, Path, description = "The course"), LanguageQuery),
    responses(
        (status = 200, description = "The course", body = CourseDetail, headers(("ETag" = String, description = "Changes with the answer"))),
        (status = 304, description = "What `If-None-Match` names still stands"),
        (status = 401, description = "The token is not good", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it is a draft", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("public"))),
    security((), ("bearer" = []))
)]
#[get("/courses/{slug}")]
async fn show_course(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    slug: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let language = language::of(&request);
    let key = format!("one {language} {slug}");
    let anonymous = caller.person_if_any().is_none();
    if anonymous && let Some(kept) = house.catalogue_pages.get(&key) {
        return Ok(answer(&request, &kept, language));
    }
    let course = visible(&house, &caller, &slug).await?;
    let body = detail(&house, &caller, &course, language).await?;
    if anonymous {
        return Ok(answer(&request, &keep(&house, key, &body)?, language));
    }
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(body))
}

/// The course, unless it is a draft and the caller no author.
pub(super) async fn visible(house: &House, caller: &Caller, slug: &str) -> Result<Course, Problem> {
    let course = find_course(house.db.read(), slug).await?.ok_or_else(|| Problem::new(Code::NotFound))?;
    if course.published_version.is_none() && caller.author().is_err() {
        return Err(Problem::new(Code::NotFound));
    }
    Ok(course)
}

pub(super) async fn detail(
    house: &House,
    caller: &Caller,
    course: &Course,
    language: InterfaceLanguage,
) -> Result<CourseDetail, Problem> {
    let conn = house.db.read();
    let version = match course.published_version {
        Some(version) => Some(version),
        None => newest_version(conn, course.id).await?.map(|(version, _)| version),
    };
    let version = version.ok_or_else(|| Problem::internal("a course without a version"))?;
    let editions = editions_of(conn, version).await.map_err(Problem::internal)?;
    let tags: Vec<&str> = editions.iter().map(|edition| edition.language.as_str()).collect();
    let shown = vidik_lang::best_match(language.tag(), &tags).map(str::to_owned);
    let edition = editions.iter().find(|edition| Some(edition.language.as_str()) == shown.as_deref());
    let edition = edition.ok_or_else(|| Problem::internal("a version without an edition"))?;
    let playable = house.editions.playable(conn, edition.id).await.map_err(Problem::internal)?;
    let nodes = outline(&playable.tree);
    let (enrolled, progress) = own_progress(house, caller, course, language).await?;
    let (description, description_language) = texts::parts(texts::in_language(&course.description, language));
    let outcomes = texts::lines_in_language(&course.outcomes, language).filter(|(_, lines)| !lines.is_empty());
    let (outcomes_language, outcomes) = outcomes.map_or_else(Default::default, |(tag, lines)| (Some(tag), lines));
    Ok(CourseDetail {
        summary: summary(course, &editions, language),
        description,
        description_language,
        outcomes,
        outcomes_language,
        version: version_number(conn, version).await?.unwrap_or(1),
        outline: nodes.iter().map(|node| activity_node(node, &edition.language, language)).collect(),
        outline_language: texts::in_script("", &edition.language, language).language,
        own_format: playable.format == Format::Native,
        self_enrolment: course.self_enrolment,
        enrolled,
        progress,
    })
}

async fn own_progress(
    house: &House,
    caller: &Caller,
    course: &Course,
    language: InterfaceLanguage,
) -> Result<(bool, Option<ProgressDto>), Problem> {
    let Some(person) = caller.person_if_any() else { return Ok((false, None)) };
    let conn = house.db.read();
    let enrolled = find_enrolment(conn, person.id, course.id).await?.is_some();
    let progress = progress_on(conn, person.id, course.id).await?;
    let Some(progress) = progress else { return Ok((enrolled, None)) };
    // A learner may be in an older version, and read another language than the page is in.
    let edition = edition_played(house, course, &progress).await?;
    Ok((enrolled, Some(told_progress(&progress, edition.as_deref(), language))))
}

fn keep(house: &House, key: String, body: &impl serde::Serialize) -> Result<Kept, Problem> {
    let body = web::Bytes::from(serde_json::to_vec(body).map_err(Problem::internal)?);
    let digest = Sha256::digest(&body);
    let tag = URL_SAFE_NO_PAD.encode(digest);
    Ok(house.catalogue_pages.keep(key, body, tag))
}

fn answer(request: &HttpRequest, kept: &Kept, language: InterfaceLanguage) -> HttpResponse {
    let tag = EntityTag::new_strong(kept.etag.clone());
    let known = is_known(request, &tag);
    let mut answer = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer
        .insert_header(header::ETag(tag))
        .insert_header((header::VARY, "Accept-Language, Authorization"))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::CONTENT_LANGUAGE, language.tag()));
    if known {
        return answer.finish();
    }
    answer.insert_header((header::CONTENT_TYPE, "application/json")).body(kept.body.clone())
}

/// Makes a course of a package. It is a draft until it is published.
#[utoipa::path(
    tag = "catalogue",
    request_body = NewCourseDto,
    responses(
        (status = 201, description = "Made", body = CourseDetail, headers(("Location" = String, description = "The course"))),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The slug is taken", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("author")))
)]
#[post("/courses")]
async fn create_draft(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    body: web::Json<Object<NewCourseDto>>,
) -> Result<HttpResponse, Problem> {
    let author = caller.author()?.id;
    let body = body.into_inner().0;
    let new = NewCourse {
        slug: body.slug,
        package: PackageId(body.package_id),
        language: body.language,
        author: Some(author),
        texts: body.texts.into(),
    };
    let (clock, rng) = (house.clock.clone(), house.rng.clone());
    let course = house
        .db
        .write(async move |txn| create_course(txn, clock.as_ref(), rng.as_ref(), new).await)
        .await
        .map_err(refused)?;
    house.catalogue_pages.forget();
    let body = detail(&house, &caller, &course, language::of(&request)).await?;
    let location = format!("/api/v1/courses/{}", course.slug);
    Ok(HttpResponse::Created().insert_header((header::LOCATION, location)).json(body))
}

/// Changes what the catalogue says of a course.
#[utoipa::path(
    tag = "catalogue",
    params(("slug" = String, Path, description = "The course")),
    request_body = CourseTextsDto,
    responses(
        (status = 200, description = "Changed", body = CourseDetail),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("author")))
)]
#[patch("/courses/{slug}")]
async fn update_course(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    slug: web::Path<String>,
    body: web::Json<Object<CourseTextsDto>>,
) -> Result<web::Json<CourseDetail>, Problem> {
    caller.author()?;
    let id = visible(&house, &caller, &slug).await?.id;
    let (clock, texts) = (house.clock.clone(), body.into_inner().0.into());
    let course =
        house.db.write(async move |txn| change_course(txn, clock.as_ref(), id, &texts).await).await.map_err(refused)?;
    house.catalogue_pages.forget();
    Ok(web::Json(detail(&house, &caller, &course, language::of(&request)).await?))
}

/// Deletes a course that nobody has begun, with whatever was enrolled on it. Its packages stay.
#[utoipa::path(
    tag = "catalogue",
    params(("slug" = String, Path, description = "The course")),
    responses(
        (status = 204, description = "Deleted"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "Somebody has begun it", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("author")))
)]
#[delete("/courses/{slug}")]
async fn remove_course(
    house: web::Data<House>,
    caller: Caller,
    slug: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    caller.author()?;
    let id = visible(&house, &caller, &slug).await?.id;
    house.db.write(async move |txn| delete_course(txn, id).await).await.map_err(|error| match error {
        DeleteCourseError::Begun => Problem::new(Code::CourseBegun),
        DeleteCourseError::Database(error) => error.into(),
    })?;
    house.catalogue_pages.forget();
    Ok(HttpResponse::NoContent().finish())
}

fn refused(error: CourseError) -> Problem {
    match error {
        CourseError::BadSlug => Problem::new(Code::Invalid).field("/slug", "bad_slug"),
        CourseError::SlugTaken => Problem::new(Code::SlugTaken).field("/slug", "taken"),
        CourseError::UnknownPackage => Problem::new(Code::Invalid).field("/package_id", "unknown_package"),
        CourseError::UnknownCourse | CourseError::UnknownVersion => Problem::new(Code::NotFound),
        CourseError::BadTitle => Problem::new(Code::Invalid).field("/title", "bad_title"),
        CourseError::BadDuration => Problem::new(Code::Invalid).field("/duration_minutes", "out_of_range"),
        CourseError::BrokenPackage => Problem::internal("a package's tree cannot be read"),
        CourseError::Database(error) => error.into(),
    }
}
