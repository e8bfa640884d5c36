//! Webhooks: made, looked at, switched off and removed by an institution's coordinators and by administrators.

use actix_web::{HttpResponse, delete, get, http::header, patch, post, web};
use url::Url;
use uuid::Uuid;
use vidik_reporting::{
    ChangePlace, Webhook, add_webhook, deliveries, newest_change, remove_webhook, replay_delivery, switch_webhook,
    webhooks,
};

use super::dto::{DeliveryDto, DeliveryList, NewWebhookDto, WebhookDto, WebhookList, WebhookSwitch, WebhookWithSecret};
use crate::{
    api_routes::ServiceConfig,
    body::Object,
    caller::Caller,
    institutions::managed,
    lists::{ListQuery, cut},
    outgoing::refused,
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

/// How many webhooks an institution has at the most.
const MOST: usize = 10;

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list_webhooks)
        .service(create_webhook)
        .service(switch)
        .service(delete_webhook)
        .service(list_deliveries)
        .service(replay);
}

async fn owned(house: &House, caller: &Caller, id: &str, webhook: &str) -> Result<Webhook, Problem> {
    let institution = managed(house, caller, id).await?;
    let webhook: Option<Uuid> = webhook.parse().ok();
    let all = webhooks(house.db.read(), institution.id).await?;
    all.into_iter().find(|known| Some(known.id) == webhook).ok_or_else(|| Problem::new(Code::NotFound))
}

/// Where an institution is told of changes.
#[utoipa::path(
    tag = "reports",
    params(("id" = String, Path, description = "Id or slug of the institution", example = "demo-ministry")),
    responses(
        (status = 200, description = "Webhooks", body = WebhookList),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For its coordinators and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it is another's", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("coordinator")))
)]
#[get("/institutions/{id}/webhooks")]
async fn list_webhooks(
    house: web::Data<House>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<web::Json<WebhookList>, Problem> {
    let institution = managed(&house, &caller, &id).await?;
    let all = webhooks(house.db.read(), institution.id).await?;
    Ok(web::Json(WebhookList { items: all.into_iter().map(WebhookDto::from).collect(), next_cursor: None }))
}

/// Tells an address of what changes from now on. The secret that messages are signed with is in the answer, and nowhere
/// else.
///
/// A message is what the change feed has, with an id and a time. What answers with a status from 200 to 299 within ten
/// seconds has taken it; otherwise it is sent again after half a minute, two, ten, an hour, four, twelve, a day. A
/// message may come twice: its id stays the same.
#[utoipa::path(
    tag = "reports",
    params(("id" = String, Path, description = "Id or slug of the institution", example = "demo-ministry")),
    request_body = NewWebhookDto,
    responses(
        (status = 201, description = "Made", body = WebhookWithSecret),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For its coordinators and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it is another's", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The address is not allowed, or there are ten webhooks already", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("coordinator")))
)]
#[post("/institutions/{id}/webhooks")]
async fn create_webhook(
    house: web::Data<House>,
    caller: Caller,
    id: web::Path<String>,
    body: web::Json<Object<NewWebhookDto>>,
) -> Result<HttpResponse, Problem> {
    let institution = managed(&house, &caller, &id).await?.id;
    let NewWebhookDto { url, types } = body.into_inner().0;
    let wrong = |code: &str| Problem::new(Code::Invalid).field("/url", code);
    let address: Url = url.parse().map_err(|_| wrong("malformed"))?;
    if url.len() > 2000 {
        return Err(wrong("too_long"));
    }
    if let Some(code) = refused(&address, house.settings.is_on_this_machine()) {
        return Err(wrong(code));
    }
    if webhooks(house.db.read(), institution).await?.len() >= MOST {
        return Err(Problem::new(Code::Invalid).field("/url", "too_many"));
    }
    let (clock, rng) = (house.clock.clone(), house.rng.clone());
    let made = house.db.write::<_, vidik_db::DbErr, _>(async move |txn| {
        let kinds: Vec<&str> = types.iter().map(|kind| kind.word()).collect();
        let from = newest_change(txn, institution).await?.unwrap_or(ChangePlace::BEGINNING);
        add_webhook(txn, clock.as_ref(), rng.as_ref(), institution, url, &kinds, from).await
    });
    let made = made.await?;
    let secret = made.secret.clone();
    Ok(HttpResponse::Created()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(WebhookWithSecret { webhook: made.into(), secret }))
}

/// Switches a webhook off, or on again. While it is off nothing is written down for it and nothing is sent.
///
/// What waited when it was switched off, or is asked to be sent again meanwhile, goes when it is on again, up to 30 days
/// later. What changes while it is off is not told: the change feed has it.
#[utoipa::path(
    tag = "reports",
    params(
        ("id" = String, Path, description = "Id or slug of the institution", example = "demo-ministry"),
        ("webhook" = Uuid, Path, description = "The webhook"),
    ),
    request_body = WebhookSwitch,
    responses(
        (status = 204, description = "It is so, now or before"),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For its coordinators and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it is another's", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("coordinator")))
)]
#[patch("/institutions/{id}/webhooks/{webhook}")]
async fn switch(
    house: web::Data<House>,
    caller: Caller,
    path: web::Path<(String, String)>,
    body: web::Json<Object<WebhookSwitch>>,
) -> Result<HttpResponse, Problem> {
    let Webhook { id, institution, .. } = owned(&house, &caller, &path.0, &path.1).await?;
    let active = body.into_inner().0.active;
    let switched = house.db.write::<_, vidik_db::DbErr, _>(async move |txn| {
        let from = newest_change(txn, institution).await?.unwrap_or(ChangePlace::BEGINNING);
        switch_webhook(txn, id, active, from).await
    });
    switched.await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Removes a webhook with its log: nothing more is sent.
#[utoipa::path(
    tag = "reports",
    params(
        ("id" = String, Path, description = "Id or slug of the institution", example = "demo-ministry"),
        ("webhook" = Uuid, Path, description = "The webhook"),
    ),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For its coordinators and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it is another's", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("coordinator")))
)]
#[delete("/institutions/{id}/webhooks/{webhook}")]
async fn delete_webhook(
    house: web::Data<House>,
    caller: Caller,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let webhook = owned(&house, &caller, &path.0, &path.1).await?;
    house.db.write(async move |txn| remove_webhook(txn, webhook.institution, webhook.id).await).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What was sent to a webhook in the last 30 days, and what waits: newest first.
#[utoipa::path(
    tag = "reports",
    params(
        ("id" = String, Path, description = "Id or slug of the institution", example = "demo-ministry"),
        ("webhook" = Uuid, Path, description = "The webhook"),
        ListQuery,
    ),
    responses(
        (status = 200, description = "The log", body = DeliveryList),
        (status = 400, description = "The cursor was not made for this list", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For its coordinators and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it is another's", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The limit is out of range", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("coordinator")))
)]
#[get("/institutions/{id}/webhooks/{webhook}/deliveries")]
async fn list_deliveries(
    house: web::Data<House>,
    caller: Caller,
    path: web::Path<(String, String)>,
    query: web::Query<ListQuery>,
) -> Result<web::Json<DeliveryList>, Problem> {
    let webhook = owned(&house, &caller, &path.0, &path.1).await?;
    let (limit, before) = (query.limit()?, query.after::<Uuid>()?);
    let rows = deliveries(house.db.read(), webhook.id, before, limit + 1).await?;
    let page = cut(rows, limit, |row| row.id)?.map(DeliveryDto::from);
    Ok(web::Json(DeliveryList { items: page.items, next_cursor: page.next_cursor }))
}

/// Sends a message once more, whatever became of it.
#[utoipa::path(
    tag = "reports",
    params(
        ("id" = String, Path, description = "Id or slug of the institution", example = "demo-ministry"),
        ("webhook" = Uuid, Path, description = "The webhook"),
        ("delivery" = Uuid, Path, description = "The message"),
    ),
    responses(
        (status = 202, description = "It will be sent"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For its coordinators and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it is another's", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("coordinator")))
)]
#[post("/institutions/{id}/webhooks/{webhook}/deliveries/{delivery}/replay")]
async fn replay(
    house: web::Data<House>,
    caller: Caller,
    path: web::Path<(String, String, String)>,
) -> Result<HttpResponse, Problem> {
    let not_found = || Problem::new(Code::NotFound);
    let webhook = owned(&house, &caller, &path.0, &path.1).await?.id;
    let delivery: Uuid = path.2.parse().map_err(|_| not_found())?;
    let now = house.clock.now();
    let found = house.db.write(async move |txn| replay_delivery(txn, now, webhook, delivery).await).await?;
    if found { Ok(HttpResponse::Accepted().finish()) } else { Err(not_found()) }
}
