//! Routes of learning.

use actix_web::{HttpRequest, HttpResponse, get, http::header, post, web};
use vidik_base::{InterfaceLanguage, RegistrationId};
use vidik_catalogue::{Course, course, courses_by_id, editions_of, editions_of_all, find_course};
use vidik_learning::{
    AttemptError, Desk, EnrolError, EnrolmentSource, Progress, Wanted, attempt_view, edition_of, enrol, enrolments_of,
    open_attempt, open_review, progress, progress_of,
};

use super::dto::{
    ActivityStandingDto, AttemptDto, EnrolmentDto, LaunchModeDto, MyCourse, MyCourses, OpenAttempt, OpenedAttemptDto,
    activity_node, score_dto, told_progress,
};
use crate::{
    api_routes::ServiceConfig,
    caller::Caller,
    catalogue::summary,
    language,
    privacy::{Look, note_look},
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_my_courses).service(enrol_self).service(begin_or_resume).service(show_attempt);
}

impl House {
    /// What the verbs of learning stand on.
    pub fn desk(&self) -> Desk {
        Desk {
            clock: self.clock.clone(),
            rng: self.rng.clone(),
            home_page: self.settings.public_url.as_str().trim_end_matches('/').to_owned(),
        }
    }
}

/// The courses that one is enrolled on, with one's progress.
#[utoipa::path(
    tag = "learning",
    responses(
        (status = 200, description = "Courses", body = MyCourses),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "Programs take no courses", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("person")))
)]
#[get("/me/courses")]
async fn list_my_courses(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
) -> Result<web::Json<MyCourses>, Problem> {
    let person = caller.person()?.id;
    let language = language::of(&request);
    let conn = house.db.read();
    let enrolments = enrolments_of(conn, person).await?;
    let ids: Vec<_> = enrolments.iter().map(|enrolment| enrolment.course).collect();
    let courses = courses_by_id(conn, &ids).await?;
    let versions: Vec<_> = courses.iter().filter_map(|course| course.published_version).collect();
    let editions = editions_of_all(conn, &versions).await.map_err(Problem::internal)?;
    let mut done = progress_of(conn, person).await?;
    let mut items = Vec::new();
    for enrolment in enrolments {
        let Some(course) = courses.iter().find(|course| course.id == enrolment.course) else { continue };
        let editions = course.published_version.and_then(|version| editions.get(&version));
        let progress = match done.remove(&course.id) {
            Some(progress) => Some(with_title(&house, course, &progress, language).await?),
            None => None,
        };
        items.push(MyCourse {
            course: summary(course, editions.map(Vec::as_slice).unwrap_or_default(), language),
            enrolled_at: enrolment.enrolled_at,
            progress,
        });
    }
    items.sort_by_key(|item| {
        std::cmp::Reverse(item.progress.as_ref().map_or(item.enrolled_at, |progress| progress.updated_at))
    });
    Ok(web::Json(MyCourses { items, next_cursor: None }))
}

async fn with_title(
    house: &House,
    course: &Course,
    progress: &Progress,
    language: InterfaceLanguage,
) -> Result<super::dto::ProgressDto, Problem> {
    let edition = edition_played(house, course, progress).await?;
    Ok(told_progress(progress, edition.as_deref(), language))
}

/// The edition that a registration was read in last, laid out.
pub(crate) async fn edition_played(
    house: &House,
    course: &Course,
    progress: &Progress,
) -> Result<Option<std::sync::Arc<vidik_catalogue::PlayableEdition>>, Problem> {
    let conn = house.db.read();
    let version = progress.version;
    let editions = editions_of(conn, version).await.map_err(Problem::internal)?;
    let editions: Vec<_> = editions.into_iter().map(|edition| (edition.id, edition.language)).collect();
    let Some(id) = edition_of(conn, progress.registration, &progress.language, &editions).await? else {
        tracing::warn!(course = %course.id, "a version without an edition");
        return Ok(None);
    };
    Ok(Some(house.editions.playable(conn, id).await.map_err(Problem::internal)?))
}

/// Enrols the caller. Doing so again changes nothing and answers 200.
#[utoipa::path(
    tag = "learning",
    params(("slug" = String, Path, description = "The course")),
    responses(
        (status = 200, description = "Enrolled before", body = EnrolmentDto),
        (status = 201, description = "Enrolled", body = EnrolmentDto),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "The course is not open for self-enrolment", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("person")))
)]
#[post("/courses/{slug}/enrolments")]
async fn enrol_self(house: web::Data<House>, caller: Caller, slug: web::Path<String>) -> Result<HttpResponse, Problem> {
    let person = caller.person()?.id;
    let course = published(&house, &slug).await?;
    let (clock, rng, wanted) = (house.clock.clone(), house.rng.clone(), course.clone());
    let (enrolment, new) = house
        .db
        .write(async move |txn| enrol(txn, clock.as_ref(), rng.as_ref(), person, &wanted, EnrolmentSource::Own).await)
        .await
        .map_err(|error| match error {
            EnrolError::NotPublished => Problem::new(Code::NotFound),
            EnrolError::Closed => Problem::new(Code::EnrolmentClosed),
            EnrolError::Database(error) => error.into(),
        })?;
    let mut answer = if new { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(answer.json(EnrolmentDto { id: enrolment.id.0, course: course.slug, enrolled_at: enrolment.enrolled_at }))
}

async fn published(house: &House, slug: &str) -> Result<Course, Problem> {
    let course = find_course(house.db.read(), slug).await?;
    course.filter(|course| course.published_version.is_some()).ok_or_else(|| Problem::new(Code::NotFound))
}

/// Resumes the caller's open attempt, or begins one.
#[utoipa::path(
    tag = "learning",
    params(("slug" = String, Path, description = "The course")),
    request_body(content = Option<OpenAttempt>, content_type = "application/json"),
    responses(
        (status = 200, description = "Ready to be played", body = OpenedAttemptDto),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "Programs take no courses", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The caller is not enrolled, or has nothing to review yet", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("person")))
)]
#[post("/courses/{slug}/attempts")]
async fn begin_or_resume(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    slug: web::Path<String>,
    body: web::Bytes,
) -> Result<HttpResponse, Problem> {
    let person = caller.person()?.id;
    let wanted: OpenAttempt = if body.is_empty() {
        OpenAttempt::default()
    } else {
        let read: Option<OpenAttempt> = serde_json::from_slice(&body).map_err(|_| Problem::new(Code::MalformedJson))?;
        read.unwrap_or_default()
    };
    let interface = language::of(&request);
    let course = published(&house, &slug).await?;
    let (desk, mode) = (house.desk(), wanted.mode);
    let wanted = Wanted { language: wanted.language, interface };
    let opened = house
        .db
        .write(async move |txn| match mode {
            LaunchModeDto::Normal => open_attempt(txn, &desk, person, &course, &wanted).await,
            LaunchModeDto::Review => open_review(txn, &desk, person, &course, &wanted).await,
        })
        .await
        .map_err(|error| match error {
            AttemptError::NotEnrolled => Problem::new(Code::NotEnrolled),
            AttemptError::NotPublished => Problem::new(Code::NotFound),
            AttemptError::Edition(error) => Problem::internal(error),
            AttemptError::NothingToReview => Problem::new(Code::NothingToReview),
            AttemptError::Database(error) => error.into(),
        })?;
    let origin = house.settings.content_origin(opened.package);
    let launch_url = format!("{origin}/play/?lang={interface}#code={}", opened.code);
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(OpenedAttemptDto {
        id: opened.registration.0,
        launch_url,
        reading: opened.reading.to_string(),
    }))
}

/// One's attempt, with every activity: what was reached there, and the time spent.
#[utoipa::path(
    tag = "learning",
    params(("id" = uuid::Uuid, Path, description = "The attempt")),
    responses(
        (status = 200, description = "The attempt", body = AttemptDto),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "Programs take no courses", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it is another's", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("self")))
)]
#[get("/attempts/{id}")]
async fn show_attempt(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<web::Json<AttemptDto>, Problem> {
    caller.person()?;
    let language = language::of(&request);
    let id = RegistrationId(id.parse().map_err(|_| Problem::new(Code::NotFound))?);
    let conn = house.db.read();
    let progress = progress(conn, id).await?.ok_or_else(|| Problem::new(Code::NotFound))?;
    caller.owner(progress.person)?;
    note_look(&house, &caller, Look { kind: "attempt", object: id.0, subject: progress.person }).await?;
    let course = course(conn, progress.course).await?.ok_or_else(|| Problem::new(Code::NotFound))?;
    let edition = edition_played(&house, &course, &progress)
        .await?
        .ok_or_else(|| Problem::internal("a version without an edition"))?;
    let view = attempt_view(conn, id, &edition).await?;
    let spoken = &edition.edition.language;
    let activities = view.standings.into_iter().map(|(id, (standing, result))| {
        let told = ActivityStandingDto {
            completion: standing.completion.into(),
            success: standing.success.into(),
            progress: standing.progress,
            score: score_dto(result.score),
            seconds: result.time.seconds(),
        };
        (id, told)
    });
    Ok(web::Json(AttemptDto {
        id: id.0,
        course: course.slug.clone(),
        progress: told_progress(&progress, Some(&edition), language),
        tree: view.activities.iter().map(|node| activity_node(node, spoken, language)).collect(),
        activities: activities.collect(),
    }))
}
