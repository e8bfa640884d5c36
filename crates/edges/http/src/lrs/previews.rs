//! The record that units of cmi5 find in a preview, below `/xapi/preview/{preview}`: it answers as the record does and
//! keeps no statement.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, StatusCode},
    web,
};
use serde_json::{Value, json};
use uuid::Uuid;
use vidik_cmi5::Refusal;
use vidik_db::{DatabaseTransaction, DbErr};
use vidik_learning::{
    BrowseError, BrowsedUnit, browsed_document, browsed_document_ids, browsed_statements, browsed_token, browsed_unit,
    delete_browsed_document, note_browsed_preferences, put_browsed_document,
};
use vidik_lrs::Asked;
use vidik_xapi::{
    documents::{self, Resource},
    read_batch, read_one, read_statement_id,
};

use super::{
    access::{basic, refused as not_let_in},
    answer::{answer, invalid, ok, preflight, wrong_method},
    attachments,
    call::Call,
    documents::{condition, kept, kind_of, listed, method_of, refused, shown, written},
    units::{Own, asks_for_preferences, refused as clause},
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
            "activities/profile" => document(&house, unit, Resource::ActivityProfile, &call).await,
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
        BrowseError::Document(error) => refused(error),
        BrowseError::Database(error) => error.into(),
    }
}

async fn fetch(house: &House, preview: Uuid, code: &str, call: &Call) -> Result<HttpResponse, Problem> {
    if call.method != Method::POST {
        return Err(wrong_method("POST"));
    }
    let (desk, code) = (house.desk(), code.to_owned());
    let given = house.db.write::<_, DbErr, _>(async move |txn| browsed_token(txn, &desk, preview, &code).await).await?;
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
    let judged = async move |txn: &DatabaseTransaction| browsed_statements(txn, &desk, &unit, &told).await;
    house.db.write(judged).await.map_err(said_no)?;
    if call.method == Method::PUT { Ok(ok(StatusCode::NO_CONTENT).finish()) } else { Ok(ok(StatusCode::OK).json(ids)) }
}

/// A unit's documents: of its own alone, as in the record itself (cmi5 8.1, 10, 11).
async fn document(house: &House, unit: BrowsedUnit, resource: Resource, call: &Call) -> Result<HttpResponse, Problem> {
    let version = call.version()?;
    let method = method_of(call)?;
    let asked = documents::read(resource, method, &call.params, version).map_err(invalid)?;
    Own::of_preview(house, &unit).check_document(resource, &asked, call)?;
    if asks_for_preferences(resource, &asked, call) {
        let own = unit.clone();
        let noted = async move |txn: &DatabaseTransaction| note_browsed_preferences(txn, &own).await;
        house.db.write(noted).await.map_err(said_no)?;
    }
    let (kind, conn) = (kind_of(resource), house.db.read());
    match (method, asked.id) {
        (documents::Method::Get, Some(id)) => {
            let found = browsed_document(conn, &unit, kind, &id).await.map_err(said_no)?;
            shown(found, call, version)
        }
        (documents::Method::Get, None) => {
            let (ids, latest) = browsed_document_ids(conn, &unit, kind, asked.since).await.map_err(said_no)?;
            Ok(listed(&ids, latest, version))
        }
        (documents::Method::Delete, id) => {
            let (id, condition) = (id.unwrap_or_default(), condition(call, Asked::Never));
            let deleted =
                async move |txn: &DatabaseTransaction| delete_browsed_document(txn, &unit, kind, &id, &condition).await;
            house.db.write(deleted).await.map_err(said_no)?;
            Ok(ok(StatusCode::NO_CONTENT).finish())
        }
        (documents::Method::Put | documents::Method::Post, id) => {
            let (content, condition) = written(resource, call, version)?;
            let (desk, id) = (house.desk(), id.unwrap_or_default());
            let put = async move |txn: &DatabaseTransaction| {
                put_browsed_document(txn, &desk, &unit, kind, &id, content, &condition).await
            };
            Ok(kept(&house.db.write(put).await.map_err(said_no)?))
        }
    }
}
