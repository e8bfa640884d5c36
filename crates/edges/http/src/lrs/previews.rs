//! The record that units of cmi5 find in a preview, below `/xapi/preview/{preview}`: it answers as the record does and
//! keeps no statement.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, StatusCode, header},
    web,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use uuid::Uuid;
use vidik_cmi5::{Refusal, read_preferences};
use vidik_learning::{
    BrowseError, BrowsedUnit, LookDocument, PREFERENCES, actor_of, browsed_documents, browsed_statements,
    browsed_token, browsed_unit, keep_browsed_document,
};
use vidik_xapi::{
    agent_key,
    documents::{self, Asked, Resource},
    read_batch, read_one, read_statement_id,
};

use super::{
    access::{basic, refused as not_let_in},
    answer::{answer, invalid, ok, preflight, wrong_method},
    attachments,
    call::Call,
    units::refused as clause,
};
use crate::{people::runs_on, problem::Problem, problem_codes::Code, state::House};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.service(
        web::resource("/xapi/preview/{preview}/{resource:.*}")
            .route(web::method(Method::OPTIONS).to(preflight))
            .route(web::route().to(serve)),
    );
}

async fn serve(
    house: web::Data<House>,
    request: HttpRequest,
    payload: web::Payload,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    answer(&request, payload, async |call: Call| {
        let (preview, resource) = path.into_inner();
        let preview: Uuid = preview.parse().map_err(|_| Problem::new(Code::NotFound))?;
        let resource = resource.trim_start_matches('/');
        if let Some(code) = resource.strip_prefix("fetch/") {
            return fetch(&house, preview, code, &call).await;
        }
        let (key, secret) = call.header("authorization").and_then(basic).ok_or_else(not_let_in)?;
        let found = browsed_unit(house.db.read(), &house.desk(), preview, &key, &secret).await?;
        let unit = found.ok_or_else(not_let_in)?;
        runs_on(&house, unit.person).await?;
        match resource {
            "statements" => statements(&house, unit, &call).await,
            "activities/state" => document(&house, unit, Resource::State, &call).await,
            "agents/profile" => document(&house, unit, Resource::AgentProfile, &call).await,
            _ => Err(Problem::new(Code::NotFound)),
        }
    })
    .await
}

fn said_no(error: BrowseError) -> Problem {
    match error {
        BrowseError::Unknown => Problem::new(Code::NotFound),
        BrowseError::Refused(refusal) => clause(&refusal),
        BrowseError::Database(error) => error.into(),
    }
}

async fn fetch(house: &House, preview: Uuid, code: &str, call: &Call) -> Result<HttpResponse, Problem> {
    if call.method != Method::POST {
        return Err(wrong_method("POST"));
    }
    let (desk, code) = (house.desk(), code.to_owned());
    let given = house
        .db
        .write::<_, vidik_db::DbErr, _>(async move |txn| browsed_token(txn, &desk, preview, &code).await)
        .await?;
    Ok(ok(StatusCode::OK).json(super::fetch::told(given)))
}

async fn statements(house: &House, unit: BrowsedUnit, call: &Call) -> Result<HttpResponse, Problem> {
    let version = call.version()?;
    let (ids, told): (Vec<Uuid>, Vec<Value>) = match call.method {
        Method::GET | Method::HEAD => {
            let one = call.params.iter().any(|(name, _)| name == "statementId");
            let nothing = || ok(StatusCode::OK).json(json!({ "statements": [], "more": "" }));
            return if one { Err(Problem::new(Code::NotFound)) } else { Ok(nothing()) };
        }
        Method::PUT => {
            let id = read_statement_id(&call.params, version).map_err(invalid)?;
            let read = read_one(attachments::read(call)?.statements, id, version).map_err(invalid)?;
            let mut json = read.json().clone();
            if let Some(json) = json.as_object_mut() {
                json.insert("id".to_owned(), id.to_string().into());
            }
            (Vec::new(), vec![json])
        }
        Method::POST => {
            let read = read_batch(attachments::read(call)?.statements, version).map_err(invalid)?;
            let ids: Option<Vec<Uuid>> = read.iter().map(vidik_xapi::Received::id).collect();
            let nameless = || clause(&Refusal { rule: "9.1", detail: "the unit must give the statement an id" });
            (ids.ok_or_else(nameless)?, read.iter().map(|read| read.json().clone()).collect())
        }
        _ => return Err(wrong_method("GET, HEAD, PUT, POST")),
    };
    let desk = house.desk();
    let judged = async move |txn: &vidik_db::DatabaseTransaction| browsed_statements(txn, &desk, &unit, &told).await;
    house.db.write(judged).await.map_err(said_no)?;
    if call.method == Method::PUT { Ok(ok(StatusCode::NO_CONTENT).finish()) } else { Ok(ok(StatusCode::OK).json(ids)) }
}

/// A unit's states, and the learner's preferences: of its own alone (cmi5 8.1, 10, 11).
async fn document(house: &House, unit: BrowsedUnit, resource: Resource, call: &Call) -> Result<HttpResponse, Problem> {
    let method = match call.method {
        Method::GET | Method::HEAD => documents::Method::Get,
        Method::PUT => documents::Method::Put,
        Method::POST => documents::Method::Post,
        Method::DELETE => documents::Method::Delete,
        _ => return Err(wrong_method("GET, HEAD, PUT, POST, DELETE")),
    };
    let asked = documents::read(resource, method, &call.params, call.version()?).map_err(invalid)?;
    if !is_own(house, &unit, resource, &asked) {
        return Err(Problem::new(Code::NotAllowed));
    }
    let profile = resource == Resource::AgentProfile;
    let Some(id) = asked.id else {
        let listed = async move |txn: &vidik_db::DatabaseTransaction| browsed_documents(txn, &unit, "").await;
        let documents = house.db.write(listed).await.map_err(said_no)?;
        let ids: Vec<&String> = documents.keys().filter(|id| (*id == PREFERENCES) == profile).collect();
        return Ok(ok(StatusCode::OK).json(ids));
    };
    if profile != (id == PREFERENCES) {
        return Err(Problem::new(Code::NotFound));
    }
    if method == documents::Method::Get {
        let key = id.clone();
        let read = async move |txn: &vidik_db::DatabaseTransaction| browsed_documents(txn, &unit, &key).await;
        let mut documents = house.db.write(read).await.map_err(said_no)?;
        let found = documents.remove(&id).ok_or_else(|| Problem::new(Code::NotFound))?;
        let body = STANDARD.decode(&found.body).map_err(Problem::internal)?;
        return Ok(ok(StatusCode::OK).insert_header((header::CONTENT_TYPE, found.content_type)).body(body));
    }
    if profile && !read_preferences(call.content_type(), &call.body) {
        return Err(clause(&Refusal { rule: "11", detail: "the preferences must be a JSON object" }));
    }
    let document = (method != documents::Method::Delete)
        .then(|| LookDocument { content_type: call.content_type().to_owned(), body: STANDARD.encode(&call.body) });
    let kept = async move |txn: &vidik_db::DatabaseTransaction| keep_browsed_document(txn, &unit, &id, document).await;
    house.db.write(kept).await.map_err(said_no)?;
    Ok(ok(StatusCode::NO_CONTENT).finish())
}

fn is_own(house: &House, unit: &BrowsedUnit, resource: Resource, asked: &Asked) -> bool {
    let actor = agent_key(&actor_of(&house.settings.app_address(""), unit.person)).unwrap_or_default();
    let agent = asked.agent.as_ref().is_some_and(|agent| agent.key == actor);
    let activity = asked.activity.as_ref().is_none_or(|activity| *activity == unit.activity_iri);
    let registration = resource != Resource::State || asked.registration == Some(unit.preview);
    agent && activity && registration
}
