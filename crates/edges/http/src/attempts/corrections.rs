//! Corrections by hand.

use actix_web::{HttpResponse, post, web};
use vidik_learning::{Correction, CorrectionError, Note, correct};

use super::{
    corrected_by,
    dto::{CorrectionBody, CorrectionWord, JudgementDto},
};
use crate::{
    api_routes::ServiceConfig,
    body::Object,
    caller::Caller,
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(correct_attempt);
}

/// Corrects an attempt by hand. A player that has it open is taken over; the reason stands in the audit log, what
/// changed in the record and in what institutions read.
///
/// Coordinators correct the attempts of people who belong to their institution today, administrators everybody's.
///
/// `raise` and `recalculate` lower nothing. `reset_attempt` closes the attempt, and the learner's next one begins anew;
/// `reset_activity` takes back what was reached there, in every language.
#[utoipa::path(
    tag = "attempts",
    params(("id" = uuid::Uuid, Path, description = "The attempt")),
    request_body = CorrectionBody,
    responses(
        (status = 204, description = "Corrected"),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For coordinators of the learner's institution, and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or its learner is another institution's", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The attempt is closed", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("coordinator")))
)]
#[post("/attempts/{id}/corrections")]
async fn correct_attempt(
    house: web::Data<House>,
    caller: Caller,
    id: web::Path<String>,
    body: web::Json<Object<CorrectionBody>>,
) -> Result<HttpResponse, Problem> {
    let id = corrected_by(&house, &caller, &id).await?;
    let actor = caller.person()?.id;
    let body = body.into_inner().0;
    let note = Note { actor, reason: reason(&body.reason)? };
    let correction = correction(body)?;
    let (desk, inside) = (house.desk(), house.clone());
    house
        .db
        .write(async move |txn| correct(txn, &desk, &inside.editions, id, correction, note).await)
        .await
        .map_err(refused)?;
    Ok(HttpResponse::NoContent().finish())
}

/// Why something was done by hand, as it stands in the audit log.
pub(crate) fn reason(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    let control = text.chars().any(|character| character.is_control() && character != '\n');
    if control || !(3..=2_000).contains(&text.chars().count()) {
        return Err(Problem::new(Code::Invalid).field("/reason", "bad_reason"));
    }
    Ok(text.to_owned())
}

fn correction(body: CorrectionBody) -> Result<Correction, Problem> {
    let wrong = |field: &str, code: &str| Problem::new(Code::Invalid).field(field, code);
    let activity = |given: Option<String>| given.ok_or_else(|| wrong("/activity", "required"));
    Ok(match body.action {
        CorrectionWord::ResetAttempt => Correction::ResetAttempt,
        CorrectionWord::Recalculate => Correction::Recalculate,
        CorrectionWord::ResetActivity => Correction::ResetActivity(activity(body.activity)?),
        CorrectionWord::Raise => {
            if !body.completed && body.success.is_none() && body.score.is_none() {
                return Err(wrong("/completed", "required"));
            }
            if body.score.is_some_and(|score| !(-1.0..=1.0).contains(&score)) {
                return Err(wrong("/score", "out_of_range"));
            }
            Correction::Raise {
                activity: activity(body.activity)?,
                completed: body.completed,
                success: body.success.map(|judged| judged == JudgementDto::Passed),
                scaled: body.score,
            }
        }
    })
}

fn refused(error: CorrectionError) -> Problem {
    let field = |field: &str, code: &str| Problem::new(Code::Invalid).field(field, code);
    match error {
        CorrectionError::Unknown => Problem::new(Code::NotFound),
        CorrectionError::Closed => Problem::new(Code::AttemptClosed),
        CorrectionError::UnknownActivity => field("/activity", "unknown_activity"),
        CorrectionError::NotTracked => field("/activity", "not_tracked"),
        CorrectionError::Cluster => field("/activity", "cluster"),
        CorrectionError::ScoreDecides => field("/score", "score_decides"),
        CorrectionError::Edition(error) => Problem::internal(error),
        CorrectionError::Database(error) => error.into(),
    }
}
