//! Extra time for people who need it.

use actix_web::{get, put, web};
use vidik_assessment::{MOST_EXTRA_TIME, extra_time_of, set_extra_time};
use vidik_base::PersonId;
use vidik_identity::person;

use super::dto::ExtraTimeDto;
use crate::{
    api_routes::ServiceConfig,
    body::Object,
    caller::Caller,
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(show_extra_time).service(give_extra_time);
}

async fn known(house: &House, id: &str) -> Result<PersonId, Problem> {
    let id = PersonId(id.parse().map_err(|_| Problem::new(Code::NotFound))?);
    person(house.db.read(), id).await?.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(id)
}

/// How much longer somebody has for every quiz.
#[utoipa::path(
    tag = "assessment",
    params(("id" = uuid::Uuid, Path, description = "The person")),
    responses(
        (status = 200, description = "Extra time", body = ExtraTimeDto),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is nobody of that id", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[get("/people/{id}/extra-time")]
async fn show_extra_time(
    house: web::Data<House>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<web::Json<ExtraTimeDto>, Problem> {
    caller.administrator()?;
    let person = known(&house, &id).await?;
    Ok(web::Json(ExtraTimeDto { percent: extra_time_of(house.db.read(), person).await? }))
}

/// Gives somebody so much longer, from the next attempt on; 0 takes it back.
#[utoipa::path(
    tag = "assessment",
    params(("id" = uuid::Uuid, Path, description = "The person")),
    request_body = ExtraTimeDto,
    responses(
        (status = 200, description = "Extra time", body = ExtraTimeDto),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is nobody of that id", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "More than 300 percent", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[put("/people/{id}/extra-time")]
async fn give_extra_time(
    house: web::Data<House>,
    caller: Caller,
    id: web::Path<String>,
    body: web::Json<Object<ExtraTimeDto>>,
) -> Result<web::Json<ExtraTimeDto>, Problem> {
    caller.administrator()?;
    let person = known(&house, &id).await?;
    let percent = body.into_inner().0.percent;
    if percent > MOST_EXTRA_TIME {
        return Err(Problem::new(Code::Invalid).field("/percent", "out_of_range"));
    }
    let clock = house.clock.clone();
    house.db.write(async move |txn| set_extra_time(txn, clock.as_ref(), person, percent).await).await?;
    Ok(web::Json(ExtraTimeDto { percent }))
}
