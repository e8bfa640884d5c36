//! Results of quizzes.

use actix_web::{HttpRequest, HttpResponse, get, web};
use vidik_reporting::{After, Order, QuizResultRow, quiz_results};

use super::{
    dto::QuizResultList,
    export::{PORTION, behind, whole},
    query::{QuizResultsQuery, Wanted, order, wanted},
    told::told_results,
};
use crate::{
    api_routes::ServiceConfig,
    caller::Caller,
    institutions::readable,
    known::unless_known,
    language,
    lists::cut,
    privacy::{List, note_list, note_taken_out},
    problem::{Problem, ProblemBody},
    state::House,
};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_quiz_results);
}

/// What an institution's people handed in, an attempt a row: test, form, score, pass, points by topic.
///
/// An attempt is there where it was handed in within the membership.
#[utoipa::path(
    tag = "reports",
    params(("id" = String, Path, description = "Id or slug", example = "demo-ministry"), QuizResultsQuery),
    responses(
        (status = 200, description = "Results, in parts or as a file", content(
            (QuizResultList = "application/json"),
            (String = "text/csv"),
            (String = "application/x-ndjson"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
        (status = 304, description = "It is what `If-None-Match` names"),
        (status = 400, description = "A parameter cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For its coordinators, its programs with `progress:read`, and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it is another's", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A parameter is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("institution")), ("x-scope" = json!("progress:read")))
)]
#[get("/institutions/{id}/quiz-results")]
async fn list_quiz_results(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    id: web::Path<String>,
    query: web::Query<QuizResultsQuery>,
) -> Result<HttpResponse, Problem> {
    let institution = readable(&house, &caller, &id, "progress:read").await?;
    let language = language::of(&request);
    let filter = query.filter(&house, institution.id).await?;
    let wanted = wanted(&request, query.format, query.separator, language);
    let listed = List::of("quiz_results", institution.id);
    if wanted != Wanted::Parts {
        note_taken_out(&house, &caller, &request, listed).await?;
        return whole(&format!("quiz-results-{}", institution.slug), wanted, move |after| {
            let (house, filter) = (house.clone(), filter.clone());
            async move {
                let order = Order::Ids(after);
                let rows = quiz_results(house.db.read(), institution.id, &filter, order, PORTION).await?;
                let next = behind(&rows, |row| row.attempt_id);
                Ok((told_results(&house, rows, language).await?, next))
            }
        });
    }
    let part = query.part();
    let (limit, after) = (part.limit()?, part.after::<After>()?);
    let rows = quiz_results(house.db.read(), institution.id, &filter, order(query.sort, after), limit + 1).await?;
    let page = cut(rows, limit, QuizResultRow::place)?;
    let items = told_results(&house, page.items, language).await?;
    note_list(&house, &caller, &request, listed, items.iter().map(|row| row.learner.id)).await?;
    unless_known(&request, &QuizResultList { items, next_cursor: page.next_cursor })
}
