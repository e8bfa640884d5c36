//! Routes of a course's versions: what one would change, making it, publishing it or an older one.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::{HttpRequest, HttpResponse, get, http::header, post, web};
use vidik_authoring::{WorkflowError, Writer, approval_of, note_published};
use vidik_base::{AlignedItemId, CourseId, InterfaceLanguage, PackageId};
use vidik_catalogue::{
    Comparison, Course, CourseError, ItemFacts, NewVersion, VersionPlan, compare_plan, compare_versions,
    create_version, editions_of, editions_of_all, items_of, plan_version, versions_of,
};
use vidik_learning::{PublishError, affected, learners_by_version, publish};

use super::{
    courses::{detail, visible},
    dto::{CourseDetail, LanguageQuery},
    editions::{refused, version_asked},
    versions_dto::{
        AffectedLearners, NewVersionDto, PublishDto, VersionChanges, VersionDto, VersionList, learners, lines,
    },
};
use crate::{
    api_routes::ServiceConfig,
    body::Object,
    caller::Caller,
    language,
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_versions).service(add_version).service(show_changes).service(publish_one);
}

/// The versions of a course, newest first.
#[utoipa::path(
    tag = "catalogue",
    params(("slug" = String, Path, description = "The course")),
    responses(
        (status = 200, description = "Versions", body = VersionList),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("author")))
)]
#[get("/courses/{slug}/versions")]
async fn list_versions(
    house: web::Data<House>,
    caller: Caller,
    slug: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    caller.author()?;
    let course = visible(&house, &caller, &slug).await?;
    let conn = house.db.read();
    let versions = versions_of(conn, course.id).await?;
    let ids: Vec<_> = versions.iter().map(|version| version.id).collect();
    let editions = editions_of_all(conn, &ids).await.map_err(Problem::internal)?;
    let counts = learners_by_version(conn, course.id).await?;
    let items = versions.into_iter().map(|version| {
        let (in_progress, completed) = counts.get(&version.id).copied().unwrap_or_default();
        let languages = editions.get(&version.id).into_iter().flatten();
        VersionDto {
            number: version.number,
            current: course.published_version == Some(version.id),
            created_at: version.created_at,
            published_at: version.published_at,
            policy: version.policy.map(Into::into),
            languages: languages.map(|edition| edition.language.as_str().to_owned()).collect(),
            in_progress,
            completed,
        }
    });
    let body = VersionList { items: items.collect(), next_cursor: None };
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(body))
}

/// Makes a version of a new package, or says what it would change (`preview`). Languages that the package does not
/// replace go on with theirs. It is a draft until it is published.
#[utoipa::path(
    tag = "catalogue",
    params(("slug" = String, Path, description = "The course"), LanguageQuery),
    request_body = NewVersionDto,
    responses(
        (status = 200, description = "What it would change", body = VersionChanges),
        (status = 201, description = "Made", body = VersionChanges),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The course is of our own format, the package is not", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("author")))
)]
#[post("/courses/{slug}/versions")]
async fn add_version(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    slug: web::Path<String>,
    body: web::Json<Object<NewVersionDto>>,
) -> Result<HttpResponse, Problem> {
    let author = Some(caller.author()?.id);
    let course = visible(&house, &caller, &slug).await?.id;
    let body = body.into_inner().0;
    let new = NewVersion { package: PackageId(body.package_id), language: body.language, author };
    let plan = plan_version(house.db.read(), course, &new).await.map_err(refused)?;
    let mut changes = changes_of_plan(&house, course, &plan, language::of(&request)).await?;
    if body.preview {
        return Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(changes));
    }
    let (clock, rng) = (house.clock.clone(), house.rng.clone());
    let making = async move |txn: &vidik_db::DatabaseTransaction| {
        create_version(txn, clock.as_ref(), rng.as_ref(), course, &new).await
    };
    let made = house.db.write(making).await.map_err(refused)?;
    house.catalogue_pages.forget();
    changes.version = Some(made.number);
    Ok(HttpResponse::Created().json(changes))
}

/// What publishing a version would change, compared with the published one, or else with the one it was made from.
#[utoipa::path(
    tag = "catalogue",
    params(
        ("slug" = String, Path, description = "The course"),
        ("number" = i32, Path, description = "The version"),
        LanguageQuery
    ),
    responses(
        (status = 200, description = "What it changes", body = VersionChanges),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("author")))
)]
#[get("/courses/{slug}/versions/{number}/changes")]
async fn show_changes(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    caller.author()?;
    let (slug, number) = path.into_inner();
    let number = number.parse().map_err(|_| Problem::new(Code::NotFound))?;
    let course = visible(&house, &caller, &slug).await?;
    let body = changes_of_version(&house, &course, number, true, language::of(&request)).await?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(body))
}

/// Publishes a version: from now on new learners begin it. An older one can be published again. Learners in the middle
/// of another are dealt with as `policy` says; whoever has completed the course is never touched. Publishing what is
/// published already changes nothing.
#[utoipa::path(
    tag = "catalogue",
    operation_id = "publish_draft",
    params(("slug" = String, Path, description = "The course")),
    request_body(content = Option<PublishDto>, content_type = "application/json"),
    responses(
        (status = 200, description = "Published", body = CourseDetail),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The approval of an institution is missing", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "There is no such version", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("author")))
)]
#[post("/courses/{slug}/publish")]
async fn publish_one(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    slug: web::Path<String>,
    body: web::Bytes,
) -> Result<web::Json<CourseDetail>, Problem> {
    let author = caller.author()?.id;
    let id = visible(&house, &caller, &slug).await?.id;
    let wanted: PublishDto = if body.is_empty() {
        PublishDto::default()
    } else {
        let read: Option<Object<PublishDto>> =
            serde_json::from_slice(&body).map_err(|_| Problem::new(Code::MalformedJson))?;
        read.map(|read| read.0).unwrap_or_default()
    };
    let (desk, keeper) = (house.desk(), house.clone());
    let policy = wanted.policy.into();
    let publishing = async move |txn: &vidik_db::DatabaseTransaction| {
        let new = approved(txn, id, wanted.version).await?;
        let published = publish(txn, &desk, &keeper.editions, id, wanted.version, policy).await?;
        if let Some(number) = new {
            let writer = Writer { clock: keeper.clock.as_ref(), rng: keeper.rng.as_ref(), person: author };
            note_published(txn, writer, id, number).await?;
        }
        Ok::<_, NotPublished>(published)
    };
    let (course, _) = house.db.write(publishing).await.map_err(not_published)?;
    house.catalogue_pages.forget();
    Ok(web::Json(detail(&house, &caller, &course, language::of(&request)).await?))
}

/// Where an institution has to approve a course, what was never published waits for it: what was made after the
/// approval, too. Gives the version's number where it is published for the first time.
async fn approved(
    txn: &vidik_db::DatabaseTransaction,
    course: CourseId,
    number: Option<i32>,
) -> Result<Option<i32>, NotPublished> {
    let versions = versions_of(txn, course).await?;
    let wanted = versions.iter().find(|version| number.is_none_or(|number| version.number == number));
    let Some(new) = wanted.filter(|version| version.published_at.is_none()) else { return Ok(None) };
    let approval = approval_of(txn, course).await?;
    if approval.covers(new.created_at) { Ok(Some(new.number)) } else { Err(NotPublished::NotApproved) }
}

/// Why a version is not published.
#[derive(Debug, thiserror::Error)]
enum NotPublished {
    #[error("the approval of an institution is missing")]
    NotApproved,
    #[error(transparent)]
    Publish(#[from] PublishError),
    #[error(transparent)]
    Workflow(#[from] WorkflowError),
    #[error(transparent)]
    Database(#[from] vidik_db::DbErr),
}

fn not_published(error: NotPublished) -> Problem {
    match error {
        NotPublished::NotApproved => Problem::new(Code::ApprovalMissing),
        NotPublished::Publish(PublishError::Course(CourseError::UnknownCourse)) => Problem::new(Code::NotFound),
        NotPublished::Publish(PublishError::Course(CourseError::UnknownVersion)) => {
            Problem::new(Code::Invalid).field("/version", "unknown_version")
        }
        NotPublished::Database(error)
        | NotPublished::Workflow(WorkflowError::Database(error))
        | NotPublished::Publish(PublishError::Course(CourseError::Database(error)) | PublishError::Database(error)) => {
            error.into()
        }
        NotPublished::Publish(error) => Problem::internal(error),
        NotPublished::Workflow(error) => Problem::internal(error),
    }
}

type Items = BTreeMap<AlignedItemId, ItemFacts>;

async fn changes_of_plan(
    house: &House,
    course: CourseId,
    plan: &VersionPlan,
    language: InterfaceLanguage,
) -> Result<VersionChanges, Problem> {
    let conn = house.db.read();
    let items = items_of(conn, course).await?;
    let comparison = compare_plan(conn, plan, &items).await.map_err(refused)?;
    let had = editions_of(conn, plan.base.id).await.map_err(Problem::internal)?;
    let word = |tag: &vidik_base::LanguageTag| tag.as_str().to_owned();
    let (replaced, added): (Vec<_>, Vec<_>) = plan
        .editions
        .iter()
        .filter(|edition| edition.changed)
        .map(|edition| edition.language.clone())
        .partition(|language| had.iter().any(|edition| edition.language == *language));
    let kept = plan.kept_lineages(&items);
    let mut body = compared(house, course, &comparison, &items, None, &kept, language).await?;
    body.base = plan.base.number;
    body.replaced = replaced.iter().map(word).collect();
    body.added = added.iter().map(word).collect();
    body.dropped = plan.dropped.iter().map(word).collect();
    Ok(body)
}

/// Whom a version with the structure of that one would touch, those in the middle of it included.
pub(crate) async fn learners_touched(
    house: &House,
    course: &Course,
    number: i32,
    language: InterfaceLanguage,
) -> Result<AffectedLearners, Problem> {
    Ok(changes_of_version(house, course, number, false, language).await?.learners)
}

/// `itself`: whether it is that version, whose learners are where they are to be, or a new one like it.
async fn changes_of_version(
    house: &House,
    course: &Course,
    number: i32,
    itself: bool,
    language: InterfaceLanguage,
) -> Result<VersionChanges, Problem> {
    let conn = house.db.read();
    let to = version_asked(house, course.id, Some(number)).await?;
    let versions = versions_of(conn, course.id).await?;
    let base = course.published_version.or(to.previous).unwrap_or(to.id);
    let base = versions.iter().find(|version| version.id == base);
    let base = base.ok_or_else(|| Problem::internal("a course whose published version is gone"))?;
    let items = items_of(conn, course.id).await?;
    let comparison = compare_versions(conn, base.id, to.id, &items).await.map_err(refused)?;
    let (had, has) = (editions_of(conn, base.id).await, editions_of(conn, to.id).await);
    let (had, has) = (had.map_err(Problem::internal)?, has.map_err(Problem::internal)?);
    let kept = items.values().filter(|facts| facts.version == to.id).map(|facts| facts.lineage).collect();
    let mut body = compared(house, course.id, &comparison, &items, itself.then_some(to.id), &kept, language).await?;
    body.version = Some(to.number);
    body.base = base.number;
    for edition in &has {
        match had.iter().find(|old| old.language == edition.language) {
            None => body.added.push(edition.language.to_string()),
            Some(old) if old.package != edition.package => body.replaced.push(edition.language.to_string()),
            Some(_) => {}
        }
    }
    let gone = had.iter().filter(|old| has.iter().all(|edition| edition.language != old.language));
    body.dropped = gone.map(|edition| edition.language.to_string()).collect();
    Ok(body)
}

async fn compared(
    house: &House,
    course: CourseId,
    comparison: &Comparison,
    items: &Items,
    to: Option<vidik_base::CourseVersionId>,
    kept: &BTreeSet<uuid::Uuid>,
    language: InterfaceLanguage,
) -> Result<VersionChanges, Problem> {
    let conn = house.db.read();
    let old = house.packages.get(conn, &house.blobs, comparison.old_package).await.map_err(Problem::internal)?;
    let new = house.packages.get(conn, &house.blobs, comparison.new_package).await.map_err(Problem::internal)?;
    let difference = comparison.difference(&old.index, &new.index);
    let affected = affected(conn, course, to, kept).await?;
    let name = |lineage| {
        let facts = items.values().find(|facts| facts.lineage == lineage);
        facts.map(|facts| facts.key.clone()).unwrap_or_default()
    };
    Ok(VersionChanges {
        version: None,
        base: 0,
        language: comparison.language.to_string(),
        replaced: Vec::new(),
        added: Vec::new(),
        dropped: Vec::new(),
        old: lines(&difference.old, &comparison.language, language),
        new: lines(&difference.new, &comparison.language, language),
        learners: learners(&affected, &difference, &comparison.language, language, name),
    })
}
