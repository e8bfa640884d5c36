//! What is known of agents and activities, and of this record itself (1.0.3, part three, 2.4, 2.5, 2.8; 2.0, 4.1.6.4,
//! 4.1.6.5, 4.1.6.7).

use std::collections::BTreeSet;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, StatusCode},
    web,
};
use serde_json::json;
use vidik_lrs::definitions;
use vidik_xapi::{
    Version,
    documents::{self, Asked, Resource, person},
};

use super::{
    access::Access,
    answer::{answer, invalid, ok, wrong_method},
    call::Call,
};
use crate::{problem::Problem, state::House};

/// Versions that are spoken here.
const VERSIONS: [&str; 5] = ["1.0.0", "1.0.1", "1.0.2", "1.0.3", "2.0.0"];

pub(super) async fn agents(
    house: web::Data<House>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    answer(&request, payload, async |call: Call| {
        let access = Access::of(&house, &call).await?;
        let asked = asked(Resource::Agents, &call)?;
        access.reads_names()?;
        let agent = asked.agent.map(|agent| agent.json).unwrap_or_default();
        Ok(ok(StatusCode::OK).json(person([&agent])))
    })
    .await
}

pub(super) async fn activities(
    house: web::Data<House>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    answer(&request, payload, async |call: Call| {
        let access = Access::of(&house, &call).await?;
        let asked = asked(Resource::Activities, &call)?;
        access.reads_names()?;
        let id = asked.activity.unwrap_or_default();
        let known =
            definitions(house.db.read(), access.institution(), &BTreeSet::from([id.clone()])).await?.remove(&id);
        let mut activity = json!({ "objectType": "Activity", "id": id });
        if let (Some(map), Some(definition)) = (activity.as_object_mut(), known) {
            map.insert("definition".to_owned(), definition);
        }
        Ok(ok(StatusCode::OK).json(activity))
    })
    .await
}

/// For anybody: which versions are spoken.
pub(super) async fn about(request: HttpRequest, payload: web::Payload) -> Result<HttpResponse, Problem> {
    answer(&request, payload, async |call: Call| {
        let version = call.version().unwrap_or(Version::V2_0_0);
        read_only(&call)?;
        documents::read(Resource::About, documents::Method::Get, &call.params, version).map_err(invalid)?;
        Ok(ok(StatusCode::OK).json(json!({ "version": VERSIONS })))
    })
    .await
}

fn asked(resource: Resource, call: &Call) -> Result<Asked, Problem> {
    let version = call.version()?;
    read_only(call)?;
    documents::read(resource, documents::Method::Get, &call.params, version).map_err(invalid)
}

fn read_only(call: &Call) -> Result<(), Problem> {
    if matches!(call.method, Method::GET | Method::HEAD) { Ok(()) } else { Err(wrong_method("GET, HEAD")) }
}
