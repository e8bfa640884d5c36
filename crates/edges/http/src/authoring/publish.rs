//! Publishing a working copy: what stands in its way, and the new version that it becomes.

use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use vidik_authoring::{
    CatchUpError, Draft, LanguageReadiness, Media, Origin, PublicationError, Readiness, all_strings, catch_up,
    check_publication, discard_draft, mark_published, readiness, working_files,
};
use vidik_base::{InterfaceLanguage, PersonId};
use vidik_catalogue::{
    CheckedPackage, Course, EditionChangeError, ImportError, NewVersion, Policy, add_package, check_package,
    create_version,
};
use vidik_course::pack;
use vidik_learning::{PublishError, publish};

use super::{
    desk::{self, draft_refused},
    preview::files_refused,
    publish_dto::{CaughtUpDto, LanguageReadinessDto, PublicationDto, PublishWorkingCopyDto, ReadinessDto},
    workflow::step_refused,
};
use crate::{
    api_routes::ServiceConfig,
    body::Object,
    caller::Caller,
    catalogue::{AffectedLearners, learners_touched, package_refused},
    language,
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(show_readiness)
        .service(publish_working_copy)
        .service(discard_working_copy)
        .service(catch_up_working_copy);
}

/// What stands between the working copy and its publication: approval, and what is missing or outdated by language.
#[utoipa::path(
    tag = "authoring",
    params(("slug" = String, Path, description = "The course")),
    responses(
        (status = 200, description = "What is to be known", body = ReadinessDto),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is no such course", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The course has no texts of its own", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("author")))
)]
#[get("/courses/{slug}/draft/publish")]
async fn show_readiness(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    slug: web::Path<String>,
) -> Result<web::Json<ReadinessDto>, Problem> {
    let desk = desk::open_as_author(&house, &caller, &slug).await?;
    let draft = desk::working_copy(&house, &desk.course).await?;
    let ready = readiness(house.db.read(), &draft).await.map_err(step_refused)?;
    let learners = learners_touched(&house, &desk.course, draft.base_version, language::of(&request)).await?;
    Ok(web::Json(described(ready, learners)))
}

fn described(ready: Readiness, learners: AffectedLearners) -> ReadinessDto {
    let language = |language: LanguageReadiness| LanguageReadinessDto {
        whole: language.is_whole(),
        language: language.language.to_string(),
        required: language.required,
        missing: language.missing,
        incomplete: language.incomplete,
        outdated: language.outdated,
        unreviewed: language.unreviewed,
    };
    ReadinessDto {
        can_publish: ready.approved && !ready.behind && !ready.is_incomplete(),
        behind: ready.behind,
        stage: ready.stage.into(),
        approved: ready.approved,
        languages: ready.languages.into_iter().map(language).collect(),
        learners,
    }
}

/// Packs the working copy, makes it the course's next version in all its languages, and publishes that.
#[utoipa::path(
    tag = "authoring",
    params(("slug" = String, Path, description = "The course")),
    request_body = PublishWorkingCopyDto,
    responses(
        (status = 200, description = "Published", body = PublicationDto),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is no such course", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "It is not approved, or a language that it needs is not whole", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "Somebody wrote while it was packed", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The texts make no good package; `errors` has every finding", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("author")))
)]
#[post("/courses/{slug}/draft/publish")]
async fn publish_working_copy(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    slug: web::Path<String>,
    body: web::Json<Object<PublishWorkingCopyDto>>,
) -> Result<web::Json<PublicationDto>, Problem> {
    let desk = desk::open_as_author(&house, &caller, &slug).await?;
    let draft = desk::working_copy(&house, &desk.course).await?;
    check_publication(house.db.read(), &draft).await.map_err(|error| NotPublished::from(error).0)?;
    let checked = packed(&house, &desk.course, &draft, language::of(&request)).await?;
    let policy = body.into_inner().0.policy.into();
    let version = written(&house, &desk.course, draft, desk.actor.person, checked, policy).await?;
    house.catalogue_pages.forget();
    Ok(web::Json(PublicationDto { version }))
}

/// Drops the working copy with everything that was written in it and not published; the next one is made of the
/// course's newest version. Texts can be taken out before, and in again.
#[utoipa::path(
    tag = "authoring",
    params(("slug" = String, Path, description = "The course")),
    responses(
        (status = 204, description = "Dropped"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is no such course", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("author")))
)]
#[delete("/courses/{slug}/draft")]
async fn discard_working_copy(
    house: web::Data<House>,
    caller: Caller,
    slug: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let course = desk::open_as_author(&house, &caller, &slug).await?.course.id;
    house.db.write(async move |txn| discard_draft(txn, course).await).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Brings the working copy up to the course's newest version, after a package was uploaded beside it. Words that only
/// one side changed are taken from there; where both did, the working copy's stand, and the version's are in the
/// history.
#[utoipa::path(
    tag = "authoring",
    params(("slug" = String, Path, description = "The course")),
    responses(
        (status = 200, description = "What became of the texts", body = CaughtUpDto),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is no such course", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The newer version has another master language: it is dropped and made anew", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "Somebody wrote meanwhile", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("author")))
)]
#[post("/courses/{slug}/draft/catch-up")]
async fn catch_up_working_copy(
    house: web::Data<House>,
    caller: Caller,
    slug: web::Path<String>,
) -> Result<web::Json<CaughtUpDto>, Problem> {
    let desk = desk::open_as_author(&house, &caller, &slug).await?;
    let draft = desk::working_copy(&house, &desk.course).await?;
    let newest = desk::origin(&house, &desk.course).await?.ok_or_else(|| Problem::new(Code::NoWorkingCopy))?;
    let was = Origin { package: draft.base, version: draft.base_version, ..newest };
    let base = desk::source(&house, was).await?.ok_or_else(|| Problem::new(Code::NoWorkingCopy))?;
    let newest = desk::source(&house, newest).await?.ok_or_else(|| Problem::new(Code::WorkingCopyBehind))?;
    let (there, person) = (house.clone(), desk.actor.person);
    let work = async move |txn: &vidik_db::DatabaseTransaction| {
        catch_up(txn, there.writer(person), &draft, &base, &newest).await
    };
    match house.db.write(work).await {
        Ok(told) => Ok(web::Json(told.into())),
        Err(CatchUpError::OtherMaster) => Err(Problem::new(Code::WorkingCopyBehind)),
        Err(CatchUpError::Changed) => Err(Problem::new(Code::ChangedMeanwhile)),
        Err(CatchUpError::Database(error)) => Err(error.into()),
        Err(error) => Err(Problem::internal(error)),
    }
}

/// The working copy as a package that was checked like any other.
async fn packed(
    house: &House,
    course: &Course,
    draft: &Draft,
    language: InterfaceLanguage,
) -> Result<CheckedPackage, Problem> {
    let served = house.packages.get(house.db.read(), &house.blobs, draft.base).await.map_err(Problem::internal)?;
    let strings = all_strings(house.db.read(), draft.course).await.map_err(draft_refused)?;
    let files = working_files(served, draft, strings, Media::Whole).await.map_err(files_refused)?;
    let bytes = tokio::task::spawn_blocking(move || pack(&files)).await.map_err(Problem::internal)?;
    let mut upload = house.blobs.draft().await.map_err(Problem::internal)?;
    upload.append(&bytes).await.map_err(Problem::internal)?;
    drop(bytes);
    let upload = upload.seal().await.map_err(Problem::internal)?;
    let name = format!("{}.zip", course.slug);
    let checked = check_package(&house.blobs, upload, &name, &house.settings.limits).await;
    checked.map_err(|error| package_refused(error, language))
}

/// One story: the package, the version, its publication, and what the working copy is made of from now on.
async fn written(
    house: &web::Data<House>,
    course: &Course,
    draft: Draft,
    author: PersonId,
    checked: CheckedPackage,
    policy: Policy,
) -> Result<i32, Problem> {
    let (there, course) = (house.clone(), course.id);
    let write = async move |txn: &vidik_db::DatabaseTransaction| {
        let (clock, rng) = (there.clock.as_ref(), there.rng.as_ref());
        check_publication(txn, &draft).await?;
        let package = add_package(txn, clock, rng, &checked, Some(author)).await?.id;
        let new = NewVersion { package, language: None, author: Some(author) };
        let number = create_version(txn, clock, rng, course, &new).await?.number;
        mark_published(txn, there.writer(author), &draft, (package, number)).await?;
        publish(txn, &there.desk(), &there.editions, course, Some(number), policy).await?;
        Ok::<i32, NotPublished>(number)
    };
    house.db.write(write).await.map_err(|error| error.0)
}

/// A problem that ends the transaction, from whichever verb it comes.
struct NotPublished(Problem);

impl From<vidik_db::DbErr> for NotPublished {
    fn from(error: vidik_db::DbErr) -> Self {
        Self(error.into())
    }
}

impl From<ImportError> for NotPublished {
    fn from(error: ImportError) -> Self {
        Self(Problem::internal(error))
    }
}

impl From<EditionChangeError> for NotPublished {
    fn from(error: EditionChangeError) -> Self {
        Self(Problem::internal(error))
    }
}

impl From<PublishError> for NotPublished {
    fn from(error: PublishError) -> Self {
        Self(Problem::internal(error))
    }
}

impl From<PublicationError> for NotPublished {
    fn from(error: PublicationError) -> Self {
        Self(match error {
            PublicationError::NotApproved => Problem::new(Code::ApprovalMissing),
            PublicationError::Incomplete => Problem::new(Code::CourseIncomplete),
            PublicationError::Behind => Problem::new(Code::WorkingCopyBehind),
            PublicationError::Changed => Problem::new(Code::ChangedMeanwhile),
            PublicationError::Workflow(error) => step_refused(error),
            PublicationError::Database(error) => error.into(),
        })
    }
}
