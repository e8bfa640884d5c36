//! The token of a unit's session (cmi5 8.2): given out once.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, StatusCode},
    web,
};
use serde_json::{Value, json};
use vidik_db::DbErr;
use vidik_identity::was_let_in;
use vidik_learning::{FetchAnswer, fetch_token, learner_of_code};

use super::{
    answer::{answer, ok, wrong_method},
    call::Call,
};
use crate::{problem::Problem, state::House};

/// Answers 200 with an error's code, too (cmi5 8.2.2).
pub(super) async fn serve(
    house: web::Data<House>,
    request: HttpRequest,
    payload: web::Payload,
    code: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    answer(&request, payload, async |call: Call| {
        if call.method != Method::POST {
            return Err(wrong_method("POST"));
        }
        let (desk, code) = (house.desk(), code.into_inner());
        let given = house.db.write::<_, DbErr, _>(async move |txn| {
            let learner = learner_of_code(txn, &code).await?;
            let Some(learner) = learner else { return Ok(FetchAnswer::Refused) };
            // A launch that was made before its learner's account was disabled begins no more.
            if !was_let_in(txn, learner, desk.clock.now()).await? {
                return Ok(FetchAnswer::Refused);
            }
            fetch_token(txn, &desk, &code).await
        });
        let given = given.await?;
        Ok(ok(StatusCode::OK).json(told(given)))
    })
    .await
}

/// The answer's body (cmi5 8.2.2, 8.2.3).
pub(super) fn told(given: FetchAnswer) -> Value {
    let refused = |code: &str, text: &str| json!({ "error-code": code, "error-text": text });
    match given {
        FetchAnswer::Token(token) => json!({ "auth-token": token }),
        FetchAnswer::Used => refused("1", "The token was fetched before."),
        FetchAnswer::Refused => refused("2", "This launch is not known, or it is over."),
    }
}
