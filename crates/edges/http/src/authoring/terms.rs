//! The term base.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, delete, get, post, put, web};
use vidik_authoring::{Term, TermError, TermTexts, TermWords, add_term, change_term, remove_term, terms};
use vidik_base::TermId;

use super::{
    desk::{Names, changed, entity_tag, language_tag, revision},
    work_dto::{TermDto, TermList, TermWordsDto},
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
    config.service(list_terms).service(create_term).service(update_term).service(delete_term);
}

/// The whole term base.
#[utoipa::path(
    tag = "authoring",
    responses(
        (status = 200, description = "Entries", body = TermList),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors and translators", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("translator")))
)]
#[get("/terms")]
async fn list_terms(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
) -> Result<web::Json<TermList>, Problem> {
    caller.translator()?;
    let found = terms(house.db.read()).await?;
    let people = found.iter().filter_map(|term| term.changed_by);
    let names = Names::of(&house, people, language::of(&request)).await?;
    Ok(web::Json(TermList { items: found.into_iter().map(|term| told(term, &names)).collect() }))
}

/// Adds an entry to the term base.
#[utoipa::path(
    tag = "authoring",
    request_body = TermWordsDto,
    responses(
        (status = 201, description = "Added", body = TermDto, headers(("ETag" = String, description = "The revision"))),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("author")))
)]
#[post("/terms")]
async fn create_term(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    body: web::Json<Object<TermWordsDto>>,
) -> Result<HttpResponse, Problem> {
    let author = caller.author()?.id;
    let words = words(body.into_inner().0)?;
    let (clock, rng) = (house.clock.clone(), house.rng.clone());
    let term = house
        .db
        .write(async move |txn| add_term(txn, clock.as_ref(), rng.as_ref(), Some(author), words).await)
        .await
        .map_err(refused)?;
    let names = Names::of(&house, term.changed_by, language::of(&request)).await?;
    Ok(HttpResponse::Created().insert_header(entity_tag(term.revision)).json(told(term, &names)))
}

/// Changes an entry of the term base.
#[utoipa::path(
    tag = "authoring",
    params(
        ("id" = uuid::Uuid, Path, description = "The entry"),
        ("If-Match" = String, Header, description = "The revision that the author saw, in quotes"),
    ),
    request_body = TermWordsDto,
    responses(
        (status = 200, description = "Changed", body = TermDto, headers(("ETag" = String, description = "The revision"))),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "Somebody else changed it meanwhile; `ETag` says what stands", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`If-Match` is missing", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("author")))
)]
#[put("/terms/{id}")]
async fn update_term(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    id: web::Path<String>,
    body: web::Json<Object<TermWordsDto>>,
) -> Result<HttpResponse, Problem> {
    let author = caller.author()?.id;
    let id = TermId(id.parse().map_err(|_| Problem::new(Code::NotFound))?);
    let (words, seen) = (words(body.into_inner().0)?, revision(&request)?);
    let clock = house.clock.clone();
    let term = house
        .db
        .write(async move |txn| change_term(txn, clock.as_ref(), author, (id, seen), words).await)
        .await
        .map_err(refused)?;
    let names = Names::of(&house, term.changed_by, language::of(&request)).await?;
    Ok(HttpResponse::Ok().insert_header(entity_tag(term.revision)).json(told(term, &names)))
}

/// Removes an entry of the term base.
#[utoipa::path(
    tag = "authoring",
    params(("id" = uuid::Uuid, Path, description = "The entry")),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("author")))
)]
#[delete("/terms/{id}")]
async fn delete_term(house: web::Data<House>, caller: Caller, id: web::Path<String>) -> Result<HttpResponse, Problem> {
    caller.author()?;
    let id = TermId(id.parse().map_err(|_| Problem::new(Code::NotFound))?);
    house.db.write(async move |txn| remove_term(txn, id).await).await.map_err(refused)?;
    Ok(HttpResponse::NoContent().finish())
}

fn words(body: TermWordsDto) -> Result<TermWords, Problem> {
    let mut texts = TermTexts::new();
    for (tag, words) in body.texts {
        texts.insert(language_tag(&tag, &format!("/texts/{tag}"))?, words);
    }
    Ok(TermWords { texts, note: body.note, checked: body.checked })
}

fn told(term: Term, names: &Names) -> TermDto {
    let texts: BTreeMap<String, Vec<String>> =
        term.texts.into_iter().map(|(tag, words)| (tag.to_string(), words)).collect();
    TermDto {
        id: term.id.0,
        texts,
        note: term.note,
        checked: term.checked,
        revision: term.revision,
        changed_by: names.told(term.changed_by),
        changed_at: term.changed_at,
    }
}

fn refused(error: TermError) -> Problem {
    match error {
        TermError::NoWords => Problem::new(Code::Invalid).field("/texts", "missing"),
        TermError::TooLong => Problem::new(Code::Invalid).field("/texts", "too_long"),
        TermError::Unknown => Problem::new(Code::NotFound),
        TermError::Changed(revision) => changed(revision),
        TermError::Database(error) => error.into(),
    }
}
