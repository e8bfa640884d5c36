//! What administrators do with forwards.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, web};
use url::Url;
use uuid::Uuid;
use vidik_base::{InterfaceLanguage, new_ordered_id};
use vidik_institutions::{find_institution, institutions};
use vidik_lrs::{NewForward, add_forward, forward_log, forwards, remove_forward, set_forward_active};

use super::dto::{ForwardDto, ForwardEntryDto, ForwardList, ForwardLog, ForwardSwitch, NewForwardDto};
use crate::{
    api_routes::ServiceConfig,
    body::Object,
    caller::Caller,
    institutions::reference,
    language,
    lists::{ListQuery, cut},
    outgoing::refused,
    people::InstitutionRef,
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

/// How many forwards there may be.
const MOST: usize = 20;

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list_forwards)
        .service(create_forward)
        .service(switch_forward)
        .service(delete_forward)
        .service(show_log);
}

async fn named(house: &House, language: InterfaceLanguage) -> Result<BTreeMap<Uuid, InstitutionRef>, Problem> {
    let all = institutions(house.db.read()).await?;
    Ok(all.iter().map(|institution| (institution.id.0, reference(institution, language))).collect())
}

fn id_of(text: &str) -> Result<Uuid, Problem> {
    text.parse().map_err(|_| Problem::new(Code::NotFound))
}

/// Record stores that statements are forwarded to, with how far they have come.
#[utoipa::path(
    tag = "record",
    responses(
        (status = 200, description = "Forwards", body = ForwardList),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[get("/record/forwards")]
async fn list_forwards(
    house: web::Data<House>,
    request: HttpRequest,
    caller: Caller,
) -> Result<web::Json<ForwardList>, Problem> {
    caller.administrator()?;
    let named = named(&house, language::of(&request)).await?;
    let items = forwards(house.db.read()).await?.into_iter().map(|forward| {
        let institution = forward.institution.and_then(|id| named.get(&id.0).cloned());
        ForwardDto::new(forward, institution)
    });
    Ok(web::Json(ForwardList { items: items.collect(), next_cursor: None }))
}

/// Forwards statements to a record store elsewhere: in their order, each at least once, with their ids.
///
/// What it answers with a failure of its own (or not at all) is sent again after half a minute, two, ten, an hour, four,
/// twelve, and then every twelve hours; a statement that it refuses (400, 409, 413, 415, 422) is noted in the log and not
/// sent again.
#[utoipa::path(
    tag = "record",
    request_body = NewForwardDto,
    responses(
        (status = 201, description = "Made", body = ForwardDto),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong, or there are twenty already", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[post("/record/forwards")]
async fn create_forward(
    house: web::Data<House>,
    request: HttpRequest,
    caller: Caller,
    body: web::Json<Object<NewForwardDto>>,
) -> Result<HttpResponse, Problem> {
    caller.administrator()?;
    let body = body.into_inner().0;
    checked(&house, &body).await?;
    let institution = match &body.institution {
        None => None,
        Some(id) => {
            let found = find_institution(house.db.read(), id).await?;
            Some(found.ok_or_else(|| Problem::new(Code::Invalid).field("/institution", "unknown_institution"))?)
        }
    };
    let id: Uuid = new_ordered_id(house.clock.as_ref(), house.rng.as_ref());
    let sealed = house.seals.seal(house.rng.as_ref(), id, &body.secret);
    let new = NewForward {
        id,
        name: body.name.trim().to_owned(),
        url: body.url.trim_end_matches('/').to_owned(),
        key: body.key,
        secret: sealed.ok_or_else(|| Problem::internal("a secret could not be sealed"))?,
        version: body.version.word().to_owned(),
        institution: institution.as_ref().map(|institution| institution.id),
        with_consent: body.with_consent,
        from_beginning: body.from_beginning,
    };
    let clock = house.clock.clone();
    let made = house.db.write(async move |txn| add_forward(txn, clock.as_ref(), new).await).await?;
    let institution = institution.map(|institution| reference(&institution, language::of(&request)));
    Ok(HttpResponse::Created().json(ForwardDto::new(made, institution)))
}

async fn checked(house: &House, body: &NewForwardDto) -> Result<(), Problem> {
    let wrong = |field: &str, code: &str| Problem::new(Code::Invalid).field(field, code);
    if !(1..=200).contains(&body.name.trim().chars().count()) {
        return Err(wrong("/name", "bad_name"));
    }
    let url: Url = body.url.parse().map_err(|_| wrong("/url", "malformed"))?;
    if body.url.len() > 2_000 || url.query().is_some() {
        return Err(wrong("/url", "malformed"));
    }
    if let Some(code) = refused(&url, house.settings.is_on_this_machine()) {
        return Err(wrong("/url", code));
    }
    if url.origin() == house.settings.public_url.origin() {
        return Err(wrong("/url", "own_address"));
    }
    for (field, text) in [("/key", &body.key), ("/secret", &body.secret)] {
        if text.is_empty() || text.len() > 500 || (field == "/key" && text.contains(':')) {
            return Err(wrong(field, "malformed"));
        }
    }
    if forwards(house.db.read()).await?.len() >= MOST {
        return Err(wrong("/url", "too_many"));
    }
    Ok(())
}

/// Lets a forward rest, or goes on with it at once: also after failures.
#[utoipa::path(
    tag = "record",
    params(("id" = Uuid, Path, description = "The forward")),
    request_body = ForwardSwitch,
    responses(
        (status = 204, description = "Done"),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[patch("/record/forwards/{id}")]
async fn switch_forward(
    house: web::Data<House>,
    caller: Caller,
    id: web::Path<String>,
    body: web::Json<Object<ForwardSwitch>>,
) -> Result<HttpResponse, Problem> {
    caller.administrator()?;
    let (id, active, now) = (id_of(&id)?, body.into_inner().0.active, house.clock.now());
    let found = house.db.write(async move |txn| set_forward_active(txn, now, id, active).await).await?;
    if found { Ok(HttpResponse::NoContent().finish()) } else { Err(Problem::new(Code::NotFound)) }
}

/// Removes a forward with its log: nothing more is sent. What was sent stays where it is.
#[utoipa::path(
    tag = "record",
    params(("id" = Uuid, Path, description = "The forward")),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[delete("/record/forwards/{id}")]
async fn delete_forward(
    house: web::Data<House>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    caller.administrator()?;
    let id = id_of(&id)?;
    let found = house.db.write(async move |txn| remove_forward(txn, id).await).await?;
    if found { Ok(HttpResponse::NoContent().finish()) } else { Err(Problem::new(Code::NotFound)) }
}

/// What was forwarded in the last 30 days, and what was not taken: newest first.
#[utoipa::path(
    tag = "record",
    params(("id" = Uuid, Path, description = "The forward"), ListQuery),
    responses(
        (status = 200, description = "The log", body = ForwardLog),
        (status = 400, description = "The cursor was not made for this list", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The limit is out of range", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[get("/record/forwards/{id}/log")]
async fn show_log(
    house: web::Data<House>,
    caller: Caller,
    id: web::Path<String>,
    query: web::Query<ListQuery>,
) -> Result<web::Json<ForwardLog>, Problem> {
    caller.administrator()?;
    let id = id_of(&id)?;
    if !forwards(house.db.read()).await?.iter().any(|forward| forward.id == id) {
        return Err(Problem::new(Code::NotFound));
    }
    let (limit, before) = (query.limit()?, query.after::<Uuid>()?);
    let rows = forward_log(house.db.read(), id, before, limit + 1).await?;
    let page = cut(rows, limit, |row| row.id)?.map(ForwardEntryDto::from);
    Ok(web::Json(ForwardLog { items: page.items, next_cursor: page.next_cursor }))
}
