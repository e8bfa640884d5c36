//! States and profiles (1.0.3, part three, 2.2 to 2.7; 2.0, 4.1.6.2 to 4.1.6.6).

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, StatusCode, header},
    web,
};
use chrono::{DateTime, Utc};
use vidik_db::{DbErr, is_unique_violation};
use vidik_learning::note_preferences_read;
use vidik_lrs::{
    Asked, Content, Document, DocumentError, DocumentKind, Precondition, Shelf, Tags, delete_document,
    delete_documents, document, document_ids, is_json, put_document,
};
use vidik_xapi::{
    Version,
    documents::{self, Resource, check_json},
};

use super::{
    access::Access,
    answer::{answer, invalid, last_modified, ok, wrong_method},
    call::Call,
    units::{Own, asks_for_preferences},
};
use crate::{problem::Problem, problem_codes::Code, state::House};

/// How often a write is begun anew where another one was quicker to make the same document.
const ATTEMPTS: usize = 3;

pub(super) async fn states(
    house: web::Data<House>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    answer(&request, payload, async |call: Call| serve(&house, Resource::State, &call).await).await
}

pub(super) async fn activity_profiles(
    house: web::Data<House>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    answer(&request, payload, async |call: Call| serve(&house, Resource::ActivityProfile, &call).await).await
}

pub(super) async fn agent_profiles(
    house: web::Data<House>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    answer(&request, payload, async |call: Call| serve(&house, Resource::AgentProfile, &call).await).await
}

async fn serve(house: &House, resource: Resource, call: &Call) -> Result<HttpResponse, Problem> {
    let access = Access::of(house, call).await?;
    let version = call.version()?;
    let method = method_of(call)?;
    let writes = method != documents::Method::Get;
    if resource == Resource::State {
        access.states(writes)?;
    } else {
        access.profiles(writes)?;
    }
    let asked = documents::read(resource, method, &call.params, version).map_err(invalid)?;
    if let Some(session) = access.session() {
        Own::of_session(house, session).check_document(resource, &asked, call)?;
        if asks_for_preferences(resource, &asked, call) {
            let id = session.id;
            house.db.write::<_, DbErr, _>(async move |txn| note_preferences_read(txn, id).await).await?;
        }
    }
    if let Some(agent) = &asked.agent {
        access.keeps_of(house, agent).await?;
    }
    let shelf = Shelf {
        kind: kind_of(resource),
        activity: asked.activity.unwrap_or_default(),
        agent: asked.agent.map(|agent| agent.key).unwrap_or_default(),
        registration: asked.registration,
        // What hangs on an agent is kept from other institutions by whose people they see.
        institution: access.institution().filter(|_| resource == Resource::ActivityProfile),
    };
    match (method, asked.id) {
        (documents::Method::Get, Some(id)) => {
            let found = document(house.db.read(), &shelf, &id).await?;
            shown(found, call, version)
        }
        (documents::Method::Get, None) => {
            let (ids, latest) = document_ids(house.db.read(), &shelf, asked.since).await?;
            Ok(listed(&ids, latest, version))
        }
        (documents::Method::Delete, id) => delete(house, shelf, id, condition(call, Asked::Never)).await,
        (documents::Method::Put | documents::Method::Post, id) => {
            let (content, precondition) = written(resource, call, version)?;
            put(house, shelf, id.unwrap_or_default(), content, precondition).await
        }
    }
}

/// What a request does with documents.
pub(super) fn method_of(call: &Call) -> Result<documents::Method, Problem> {
    match call.method {
        Method::GET | Method::HEAD => Ok(documents::Method::Get),
        Method::PUT => Ok(documents::Method::Put),
        Method::POST => Ok(documents::Method::Post),
        Method::DELETE => Ok(documents::Method::Delete),
        _ => Err(wrong_method("GET, HEAD, PUT, POST, DELETE")),
    }
}

/// The kind of a resource's documents.
pub(super) const fn kind_of(resource: Resource) -> DocumentKind {
    match resource {
        Resource::ActivityProfile => DocumentKind::ActivityProfile,
        Resource::AgentProfile => DocumentKind::AgentProfile,
        _ => DocumentKind::State,
    }
}

/// Who puts a profile (2.0: any document) says that they know what is there, or that nothing is (1.0.3, part three,
/// 3.1; 2.0, 4.1.4).
const fn asked_of(resource: Resource, merge: bool, version: Version) -> Asked {
    match (resource, merge, version) {
        (Resource::State, _, Version::V1_0_3) | (_, true, _) => Asked::Never,
        (_, false, Version::V1_0_3) => Asked::Always,
        (_, false, Version::V2_0_0) => Asked::OfOld,
    }
}

/// On which condition a document is read or changed.
pub(super) fn condition(call: &Call, asked: Asked) -> Precondition {
    Precondition {
        if_match: call.header("if-match").map(Tags::read),
        if_none_match: call.header("if-none-match").map(Tags::read),
        asked,
    }
}

/// What a PUT or POST keeps, and on which condition.
pub(super) fn written(resource: Resource, call: &Call, version: Version) -> Result<(Content, Precondition), Problem> {
    // It is given out again as a header.
    if call.content_type().contains(char::is_control) {
        return Err(Problem::new(Code::MalformedRequest));
    }
    let merge = call.method == Method::POST;
    let content = Content { content_type: call.content_type().to_owned(), body: call.body.to_vec(), merge };
    if is_json(&content.content_type) {
        check_json(&content.body).map_err(invalid)?;
    }
    Ok((content, condition(call, asked_of(resource, merge, version))))
}

/// A document, as far as the one who asks does not have it.
pub(super) fn shown(found: Option<Document>, call: &Call, version: Version) -> Result<HttpResponse, Problem> {
    let found = found.ok_or_else(|| Problem::new(Code::NotFound))?;
    let condition = condition(call, Asked::Never);
    if condition.if_match.is_some_and(|tags| !tags.name(Some(&found.etag))) {
        return Err(Problem::new(Code::ChangedMeanwhile));
    }
    let known = condition.if_none_match.is_some_and(|tags| tags.name(Some(&found.etag)));
    let mut response = ok(if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
    response.insert_header((header::ETAG, format!("\"{}\"", found.etag)));
    if version == Version::V2_0_0 {
        response.insert_header(last_modified(found.updated_at));
    }
    if known {
        return Ok(response.finish());
    }
    Ok(response.insert_header((header::CONTENT_TYPE, found.content_type)).body(found.body))
}

/// The ids of documents, and when the last of them was changed.
pub(super) fn listed(ids: &[String], latest: Option<DateTime<Utc>>, version: Version) -> HttpResponse {
    let mut response = ok(StatusCode::OK);
    if let (Some(latest), Version::V2_0_0) = (latest, version) {
        response.insert_header(last_modified(latest));
    }
    response.json(ids)
}

/// The document is kept, and has this tag.
pub(super) fn kept(etag: &str) -> HttpResponse {
    ok(StatusCode::NO_CONTENT).insert_header((header::ETAG, format!("\"{etag}\""))).finish()
}

async fn put(
    house: &House,
    shelf: Shelf,
    id: String,
    content: Content,
    condition: Precondition,
) -> Result<HttpResponse, Problem> {
    for attempt in 1.. {
        let (clock, rng) = (house.clock.clone(), house.rng.clone());
        let (shelf, id, content, condition) = (shelf.clone(), id.clone(), content.clone(), condition.clone());
        let put = house.db.write(async move |txn| {
            put_document(txn, clock.as_ref(), rng.as_ref(), &shelf, &id, content, &condition).await
        });
        match put.await {
            Err(DocumentError::Database(error)) if attempt < ATTEMPTS && is_unique_violation(&error).is_some() => {}
            Err(error) => return Err(refused(error)),
            Ok(etag) => return Ok(kept(&etag)),
        }
    }
    Err(Problem::new(Code::ChangedMeanwhile))
}

async fn delete(
    house: &House,
    shelf: Shelf,
    id: Option<String>,
    condition: Precondition,
) -> Result<HttpResponse, Problem> {
    let deleted = house.db.write(async move |txn| match id {
        Some(id) => delete_document(txn, &shelf, &id, &condition).await,
        None => Ok(delete_documents(txn, &shelf).await?),
    });
    deleted.await.map_err(refused)?;
    Ok(ok(StatusCode::NO_CONTENT).finish())
}

/// Why a document is not changed, told.
pub(super) fn refused(error: DocumentError) -> Problem {
    match error {
        DocumentError::Exists => Problem::new(Code::DocumentExists),
        DocumentError::Unconditional => Problem::new(Code::ConditionMissing),
        DocumentError::Changed => Problem::new(Code::ChangedMeanwhile),
        DocumentError::NotMergeable => Problem::new(Code::DocumentNotMergeable),
        DocumentError::Database(error) => error.into(),
    }
}
