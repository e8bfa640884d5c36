//! Lists of registrations.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::{HeaderName, HeaderValue},
    web,
};
use chrono::{SecondsFormat, TimeDelta};
use vidik_base::InstitutionId;
use vidik_reporting::{After, Order, RegistrationFilter, RegistrationRow, Scope, registrations, told_through};

use super::{
    dto::RegistrationList,
    export::{PORTION, behind, whole},
    query::{RegistrationsQuery, Wanted, order, wanted},
    told::told,
};
use crate::{
    api_routes::ServiceConfig,
    caller::Caller,
    institutions::readable,
    known::unless_known,
    language,
    lists::{ListQuery, cut},
    privacy::{List, note_list, note_taken_out},
    problem::{Problem, ProblemBody},
    state::House,
};

/// Up to when the list holds every change.
const CONSISTENT_THROUGH: HeaderName = HeaderName::from_static("consistent-through");

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_all).service(list_of_institution);
}

/// Everybody's registrations.
///
/// Rows come in the order in which they changed; a row that changes while you page comes again, none is skipped.
#[utoipa::path(
    tag = "reports",
    params(RegistrationsQuery),
    responses(
        (status = 200, description = "Registrations, in parts or as a file", content(
            (RegistrationList = "application/json"),
            (String = "text/csv"),
            (String = "application/x-ndjson"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
        (status = 304, description = "It is what `If-None-Match` names"),
        (status = 400, description = "A parameter cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A parameter is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[get("/registrations")]
async fn list_all(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    query: web::Query<RegistrationsQuery>,
) -> Result<HttpResponse, Problem> {
    caller.administrator()?;
    list(house, &caller, Scope::Everybody, "registrations", &request, &query).await
}

/// The registrations of an institution's people, as they stood while each membership ran.
///
/// Rows come in the order in which they changed; a row that changes while you page comes again, none is skipped. As a
/// file each row comes once. To keep up, bring back the last `next_cursor`, or follow the change feed. Who asks by time
/// asks with the `consistent-through` of the first part as the next `updated_since`: what was being written when the list
/// was made has that time or a later one.
#[utoipa::path(
    tag = "reports",
    params(("id" = String, Path, description = "Id or slug", example = "demo-ministry"), RegistrationsQuery),
    responses(
        (status = 200, description = "Registrations, in parts or as a file", content(
            (RegistrationList = "application/json"),
            (String = "text/csv"),
            (String = "application/x-ndjson"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ), headers(("consistent-through" = String, description = "In parts: up to when the list holds every change (RFC 3339)"))),
        (status = 304, description = "It is what `If-None-Match` names"),
        (status = 400, description = "A parameter cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For its coordinators, its programs with `progress:read`, and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it is another's", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A parameter is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("institution")), ("x-scope" = json!("progress:read")))
)]
#[get("/institutions/{id}/registrations")]
async fn list_of_institution(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    id: web::Path<String>,
    query: web::Query<RegistrationsQuery>,
) -> Result<HttpResponse, Problem> {
    let institution = readable(&house, &caller, &id, "progress:read").await?;
    let name = format!("registrations-{}", institution.slug);
    list(house, &caller, Scope::Institution(institution.id), &name, &request, &query).await
}

async fn list(
    house: web::Data<House>,
    caller: &Caller,
    scope: Scope,
    name: &str,
    request: &HttpRequest,
    query: &RegistrationsQuery,
) -> Result<HttpResponse, Problem> {
    let institution = match scope {
        Scope::Institution(institution) => Some(institution),
        Scope::Everybody | Scope::Person(_) => None,
    };
    let filter = query.filter(&house, institution).await?;
    let wanted = wanted(request, query.format, query.separator, language::of(request));
    if wanted != Wanted::Parts {
        note_taken_out(&house, caller, request, List { kind: "registrations", institution }).await?;
        return file(house, scope, name, request, wanted, filter);
    }
    let through = match institution {
        Some(institution) => Some(consistent_through(&house, institution).await?),
        None => None,
    };
    let part = part(&house, scope, request, &filter, &query.part(), |after| order(query.sort, after)).await?;
    let people = part.items.iter().map(|row| row.learner.id);
    note_list(&house, caller, request, List { kind: "registrations", institution }, people).await?;
    let mut answer = unless_known(request, &part)?;
    if let Some(through) = through {
        answer.headers_mut().insert(CONSISTENT_THROUGH, through);
    }
    Ok(answer)
}

/// Asked for before the list is made.
async fn consistent_through(house: &House, institution: InstitutionId) -> Result<HeaderValue, Problem> {
    let now = house.clock.now();
    let running = house.db.oldest_write().await?;
    let written = now - TimeDelta::from_std(running).unwrap_or_default();
    let through = told_through(house.db.read(), institution, written).await?;
    HeaderValue::from_str(&through.to_rfc3339_opts(SecondsFormat::Micros, true)).map_err(Problem::internal)
}

/// The whole list as a file.
pub(super) fn file(
    house: web::Data<House>,
    scope: Scope,
    name: &str,
    request: &HttpRequest,
    wanted: Wanted,
    filter: RegistrationFilter,
) -> Result<HttpResponse, Problem> {
    let language = language::of(request);
    whole(name, wanted, move |after| {
        let (house, filter) = (house.clone(), filter.clone());
        async move {
            let rows = registrations(house.db.read(), scope, &filter, Order::Ids(after), PORTION).await?;
            let next = behind(&rows, |row| row.registration_id);
            Ok((told(&house, rows, language).await?, next))
        }
    })
}

/// A part of the list.
pub(super) async fn part(
    house: &House,
    scope: Scope,
    request: &HttpRequest,
    filter: &RegistrationFilter,
    part: &ListQuery,
    order: impl FnOnce(Option<After>) -> Order,
) -> Result<RegistrationList, Problem> {
    let (limit, after) = (part.limit()?, part.after::<After>()?);
    let rows = registrations(house.db.read(), scope, filter, order(after), limit + 1).await?;
    let page = cut(rows, limit, RegistrationRow::place)?;
    let items = told(house, page.items, language::of(request)).await?;
    Ok(RegistrationList { items, next_cursor: page.next_cursor })
}
