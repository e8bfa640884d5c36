//! How long things are kept.

use actix_web::{get, put, web};
use vidik_privacy::{Kind, RetentionError, carry_out, due, rules, runs, set_rule};

use super::dto::{RetentionBody, RetentionDto, RetentionList, RetentionPreview, RetentionQuery};
use crate::{
    api_routes::ServiceConfig,
    body::Object,
    caller::Caller,
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

/// The longest time that a rule can have: a hundred years.
const LONGEST: i32 = 36_500;
/// How many of the last runs are looked through for the last one of each kind.
const RUNS: u64 = 500;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_rules).service(put_rule).service(preview_rule);
}

/// Carries out the rules. Says how many rows went.
pub async fn keep_retention(house: &House) -> Result<u64, RetentionError> {
    carry_out(&house.db, &house.blobs, house.clock.as_ref(), house.rng.as_ref()).await
}

fn kind(word: &str) -> Result<Kind, Problem> {
    Kind::from_word(word).ok_or_else(|| Problem::new(Code::NotFound))
}

async fn told(house: &House) -> Result<RetentionList, Problem> {
    let (rules, runs) = (rules(house.db.read()).await?, runs(house.db.read(), RUNS).await?);
    let items = Kind::ALL.into_iter().map(|kind| {
        let rule = rules.iter().find(|rule| rule.kind == kind);
        let last = runs.iter().find(|run| run.kind == kind && run.finished_at.is_some());
        RetentionDto {
            kind: kind.word().to_owned(),
            days: rule.map(|rule| rule.days),
            changed_at: rule.map(|rule| rule.changed_at),
            last_run_at: last.and_then(|run| run.finished_at),
            last_removed: last.map(|run| run.removed),
        }
    });
    Ok(RetentionList { items: items.collect(), next_cursor: None })
}

/// How long what is kept, kind by kind. What has no rule is kept.
#[utoipa::path(
    tag = "privacy",
    responses(
        (status = 200, description = "Kinds with their rules", body = RetentionList),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[get("/retention")]
async fn list_rules(house: web::Data<House>, caller: Caller) -> Result<web::Json<RetentionList>, Problem> {
    caller.administrator()?;
    Ok(web::Json(told(&house).await?))
}

/// Makes a rule, or takes it back. Rules are carried out once a day, the first time within a day.
#[utoipa::path(
    tag = "privacy",
    params(("kind" = String, Path, description = "The kind", example = "webhook_log")),
    request_body = RetentionBody,
    responses(
        (status = 200, description = "Kinds with their rules", body = RetentionList),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is no such kind", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The days are out of range", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[put("/retention/{kind}")]
async fn put_rule(
    house: web::Data<House>,
    caller: Caller,
    word: web::Path<String>,
    body: web::Json<Object<RetentionBody>>,
) -> Result<web::Json<RetentionList>, Problem> {
    let by = caller.administrator()?.id;
    let (kind, days) = (kind(&word)?, body.into_inner().0.days);
    if days.is_some_and(|days| !(1..=LONGEST).contains(&days)) {
        return Err(Problem::new(Code::Invalid).field("/days", "out_of_range"));
    }
    let clock = house.clock.clone();
    house.db.write(async move |txn| set_rule(txn, clock.as_ref(), by, kind, days).await).await?;
    Ok(web::Json(told(&house).await?))
}

/// How many rows a rule would remove now. Nothing is changed.
#[utoipa::path(
    tag = "privacy",
    params(("kind" = String, Path, description = "The kind", example = "webhook_log"), RetentionQuery),
    responses(
        (status = 200, description = "What would go", body = RetentionPreview),
        (status = 400, description = "A parameter cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is no such kind", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The days are out of range", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[get("/retention/{kind}/preview")]
async fn preview_rule(
    house: web::Data<House>,
    caller: Caller,
    word: web::Path<String>,
    query: web::Query<RetentionQuery>,
) -> Result<web::Json<RetentionPreview>, Problem> {
    caller.administrator()?;
    let kind = kind(&word)?;
    if !(1..=LONGEST).contains(&query.days) {
        return Err(Problem::new(Code::Invalid).field("days", "out_of_range"));
    }
    let rows = due(house.db.read(), house.clock.as_ref(), kind, query.days).await?;
    Ok(web::Json(RetentionPreview { rows }))
}
