//! Erasing a person.

use std::time::Duration;

use actix_web::{HttpResponse, get, post, web};
use uuid::Uuid;
use vidik_base::PersonId;
use vidik_privacy::{
    EraseError, EraseTrouble, Mode, NewErasure, Subject, begin_erasure, erasure, erasures, findings, finish_erasure,
    is_last_administrator, subject_of, unfinished_erasures,
};

use super::dto::{EraseBody, ErasureDto, ErasureList, ErasurePreview, HeldRowsDto, PreviewQuery};
use crate::{
    api_routes::ServiceConfig,
    body::Object,
    caller::Caller,
    lists::{ListQuery, cut},
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

/// How long an answer waits for the end; it goes on without anybody waiting.
const PATIENCE: Duration = Duration::from_secs(8);

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(preview_erasure).service(erase).service(list_erasures).service(show_erasure);
}

async fn subject(house: &House, id: &str) -> Result<Subject, Problem> {
    let not_found = || Problem::new(Code::NotFound);
    let id = PersonId(id.parse().map_err(|_| not_found())?);
    let home_page = house.settings.app_address("");
    subject_of(house.db.read(), &home_page, id).await?.ok_or_else(not_found)
}

/// What is held of a person, and what would become of it, table by table. Nothing is changed.
#[utoipa::path(
    tag = "privacy",
    params(("id" = Uuid, Path, description = "The person"), PreviewQuery),
    responses(
        (status = 200, description = "What would become of it", body = ErasurePreview),
        (status = 400, description = "A parameter cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is nobody of that id", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[get("/people/{id}/erasure")]
async fn preview_erasure(
    house: web::Data<House>,
    caller: Caller,
    id: web::Path<String>,
    query: web::Query<PreviewQuery>,
) -> Result<web::Json<ErasurePreview>, Problem> {
    caller.administrator()?;
    let subject = subject(&house, &id).await?;
    let mode = query.mode.map_or(Mode::Erase, Mode::from);
    let found = findings(house.db.read(), &subject, mode).await?;
    let last = is_last_administrator(house.db.read(), PersonId(subject.person)).await?;
    Ok(web::Json(ErasurePreview { found: found.into_iter().map(HeldRowsDto::from).collect(), possible: !last }))
}

/// Erases a person from everything that is kept, or leaves their results under a pseudonym that leads to nobody.
///
/// It cannot be taken back. Works that they made stay, made by nobody; institutions learn of it by their change feed. The
/// answer has the report; where `finished_at` is absent it goes on, also over a restart: ask for it by its id.
#[utoipa::path(
    tag = "privacy",
    params(("id" = Uuid, Path, description = "The person")),
    request_body = EraseBody,
    responses(
        (status = 200, description = "The report", body = ErasureDto),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is nobody of that id", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "It is the last administrator, or an erasure in the other mode was begun", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The reason is missing or too long", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[post("/people/{id}/erase")]
async fn erase(
    house: web::Data<House>,
    caller: Caller,
    id: web::Path<String>,
    body: web::Json<Object<EraseBody>>,
) -> Result<HttpResponse, Problem> {
    let by = caller.administrator()?.id;
    let subject = subject(&house, &id).await?;
    let EraseBody { mode, reason } = body.into_inner().0;
    let reason = reason.trim().to_owned();
    if !(3..=2_000).contains(&reason.chars().count()) {
        return Err(Problem::new(Code::Invalid).field("/reason", "bad_reason"));
    }
    let (mode, person) = (Mode::from(mode), PersonId(subject.person));
    let found = findings(house.db.read(), &subject, mode).await?;
    let new = NewErasure { subject, mode, reason, requested_by: Some(by), found };
    let (clock, rng) = (house.clock.clone(), house.rng.clone());
    let begun = house.db.write(async move |txn| begin_erasure(txn, clock.as_ref(), rng.as_ref(), new).await);
    let begun = begun.await.map_err(|error| match error {
        EraseError::Unknown => Problem::new(Code::NotFound),
        EraseError::LastAdministrator => Problem::new(Code::LastAdministrator),
        EraseError::BegunOtherwise => Problem::new(Code::ErasureBegun),
        EraseError::Database(error) => error.into(),
    })?;
    house.access.bar(person, house.clock.now());
    let (inside, id) = (house.clone(), begun.id);
    let working = tokio::spawn(async move { finish(&inside, id).await });
    match tokio::time::timeout(PATIENCE, working).await {
        Ok(Ok(Ok(()))) | Err(_) => {}
        Ok(Ok(Err(trouble))) => return Err(Problem::internal(trouble)),
        Ok(Err(broken)) => return Err(Problem::internal(broken)),
    }
    let report = erasure(house.db.read(), id).await?.unwrap_or(begun);
    Ok(HttpResponse::Ok().json(ErasureDto::from(report)))
}

async fn finish(house: &House, id: Uuid) -> Result<(), EraseTrouble> {
    finish_erasure(&house.db, &house.blobs, house.clock.as_ref(), house.rng.as_ref(), id).await.map(|_| ())
}

/// Goes on with erasures that were begun and not finished. Says how many.
pub async fn finish_begun_erasures(house: &House) -> Result<usize, EraseTrouble> {
    let begun = unfinished_erasures(house.db.read()).await?;
    for id in &begun {
        finish(house, *id).await?;
    }
    Ok(begun.len())
}

/// Reports of erasures, newest first. They name nobody.
#[utoipa::path(
    tag = "privacy",
    params(ListQuery),
    responses(
        (status = 200, description = "Reports", body = ErasureList),
        (status = 400, description = "The cursor was not made for this list", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The limit is out of range", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[get("/erasures")]
async fn list_erasures(
    house: web::Data<House>,
    caller: Caller,
    query: web::Query<ListQuery>,
) -> Result<web::Json<ErasureList>, Problem> {
    caller.administrator()?;
    let (limit, after) = (query.limit()?, query.after::<Uuid>()?);
    let rows = erasures(house.db.read(), after, limit + 1).await?;
    let page = cut(rows, limit, |row| row.id)?.map(ErasureDto::from);
    Ok(web::Json(ErasureList { items: page.items, next_cursor: page.next_cursor }))
}

/// The report of an erasure.
#[utoipa::path(
    tag = "privacy",
    params(("id" = Uuid, Path, description = "The erasure")),
    responses(
        (status = 200, description = "The report", body = ErasureDto),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[get("/erasures/{id}")]
async fn show_erasure(
    house: web::Data<House>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<web::Json<ErasureDto>, Problem> {
    caller.administrator()?;
    let not_found = || Problem::new(Code::NotFound);
    let id: Uuid = id.parse().map_err(|_| not_found())?;
    let found = erasure(house.db.read(), id).await?.ok_or_else(not_found)?;
    Ok(web::Json(found.into()))
}
