//! Everything that an attempt holds.

use actix_web::{HttpRequest, get, web};
use vidik_db::audit;
use vidik_learning::attempt_record;

use super::{
    audit::named,
    corrected_by,
    list::told,
    look,
    record_dto::{AttemptRecordDto, LaunchRecordDto, RunDto},
    visible,
};
use crate::{
    api_routes::ServiceConfig,
    caller::Caller,
    language,
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

/// How many corrections are shown with an attempt.
const CORRECTIONS: u64 = 200;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(show_record);
}

/// Everything that is kept of an attempt: activities with their states and run-time data, launches, what came too late,
/// corrections.
#[utoipa::path(
    tag = "attempts",
    params(("id" = uuid::Uuid, Path, description = "The attempt")),
    responses(
        (status = 200, description = "The attempt", body = AttemptRecordDto),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For coordinators, trainers and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or its learner is another institution's", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("learner")))
)]
#[get("/attempts/{id}/record")]
async fn show_record(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<web::Json<AttemptRecordDto>, Problem> {
    let attempt = visible(&house, &caller, &id).await?;
    let may_correct = corrected_by(&house, &caller, &id).await.is_ok();
    look(&house, &caller, &attempt).await?;
    let (conn, language) = (house.db.read(), language::of(&request));
    let generation = attempt.generation;
    let object = Some(attempt.progress.registration.0);
    let record = attempt_record(conn, &house.editions, &attempt).await.map_err(Problem::internal)?;
    let filter = audit::Filter { object, changes_only: true, ..audit::Filter::default() };
    let corrections = named(conn, audit::list(conn, &filter, None, CORRECTIONS).await?, language).await?;
    let row = told(conn, vec![attempt], language).await?.pop().ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(web::Json(AttemptRecordDto {
        attempt: row,
        runs: record.runs.into_iter().map(|run| RunDto::new(run, language)).collect(),
        launches: record.launches.into_iter().map(|launch| LaunchRecordDto::new(launch, generation)).collect(),
        kept_aside: record.aside.into_iter().map(Into::into).collect(),
        corrections,
        may_correct,
    }))
}
