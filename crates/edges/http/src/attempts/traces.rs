//! The sequencer's traces.

use actix_web::{HttpResponse, get, put, web};
use vidik_learning::{is_traced, set_tracing, trace_of};

use super::{
    dto::{TraceDto, TraceSwitch},
    look, visible,
};
use crate::{
    api_routes::ServiceConfig,
    body::Object,
    caller::Caller,
    problem::{Problem, ProblemBody},
    state::House,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(show_trace).service(switch_trace);
}

/// What the sequencer went through in an attempt, since tracing was turned on: each process with its code, and the rule
/// that decided.
#[utoipa::path(
    tag = "attempts",
    params(("id" = uuid::Uuid, Path, description = "The attempt")),
    responses(
        (status = 200, description = "The trace", body = TraceDto),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[get("/attempts/{id}/trace")]
async fn show_trace(
    house: web::Data<House>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<web::Json<TraceDto>, Problem> {
    caller.administrator()?;
    let attempt = visible(&house, &caller, &id).await?;
    look(&house, &caller, &attempt).await?;
    let registration = attempt.progress.registration;
    let conn = house.db.read();
    let steps = trace_of(conn, registration).await?;
    let on = is_traced(conn, registration).await?;
    Ok(web::Json(TraceDto { on, steps: steps.into_iter().map(Into::into).collect() }))
}

/// Traces an attempt from now on, or no longer.
#[utoipa::path(
    tag = "attempts",
    params(("id" = uuid::Uuid, Path, description = "The attempt")),
    request_body = TraceSwitch,
    responses(
        (status = 204, description = "Done"),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[put("/attempts/{id}/trace")]
async fn switch_trace(
    house: web::Data<House>,
    caller: Caller,
    id: web::Path<String>,
    body: web::Json<Object<TraceSwitch>>,
) -> Result<HttpResponse, Problem> {
    let actor = caller.administrator()?.id;
    let registration = visible(&house, &caller, &id).await?.progress.registration;
    let (desk, on) = (house.desk(), body.into_inner().0.on);
    house.db.write(async move |txn| set_tracing(txn, &desk, actor, registration, on).await).await?;
    Ok(HttpResponse::NoContent().finish())
}
