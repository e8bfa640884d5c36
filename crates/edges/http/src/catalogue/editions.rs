//! Routes of a course's languages: adding one, and which items they have in common.

use actix_web::{HttpRequest, HttpResponse, get, http::header, patch, post, put, web};
use uuid::Uuid;
use vidik_base::{CourseId, CourseVersionId, EditionId, InterfaceLanguage, LanguageTag, PackageId};
use vidik_catalogue::{
    EditionChangeError, VersionFacts, add_edition, alignment, editions_of, newest_version, package, set_transliterate,
    version_numbered,
};
use vidik_learning::{MendError, mend};

use super::{
    courses::visible,
    dto::LanguageQuery,
    editions_dto::{
        AddedEdition, AlignmentDto, EditionChangeDto, MendDto, MendedDto, NewEditionDto, VersionQuery, added, told,
    },
};
use crate::{
    api_routes::ServiceConfig,
    authoring::desk::{self, Desk},
    body::Object,
    caller::Caller,
    language,
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(add_language).service(change_edition).service(show_alignment).service(change_alignment);
}

/// Adds a language to the newest version of a course. Learners of that version can read it at once; activities that
/// are the same are found by identifier, else by place and type, and can be mended by hand afterwards. A version that
/// was never published can have its package of a language replaced. A translator brings a package of their own, in a language
/// that is assigned to them as a whole.
#[utoipa::path(
    tag = "catalogue",
    params(("slug" = String, Path, description = "The course"), LanguageQuery),
    request_body = NewEditionDto,
    responses(
        (status = 201, description = "Added", body = AddedEdition),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors, and translators of that language", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The course has that language, or is of our own format", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("translation")))
)]
#[post("/courses/{slug}/editions")]
async fn add_language(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    slug: web::Path<String>,
    body: web::Json<Object<NewEditionDto>>,
) -> Result<HttpResponse, Problem> {
    let desk = desk::open(&house, &caller, &slug).await?;
    let course = desk.course.id;
    let (rng, body) = (house.rng.clone(), body.into_inner().0);
    let package = PackageId(body.package_id);
    may_bring(&house, &desk, package, &body.language).await?;
    let add = async move |txn: &vidik_db::DatabaseTransaction| {
        add_edition(txn, rng.as_ref(), course, package, &body.language).await
    };
    let edition = house.db.write(add).await.map_err(refused)?;
    house.catalogue_pages.forget();
    let version = version_asked(&house, course, None).await?;
    let alignment = alignment(house.db.read(), version.id).await.map_err(refused)?;
    Ok(HttpResponse::Created().json(added(&alignment, edition, language::of(&request))))
}

/// Says whether the pages of a Serbian package are shown in the script of a reader of the other one. Off until somebody
/// says so: what a package's own scripts do with its words is not ours to know.
#[utoipa::path(
    tag = "catalogue",
    params(("slug" = String, Path, description = "The course"), ("edition" = Uuid, Path, description = "The edition")),
    request_body = EditionChangeDto,
    responses(
        (status = 204, description = "Changed"),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The course is of our own format, which needs no word", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The edition is not Serbian", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("author")))
)]
#[patch("/courses/{slug}/editions/{edition}")]
async fn change_edition(
    house: web::Data<House>,
    caller: Caller,
    path: web::Path<(String, Uuid)>,
    body: web::Json<Object<EditionChangeDto>>,
) -> Result<HttpResponse, Problem> {
    caller.author()?;
    let (slug, edition) = path.into_inner();
    let course = visible(&house, &caller, &slug).await?.id;
    let (edition, on) = (EditionId(edition), body.into_inner().0.transliterate);
    let changed = house.db.write(async move |txn| set_transliterate(txn, course, edition, on).await).await;
    changed.map_err(|error| match error {
        EditionChangeError::UnknownEdition => Problem::new(Code::NotFound),
        other => refused(other),
    })?;
    house.editions.forget(edition);
    Ok(HttpResponse::NoContent().finish())
}

/// What the languages of a course have in common, and how that was found.
#[utoipa::path(
    tag = "catalogue",
    params(("slug" = String, Path, description = "The course"), VersionQuery, LanguageQuery),
    responses(
        (status = 200, description = "Items and languages", body = AlignmentDto),
        (status = 400, description = "A parameter cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors and translators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("translation")))
)]
#[get("/courses/{slug}/alignment")]
async fn show_alignment(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    slug: web::Path<String>,
    query: web::Query<VersionQuery>,
) -> Result<HttpResponse, Problem> {
    let course = desk::open(&house, &caller, &slug).await?.course.id;
    let version = version_asked(&house, course, query.version).await?;
    let body = alignment_of(&house, &version, language::of(&request)).await?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(body))
}

/// Says by hand which item an activity is. What learners reached there already follows; the better result stands.
#[utoipa::path(
    tag = "catalogue",
    params(("slug" = String, Path, description = "The course"), VersionQuery, LanguageQuery),
    request_body = MendDto,
    responses(
        (status = 200, description = "Mended", body = MendedDto),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors, and translators of that language", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("translation")))
)]
#[put("/courses/{slug}/alignment")]
async fn change_alignment(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    slug: web::Path<String>,
    query: web::Query<VersionQuery>,
    body: web::Json<Object<MendDto>>,
) -> Result<web::Json<MendedDto>, Problem> {
    let maker = desk::open(&house, &caller, &slug).await?;
    let version = version_asked(&house, maker.course.id, query.version).await?;
    let (desk, body, at, keeper) = (house.desk(), body.into_inner().0, version.id, house.clone());
    let edition = EditionId(body.edition);
    let known = editions_of(house.db.read(), version.id).await.map_err(Problem::internal)?;
    let language = known.into_iter().find(|known| known.id == edition).map(|known| known.language);
    if language.is_some_and(|language| !maker.access.brings(&language)) {
        return Err(Problem::new(Code::NotAssigned));
    }
    let learners = house
        .db
        .write(async move |txn| {
            let item = body.item.map(Into::into);
            mend(txn, &desk, &keeper.editions, at, edition, &body.activity, item).await
        })
        .await;
    // Whatever became of it, what was laid out in the transaction may not have been kept.
    house.editions.forget(edition);
    let learners = learners.map_err(not_mended)?;
    let alignment = alignment_of(&house, &version, language::of(&request)).await?;
    Ok(web::Json(MendedDto { alignment, learners }))
}

/// Authors bring any package; a translator one of their own, in a language that is theirs.
async fn may_bring(house: &House, desk: &Desk, id: PackageId, language: &LanguageTag) -> Result<(), Problem> {
    if desk.actor.author {
        return Ok(());
    }
    if !desk.access.brings(language) {
        return Err(Problem::new(Code::NotAssigned));
    }
    match package(house.db.read(), id).await? {
        Some(package) if package.uploaded_by == Some(desk.actor.person) => Ok(()),
        _ => Err(refused(EditionChangeError::UnknownPackage)),
    }
}

async fn alignment_of(
    house: &House,
    version: &VersionFacts,
    language: InterfaceLanguage,
) -> Result<AlignmentDto, Problem> {
    let alignment = alignment(house.db.read(), version.id).await.map_err(refused)?;
    Ok(told(&alignment, version.number, version.published_at.is_some(), language))
}

/// The version of that number, or the newest.
pub(super) async fn version_asked(
    house: &House,
    course: CourseId,
    number: Option<i32>,
) -> Result<VersionFacts, Problem> {
    let conn = house.db.read();
    let number = match number {
        Some(number) => number,
        None => newest_version(conn, course).await?.map_or(0, |(_, number): (CourseVersionId, i32)| number),
    };
    version_numbered(conn, course, number).await?.ok_or_else(|| Problem::new(Code::NotFound))
}

fn not_mended(error: MendError) -> Problem {
    match error {
        MendError::Change(error) => refused(error),
        MendError::Edition(error) => Problem::internal(error),
        MendError::Database(error) => error.into(),
    }
}

pub(super) fn refused(error: EditionChangeError) -> Problem {
    let field = |pointer, code| Problem::new(Code::Invalid).field(pointer, code);
    match error {
        EditionChangeError::UnknownCourse => Problem::new(Code::NotFound),
        EditionChangeError::UnknownPackage => field("/package_id", "unknown_package"),
        EditionChangeError::UnknownEdition => field("/edition", "unknown_edition"),
        EditionChangeError::UnknownActivity => field("/activity", "unknown_activity"),
        EditionChangeError::UnknownItem => field("/item", "unknown_item"),
        EditionChangeError::OtherKind => field("/item", "other_kind"),
        EditionChangeError::LanguageTaken => Problem::new(Code::LanguageTaken).field("/language", "taken"),
        EditionChangeError::ScriptMissing => field("/language", "script_missing"),
        EditionChangeError::NotSerbian => field("/transliterate", "not_serbian"),
        EditionChangeError::OwnFormat => Problem::new(Code::OwnFormat),
        EditionChangeError::BrokenPackage => Problem::internal("a package's tree cannot be read"),
        EditionChangeError::Database(error) => error.into(),
    }
}
